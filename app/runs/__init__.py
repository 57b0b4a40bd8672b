"""The facts of an experiment: its runs, and the numbers that sum them up."""
