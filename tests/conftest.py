"""What all tests share: Chromium, float64 in JAX, and the profiles of Hypothesis.

Every run has the same examples, so that a new failure is due to a change.
HYPOTHESIS_PROFILE=thorough looks for many new examples, and HYPOTHESIS_PROFILE=quick has few.
"""

import itertools
import os
import zlib
from collections import Counter

import hypothesis
import pytest
from browser_modules import draw, engine, figures, node, recording, relief  # noqa: F401 (fixtures)
from chromium import chromium  # noqa: F401

os.environ["JAX_ENABLE_X64"] = "1"  # most tests need no JAX

pytest.register_assert_rewrite(
    "app.lessons", "trajectory_explorer.app.lessons"
)  # their checks show both sides

_TWICE = (
    *("browser/component", "browser/drag", "browser/notebook"),
    *("figures/picture", "tests/assets", "tests/examples"),
    *("optimizers/batches", "surfaces/expression", "surfaces/worker"),
    *("saved/component", "saved/files", "saved/notebook", "saved/page"),
    *("serving/panel", "serving/server"),
    *("session/bokeh_patches", "session/data", "session/page", "session/wire"),
)
"""Tests of what a newer Python, NumPy, SymPy, Bokeh or Panel may change.

They are about how text is read, random numbers, documents, messages, files, components and servers, and a
page in a browser. Other tests, and those marked `once`, run with one Python only.
"""


def _is_once(path):
    return f"{path.parent.name}/{path.stem.removeprefix('test_')}" not in _TWICE


def pytest_ignore_collect(collection_path, config):
    """Skip reading files of which no test would run."""
    is_left_out = config.getoption("markexpr") == "not once" and _is_once(collection_path)
    return True if is_left_out and collection_path.name.startswith("test_") else None


def _thin(items):
    """Keep a third of more than twenty cases of a test, a sixth of more than a hundred: always the same."""
    cases = Counter((item.path, item.originalname) for item in items)

    def is_kept(item):
        count = cases[item.path, item.originalname]
        return zlib.crc32(item.nodeid.encode()) % (6 if count > 100 else 3 if count > 20 else 1) == 0

    return [*filter(is_kept, items)]


def pytest_collection_modifyitems(config, items):
    """Mark the tests for which one Python is enough, and put other files between those that use a browser.

    Two browsers at once are slow. pytest-xdist hands out files in this order, so the largest come first: no
    process is left with one of them in the end.
    """
    if config.getoption("markexpr") == "not long" and not config.getoption("keyword"):
        items[:] = _thin(items)
    files = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    in_browser, others = [], []
    for path, tests in sorted(files.items(), key=lambda file: -file[0].stat().st_size):
        if _is_once(path):
            for test in tests:
                test.add_marker("once")
        (in_browser if path.parent.name == "browser" else others).append(tests)
    pairs = itertools.zip_longest(in_browser, others, fillvalue=[])
    items[:] = [test for pair in pairs for tests in pair for test in tests]


hypothesis.settings.register_profile(
    "default", deadline=None, print_blob=True, derandomize=True, max_examples=50
)
hypothesis.settings.register_profile("thorough", deadline=None, print_blob=True, max_examples=20_000)
hypothesis.settings.register_profile("quick", deadline=None, derandomize=True, max_examples=10)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
