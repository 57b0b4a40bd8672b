"""The table from which E is made: its text, its part of a link, and its standardized columns."""
