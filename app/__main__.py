"""`python -m app` is the command `trajectory-explorer`."""

from .server import run

if __name__ == "__main__":
    run()
