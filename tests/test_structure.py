"""The rooms of the repository: who imports whom, and that new files are new methods and panels everywhere."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.panels import PANELS, TABS
from optimizers import OPTIMIZERS

ROOT = Path(__file__).parent.parent
PACKAGES = ("app", "optimizers", "surfaces")
INTERFACE = ("panel", "bokeh", "panel_material_ui", "param", "app")


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize(
    ("package", "never"),
    [("optimizers", ("surfaces", "sympy", *INTERFACE)), ("surfaces", ("optimizers", *INTERFACE))],
)
def test_the_engine_imports_neither_the_interface_nor_its_other_half(package, never):
    files = list((ROOT / package).rglob("*.py"))
    assert files
    for path in files:
        assert not set(imports(path)) & set(never), path


ROOMS = (
    "rules",
    "tables",
    "values",
    "runs",
    "maps",
    "proposals",
    "words",
    "panels",
    "figures",
    "saved",
    "session",
    "serving",
)
"""The rooms of app/ on the way from a value to a visitor; the values lie at its top."""
STARTS = ("__main__.py", "app_hooks.py", "main.py")
"""The files that start it all, from the command line and by Panel's."""


def room(path):
    """The room of app/ to which a file belongs, or a module by its path."""
    inside = path.relative_to(ROOT / "app").parts
    return inside[0] if (ROOT / "app" / inside[0]).is_dir() else "values"


def rooms_imported(path):
    """The rooms of app/ from which a file imports, each with the line in which it does."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found = [(ROOT, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = path.parents[node.level - 1] if node.level else ROOT
            found = [(start, f"{node.module or ''}.{alias.name}".strip(".")) for alias in node.names]
        else:
            continue
        for start, name in found:
            target = start.joinpath(*name.split("."))
            if target.is_relative_to(ROOT / "app") and target != ROOT / "app":
                yield room(target), node.lineno


def test_no_room_of_the_page_imports_from_one_further_up():
    files = [path for path in (ROOT / "app").rglob("*.py") if path.name not in STARTS]
    assert {room(path) for path in files} == {*ROOMS, "lessons"}
    for path in files:
        allowed = {"lessons"}  # they are values too, and know nothing of the page
        if room(path) != "lessons":
            allowed |= set(ROOMS[: ROOMS.index(room(path)) + 1])
        for imported, line in rooms_imported(path):
            assert imported in allowed, f"{path}:{line} imports from {imported}"


def test_no_file_decides_by_the_name_of_a_method():
    keys = set(OPTIMIZERS)
    for package in ("app", "optimizers"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Compare):
                    constants = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
                    assert not constants & keys, f"{path}:{node.lineno}"


def test_browser_modules_of_one_name_are_what_a_control_shows_and_the_control():
    folders = {}
    for path in (ROOT / "static").rglob("*.js"):
        folders.setdefault(path.name, []).append(path.parent.name)
    for name, found in folders.items():
        if len(found) > 1:
            assert len(found) == 2, name
            assert "draw" in found, name
            assert set(found) & {"parts", "panels"}, name


def test_texts_are_files_of_utf_8_on_every_system():
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in (
                    "read_text",
                    "write_text",
                ):
                    assert any(each.arg == "encoding" for each in node.keywords), f"{path}:{node.lineno}"


EVALUATORS = {"eval", "exec", "sympify", "parse_expr", "lambdify", "S", "__import__"}


def test_text_becomes_code_in_one_file_of_each_half_of_the_engine():
    users = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", getattr(node.func, "attr", None))
                    is_strict = any(each.arg == "strict" for each in node.keywords)  # takes no text
                    if name in EVALUATORS and not is_strict:
                        users.add(str(path.relative_to(ROOT)))
    assert users == {"optimizers/fused.py", "surfaces/evaluation.py"}


NAMESPACES = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1998/Math/MathML",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/elements/1.1/",
)
"""Names of vocabularies, which nobody asks for."""


def test_browser_modules_need_no_evaluator_and_no_markup_from_text():
    for path in (ROOT / "static").rglob("*.js"):
        text = path.read_text()
        for banned in ("eval(", "new Function", "innerHTML", "insertAdjacentHTML", "document.write"):
            assert banned not in text, path
        for namespace in NAMESPACES:
            text = text.replace(namespace, "")
        assert "http://" not in text
        assert "https://" not in text


PRIVATE = re.compile(
    r"\._[a-z]|Bokeh\.(?!embed\b)|\b(?:canvas_view|computed_renderer_views|doFormat|force_paint|get_size)\b"
    r"|\.(?:pause|unpause|repaint|export)\?*\.*\("
)
"""What BokehJS does not document, as it is written in a module."""


def test_one_browser_module_uses_private_parts_of_bokeh():
    users = {path.name for path in (ROOT / "static").rglob("*.js") if PRIVATE.search(path.read_text())}
    assert users == {"bokeh_internals.js"}


NEW_METHOD = '''"""Sign descent."""

from dataclasses import dataclass

from .base import Optimizer, hyper


@dataclass(frozen=True)
class Halving(Optimizer):
    """Steps that halve: w(t) = w(t-1) - zeta g / 2^t."""

    key = "halving"
    title = "Halving"
    summary = "Halves its step each time."

    zeta: float = hyper("ζ", "first step", default=0.125, low=0.01, high=1, scale="log", unit="w²/E")

    def update(self, t, w, g, state):
        return self.zeta * g / 2**t
'''

NEW_SCHEDULE = '''"""A learning rate that is halved in the middle."""

from dataclasses import dataclass

from ..arithmetic import where
from .base import Schedule


@dataclass(frozen=True)
class Midway(Schedule):
    """1 up to the middle, and a half from there."""

    key = "midway"
    title = "Midway"
    summary = "Halves the learning rate in the middle of the run."

    def factor(self, t, steps):
        return where(t > steps / 2, 0.5, 1.0)
'''

NEW_PANEL = {
    "app/panels/reach.py": '''"""Reach: how far the active run ends from its start."""

import math

from . import Panel, Saying, Seen


def _says(seen: Seen) -> Saying:
    path = seen.run.path
    return seen.run, lambda: {"reach": math.hypot(path.w1[-1] - path.w1[0], path.w2[-1] - path.w2[0])}


PANEL = Panel(title="Distance", tip="How far the run ends from its [start], as the crow flies.", says=_says)
''',
    "static/panels/reach.js": """// How far the active run ends from its start.

import { short } from "../numbers.js"
import { add_panel } from "../panel_registry.js"
import { make } from "../parts/dom.js"
import { follow } from "../store.js"

add_panel({
  key: "reach",
  fill(place) {
    const words = make("p")
    place.append(words)
    follow(["reach"], ({ reach }) => {
      words.textContent = `‖w(T) − w(0)‖ = ${short(reach, 5)}`
    })
  },
})
""",
    "tests/browser/test_reach.py": '''"""The panel of the distance between the ends of a run."""

import pytest
from playwright.sync_api import expect
from test_room import CUT_OFF

ENDS = """() => {
    const row = document.querySelector("[role=tablist][aria-label=Details]").getBoundingClientRect()
    const tab = document.querySelector("#panel-reach").getBoundingClientRect()
    return Math.max(row.left - tab.left, tab.right - row.right)
}"""
"""By how many pixels the tab exceeds its row."""


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (360, 640)], ids=str)
def test_the_panel_shows_its_number_whether_it_is_opened_or_linked(visit, size):
    bowl = "e=w1^2%2Bw2^2&start=3,4&steps=1&run=gradient-descent:eta="
    page = visit(f"?{bowl}0.5", *size)
    panel = page.page.locator("[data-part=reach]")
    expect(panel).to_be_hidden()
    page.open_panel("Distance")
    tabs = page.page.get_by_role("tablist", name="Details").get_by_role("tab")
    assert len(set(tabs.evaluate_all("(all) => all.map((tab) => tab.offsetTop)"))) == 1
    expect(panel).to_have_text("‖w(T) − w(0)‖ = 5")
    page.eventually(lambda: "panel=reach" in page.page.url)
    page.wait_until_still()
    cut = page.page.evaluate(CUT_OFF)
    assert [each for each in cut if size[0] > 360 or not each.startswith("scrolls sideways: DIV.tabs")] == []
    page = visit(f"?{bowl}0.25&panel=reach", *size)
    expect(panel).to_have_text("‖w(T) − w(0)‖ = 2.5")
    expect(page.tab("Distance")).to_have_attribute("aria-selected", "true")
    page.eventually(lambda: page.page.evaluate(ENDS) <= 1)
''',
}
"""All files of a panel that shows one number, and its test.

Its line in tests/types/facts.d.ts is `reach: { reach: number }`.
"""

SEEN_EVERYWHERE = """
import runpy
from pathlib import Path

from app.runs.follow import runs_of
from app.words.contents import constants, contents
from app.words.run_words import told_run
from app.url import from_query, to_query
from optimizers import OPTIMIZERS, SCHEDULES, descend
from surfaces import GALLERY

def test_all_that_is_new_is_seen():
    assert list(OPTIMIZERS)[-1] == "halving"
    experiment, notices = from_query("run=halving:zeta=0.25&e=w1^2 %2B 7 w2^2")
    shown = contents(experiment, GALLERY["trough"])
    assert not notices
    assert ["halving", "Halving", "Newer"] in constants()["methods"]
    assert ["trough", "Trough"] in constants()["surfaces"]
    rule = constants()["rules"]["halving"]
    assert shown["surface"] == "trough"
    assert [row["label"] for row in rule["sliders"]] == ["ζ"]
    assert rule["words"] == "Halves its step each time."
    assert "run=halving:zeta=0.25" in to_query(experiment)
    assert experiment.start == (2.0, 1.0)
    (run,) = runs_of(GALLERY["trough"], experiment)
    assert told_run(run, GALLERY["trough"])["title"] == "Halving"
    assert run.told["columns"]["w1"][1] == 2.0 - 0.25 * 4 / 2

    assert list(SCHEDULES)[-1] == "midway"
    assert ["midway", "Midway"] in constants()["schedule_names"]
    scheduled, notices = from_query("run=halving:zeta=0.25&run=momentum:eta=0.5/midway:")
    assert not notices
    assert "/midway:" in to_query(scheduled)
    _, run = runs_of(GALLERY["trough"], scheduled)
    assert run.told["columns"]["factor"][-1] == 0.5
    assert told_run(run, GALLERY["trough"])["values"].endswith("; midway")
    path = descend(OPTIMIZERS["momentum"](), GALLERY["trough"], (2.0, 1.0), 4, schedule=SCHEDULES["midway"]())
    assert path.factor[1:].tolist() == [1, 1, 0.5, 0.5]

def test_the_types_of_the_browser_have_the_new_panel():
    runpy.run_path("tests/types/contract.py", run_name="__main__")
    types = Path("tests/types/contract.d.ts").read_text(encoding="utf-8").splitlines()
    for kind in ("PanelName", "Topic"):
        assert any(line.startswith(f"type {kind} = ") and '"reach"' in line for line in types)
"""


TESTS = (
    "engine/schedules",
    "optimizers/descent",
    "words/glossary",
    "assets",
    "contract",
    "seen",
    "documents",
    "browser/reach",
)


@pytest.mark.long
def test_new_files_are_a_new_method_schedule_surface_and_panel_everywhere_and_are_tested_by_themselves(
    tmp_path,
):
    for name in (*PACKAGES, "static", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    new = {"optimizers/halving.py": NEW_METHOD, "optimizers/schedules/midway.py": NEW_SCHEDULE, **NEW_PANEL}
    for name, text in {**new, "tests/test_seen.py": SEEN_EVERYWHERE}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with (tmp_path / "surfaces" / "gallery.py").open("a") as gallery:
        gallery.write('\nGALLERY["trough"] = Surface("w1^2 + 7 w2^2", title="Trough", start=(2.0, 1.0))\n')
    files = [folder.replace(name, f"test_{name}.py") for folder in TESTS for name in [folder.split("/")[-1]]]
    some = (
        "-k",
        "halving or trough or midway or reach or glossary or assets or contract or seen or made",
    )
    of_tree = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONSAFEPATH": ""}
    subprocess.run([sys.executable, "tests/describe.py"], cwd=tmp_path, env=of_tree, check=True)
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", *(f"tests/{file}" for file in files), *some],
        cwd=tmp_path,
        env=of_tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout
    assert all(part in found.stdout for part in (*files, "[halving-", "-trough]", "[midway]"))


def test_no_file_but_its_own_decides_by_the_name_of_a_panel():
    key, tab = "|".join(PANELS), "|".join(TABS.keys() - {"path"})  # which is the surface itself
    compared = rf"""\b(?:tab|panel) *[!=]==? *["'](?:{tab}|{key})["']"""
    selected = rf"""\.(?:{key})\b(?!-)|data-(?:shown|tab|part)~?="(?:{key})\""""
    for folder, kind, pattern in (
        ("app", "*.py", compared),
        ("static", "*.js", compared),
        ("static", "*.css", selected),
        ("static", "*.html", selected),
    ):
        for path in (ROOT / folder).rglob(kind):
            if path.parent.name != "panels":
                assert not re.search(pattern, path.read_text(encoding="utf-8")), path
