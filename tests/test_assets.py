"""The browser modules in one script: each once, after what it imports, with nothing left to import."""

import posixpath
import re

from app.assets import token_of
from app.bundles import FOLDER, LATE, LATE_OF_SITE, SCRIPTS, text
from app.panels import PANELS, TABS

SCRIPT, OF_SITE = (SCRIPTS[name]() for name in ("page.js", "site.js"))
"""Those of the page, and of one without a server."""
LATER = {name: SCRIPTS[f"{name}.js"]() for name in LATE}
ALL = tuple(make() for make in SCRIPTS.values())
OF_PANEL = "component"
"""The folder of the module that Panel loads by itself (app/saved/component.py)."""
MODULES = sorted(
    path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.js") if path.parent.name != OF_PANEL
)


def _beside(name, imported):
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), imported))


def _begin(name):
    return f"const module_{name.removesuffix('.js').replace('/', '_')} = "


def test_every_module_is_there_once_and_after_what_it_imports():
    assert [name for name in MODULES if not any(_begin(name) in script for script in ALL)] == []
    of_site = [LATER[name] for name in LATE_OF_SITE]
    for first, later in ((SCRIPT, LATER.values()), (OF_SITE, of_site)):
        for name in MODULES:
            begins = _begin(name)
            having = [script for script in (first, *later) if begins in script]
            assert first not in having or len(having) == 1, name
            for script in having:
                assert script.count(begins) == 1, name
                for imported in re.findall(r'from "([\w./]+\.js)"', text(name)):
                    other = _begin(_beside(name, imported))
                    assert script.index(other) < script.index(begins) if other in script else other in first


def test_a_page_without_a_server_has_the_panels_that_need_none_and_nothing_of_the_others():
    panels = TABS | PANELS
    assert {key for key in panels if _begin(f"panels/{key}.js") in OF_SITE} == {
        key for key, panel in panels.items() if panel.is_portable
    }
    for name in ("page.js", "wire.js", "parts/expression.js", "parts/projector.js"):
        assert _begin(name) not in OF_SITE, name
    assert _begin("site.js") not in SCRIPT


def test_nothing_is_left_to_import_or_to_end_the_script():
    for script in ALL:
        assert not re.search(r"^\s*(import|export) ", script, re.MULTILINE)
        assert "</script" not in script.lower()


def test_comments_are_left_out_and_no_text_looks_like_one():
    for script in ALL:
        assert not re.search(r"^ *//", script, re.MULTILINE)
    for name in MODULES:
        is_text = False  # of several lines, between back quotes
        for line in text(name).splitlines():
            is_comment = line.lstrip().startswith("//")
            assert not (is_comment and is_text), f"{name}: {line}"
            is_text ^= not is_comment and line.count("`") % 2 == 1
        assert not is_text, name


def test_the_version_is_another_when_any_module_is(tmp_path):
    for name in ("rule.py", "page.js", "page.css", "page.html", "suggested.json"):
        (tmp_path / name).write_text("as it was")
    before = token_of([tmp_path])
    assert token_of([tmp_path]) == before
    for path in tmp_path.iterdir():
        path.write_text("as it is!")
        assert token_of([tmp_path]) != before
        path.write_text("as it was")
    assert token_of([tmp_path]) == before
