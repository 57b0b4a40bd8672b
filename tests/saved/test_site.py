"""The page as a folder: its files, where it may be written, and links that mean what they always mean."""

import gzip
import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from browser_modules import Modules
from hypothesis import given
from hypothesis import strategies as st
from strategies_page import experiments, queries

from app.experiment import fitted
from app.goals import goal_words, parse_goal
from app.lessons import LESSONS
from app.proposals.opening import opened
from app.rules.gallery import EXAMPLES
from app.saved.files import SaveError
from app.saved.site import site_files, write_site
from app.serving.command import main
from app.url import from_query, standing_surfaces, to_query
from app.words.contents import told_experiment
from optimizers import OPTIMIZERS, SCHEDULES
from surfaces import GALLERY

LINKS = [
    *(f"lesson={key}" for key in LESSONS),
    *(f"lesson={key}&{link}" for key, lesson in LESSONS.items() for link in lesson.links),
    *(f"e={key}&run=adam" for key in GALLERY),
    "e=sin(w1) %2B cos(w2)&start=-0.0,1e-12&view=-1,1,0.1,0.30000000000000004&camera=-60,30&height=log",
    "e=3 w1^2 %2B k w2^2; k in [3, 300] = 10&let=k:20&goal=E<0.001@50;by=alpha,k;tries=5&hide=m2,update",
    "noise=0.5&seed=4294967295&fan=50&run=lion&run=momentum/cosine:warm_up=20&pins=-8&t=7&error=log",
    f"run=own:eta=0.2&rule={EXAMPLES['sign'].text}&guess=curve",
]


@pytest.fixture(scope="module")
def files():
    return site_files("https://example.org/explorer/")


@pytest.fixture(scope="module")
def catalogue(files):
    (name,) = (name for name in files if "catalogue" in name)
    told = json.loads(files[name])
    return told["constants"] | told["catalogue"]


@pytest.fixture(scope="module")
def links(node, catalogue):
    """links(name, *arguments): calls a function of url.js with the arguments and with the catalogue."""
    modules = Modules(node, ".")
    modules.work("url.js", "(of) => { globalThis.catalogue = of }", [[catalogue]])

    def call(name, calls):
        return modules.work("url.js", f"(each) => module.{name}(each, globalThis.catalogue)", calls)

    return call


def known_surface(text, table):
    return standing_surfaces()[text, table]


def told(experiment):
    """An experiment as the browser has it, without its address; how its goal is written does not matter."""
    said = json.loads(json.dumps({**told_experiment(experiment), "query": None}))
    return said | {"goal": parse_goal(said["goal"]) if said["goal"] else ""}


def read(said):
    goal = said["experiment"]["goal"]
    return {**said["experiment"], "query": None, "goal": parse_goal(goal) if goal else ""}, said["notices"]


def test_a_link_is_read_without_a_server_as_the_server_reads_it(links):
    for link, said in zip(LINKS, links("from_query", [[link] for link in LINKS]), strict=True):
        experiment, notices = from_query(link, known_surface)
        found, complaints = read(said)
        wanted = told(fitted(experiment, standing_surfaces()[experiment.expression, experiment.data])[0])
        assert {name: found[name] for name in found if found[name] != wanted[name]} == {}, link
        assert notices == complaints == []


@pytest.mark.parametrize("more", ["", "&panel=runs", "&t=7", "&panel=noise&t=7"])
def test_a_link_of_several_runs_opens_with_them_side_by_side(links, more):
    link = f"e=himmelblau&start=1,2&view=-5,5,-5,5&run=adam:eta=0.1&run=momentum:eta=0.01,alpha=0.9{more}"
    (said,) = links("opened", [[link]])
    assert read(said) == (told(opened(link)[0]), [])


_known = experiments.filter(
    lambda shown: (
        (shown.expression, shown.data) in standing_surfaces() and not any(r.text for r in shown.runs)
    )
)


@given(st.lists(_known, min_size=4, max_size=4))
def test_a_link_that_either_side_writes_is_the_same_to_the_other(links, shown):
    by_browser = links("from_query", [[to_query(each)] for each in shown])
    assert [read(said) for said in by_browser] == [(told(each), []) for each in shown]
    written = links("to_query", [[said["experiment"]] for said in by_browser])
    for query, experiment in zip(written, shown, strict=True):
        assert from_query(query, known_surface) == (experiment, [])


@given(queries)
def test_any_text_works_as_a_link(links, query):
    (said,) = links("from_query", [[query]])
    experiment, notices = read(said)
    if not re.search("(^|&)(e|rule|data)=", unquote(query)):
        assert experiment == told(from_query(query)[0])
        assert bool(notices) == bool(from_query(query)[1])


@pytest.mark.parametrize("text", ["(1-w1)^2+100(w2-w1^2)^2", " 3w1^2 +10w2^2 "])
def test_a_function_is_known_by_its_text_without_spaces(links, text):
    (said,) = links("from_query", [[f"e={text.replace('+', '%2B')}"]])
    assert not said["notices"]
    assert said["experiment"]["expression"].replace(" ", "") == text.replace(" ", "")


def test_what_is_not_known_is_named_and_the_rest_of_the_link_holds(links):
    part = "e=w1^4&start=90,80&view=-99,99,-99,99&run=adam:eta=0.5&run=own:&rule=w=g&steps=7"
    (said,) = links("from_query", [[f"lesson=adam&{part}"]])
    experiment, notices = read(said)
    lesson = told(from_query("lesson=adam")[0])
    of_function = "expression", "start", "view"  # a place on another function says nothing of this one
    assert [experiment[name] for name in of_function] == [lesson[name] for name in of_function]
    assert experiment["steps"] == 7
    assert [run["method"] for run in experiment["lineup"]] == ["adam"]
    assert [re.findall("“(.*?)”", notice) for notice in notices] == [["w1^4"], ["w=g"]]


@pytest.mark.parametrize(
    "text",
    [
        "E<0.001@120;by=alpha",
        "w1 > 1",
        "stopped>0.5@1200",
        "stopped<40",
        "E<1e-7@3000;by=eta,beta1,k;tries=7",
    ],
)
def test_a_goal_is_read_and_said_as_the_server_does(draw, text):
    goal = parse_goal(text)
    symbols = {"alpha": "α", "eta": "η", "beta1": "β1", "k": "k"}
    rows = [{"path": ["values", name], "label": symbol} for name, symbol in symbols.items()]
    found = draw("goal_words.js", "goal_in", text, {"max_steps": 10_000, "most_tries": 99})
    said = draw("goal_words.js", "told_goal", found, rows)
    assert parse_goal(found["text"]) == goal
    assert said["words"] == goal_words(goal, symbols)
    for name in ("quantity", "less", "number", "within", "tries"):
        assert said[name] == getattr(goal, name)


@pytest.mark.parametrize(
    "text", ["E<", "g<1", "E<0.1@0", "E<0.1;by=1", "E<1;tries=0", "E<1;by=k;by=k", "E<1;nosuch=2"]
)
def test_a_bad_goal_is_none(draw, text):
    assert draw("goal_words.js", "goal_in", text, {"max_steps": 10_000, "most_tries": 99}) is None


class Addresses(HTMLParser):
    """What the elements of a page lead to, and the policy in it."""

    def __init__(self, page):
        super().__init__()
        self.found, self.policy = [], {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.found += [given[name] for name in ("src", "href") if name in given]
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = dict(part.split(" ", 1) for part in given["content"].split("; "))


def test_a_site_is_small_and_asks_its_own_folder_alone(files):
    page = Addresses(files["index.html"].decode())
    assert sum(map(len, files.values())) <= 3_000_000
    first = {"index.html", *(name for name in page.found if name.startswith("assets/"))}
    assert first < files.keys()
    assert sum(len(gzip.compress(files[name])) for name in first) <= 600_000
    others = [name.partition(":")[0] for name in page.found if name not in files]
    assert others == ["data", "#figure", "https"]
    assert page.policy["default-src"] == "'none'"
    assert {page.policy[name] for name in ("script-src", "connect-src", "font-src")} == {"'self'"}


def test_a_site_has_all_methods_schedules_functions_and_lessons(catalogue):
    assert [key for key, *_ in catalogue["methods"]] == [*OPTIMIZERS, "own"]
    assert list(catalogue["schedules"]) == list(SCHEDULES)
    assert [each["facts"]["surface"] for each in catalogue["functions"]][: len(GALLERY)] == list(GALLERY)
    assert list(catalogue["lessons"]) == list(LESSONS)
    assert all(each["facts"]["code"] for each in catalogue["functions"])


def test_a_site_replaces_the_one_before_and_leaves_other_files(tmp_path, monkeypatch):
    folder = tmp_path / "a" / "course"
    monkeypatch.setattr(
        "app.saved.site.site_files",
        lambda base: {"trajectory-explorer.json": b'{"files": ["assets/a.js"]}', "assets/a.js": b"1"},
    )
    write_site(folder)
    (folder / "CNAME").write_text("example.org")
    monkeypatch.setattr(
        "app.saved.site.site_files",
        lambda base: {"trajectory-explorer.json": b'{"files": ["assets/b.js"]}', "assets/b.js": b"2"},
    )
    write_site(folder)
    assert sorted(path.name for path in folder.rglob("*")) == [
        "CNAME",
        "assets",
        "b.js",
        "trajectory-explorer.json",
    ]


@pytest.mark.parametrize("mark", [None, "", "[]", '{"files": 3}', '{"files": [1]}'])
def test_a_folder_with_anything_else_is_refused_and_stays(tmp_path, capsys, mark):
    (tmp_path / "thesis.txt").write_text("mine")
    if mark is not None:
        (tmp_path / "trajectory-explorer.json").write_text(mark)
    before = {path: path.read_text() for path in tmp_path.iterdir()}
    assert main(["--site", str(tmp_path)]) == 2
    assert "holds something else: a site goes into an empty folder" in capsys.readouterr().err
    assert {path: path.read_text() for path in tmp_path.iterdir()} == before


def test_a_list_of_files_elsewhere_touches_none_of_them(tmp_path, monkeypatch):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "trajectory-explorer.json").write_text('{"files": ["../mine.txt", "assets/../../mine.txt"]}')
    monkeypatch.setattr("app.saved.site.site_files", lambda base: {"index.html": b""})
    write_site(folder)
    assert mine.read_text() == "mine"


def test_a_site_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveError, match="cannot be written"):
        write_site(tmp_path / "file")
    with pytest.raises(SaveError, match="not an address"):
        write_site(tmp_path / "site", base="example.org")
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("more", [["--link", "t=1"], ["--save", "a.html"], ["--data", "a.csv"]])
def test_a_site_is_of_no_link(tmp_path, capsys, more):
    with pytest.raises(SystemExit) as stopped:
        main(["--site", str(tmp_path), *more])
    assert stopped.value.code == 2
    assert "--site writes the whole page" in capsys.readouterr().err
