"""The browser modules in one script: each once, after what it imports, with nothing left to import."""

import posixpath
import re

import pytest

from app.assets import bundle, folder, text

SCRIPT = bundle("page.js")
MODULES = sorted(path.relative_to(folder()).as_posix() for path in folder().rglob("*.js"))


def _beside(name, imported):
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), imported))


def _begin(name):
    return f"const module_{name.removesuffix('.js').replace('/', '_')} = "


@pytest.mark.parametrize("name", MODULES)
def test_every_module_is_there_once_and_after_what_it_imports(name):
    begins = _begin(name)
    assert SCRIPT.count(begins) == 1
    for imported in re.findall(r'from "([\w./]+\.js)"', text(name)):
        assert SCRIPT.index(_begin(_beside(name, imported))) < SCRIPT.index(begins)


@pytest.mark.parametrize("name", MODULES)
def test_what_a_module_imports_is_exported(name):
    for names, imported in re.findall(r'import \{ (.*?) \} from "([\w./]+\.js)"', text(name)):
        source = text(_beside(name, imported))
        exported = re.findall(r"^export (?:(?:async )?function\*?|const) (\w+)", source, re.MULTILINE)
        assert set(names.split(", ")) <= set(exported)


def test_nothing_is_left_to_import_or_to_end_the_script():
    assert not re.search(r"^\s*(import|export) ", SCRIPT, re.MULTILINE)
    assert "</script" not in SCRIPT.lower()
