"""What the command and its server both say: the name, the version, and why nothing was done."""

import importlib.metadata
import sys

DISTRIBUTION = "trajectory-explorer"
LAST_PORT = 65535


def version() -> str:
    """Return the version of the installed distribution."""
    try:
        return importlib.metadata.version(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"


def refuse(why: str, status: int = 1) -> int:
    """Say why nothing was done, and return the exit status."""
    print(f"{DISTRIBUTION}: {why}", file=sys.stderr)
    return status
