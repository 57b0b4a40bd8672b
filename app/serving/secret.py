"""The key that signs session ids."""

import os
import secrets

SECRET = "TRAJECTORY_EXPLORER_SECRET"
"""The environment variable with the key that signs session ids."""
SHORTEST_SECRET = 16
"""Least characters of the key."""


def secret() -> str:
    """Return the key of the environment, or a new one.

    Raises:
        ValueError: the key of the environment is too short.
    """
    key = os.environ.get(SECRET) or secrets.token_urlsafe()
    if len(key) < SHORTEST_SECRET:
        raise ValueError(f"{SECRET} is shorter than {SHORTEST_SECRET} characters")
    return key
