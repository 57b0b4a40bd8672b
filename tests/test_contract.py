"""One list of names: what Python and the browser call a thing stands in app/contract.py, and nothing else.

A use is a name of a kind and the place where it is used. `problems` compares all uses with the contract.
"""

import ast
import itertools
import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from javascript import STATIC, enclosed, keys, modules, split

from app import contract
from app.experiment import SETTINGS, Experiment
from app.figures.picture import picture_text
from app.session.doors import KIND
from app.words.contents import constants, contents
from app.words.controls import method_rows, noise_rows, schedule_rows, start_rows
from optimizers import OPTIMIZERS, SCHEDULES
from surfaces import GALLERY

APP = Path(contract.__file__).parent
MODULES = modules()
HTML = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.html")}
CSS = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.css"))


class Use(NamedTuple):
    """A name of a kind, and the file that uses it."""

    kind: str
    name: str
    where: str


# The browser's uses

NAMING = {
    "find": ("figures/plots.js", {0: ["model"]}),
    "set": ("figures/plots.js", {0: ["model"]}),
    "when_drawn": ("figures/plots.js", {0: ["figure"]}),
    "view_of": ("figures/plots.js", {0: ["figure"]}),
    "view_at": ("figures/plots.js", {0: ["figure"]}),
    "make_figures": ("figures/plots.js", {0: ["document"]}),
    "say": ("talk.js", {0: ["said"]}),
    "hear": ("talk.js", {0: ["heard"]}),
    "follow": ("talk.js", {0: ["heard"]}),
    "known": ("talk.js", {0: ["heard"]}),
    "ask": ("talk.js", {0: ["ask"]}),
    "recall": ("storage.js", {1: ["storage"]}),
    "keep": ("storage.js", {1: ["storage"]}),
    "forget": ("storage.js", {1: ["storage"]}),
    "choice": ("parts/choice.js", {2: ["heard"], 3: ["heard"]}),
    "checked": ("parts/checked.js", {3: ["storage"], 4: ["ask"], 5: ["heard"]}),
    "number_rows": ("parts/sliders.js", {1: ["heard"]}),
    "tabs": ("parts/tabs.js", {1: ["setting"], 2: ["browser"]}),
    "toggle": ("parts/toggle.js", {3: ["setting"]}),
}
"""What names something: function -> the module that exports it, and the kinds of its arguments by place."""
A_MODEL = (set(), "it is given a model, not a name")
PASSED_ON = (set(), "the name is an argument of the function in which it stands")
EXCEPTIONS = {
    ("figures/show.js", "set(`${name}_range`)"): (
        {f"{name}_range" for name in ("t", "error", "error_log", "m", "s")},
        "these are the ranges that trace_ranges returns (tests/draw/test_columns.py)",
    ),
    ("figures/show.js", "set(name)"): ({"plane_x", "plane_y"}, "these are the keys that cross_hair returns"),
    ("figures/show.js", "set(model)"): A_MODEL,
    ("figures/late.js", "set(map.glyph)"): A_MODEL,
    ("figures/beside.js", "set(map)"): A_MODEL,
    ("figures/beside.js", "set(map.title)"): A_MODEL,
    ("figures/beside.js", "set(map.right[0])"): A_MODEL,
    ("figures/beside.js", "set(map.left[0])"): A_MODEL,
    ("figures/beside.js", "set(axis)"): A_MODEL,
    ("figures/beside.js", "set(axis.ticker)"): A_MODEL,
    ("figures/show.js", "find(name)"): ({"error", "m", "s"}, "these are the keys of heads"),
    ("figures/show.js", "set(plot.below[0])"): A_MODEL,
    ("figures/show.js", "set(plot)"): A_MODEL,
    ("figures/show.js", "set(axis)"): A_MODEL,
    ("figures/show.js", "set(ranges[i])"): A_MODEL,
    ("figures/sight.js", "set(range)"): A_MODEL,
    ("figures/show.js", "make_figures(experiment.tab)"): (
        {"pairs", "plane"},
        "the tab is one of these there",
    ),
    ("page.js", "say(topic)"): (set(), "the server has said these topics with the page"),
    ("wire.js", "say(topic)"): (set(), "the server says these topics"),
    ("experiment.js", "say"): (set(), "the topics are those that it tells"),
    ("alone.js", "say(topic)"): (set(), "the file has these topics (app/saved/page.py)"),
    ("parts/choice.js", "follow(options)"): PASSED_ON,
    ("parts/choice.js", "follow(what)"): PASSED_ON,
    ("parts/choice.js", "known(what)"): PASSED_ON,
    ("parts/checked.js", "ask(typed)"): PASSED_ON,
    ("parts/checked.js", "hear(answer)"): PASSED_ON,
    ("parts/checked.js", 'recall("session")'): PASSED_ON,
    ("parts/checked.js", 'keep("session")'): PASSED_ON,
    ("parts/checked.js", 'forget("session")'): PASSED_ON,
    ("parts/sliders.js", "follow(topic)"): PASSED_ON,
    ("parts/export.js", "view_of"): (
        {"surface", "plane", "pairs", "pairs_other", "error", "m", "s"},
        "it is given to map, for the lists STAGE and TRACES",
    ),
}
"""What has no word as its argument: (module, call) -> its names, and the reason."""
COMPUTED = {
    ("connection.js", "change(JSON.parse(kept))"): "it is what was changed before",
    (
        "parts/sliders.js",
        "change({ [group]: value })",
    ): "see test_every_row_is_of_a_setting",
    ("history.js", "change(settings)"): "it is a whole experiment that was shown before",
    ("parts/expression.js", "change(undo)"): "the server says what brings back what stood",
    ("parts/status.js", "change(to)"): "the server says what mends a run",
    ("parts/tabs.js", "change({ [setting]: key })"): PASSED_ON[1],
    ("parts/toggle.js", "change({ [setting]: box.checked })"): PASSED_ON[1],
}
"""The changes whose fields are not written out."""


def named(module):
    """The names that a module gives to the functions of NAMING."""
    for function, (home, places) in NAMING.items():
        if module.name == home:  # elsewhere in it, names are passed on
            calls = [call for call in module.calls(function) if call.arguments[0].startswith('"')]
        elif module.imports.get(function) != home:
            continue
        else:
            calls = module.calls(function)
            if module.mentions(function) > len(calls):
                names, _ = EXCEPTIONS[module.name, function]
                yield from (Use(kind, name, module.name) for name in names for kind in places[0])
        for call in calls:
            for place, kinds in places.items():
                names = module.words(call.arguments[place], call.place)
                if names is None:
                    names, _ = EXCEPTIONS[module.name, call.short]
                yield from (Use(kind, name, module.name) for name in names for kind in kinds)


def changed(module):
    """The settings that a module changes, and those that it reads."""
    if module.imports.get("change") == "talk.js":
        for call in module.calls("change"):
            if (module.name, call.short) not in COMPUTED:
                yield from (Use("setting", name, module.name) for name in keys(call.arguments[0]))
    for destructured in (
        r"\{ ([\w, ]+) \} = known\(\"experiment\"\)",
        r"follow\(\"experiment\", \(\{ ([\w, ]+) \}\)",
    ):
        for names in re.findall(destructured, module.body):
            yield from (Use("setting", name, module.name) for name in names.split(", "))
    for name in re.findall(r"(?:known\(\"experiment\"\)|\bexperiment)\.(\w+)", module.body):
        yield Use("setting", name, module.name)
    for listed in re.findall(r"^const FIELDS = (\[.*\])", module.body, re.MULTILINE):
        yield from (Use("setting", name, module.name) for name in json.loads(listed))


def put(module):
    """The sources that a module puts columns into by their names."""
    if module.imports.get("put") == "figures/plots.js":
        for call in module.calls("put"):
            if call.arguments[0].startswith("{"):
                names = [name for name in keys(call.arguments[0]) if not name.startswith("...")]
                yield from (Use("source", name, module.name) for name in names)


def read(module):
    """What a module reads of what the browser gets of the contract."""
    for names, path in re.findall(r"(?:\{ ([\w, ]+) \} = )?known\(\"contract\"\)((?:\.\w+)*)", module.body):
        path = re.sub(r"\.(map|includes)$", "", path).lstrip(".")
        for name in names.split(", "):
            if found := ".".join(filter(None, [path, name])):  # else `tabs` names the list
                yield Use("browser", found, module.name)
    for function, home in module.imports.items():  # what a function takes of all limits is what it uses
        for call in module.calls(function):
            for place in [i for i, each in enumerate(call.arguments) if re.search(r"\blimits$", each)]:
                (source,) = (other.body for other in MODULES if other.name == home)
                begin = f"function {function}"
                taken = split(enclosed(source, source.index(f"{begin}(") + len(begin)))[place]
                yield from (Use("browser", f"limits.{name}", home) for name in keys(taken))


LITERALS = (
    ("figure", r"\[data-figure=\"(\w+)\"\]"),
    ("model", r"model\.name === \"(\w+)\""),
    ("tab", r"\btab === \"(\w+)\""),
    ("panel", r"\bpanel === \"(\w+)\""),
    ("said", r"\btell\(\"(\w+)\""),
    ("heard", r"addEventListener\(\"explorer:(\w+)\""),
    ("storage", r"(?<!addEventListener\()(\"explorer[:-][\w-]+\")"),
    ("token", r"\btoken\(\"([\w-]+)\"\)"),
    ("id", r"getElementById\(\"(\w+)\"\)"),
    ("ask", r"\{ ask: \"(\w+)\" \}"),
    ("kind", r"const KIND = \"(\w+)\""),
)


def literal(module):
    """Names that stand in other places of a module."""
    for kind, pattern in LITERALS:
        yield from (Use(kind, name.strip('"'), module.name) for name in re.findall(pattern, module.body))
    if module.name == "page.js":
        listed = module.body[re.search(r"^const PARTS = ", module.body, re.MULTILINE).end() :]
        yield from (Use("part", name, module.name) for name in keys(listed))


# Python's uses, and those of the page and its style sheets


def words_of(node):
    constants = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def compared(tree, where):
    """The names with which Python compares a tab, a panel, or a colouring."""
    kinds = {"tab": "tab", "panel": "panel", "colouring": "colouring"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            kind = kinds.get(getattr(node.left, "attr", getattr(node.left, "id", "")))
            yield from (Use(kind, name, where) for name in words_of(node) if kind)


def server_says(tree, where):
    """The topics of which a file of app/session/ speaks, by the name of the topic."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if function in ("say", "_say_verdict", "_say_when_shown"):
                yield from (Use("told", each.arg, where) for each in node.keywords if each.arg)
            elif function == "tell" and isinstance(node.args[0], ast.Constant):
                yield Use("told", node.args[0].value, where)
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("topic", "more"):
            value = node.value.body if isinstance(node.value, ast.IfExp) else node.value
            names = value.keys if isinstance(value, ast.Dict) else [value]
            yield from (Use("told", name.value, where) for name in names)


def acts(tree, where):
    """What a session does when it is asked."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "attr", "") == "_acts":
            yield from (Use("act", key.value, where) for key in node.value.keys)


def python():
    for path in sorted(APP.rglob("*.py")):
        where = path.relative_to(APP).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from compared(tree, where)
        if where.startswith("session/"):
            yield from server_says(tree, where)
            yield from acts(tree, where)
    first = {**contents(Experiment(), GALLERY["bowl"]), **constants(), "contract": contract.contract()}
    yield from (Use("told", topic, "words/contents.py") for topic in first)


def models(part):
    """The names of all models of the picture."""
    if isinstance(part, dict):
        if part.get("type") == "object" and part.get("attributes", {}).get("name"):
            yield part["attributes"]["name"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from models(each)


def page():
    for kind in ("figure", "part", "tab"):
        for file, text in HTML.items():
            for names in re.findall(rf'data-{kind}="([\w ]+)"', text):
                kinds = {"tab": "shown"}
                yield from (Use(kinds.get(kind, kind), name, file) for name in names.split())
        for name in re.findall(rf'data-{kind}[~]?="(\w+)"', CSS):
            yield Use({"tab": "shown"}.get(kind, kind), name, "the style sheets")
    for name in re.findall(r'data-shown="(\w+)"', CSS):
        yield Use("shown", name, "the style sheets")


def uses():
    for module in MODULES:
        for found in (named, changed, put, read, literal):
            yield from found(module)
    yield from python()
    yield from page()
    picture = json.loads(picture_text())
    yield from (Use("drawn", name, "the picture") for name in models(picture))
    yield from (Use("document", name, "the picture") for name in picture)


USES = frozenset(uses())


# The contract's names


def lists():
    """All names of the contract, by the list in which they stand."""
    browser = {
        ".".join([name, *inner])
        for name, value in contract.contract().items()
        for inner in ([[key] for key in value] if name in ("palettes", "limits") else [[]])
    }
    return {
        "figures": set(contract.FIGURES),
        "sources": set(contract.SOURCES),
        "renderers": set(contract.RENDERERS),
        "models": set(contract.MODELS),
        "server": set(contract.SAID),
        "local": set(contract.LOCAL),
        "asks": set(contract.ASKS),
        "storage": set(contract.STORAGE),
        "tabs": set(contract.TABS),
        "panels": set(contract.PANELS),
        "colourings": set(contract.COLOURINGS),
        "browser": browser,
    }


TOLD_ANEW = {"experiment", "runs"}
"""What the page says too: the experiment with what is under way, and the runs that it follows by itself."""


def colour_mappers(part):
    """The names of all colour mappers in a part of the picture that have a name."""
    if isinstance(part, list):
        return set().union(*map(colour_mappers, part))
    if not isinstance(part, dict):
        return set()
    own = {part["attributes"].get("name")} if part.get("name") == "LinearColorMapper" else set()
    return (own | colour_mappers(list(part.values()))) - {None}


MAPPERS = colour_mappers(json.loads(picture_text()))


def problems(names):
    """What of the uses is not in the contract, and what of the contract is not used."""
    used = {kind: {use.name for use in USES if use.kind == kind} for kind in {use.kind for use in USES}}
    drawn = names["figures"] | names["sources"] | names["renderers"] | names["models"]
    coloured = {name.removeprefix("palettes.") for name in names["browser"] if name.startswith("palettes.")}
    topics = names["server"] | names["local"]
    wholes = {name.partition(".")[0] for name in names["browser"]}
    by_model = {f"palettes.{name}" for name in coloured}  # how palettes are looked up
    parts = names["browser"] - by_model
    return [
        f"{what}: {', '.join(sorted(found))}"
        for what, found in {
            "figures without a place, or places without a figure": used["figure"] ^ names["figures"],
            "models that are not named so": used["model"] - drawn,
            "models that the browser does not look for": names["models"] - used["model"] - coloured,
            "palettes without a model": coloured - names["models"],
            "colour mappers that no theme colours": MAPPERS - coloured - names["renderers"],
            "names in the picture and in the contract that differ": used["drawn"] ^ drawn,
            "sources that are not there": used["source"] - names["sources"],
            "topics that are heard or known, but not both": used["heard"] ^ topics,
            "topics of the browser that differ": (used["said"] - TOLD_ANEW) ^ names["local"],
            "topics of the server that differ": used["told"] ^ names["server"],
            "topics that both say": names["server"] & names["local"],
            "asks that differ": used["ask"] ^ names["asks"],
            "acts that differ": used["act"] ^ names["asks"],
            "keys of the storage that differ": used["storage"] ^ names["storage"],
            "tabs that are not there": used["tab"] - names["tabs"],
            "panels that are not there": used["panel"] - names["panels"],
            "tabs and panels that differ": used["shown"] ^ (names["tabs"] | names["panels"]),
            "colourings that differ": used["colouring"] ^ names["colourings"],
            "parts of the contract that are not there": used["browser"] - names["browser"] - wholes,
            "parts of the contract that nobody reads": parts - used["browser"],
        }.items()
        if found
    ]


def test_all_names_stand_in_the_contract_and_each_of_them_is_used():
    assert problems(lists()) == []


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in lists().items() for name in sorted(names)]
)
def test_a_name_that_is_missing_in_the_contract_is_noticed(kind, name):
    names = lists()
    names[kind] = names[kind] - {name}
    assert problems(names)


@pytest.mark.parametrize("kind", lists())
def test_a_name_that_nobody_uses_is_noticed(kind):
    names = lists()
    names[kind] = names[kind] | {"nobody"}
    assert problems(names)


# What stands beside the contract


def names_of(kind, *where):
    return {use.name for use in USES if use.kind == kind and (not where or use.where in where)}


def test_every_place_of_the_page_is_filled_by_the_part_of_its_name():
    assert names_of("part", *HTML) == names_of("part", "page.js")


def test_every_colour_is_a_token_of_the_style_sheet():
    tokens = set(re.findall(r"^ *--([\w-]+):", CSS, re.MULTILINE))
    assert set(contract.RENDERERS.values()) | names_of("token") <= tokens


def test_the_browser_finds_only_elements_that_the_page_has():
    assert names_of("id") <= set(re.findall(r'id="(\w+)"', HTML["page.html"]))


def test_the_browser_shows_all_documents_of_the_picture_and_no_other():
    assert names_of("document", "the picture") == names_of("document", "figures/show.js")


def test_what_is_changed_or_read_of_the_experiment_is_known_to_the_server_or_said_with_it():
    session = {"values", "method", "schedule", "lineup", "expression", "lesson", "query", "settled"}
    assert names_of("setting") <= {*SETTINGS, *session}


def test_every_row_is_of_a_setting():
    rows = [start_rows(), noise_rows()]
    rows += [*map(method_rows, OPTIMIZERS.values()), *map(schedule_rows, SCHEDULES.values())]
    assert {row["path"][0] for row in itertools.chain(*rows)} <= {*SETTINGS, "values", "schedule"}


def test_messages_have_one_name_at_both_ends():
    assert names_of("kind") == {KIND}


def test_no_exception_is_left_over():
    found = set()
    for module, name in itertools.product(MODULES, [*NAMING, "change"]):
        found |= {(module.name, call.short) for call in module.calls(name)}
        found |= {(module.name, name)} if module.mentions(name) else set()
    assert {*EXCEPTIONS, *COMPUTED} <= found
