"""The command: the server, what it refuses, its workers and its log."""
