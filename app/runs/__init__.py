"""What is true of an experiment: its runs, the ground below them, and the figures that they come to."""
