"""The page as one file: always the same bytes, no requests, and typed texts are never markup."""

import base64
import dataclasses
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

import app.session.page  # noqa: F401 (it registers the picture)
from app import assets
from app.experiment import Experiment
from app.figures.picture import picture_text
from app.lessons import LESSONS
from app.saved.page import page_text
from app.url import from_query
from optimizers import OPTIMIZERS, SCHEDULES
from surfaces import PLAIN, Surface, recognized

HOSTILE = "</script><script>alert(1)</script></title><!--<script>\u2028\"'&lt;]]>{{ 7*7 }}"
RULE = "m = β1 m + if(g<0, g, -g)\nw = w - η m"


def shown(query):
    experiment, notices = from_query(query)
    assert not notices
    return experiment, recognized(Surface.parse(experiment.expression, experiment.data))


class Elements(HTMLParser):
    """The elements of a file, (tag, attributes, text)."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append([tag, dict(attrs), ""])
        self.inside = True

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.found[-1][2] += data

    def __getitem__(self, tag):
        return [(attributes, text) for name, attributes, text in self.found if name == tag]


def facts(page):
    (found,) = (text for attributes, text in Elements(page)["script"] if attributes.get("id") == "page")
    return json.loads(found)


@pytest.fixture(scope="module")
def page():
    return page_text(*shown(""), base="https://example.org/explorer/")


def test_a_file_is_small_whatever_it_shows(page):
    rules = "".join(f"&run=own:&rule={quote(f'q{k} = {k} g')}%0A{quote(RULE)}" for k in range(9))
    most = f"noise=0.5&fan=50&steps=1000&e={quote('(exp(-w1^2 - w2^2) + 1)' * 12)}{rules}"
    for text in (page, page_text(*shown(most)), page_text(*shown("noise=0.5&fan=50"))):
        assert len(text.encode()) <= 2_200_000
        assert len(gzip.compress(text.encode())) <= 800_000


def test_a_file_of_a_lesson_has_its_title_and_what_it_asks():
    question = LESSONS["saddle"].question
    told, asked = (page_text(*shown(f"lesson=saddle{more}")) for more in ("", f"&{question.link}"))
    assert Elements(told)["title"] == Elements(asked)["title"] == [({}, "4.3 Off a saddle")]
    assert [text for attributes, text in Elements(asked)["p"] if attributes.get("class") == "asked"] == [
        question.words
    ]
    assert question.words not in told


def test_a_file_runs_its_own_scripts_and_asks_for_nothing(page):
    elements = Elements(page)
    (policy,) = (each["content"] for each, _ in elements["meta"] if "http-equiv" in each)
    scripts = [text for attributes, text in elements["script"] if "type" not in attributes]
    hashes = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in scripts]
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    assert allowed["script-src"].split() == [f"'sha256-{each}'" for each in hashes]
    assert "connect-src" not in allowed
    assert not re.search(r"https?:|\*|unsafe-eval", policy)
    asked = [
        attributes
        for tag, attributes, _ in elements.found
        if {"src", "srcset", "data", "action"} & {*attributes}
    ]
    assert asked == []
    links = [attributes["href"] for tag, attributes, _ in elements.found if "href" in attributes]
    assert [link.partition(":")[0] for link in links] == ["data", "#figure", "https"]


def test_a_file_links_to_what_it_shows_on_the_full_page(page):
    _, (attributes, _) = Elements(page)["a"]  # the first one skips to the figure
    base, _, query = attributes["href"].partition("?")
    assert base == "https://example.org/explorer/"
    assert from_query(query) == (Experiment(), [])
    assert len(Elements(page_text(*shown("")))["a"]) == 1


MAKE = """
import hashlib, json
from bokeh.plotting import figure
from app import assets
from app.figures.picture import picture_text
from app.saved.page import page_text
from app.session import page
from app.url import from_query
from surfaces import Surface

figure(name="another")
experiment, _ = from_query({query!r})
texts = picture_text(), page_text(experiment, Surface.parse(experiment.expression))
hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
print(json.dumps([*hashes, *(assets.path(name) for name in {names!r})]))
"""


def test_the_picture_a_file_and_the_names_of_assets_are_the_same_in_every_process():
    query = "e=max(w1, 2 w2)^2&noise=0.5&fan=3&steps=20&run=adam:eta=0.1/cosine:&run=own:&rule=w = w - η g"
    names = ("page.js", "page.css", "bokeh.js", "math.woff2", "picture.json")
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    command = [sys.executable, "-P", "-c", MAKE.format(query=query, names=names)]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    texts = picture_text(), page_text(*shown(query))
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    assert json.loads(found) == [*hashes, *map(assets.path, names)]


def test_typed_text_is_never_markup_in_a_file():
    experiment, surface = shown(f"run=own:&rule={quote(RULE)}")
    experiment = dataclasses.replace(experiment, expression=HOSTILE)
    page = page_text(experiment, surface, base="https://example.org/")
    plain = page_text(*shown(f"run=own:&rule={quote(RULE)}"), base="https://example.org/")
    elements = Elements(page)
    assert [tag for tag, *_ in elements.found] == [tag for tag, *_ in Elements(plain).found]
    ((_, title),) = elements["title"]
    assert title == f"Own rule on {HOSTILE}"
    (description,) = (each["content"] for each, _ in elements["meta"] if each.get("name") == "description")
    assert description.endswith(HOSTILE)
    assert facts(page)["first"]["experiment"]["expression"] == HOSTILE
    assert RULE in facts(page)["first"]["typed_rules"]
    _, (attributes, _) = elements["a"]
    assert set(attributes["href"]).isdisjoint("<>\"' ")


def test_a_file_offers_all_methods_and_schedules_and_the_rule_that_was_typed_if_there_is_one(page):
    told = facts(page)["constants"]
    assert [key for key, *_ in told["methods"]] == list(told["rules"]) == list(OPTIMIZERS)
    assert list(told["schedules"]) == list(SCHEDULES)
    typed = facts(page_text(*shown("run=own:&rule=w = w - η g")))
    assert typed["constants"]["methods"][-1][0] == "own"


def test_controls_that_need_a_server_are_not_in_a_file():
    query = "tab=basins&panel=race&tune=on"
    page = page_text(*shown(query), base="https://example.org/")
    told = facts(page)
    experiment = told["first"]["experiment"]
    assert (experiment["tab"], experiment["panel"], experiment["tune"]) == ("path", "step", False)
    assert [key for key, _, _ in told["constants"]["contract"]["panels"]] == ["step", "runs", "noise"]
    rows = [row for rule in told["constants"]["rules"].values() for row in rule["sliders"]]
    assert not any("tunable" in row for row in rows)
    parts = {
        attributes["data-part"] for _, attributes, _ in Elements(page).found if "data-part" in attributes
    }
    assert parts.isdisjoint(
        {"expression", "gallery", "lessons", "tab", "race", "basins", "plane", "link", "own_rule"}
    )
    _, (attributes, _) = Elements(page)["a"]
    assert "tab=basins" in attributes["href"]


def test_a_file_has_the_figure_of_the_data_if_e_comes_from_data(page):
    of_data = page_text(*shown("e=mean((w1 x %2B w2 - y)^2)&data=x,y;0,1;1,3;2,5&panel=data&batch=2"))
    told = facts(of_data)
    assert [key for key, _, _ in told["constants"]["contract"]["panels"]] == ["step", "data", "runs", "noise"]
    assert told["first"]["experiment"]["panel"] == "data"
    assert told["first"]["experiment"]["data"]["columns"] == [[0, 1, 2], [1, 3, 5]]
    assert "data_samples" not in told["constants"]
    assert list(json.loads(Elements(of_data)["script"][1][1])) == ["path", "data"]
    assert list(json.loads(Elements(page)["script"][1][1])) == ["path"]


def test_long_runs_are_left_to_the_browser_where_it_can_compute_them():
    assert facts(page_text(*shown("steps=300")))["kept"]["said"]["told_runs"]
    assert facts(page_text(*shown("steps=10000")))["kept"] == {"said": {"told_runs": []}, "buffer": ""}


def test_no_script_of_a_file_ends_its_element_early(page):
    scripts = [text for attributes, text in Elements(page)["script"] if "type" not in attributes]
    assert len(scripts) >= 2
    for script in scripts:
        assert "</script" not in script
        assert "<!--" not in script
        assert "\r" not in script
    assert PLAIN["bowl"].text in page
