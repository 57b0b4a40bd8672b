"""Drawings stay within their frames, line up, and are complete: read from the pixels of every figure."""

import itertools
import json
import math
from functools import partial

import numpy as np
import pytest

from app import numerals

SIZES = [(1440, 900), (768, 1024), (390, 844)]
FAR = "?e=3w1^2%2B10w2^2&start=-15,20&view=-25,25,-25,25&"
LINKS = {
    "an error far below its axis": f"{FAR}error=log&run=momentum:eta=0.1,alpha=0.2",
    "an error above its crop": f"{FAR}crop=500&run=momentum:eta=0.001,alpha=0.9&run=adam:eta=0.5",
    "a path that leaves the view": f"{FAR}run=gradient-descent:eta=0.3&run=momentum:eta=0.1,alpha=0.99&t=3",
    "a start in the corner": "?start=-15,20&view=-15,20,-25,20&run=momentum&t=0",
    "a narrow view": "?start=-15,20&view=-15.0001,-14.9,19.99,20.01&run=adam&t=1",
    "many noisy paths": f"{FAR}noise=300&fan=30&run=adam:eta=0.5&run=momentum:eta=0.01&steps=40&t=2",
    "the curvature": "?start=-15,20&view=-15.5,0,19,20.5&panel=curvature&t=1",
    "a map over hyper-parameters": f"{FAR}tab=plane&run=momentum:eta=0.001,alpha=1&steps=50",
    "maps over pairs of gradients": "?tab=pairs&run=adam",
}

_HELPERS = """
window.shown_views = () => ["surface", "error", "m", "s", "plane", "pairs", "pairs_other"].flatMap((name) => {
    const model = model_of(name)
    const view = model && Bokeh.index.find_one(model)
    return view?.is_displayed && view.frame.bbox.width > 0 ? [[name, view]] : []
})
// The pixels of one of a figure's canvases as numbers, 0 where nothing is drawn.
window.pixels = (view, layer, change = () => {}) => {
    const { canvas, pixel_ratio } = view.canvas_view[layer]
    const { width, height } = canvas
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })
    copy.drawImage(canvas, 0, 0)
    change(copy, pixel_ratio, canvas)
    return new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer)
}
// Without those of the frame and one pixel around it.
window.outside = (view, layer) => pixels(view, layer, (copy, pixel_ratio) => {
    const { left, top, width, height } = view.frame.bbox
    copy.clearRect(...[left - 1, top - 1, width + 2, height + 2].map((length) => length * pixel_ratio))
})
window.left_edge = (view, layer) => pixels(view, layer, (copy, pixel_ratio, { width, height }) => {
    copy.clearRect(1, 0, width, height)
    if (!view.model.name.startsWith("pairs")) return
    copy.clearRect(0, 0, 1, pixel_ratio * (view.frame.bbox.top - 9))  // what its title covers
})
window.count = (numbers, is_counted) => {
    let found = 0
    for (let i = 0; i < numbers.length; i++) if (is_counted(numbers[i], i)) found += 1
    return found
}
// Which of an axis's ticks have a label when its figure is painted, and how many px are between two of these.
window.painted_labels = (view, policy) => {
    const { filter } = policy
    let labels, gaps
    policy.filter = (indices, boxes, distance) => {
        labels = [...filter.call(policy, indices, boxes, distance)]
        gaps = labels.slice(1).map((label, i) => distance(labels[i], label))
        return indices
    }
    view.invalidate_painters()
    view.paint()
    policy.filter = filter
    return { labels, gaps }
}
window.of_each = (counted) => shown_views().map(([name, view], i) => [name, counted(view, i)])
"""
_DRAWN = "() => of_each((view) => count(pixels(view, 'overlays'), Boolean))"
_PAINTED_ANEW = """() => {
    const kept = shown_views().map(([, view]) => outside(view, "primary"))
    for (const [, view] of shown_views())
        for (let k = 0; k < 2; k++) {
            view.invalidate_painters()
            view.paint()
        }
    return of_each((view, k) => count(outside(view, "primary"), (number, i) => number !== kept[k][i]))
}"""
"""Paints all figures again, and counts the pixels that change: leftovers of the previous layout vanish."""
_SEEN = f"""() => ({{
    drawn: ({_DRAWN})(),
    drawn_outside: of_each((view) => count(outside(view, "overlays"), Boolean)),
    cut_off: of_each((view) => count(left_edge(view, "primary"), Boolean)),
    changed: ({_PAINTED_ANEW})(),
}})"""
"""All of it at one moment."""
_EMPTY = """() => {
    const before = new Map()
    for (const document of new Set(shown_views().map(([name, view]) => view.model.document)))
        for (const model of document.all_models)
            if (model.type === "ColumnDataSource") {
                const names = model.data instanceof Map ? [...model.data.keys()] : Object.keys(model.data)
                before.set(model, model.data)
                model.data = Object.fromEntries(names.map((name) => [name, []]))
            }
    window.put_back = () => before.forEach((data, model) => (model.data = data))
}"""
"""Empties all sources until `put_back()`."""


@pytest.fixture
def shows(visit):
    """Shows a link: shows(link)."""
    return partial(visit, script=_HELPERS, color_scheme="light")


def all_zero(counts):
    return all(count == 0 for _, count in counts)


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_nothing_is_drawn_outside_its_frame(shows, link):
    explorer = shows(link)
    page = explorer.page
    explorer.wait_until_still()
    ticks_are_written_as_all_numbers_are(explorer)
    for scheme, sizes in {"light": SIZES, "dark": SIZES[-1:]}.items():  # which differs in colours alone
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"() => document.documentElement.dataset.theme === '{scheme}'")
        for width, height in sizes:
            explorer.resize(width, height)
            seen = page.evaluate(_SEEN)
            assert not all_zero(seen["drawn"])
            for name in ("drawn_outside", "cut_off", "changed"):
                assert all_zero(seen[name]), (name, scheme, width, height)
    page.evaluate(_EMPTY)
    if "tab=pairs" not in link and "tab=plane" not in link:  # lines of the plane's cross-hair have no source
        explorer.eventually(lambda: all_zero(page.evaluate(_DRAWN)))
    assert all_zero(page.evaluate(_PAINTED_ANEW))
    page.evaluate("put_back()")


WIDE = {
    "large numbers": "?e=1000000 w1^2&start=15,20&run=momentum:eta=1e-8,alpha=0.9",
    "an overflow": "?start=-20,20&e=1000000*w1^2%2Bw2^2",
    "small numbers": "?e=1e-9 w1^2&start=1e-3,0&run=adam&error=log",
    "hardly a change": "?e=1234567%2B1e-3 w1^2&start=1,1&view=-1,1,-1,1&run=adam",
}
_AXES = """() => shown_views().flatMap(([name, view]) => view.computed_renderer_views
    .filter(({ model }) => model.type.endsWith("Axis") && model.visible)
    .map((axis) => {
        const at = axis.tick_coords.major[axis.dimension]
        const words = axis.compute_labels(at).items.map(({ text }) => text)
        const log = model_of("error").left.at(1) === axis.model
        const painted = painted_labels(view, axis.model.major_label_policy)
        return { figure: name, log, at: [...at], words, ...painted }
    }))"""
_LEFT_EDGES = """() => ["error", "m", "s"]
    .map((name) => Bokeh.index.find_one(model_of(name)))
    .filter((view) => view.is_displayed)
    .map((view) => Math.round(view.el.getBoundingClientRect().left + view.frame.bbox.left))"""


@pytest.mark.parametrize("link", WIDE.values(), ids=WIDE)
def test_the_traces_line_up_whatever_their_labels_are(shows, link):
    explorer = shows(link)
    explorer.wait_until_still()
    ticks_are_written_as_all_numbers_are(explorer)
    explorer.eventually(lambda: len(set(explorer.page.evaluate(_LEFT_EDGES))) == 1)
    explorer.choose("Optimizer", "adam")
    explorer.eventually(lambda: len(explorer.page.evaluate(_LEFT_EDGES)) == 3)
    explorer.wait_until_settled()
    explorer.eventually(lambda: len(set(explorer.page.evaluate(_LEFT_EDGES))) == 1)


def test_a_trace_has_the_room_that_its_labels_need_whatever_was_shown_before(visit):
    explorer = visit("?e=3w1^2%2B10w2^2&start=20,-15&error=log&run=own&rule=w = w - sign(g)")
    explorer.wait_until_still()
    (alone,) = explorer.page.evaluate(_LEFT_EDGES)
    for _ in range(2):
        explorer.view_switch("log scale").click()
        explorer.wait_until_settled()
        explorer.wait_until_still()
    explorer.eventually(lambda: explorer.page.evaluate(_LEFT_EDGES) == [alone])


def log_ticks(values):
    exponents = {value: round(math.log10(value)) for value in values}
    powers = [value for value in values if math.isclose(value, float(f"1e{exponents[value]}"))]
    words = numerals.powers_of_ten([exponents[value] for value in powers])
    known = dict(zip(powers, words, strict=True))
    return [known.get(value) or numerals.short(value) for value in values]


def ticks_are_written_as_all_numbers_are(explorer):
    axes = explorer.page.evaluate(_AXES)
    assert {axis["figure"] for axis in axes} >= {"error", "m"}
    for axis in axes:
        if axis["log"]:
            assert axis["words"] == log_ticks(axis["at"])
        elif axis["figure"] != "plane":
            assert axis["words"] == numerals.ticks(axis["at"])


ROSENBROCK = "?e=(1-w1)^2%2B100(w2-w1^2)^2&start=-0.3,0&view=-1.97,1.97,-1,2.6&run=adam"


@pytest.mark.parametrize(
    ("link", "least"),
    [(f"{FAR}error=log&run=adam:eta=0.5&run=momentum:eta=0.1,alpha=0.2", 2), (ROSENBROCK, 3)],
    ids=["a logarithmic error", "halves"],
)
def test_labels_that_have_no_room_are_left_out_evenly(shows, link, least):
    explorer = shows(link)

    def are_even():
        for axis in explorer.page.evaluate(_AXES):
            labels = axis["labels"]
            assert len(labels) >= least or axis["figure"] not in ("surface", "error"), axis
            assert len(set(np.diff(labels))) <= 1, axis
            assert min(axis["gaps"], default=5) >= 5, axis
            assert 0 not in axis["at"] or axis["at"].index(0) in labels, axis

    for size in [(1366, 768), *SIZES]:
        explorer.resize(*size)
        explorer.eventually(are_even)
    axes = explorer.page.evaluate(_AXES)
    assert any(len(axis["labels"]) < len(axis["at"]) for axis in axes), "all labels have room"


_PIECES = """() => {
    const data = model_of("path").data
    const lines = (name) => [...(data.get ? data.get(name) : data[name])]
    return JSON.stringify(["w1", "w2"].map((name) => lines(name).map((line) => [...line].map(String))))
}"""
"""As a text: Playwright reads long lists slowly."""


@pytest.mark.parametrize(
    "link",
    [
        "?start=-20,20&e=1000000*w1^2%2Bw2^2",
        "?run=gradient-descent:eta=0.3",
        "?e=w1^2%2Bw2^2&start=2e9,1&view=-1,1,-1,1&run=momentum:eta=0.9,alpha=0.99",
    ],
)
def test_a_path_far_beyond_its_view_is_drawn_as_far_as_it_is_in_view(shows, link):
    """The breaks of a line that is cut at the view are the same in w1 and in w2."""
    explorer = shows(link)
    page = explorer.page
    assert page.evaluate("document.documentElement.dataset.live") == "yes"
    assert not all_zero(page.evaluate(_DRAWN))

    def is_drawn():
        w1, w2 = json.loads(page.evaluate(_PIECES))
        assert len(w1) > 1
        assert list(map(len, w1)) == list(map(len, w2))
        for name, pieces in (("x", w1), ("y", w2)):
            low, high = explorer.range_of("surface", name)
            values = np.array(list(itertools.chain(*pieces)), dtype=float)
            assert low <= np.nanmin(values) <= np.nanmax(values) <= high
        for one, other in zip(w1, w2, strict=True):
            assert [x == "NaN" for x in one] == [x == "NaN" for x in other]

    explorer.eventually(is_drawn)
    before = explorer.range_of("surface", "x")
    page.mouse.move(*explorer.middle("surface"))
    page.mouse.wheel(0, -100)
    explorer.eventually(lambda: explorer.range_of("surface", "x") != before)
    explorer.eventually(is_drawn)
