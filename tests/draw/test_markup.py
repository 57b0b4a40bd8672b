"""What a picture says about itself, and the line of HTML that shows the page in another one."""

import shlex
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree

import pytest

from app.serving.command import arguments
from app.url import Widget, widget_of

HOSTILE = """</metadata><script>alert(1)</script>"w1" < w2 & 'x'"""
LINK = f"https://example.org/explorer/?e={quote(HOSTILE)}&start=-15,20&run=adam:eta=0.1"
DC = "{http://purl.org/dc/elements/1.1/}"


class Tags(HTMLParser):
    """All tags that begin in a text, with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.begun = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.begun.append((tag, dict(attrs)))


def test_a_picture_has_its_title_link_and_settings_as_text(draw):
    record = ElementTree.fromstring(draw("markup.js", "metadata", HOSTILE, LINK))
    assert record.tag == "metadata"
    terms = {each.tag.removeprefix(DC): each.text for each in record.iter() if each.tag.startswith(DC)}
    assert terms["title"] == HOSTILE
    assert terms["source"] == LINK
    assert terms["description"].split("\n") == [f"e = {HOSTILE}", "start = -15,20", "run = adam:eta=0.1"]
    assert not list(record.iter("script"))


@pytest.mark.parametrize(
    ("parts", "scheme", "asked"),
    [(None, "", "embed"), (["m", "time"], "", "embed&show=m,time"), (["m"], "dark", "embed=dark&show=m")],
)
def test_the_line_of_a_frame_is_one_element_whose_address_is_the_link(draw, parts, scheme, asked):
    address = draw("markup.js", "widget_address", f"{LINK}#at=1", parts, scheme)
    assert address == f"{LINK}&{asked}"
    frame = {
        "address": address,
        "title": f"Adam on {HOSTILE * 9}",
        "width": 640,
        "height": 431,
        "high": 800,
        "scheme": scheme,
    }
    ((tag, attributes),) = Tags(draw("markup.js", "iframe_line", frame)).begun
    assert tag == "iframe"
    assert attributes["src"] == address
    assert (attributes["width"], attributes["height"]) == ("640", "431")
    assert attributes["style"].endswith("height: clamp(431px, (600px - 100vw) * 999, 800px)")
    assert " height" not in draw("markup.js", "iframe_line", frame | {"high": 431}).partition("style=")[2]
    assert attributes["title"].startswith(f"Adam on {HOSTILE}")
    assert len(attributes["title"]) == 120
    assert ("color-scheme: dark" in attributes["style"]) == (scheme == "dark")


@pytest.mark.parametrize("base", ["", "https://example.org/explorer/"])
def test_the_command_is_one_line_of_a_shell_that_saves_the_same_widget(draw, base):
    address = draw("markup.js", "widget_address", LINK, ["m", "time"], "dark")
    command, *given = shlex.split(draw("markup.js", "save_command", address, base))
    options = arguments().parse_args(given)
    assert (command, options.save, options.base) == ("trajectory-explorer", "widget.html", base)
    assert parse_qs(options.link)["e"] == [HOSTILE]
    assert widget_of(options.link) == (Widget(("time", "m"), "dark"), [])


def test_a_page_without_a_query_has_a_widget_too(draw):
    address = draw("markup.js", "widget_address", "https://example.org/", None, "")
    assert urlsplit(address).query == "embed"
