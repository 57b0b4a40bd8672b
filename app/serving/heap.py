"""Chooses where Python's objects live: with glibc, which gives back what a classroom has left.

Python's own allocator takes memory by the megabyte and keeps each as long as one small object in it lives. A
few live on after every session, so that fifty sessions would leave forty megabytes behind for ever. glibc
gives every free page back when it is asked (see `leftovers`). A tick of a slider takes some tenths of a
millisecond longer. Python reads its choice only when it starts.
"""

import os
import sys

_CHOICE = "PYTHONMALLOC"


def start_with_glibc() -> None:
    """Start the command anew, as the same process, unless it has been started so or the user has chosen."""
    if sys.platform == "linux" and _CHOICE not in os.environ:
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, _CHOICE: "malloc"})
    if sys.getallocatedblocks() == 0:  # it is with glibc; what this process starts need not be
        os.environ.pop(_CHOICE, None)
