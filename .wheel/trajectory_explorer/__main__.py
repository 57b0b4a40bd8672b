"""The command `trajectory-explorer`, which is also `python -m trajectory_explorer`."""

from app.__main__ import run

if __name__ == "__main__":
    run()
