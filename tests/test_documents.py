"""The guides are true: their links lead somewhere, and what they tell a reader to type is there."""

import re
import shlex
import tomllib
from pathlib import Path

import numpy as np
import pytest
import yaml
from describe import DOCUMENTS as MADE
from describe import LINKS
from documentation import GUIDES, build
from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager

from app.serving.command import arguments
from app.url import PARTS, from_query, has_part, widget_of
from optimizers import OPTIMIZERS, SCHEDULES
from surfaces import GALLERY, Surface

ROOT = Path(__file__).parent.parent
ROOMS = ("app", "optimizers", "static", "surfaces", "tests", ".github")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(path for room in ROOMS for path in (ROOT / room).rglob("*.md"))])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PROGRAM = re.compile(r"(?:\S*/)?(?:bash|python3?|pip|ruff|mypy|panel|trajectory-explorer|[A-Z_]+=\w+) ")
FILE = re.compile(r"\.?[\w@-]+(?:[./][\w@-]+)*(?:\.(?:py|js|css|html|md|tsv|json|toml|yml|conf|service)|/)")
PLACEHOLDERS = re.compile(r"KEY|FILE|FOLDER|DIR|\.\.\.|=|\*")
"""What stands in a command or a path for something of the reader's own."""

every_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=[path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
)


def text(path):
    return path.read_text(encoding="utf-8")


def heading_names(path):
    """The anchors of a document's headings."""
    for heading in re.findall(r"^#+ (.*)", text(path), re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def commands(path):
    """Every command in a document, as words: in indented lines, and as code in a sentence."""
    written = text(path)
    lines = [part for line in re.findall(r"^ {4}(\S.*)$", written, re.MULTILINE) for part in line.split("&&")]
    for found in map(str.strip, lines + re.findall(r"`([^`\n]+)`", written)):
        if PROGRAM.match(found):
            yield [word for word in shlex.split(found) if not re.match(r"[A-Z_]+=", word)]


def test_the_front_page_is_read_in_two_minutes():
    assert len(text(ROOT / "README.md").splitlines()) <= 110


def test_every_room_says_what_it_is_for_in_a_page_and_the_front_page_leads_there():
    front = text(ROOT / "README.md")
    for room in ("app", "app/serving", "optimizers", "static", "surfaces", "tests"):
        assert len(text(ROOT / room / "README.md").splitlines()) <= 110
        assert f"]({room}/README.md)" in front


@every_document
def test_a_local_link_leads_to_what_is_there(document):
    prose = re.sub(r"```(?s:.*?)```|`[^`\n]+`|^ {4}.*", "", text(document), flags=re.MULTILINE)
    for target in re.findall(r"(?:\]\(|(?:src|srcset)=\")([^)\s\"]+)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        place = (document.parent / name) if name else document
        assert place.exists(), target
        assert place.resolve().is_relative_to(ROOT.resolve()), target
        if anchor:
            assert anchor in heading_names(place), target


@every_document
def test_a_file_that_is_named_is_there(document):
    rooms = ("", "app", "static", "tests", "tests/benchmarks", ".github/workflows")
    folders = [document.parent, *(ROOT / room for room in rooms)]
    examples = {name for words in commands(document) for name in words}
    for span in re.findall(r"`([^`\n]+)`", text(document)):
        if FILE.fullmatch(span) and not PLACEHOLDERS.search(span) and span not in examples:
            assert any((folder / span).exists() for folder in folders), span


@every_document
def test_a_command_that_is_named_is_there(document):
    options = {option for action in arguments()._actions for option in action.option_strings}
    tools = {re.match(r"[\w-]+", each)[0] for each in PROJECT["optional-dependencies"]["test"]}
    for words in commands(document):
        program = Path(words[0]).name
        rest = [word for word in words[1:] if not PLACEHOLDERS.search(word)]
        if program == "trajectory-explorer":
            assert {word for word in rest if word.startswith("--")} <= options, words
        elif program in ("bash", "python", "python3") and rest and not rest[0].startswith("-"):
            assert (ROOT / rest[0]).exists(), words
            for word in rest[1:]:
                assert "/" not in word or word.startswith(".venv") or (ROOT / word).exists(), words
        elif rest[:1] == ["-m"]:
            assert rest[1] == "venv" or (ROOT / rest[1]).is_dir(), words
        elif program in ("ruff", "mypy"):
            assert program in tools


def test_both_commands_of_the_front_page_are_the_command_of_the_package_and_what_the_gate_calls():
    front = text(ROOT / "README.md")
    assert "/bin/trajectory-explorer --show" in front
    assert "trajectory-explorer" in PROJECT["scripts"]
    assert "\n    bash tests/run\n" in front
    assert re.search(r"\bbash tests/run$", text(ROOT / ".ci" / "run"), re.MULTILINE)


def test_the_guide_to_surfaces_reads_its_functions_from_data():
    section = text(ROOT / "surfaces" / "README.md").partition("## From data")[2].partition("\n## ")[0]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    named: dict = {"Surface": Surface}
    exec(code, named)
    assert (named["line"].rows, named["line"].model.text) == (4, "w1 x + w2")
    examples = [span for span in re.findall(r"`([^`\n]+)`", section) if "w1" in span]
    assert len(examples) == 3
    for example in examples:
        assert Surface.parse(example, named["data"]).rows == 4


def test_the_guide_to_surfaces_finds_the_minima_that_it_promises_and_shows_an_entry():
    _, entry, newton = re.findall(r"```python\n(.*?)```", text(ROOT / "surfaces" / "README.md"), re.DOTALL)
    (trough,) = eval(f"{{{entry}}}", {"Surface": Surface}).values()
    assert trough.gradient(*trough.minima[0]) == (0, 0)
    assert trough.title not in {surface.title for surface in GALLERY.values()}
    found = []
    exec(newton, {"print": lambda *said: found.append(said)})
    surface = Surface.parse("w1^4 - w1^2 + w1/5 + w2^2")
    assert len(found) == 2
    for value, place in found:
        assert value == surface.value(*place)
        np.testing.assert_allclose(surface.gradient(*place), 0, atol=1e-14)


def test_the_examples_of_what_can_be_typed_are_read():
    section = text(ROOT / "surfaces" / "README.md").partition("## What can be typed")[2].partition("\n## ")[0]
    spans = re.findall(r"`([^`\n]+)`", section)
    others = {"%", "f(x, y) =", "grammar.py"}  # parts of functions, and a file
    examples = {span for span in spans if span not in others and not re.match(r"\.|Surface\.", span)}
    assert len(examples) >= 18
    for example in examples:
        assert Surface.parse(example).text == example


@pytest.mark.parametrize("name", MADE)
def test_a_document_that_is_made_of_the_code_is_as_the_code_is(name):
    assert text(ROOT / name) == MADE[name](), "run `python tests/describe.py`"


def test_every_part_of_a_link_has_an_example_that_the_page_reads():
    assert set(LINKS) == set(PARTS)
    for part, (example, _) in LINKS.items():
        assert has_part(example, part)
        assert [*from_query(example)[1], *widget_of(example)[1]] == []


def test_every_method_and_schedule_is_described_with_its_equations_and_its_paper():
    described = text(ROOT / "optimizers" / "methods.md")
    sections = re.findall(r"^### (.*?)\n(.*?)(?=^##)", described + "##", re.MULTILINE | re.DOTALL)
    titles = [each.title for each in (*OPTIMIZERS.values(), *SCHEDULES.values())]
    assert sorted(title for title, _ in sections) == sorted(titles)
    for title, section in sections:
        assert section.count("```math") == 1, title
        assert not re.search(r"^\s*\w+\(t\) +=", section, re.MULTILINE), title  # only as mathematics


def workflow(name):
    return yaml.safe_load(text(ROOT / ".github" / "workflows" / name))


def steps(of):
    return [step for job in of["jobs"].values() for step in job.get("steps", ())]


def test_the_workflow_runs_the_gate_and_the_quick_loop_on_three_systems_with_every_python():
    tests = workflow("tests.yml")
    runs = {step["run"] for step in steps(tests) if "run" in step}
    assert {"bash .ci/run", "bash tests/run --quick"} <= runs
    matrix = tests["jobs"]["quick"]["strategy"]["matrix"]
    assert {each.partition("-")[0] for each in matrix["os"]} == {"ubuntu", "macos", "windows"}
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    assert matrix["python"] == named
    assert PROJECT["requires-python"] == f">={named[0]}"
    gate = re.findall(r"python(3\.\d+)", text(ROOT / ".ci" / "run"))
    assert gate == named


def test_a_release_is_one_tag_and_needs_no_password():
    release = workflow("release.yml")
    assert release[True] == {"push": {"tags": ["v*"]}}  # YAML reads `on` as a truth value
    publish = release["jobs"]["publish"]
    assert set(publish["needs"]) == {"tests", "build"}
    assert publish["permissions"] == {"id-token": "write"}
    for path in (ROOT / ".github").rglob("*.yml"):
        assert not re.search(r"secrets\.|password:|token: (?!write)", text(path)), path


def test_what_is_released_names_the_repository_that_releases_it(monkeypatch):
    def urls():
        return ProjectMetadata(str(ROOT), PluginManager()).core.urls

    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    assert urls() == {}
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://forge.example")
    monkeypatch.setenv("GITHUB_REPOSITORY", "people/explorer")
    assert urls()["Issues"] == "https://forge.example/people/explorer/issues"
    assert set(urls()) == {"Source", "Issues", "Changelog"}


def test_the_version_stands_in_one_place():
    version = PROJECT["version"]
    for name in ("README.md", "CITATION.cff", ".wheel/build.py", "app/serving/distribution.py"):
        assert version not in text(ROOT / name)
    numbers = re.findall(r"^## \[(.*?)\](.*)", text(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert numbers[0] == ("Unreleased", "")
    for number, date in numbers[1:]:
        assert re.fullmatch(r"\d+\.\d+\.\d+", number)
        assert re.fullmatch(r" - \d{4}-\d\d-\d\d", date)


def test_it_is_cited_under_the_name_of_its_authors_and_its_licence():
    cited = yaml.safe_load(text(ROOT / "CITATION.cff"))
    assert cited["cff-version"] == "1.2.0"
    assert cited["license"] == PROJECT["license"]
    assert cited["authors"] == PROJECT["authors"]


def test_the_guides_become_pages_with_a_live_figure_of_each_method_and_no_dead_link(tmp_path):
    build(tmp_path)
    pages = {path.stem: text(path) for path in (tmp_path / "guides").glob("*.html")}
    assert pages.keys() == {*GUIDES.values(), *(f"method-{key}" for key in OPTIMIZERS)}
    for name, page in pages.items():
        for target in re.findall(r' (?:href|src)="([^"]+)"', page):
            if not re.match(r"[a-z]+:", target):
                path, _, anchor = target.partition("#")
                place = tmp_path / "guides" / (path.partition("?")[0] or f"{name}.html")
                assert place.exists(), (name, target)
                assert not anchor or f'id="{anchor}"' in text(place), (name, target)
    for key, method in OPTIMIZERS.items():
        page = pages[f"method-{key}"]
        assert method.title in page.partition("</h1>")[0]
        assert page.count("<math") >= page.count('<p class="formula">') > 0
        assert f'src="../widget.html?run={key}"' in page
