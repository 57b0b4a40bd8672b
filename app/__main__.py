"""The command `trajectory-explorer`, which is also `python -m app`."""

import sys

from .serving.command import main


def run() -> None:
    """Serve until interrupted, or save a file, then exit with the status of `main`."""
    sys.exit(main())


if __name__ == "__main__":
    run()
