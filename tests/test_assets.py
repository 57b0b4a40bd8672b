"""The browser modules in one script: each once, after what it imports, with nothing left to import."""

import re

import pytest

from app.assets import bundle, folder, text

SCRIPT = bundle("page.js")
MODULES = sorted(path.name for path in folder().glob("*.js") if path.name != "plug.js")


@pytest.mark.parametrize("name", MODULES)
def test_every_module_is_there_once_and_after_what_it_imports(name):
    begins = f"const module_{name.removesuffix('.js')} = "
    assert SCRIPT.count(begins) == 1
    for imported in re.findall(r'from "\./(\w+)\.js"', text(name)):
        assert SCRIPT.index(f"const module_{imported} = ") < SCRIPT.index(begins)


@pytest.mark.parametrize("name", MODULES)
def test_what_a_module_imports_is_exported(name):
    for names, imported in re.findall(r'import \{ (.*?) \} from "\./(\w+\.js)"', text(name)):
        exported = re.findall(r"^export (?:async )?function (\w+)", text(imported), re.MULTILINE)
        assert set(names.split(", ")) <= set(exported)


def test_nothing_is_left_to_import_or_to_end_the_script():
    assert not re.search(r"^\s*(import|export) ", SCRIPT, re.MULTILINE)
    assert "</script" not in SCRIPT.lower()
