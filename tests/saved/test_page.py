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

import numpy as np
import pytest

import app.session.page  # noqa: F401 (it registers the picture)
from app import assets
from app.experiment import Experiment
from app.figures.picture import picture_text
from app.saved.catalogue import choices
from app.saved.page import page_text
from app.url import from_query, widget_of
from optimizers import OPTIMIZERS, descend
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


def text_of(page, name):
    (found,) = (text for attributes, text in Elements(page)["script"] if attributes.get("id") == name)
    return found


def facts(page):
    return json.loads(text_of(page, "page"))


def inside(page):
    """What a file has packed."""
    return json.loads(gzip.decompress(base64.b64decode(text_of(page, "packed"))))


@pytest.fixture(scope="module")
def page():
    return page_text(*shown(""), base="https://example.org/explorer/")


def test_a_file_is_small_whatever_it_shows(page):
    rules = "".join(f"&run=own:&rule={quote(f'q{k} = {k} g')}%0A{quote(RULE)}" for k in range(9))
    most = f"noise=0.5&fan=50&steps=1000&e={quote('(exp(-w1^2 - w2^2) + 1)' * 12)}{rules}"
    for text in (page, page_text(*shown(most)), page_text(*shown("noise=0.5&fan=50"))):
        assert len(text.encode()) <= 1_050_000
        assert len(gzip.compress(text.encode())) <= 780_000


def test_a_file_of_a_lesson_has_its_title_and_opens_it():
    page = page_text(*shown("lesson=saddle"))
    assert Elements(page)["title"] == [({}, "4.3 Off a saddle")]
    experiment = facts(page)["shown"]["experiment"]
    assert (experiment["lesson"], experiment["panel"]) == ("saddle", "lesson")


@pytest.mark.parametrize("link", ["", "embed&show=surface,sliders"])
def test_a_file_has_the_title_and_the_caption_that_it_is_given(link):
    widget, _ = widget_of(link)
    page = Elements(page_text(*shown(""), widget=widget, title="<Adam>", caption="Both & more"))
    assert page["title"] == [({}, "<Adam>")]
    assert page["h1"][0][1] == "<Adam>"
    assert [text for attributes, text in page["p"] if attributes.get("class") == "caption"] == ["Both & more"]


def test_a_widget_file_has_its_parts_and_leads_to_the_full_page_if_there_is_one():
    widget, _ = widget_of("embed=dark&show=surface,time")
    for base, links in (("", []), ("https://example.org/", ["full"])):
        page = Elements(page_text(*shown("run=adam:eta=0.5"), base=base, widget=widget))
        ((root, _),) = page["html"]
        assert (root["data-embed"], root["data-theme"]) == ("surface time", "dark")
        assert [attributes["data-part"] for attributes, _ in page["a"]] == links
        assert not page["header"]


def test_a_file_runs_its_own_scripts_and_asks_for_nothing(page):
    elements = Elements(page)
    (policy,) = (each["content"] for each, _ in elements["meta"] if "http-equiv" in each)
    own = [text for attributes, text in elements["script"] if "type" not in attributes]
    assert len(own) == 1
    scripts = [*own, *inside(page)["scripts"].values()]
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


@pytest.mark.once
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
    assert facts(page)["shown"]["experiment"]["expression"] == HOSTILE
    assert RULE in facts(page)["shown"]["typed_rules"]
    _, (attributes, _) = elements["a"]
    assert set(attributes["href"]).isdisjoint("<>\"' ")


def test_a_file_has_what_a_site_has_and_its_own_function_and_rule(page):
    packed = inside(page)
    assert packed["choices"] == json.loads(json.dumps(choices()))
    assert list(packed["picture"]) == ["path", "traces", "data"]
    told = facts(page_text(*shown("e=w1^4 %2B w2^2&start=1,2&run=own:&rule=w = w - η g")))["shown"]
    assert (told["function"]["text"], told["function"]["start"]) == ("w1^4 + w2^2", [1, 2])
    assert list(told["typed_rules"]) == ["w = w - η g"]


def test_a_file_of_a_typed_function_proposes_the_values_of_its_runs():
    typed = shown(
        "e=w1^4 %2B w2^2&run=adam:eta=0.5&run=momentum:eta=0.02,alpha=0.3&run=adam:eta=0.25&pins=1,2"
    )
    in_file = facts(page_text(*typed))["shown"]["function"]["facts"]["suggested"]
    hosted = facts(page_text(*typed, is_hosted=True))["lone"]["first"]["suggested"]
    active, *_ = typed[0].runs
    assert in_file == hosted
    assert set(in_file) == {"adam", "momentum"}
    assert in_file["adam"] == dataclasses.asdict(active)
    known = shown("e=ravine&run=adam:eta=0.5")
    assert facts(page_text(*known))["shown"]["function"]["facts"]["suggested"] == known[1].suggested


def test_a_file_for_a_host_has_one_function_and_no_lessons():
    elements = Elements(page := page_text(*shown("lesson=saddle&run=own:&rule=w = w - η g"), is_hosted=True))
    lone = facts(page)["lone"]
    assert lone["first"]["experiment"]["lesson"] == ""
    assert [key for key, *_ in lone["panels"]] == ["step", "runs", "noise"]
    assert [key for key, *_ in lone["methods"]] == [*OPTIMIZERS, "own"]
    parts = {attributes.get("data-part") for _, attributes, _ in elements.found}
    assert parts.isdisjoint({"gallery", "lessons", "lesson", "notices"})


def test_controls_that_need_a_server_are_not_in_a_file():
    query = "tab=basins&panel=race&tune=on"
    page = page_text(*shown(query), base="https://example.org/")
    told = facts(page)
    experiment = told["shown"]["experiment"]
    assert (experiment["tab"], experiment["panel"], experiment["tune"]) == ("path", "step", False)
    constants = inside(page)["choices"]["constants"]
    panels = [key for key, _, _ in constants["contract"]["panels"]]
    assert panels == ["lesson", "step", "data", "runs", "noise"]
    rows = [row for rule in constants["rules"].values() for row in rule["sliders"]]
    assert not any("tunable" in row for row in rows)
    parts = {
        attributes["data-part"] for _, attributes, _ in Elements(page).found if "data-part" in attributes
    }
    assert parts.isdisjoint({"expression", "tab", "race", "basins", "plane", "own_rule"})
    _, (attributes, _) = Elements(page)["a"]
    assert "tab=basins" in attributes["href"]


def test_a_file_opens_at_the_data_if_that_was_open():
    told = facts(page_text(*shown("e=mean((w1 x %2B w2 - y)^2)&data=x,y;0,1;1,3;2,5&panel=data&batch=2")))
    experiment = told["shown"]["experiment"]
    assert experiment["panel"] == "data"
    assert (
        experiment["data"]["columns"]
        == told["shown"]["function"]["data"]["columns"]
        == [[0, 1, 2], [1, 3, 5]]
    )


def test_a_browser_that_cannot_unpack_a_file_shows_the_path_unless_it_is_to_be_guessed(page):
    run = OPTIMIZERS["momentum"](eta=0.001, alpha=0.9)
    path = descend(run, PLAIN["bowl"], (-15, 20), 300)
    ((line, _),) = Elements(page)["polyline"]
    (low1, high1), (low2, high2) = Experiment().view
    places = np.array([place.split(",") for place in line["points"].split()], float)
    found = low1 + places[:, 0] / 100 * (high1 - low1), high2 - places[:, 1] / 100 * (high2 - low2)
    np.testing.assert_allclose(found, [path.w1, path.w2], atol=0.05)
    assert not Elements(page_text(*shown("guess=place")))["polyline"]


def test_long_runs_are_left_to_the_browser_where_it_can_compute_them():
    assert facts(page_text(*shown("steps=300")))["kept"]["said"]["told_runs"]
    assert facts(page_text(*shown("steps=10000")))["kept"] == {"said": {"told_runs": []}, "buffer": ""}
