"""The rooms of load.py, by what they measure. Each mode is `mode(options, address, pid)`."""
