"""The command `trajectory-explorer`, which is also `python -m app`."""

import sys

from .serving.heap import start_with_glibc


def run() -> None:
    """Serve until interrupted, and exit with the status that says how that went."""
    start_with_glibc()
    from .server import main  # not before: all that it imports would be imported twice

    sys.exit(main())


if __name__ == "__main__":
    run()
