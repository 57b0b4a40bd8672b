"""One list of names, app/contract.py and what panels add: each is used, and Python, the page and its style
sheets use no others.

The browser's modules use no others either: that is a matter of types (tests/types/contract.py).
"""

import itertools
import re
from pathlib import Path

from app import contract, look, panels
from app.experiment import SETTINGS, Experiment
from app.figures.picture import DOCUMENTS
from app.panels import PANELS, TABS
from app.session.bokeh_patches import KIND
from app.template import template
from app.words.contents import contents
from app.words.controls import method_rows, noise_rows, schedule_rows, start_rows, steps_rows
from optimizers import OPTIMIZERS, SCHEDULES
from surfaces import PLAIN

APP = Path(contract.__file__).parent
STATIC = Path(__file__).parents[1] / "static"


def text_of(folder, pattern):
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob(pattern)))


CSS = text_of(STATIC, "*.css")
HTML = text_of(STATIC, "*.html") + template().render(tabs=TABS, panels=PANELS, places={}, doc={})
MODULES = re.sub(r"(^|\s)//[^\n]*", r"\1", text_of(STATIC, "*.js"))
PAGE = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in ("start.js", "page.js", "site.js"))
SESSION = text_of(APP / "session", "*.py")
KEYS = {*TABS, *PANELS} - {"path"}
"""Of all panels with modules in the browser; the tab of the path is the surface itself."""
PALETTES = set(panels.contract()["palettes"])
RANGES = {f"{name}_range" for name in ("t", "error", "error_log", "m", "s")}
"""The models whose names are made of what trace_ranges returns; see tests/draw/test_columns.py."""


def found(pattern, text):
    return set(re.findall(pattern, text, re.MULTILINE))


def named(pattern, text):
    """The words of all places that a pattern finds, such as the values of an attribute."""
    return set(" ".join(found(pattern, text)).split())


def test_the_browser_uses_all_names():
    read = found(r'"([\w:-]+)"', re.sub(r'\bsay\("\w+"', "", MODULES))
    models = {*panels.MODELS} - PALETTES - RANGES
    said = (panels.TOPICS, contract.LOCAL, contract.DERIVED)
    for names in (*said, contract.ASKS, contract.STORAGE, models, DOCUMENTS):
        assert {*names} - read == set()


def test_the_browser_reads_all_that_it_gets():
    whole = panels.contract()
    read = found(r"\w+", re.sub(r'"[^"\n]*"', "", MODULES))
    assert {*whole, *whole["limits"]} - {"tabs", "panels"} <= read
    assert {"tabs", "panels"} <= found(r'tabs\(place, "\w+", "(\w+)"\)', PAGE)


def test_a_topic_is_said_by_the_page_or_by_the_server():
    said = found(r'\bsay\(\s*"([a-z_]+)"', MODULES)
    (at_first,) = re.findall(r"^const AT_FIRST = \{\n(.*?)\n\}", PAGE, re.DOTALL | re.MULTILINE)
    together = found(r"\bsay_all\(\{(.*)\}\)", MODULES)
    assert said <= {*contract.LOCAL, "experiment"}  # with what is under way
    assert {*contract.LOCAL} <= said | found(r"^  (\w+):", at_first) | found(r"\w+", " ".join(together))
    derived = found(r'\bderive\(\s*"([a-z_]+)"', MODULES)
    assert derived == {*contract.DERIVED, "runs"}
    calls = r'\b(?:say|_say_verdict|_say_when_shown)\(|\btell\("'
    says = rf'(?:{calls}|\bmore = \{{")(\w+)["=]'
    first = {**contents(Experiment(), PLAIN["bowl"]), **panels.constants()}
    by_panels = {key for key, panel in (TABS | PANELS).items() if panel.says or panel.work}
    assert found(says, SESSION) | set(first) | by_panels == {*panels.TOPICS}
    assert not {*panels.TOPICS} & {*contract.LOCAL, *contract.DERIVED}


def test_a_session_acts_on_all_asks():
    (acts,) = re.findall(r"self\._acts = \{\n(.*?)\n {8}\}", SESSION, re.DOTALL)
    assert found(r'^ *"(\w+)": ', acts) == {*contract.ASKS}


def test_the_page_has_a_place_for_each_figure_tab_and_panel_and_no_others():
    assert named(r'data-figure~?="([\w ]+)"', HTML) == {*panels.FIGURES}
    assert named(r'data-figure~?="(\w+)"', CSS + MODULES) <= {*panels.FIGURES}
    shown = named(r'data-tab="([\w ]+)"', HTML)
    assert shown | named(r'data-(?:tab~?|shown)="(\w+)"', CSS) == {*TABS, *PANELS}


def test_tabs_panels_and_colourings_are_compared_with_those_of_the_contract():
    both = MODULES + text_of(APP, "*.py")
    for name, values in {"tab": TABS, "panel": PANELS}.items():
        assert found(rf'\b{name} ===? "(\w+)"', both) <= {*values}
    assert found(r'\bcolouring == "(\w+)"', both) == {*contract.COLOURINGS}


def test_every_place_of_the_page_is_filled_by_the_part_of_its_name():
    parts = "\n".join(re.findall(r"^const PARTS = \{\n(.*?)\n\}", PAGE, re.DOTALL | re.MULTILINE))
    assert named(r'data-part~?="([\w ]+)"', HTML + CSS) == found(r"^  (\w+)[,:]", parts) | KEYS


def test_a_panel_has_a_module_of_its_key_in_python_and_in_the_browser():
    assert {path.stem for path in (STATIC / "panels").glob("*.js")} == KEYS
    for key in KEYS:
        assert f'key: "{key}"' in (STATIC / f"panels/{key}.js").read_text(encoding="utf-8")
        assert (APP / f"panels/{key}.py").is_file()


def test_every_colour_is_a_token_of_the_style_sheet():
    tokens = found(r"^ *--([\w-]+):", CSS) | set(look.PATH_TOKENS["light"])
    assert set(panels.RENDERERS.values()) <= tokens


def test_the_browser_finds_only_elements_that_the_page_has():
    assert found(r"getElementById\(\"(\w+)\"\)", MODULES) <= found(r'id="(\w+)"', HTML)


def test_every_row_is_of_a_setting():
    rows = [start_rows(), noise_rows(), steps_rows()]
    rows += [*map(method_rows, OPTIMIZERS.values()), *map(schedule_rows, SCHEDULES.values())]
    assert {row["path"][0] for row in itertools.chain(*rows)} <= {*SETTINGS, "values", "schedule"}


def test_messages_have_one_name_at_both_ends():
    assert found(r'const KIND = "(\w+)"', MODULES) == {KIND}
