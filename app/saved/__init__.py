"""What is taken along: the page as one file, files that the command writes, and runs in a notebook."""
