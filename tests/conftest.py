"""What all tests share: Chromium, float64 in JAX, and the profiles of Hypothesis.

By itself every run has the same examples, so that a run that fails tells of a change. With
HYPOTHESIS_PROFILE=thorough a run looks for new ones, and for many more.
"""

import os

import hypothesis
import jax
from browser_modules import draw, empty_page, engine, recording, relief  # noqa: F401 (fixtures)
from chromium import chromium  # noqa: F401

jax.config.update("jax_enable_x64", True)

_DRAWN_FOLDERS = ("draw", "engine", "recording", "relief")
_DRAWN_FILES = tuple(
    f"test_{name}"
    for name in (
        *(
            "axe",
            "firefox",
            "frames",
            "hints",
            "history",
            "keys",
            "limits",
            "projector",
            "recording",
            "relief",
            "room",
        ),
        *("said", "stale", "steady", "tips", "touch", "walks"),
    )
)


def pytest_collection_modifyitems(items):
    """Mark what the browser alone makes, so that a second Python need not have it again."""
    for item in items:
        folder, file = item.path.parent.name, item.path.stem
        if folder in _DRAWN_FOLDERS or (folder == "browser" and file in _DRAWN_FILES):
            item.add_marker("drawn")


hypothesis.settings.register_profile("default", deadline=None, print_blob=True, derandomize=True)
hypothesis.settings.register_profile("thorough", deadline=None, print_blob=True, max_examples=20_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
