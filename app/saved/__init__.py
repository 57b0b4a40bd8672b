"""What works without a server: the page as one file, files of the command, and runs in a notebook."""
