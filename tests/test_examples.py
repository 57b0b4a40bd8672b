"""The examples in docstrings and on the page `app/from_python.md` print what stands below them."""

import doctest
import importlib
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent / "app" / "from_python.md"
MODULES = (
    "app.saved.component",
    "app.saved.notebook",
    "optimizers",
    "optimizers.descent",
    "optimizers.many",
    "optimizers.schedules",
    "surfaces",
    "surfaces.surface",
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings(name):
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 0
    assert found.failed == 0


def test_the_examples_on_the_page():
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.attempted > 30
    assert found.failed == 0
