"""The facts of an experiment: its runs, the ground below them, and the numbers that sum them up."""
