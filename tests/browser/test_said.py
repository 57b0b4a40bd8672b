"""On many pages, every number in the page's words is a number of what is drawn."""

import pytest
from playwright.sync_api import expect
from said import mistakes

E = "?e=3w1^2%2B10w2^2&start=-15,20"
BOWL = f"{E}&view=-25,25,-25,25"
TWO = "&run=momentum:eta=0.01,alpha=0.9&run=adam:eta=0.5&t=12"


def point_at(figure, x=20, y=30):
    def act(explorer):
        explorer.page.mouse.move(*explorer.middle(figure, x, y))
        explorer.eventually(lambda: explorer.page.locator(".tip:visible").count() == 1)

    return act


def point_at_the_start(explorer):
    explorer.page.mouse.move(*explorer.at(*explorer.start()))
    explorer.eventually(lambda: explorer.page.locator(".tip:visible").count() == 1)


def race(explorer):
    explorer.page.get_by_role("button", name="Race", exact=True).click()
    expect(explorer.page.locator(".race tbody tr")).to_have_count(4)
    explorer.eventually(lambda: explorer.page.url.count("run=") == 4)


def type_rule(explorer):
    explorer.page.get_by_role("button", name="Edit this rule").click()
    explorer.page.get_by_role("textbox", name="Update rule", exact=True).fill(
        "p in [0, 2] = 0.3\nm = α m + g\nw = w - 0.01 m - p g/1000"
    )
    expect(explorer.slider("p")).to_be_visible()


PAGES = {
    "pins and the table": [f"{BOWL}&panel=runs{TWO}&run=gradient-descent:eta=0.03&pins=2,-1"],
    "runs that overflow": [f"{BOWL}&panel=runs&steps=3000&run=gradient-descent:eta=0.3{TWO}"],
    "noise": [f"{BOWL}&noise=3&fan=20&panel=noise&run=momentum:eta=0.01,alpha=0.9&t=7"],
    "noise in the arithmetic": [f"{BOWL}&noise=3&panel=step&run=adam:eta=0.5&t=3"],
    "a cropped error": [f"{BOWL}&crop=500&run=adam:eta=0.5"],
    "a surface below zero": ["?e=w1^2%2Bw2^2-5&error=log&start=2,1&view=-3,3,-3,3&run=adam:eta=0.5"],
    "limits of the moments": ["?e=w1%2B2w2&start=0,0&steps=100&run=momentum:eta=0.1,alpha=0.8"],
    "a narrow view": [f"{E}&view=-15.0001,-14.9,19.99,20.01&run=adam&t=1"],
    "the curvature": [
        "?e=(w1^2-4)^2%2Bw2^2&panel=curvature&start=1,1&view=-3,3,-3,3&run=nesterov&t=5",
    ],
    "steps that are not stable": [f"{BOWL}&panel=stability&steps=30&run=gradient-descent:eta=0.11"],
    "a schedule": [f"{BOWL}&panel=runs&run=adam:eta=0.5/cosine:warm_up=20&run=momentum/step"],
    "the basins": ["?e=(w1^2-4)^2%2Bw2^2&tab=basins&start=1,1&view=-3,3,-3,3&run=momentum"],
    "the plane, and a run of it": [f"{BOWL}&tab=plane&steps=60{TWO}", point_at("plane")],
    "the strip": [f"{BOWL}&tune=on&run=momentum:eta=0.01,alpha=0.9"],
    "a race": [f"{BOWL}&steps=60&panel=race{TWO}", race],
    "what is under the pointer": [
        *(BOWL, point_at("surface"), point_at_the_start, point_at("error"), point_at("m"))
    ],
    "a typed rule": [f"{BOWL}&t=4", type_rule],
}


@pytest.mark.parametrize("name", PAGES)
def test_numbers_in_sentences_agree_with_the_drawing(visit, name):
    link, *acts = PAGES[name]
    explorer = visit(link)

    def is_true():
        found = mistakes(explorer)
        assert not found, "\n".join(found)

    come_to_rest(explorer)
    explorer.eventually(is_true)
    for act in acts:
        act(explorer)
        come_to_rest(explorer)
        explorer.eventually(is_true)


def come_to_rest(explorer):
    explorer.wait_until_still()
    for bar in ("Computing the map", "Racing"):
        expect(explorer.page.get_by_role("progressbar", name=bar)).to_be_hidden()
