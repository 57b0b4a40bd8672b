"""The view of the surface: it is panned, zoomed, widened or stretched, and holds what is drawn."""

import json
from urllib.parse import unquote

import by_hand
import numpy as np
import pytest
from playwright.sync_api import expect


@pytest.fixture
def explorer(visit):
    return visit()


def test_dragging_beside_the_marker_pans_and_keeps_the_start(new_page):
    explorer = new_page()
    explorer.wait_until_still()
    explorer.allow_slow_hands()
    mouse, (low, high) = explorer.page.mouse, explorer.range_of("surface", "x")
    target = explorer.at(10, 10)
    mouse.move(*explorer.at(5, 5))
    mouse.down()
    mouse.move(*target, steps=6)
    mouse.up()
    explorer.eventually(
        lambda: explorer.range_of("surface", "x") == pytest.approx((low - 5, high - 5), abs=0.3)
    )
    assert explorer.start() == (-15, 20)


def image_extent(explorer):
    return explorer.page.evaluate(
        """() => {
            const figure = model_of("surface")
            const image = figure.renderers.find((renderer) => renderer.glyph.type === "Image")
            const { data } = image.data_source
            const get = (name) => (data.get ? data.get(name) : data[name])[0]
            return [get("x"), get("x") + get("dw"), get("y"), get("y") + get("dh")]
        }"""
    )


def test_the_wheel_zooms_and_the_surface_is_sampled_anew(explorer):
    explorer.page.mouse.move(*explorer.at(0, 0))
    explorer.page.mouse.wheel(0, -400)
    explorer.eventually(lambda: explorer.range_of("surface", "x")[1] < 20)
    low, high = explorer.range_of("surface", "x")
    pixel = (high - low) / 200
    explorer.eventually(lambda: np.allclose(image_extent(explorer)[:2], (low, high), atol=pixel))
    expect(explorer.status()).to_contain_text("The path leaves the view.")
    explorer.page.get_by_role("button", name="Fit view").click()
    explorer.eventually(lambda: not explorer.says("leaves the view"))
    explorer.wait_until_settled()
    (w1_low, w1_high), (w2_low, w2_high) = (explorer.range_of("surface", axis) for axis in "xy")
    w1, w2 = explorer.path()
    assert w1_low < w1.min() < w1.max() < w1_high
    assert w2_low < w2.min() < w2.max() < w2_high


_ZOOM_AND_FIT = """async ([x, y]) => {
    const at = { clientX: x, clientY: y, deltaY: -400, bubbles: true, cancelable: true, composed: true }
    const canvas = Bokeh.index.find_one(model_of("surface")).canvas_view.events_el
    canvas.dispatchEvent(new WheelEvent("wheel", at))
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
    const zoomed = model_of("surface").x_range.end
    ;[...document.querySelectorAll("button")].find((button) => button.textContent === "Fit view").click()
    return zoomed
}"""


def test_a_view_that_is_asked_for_ends_a_zoom(explorer):
    before = explorer.range_of("surface", "x")[1]
    assert explorer.page.evaluate(_ZOOM_AND_FIT, explorer.at(0, 0)) < before - 1
    explorer.wait_until_still()
    explorer.page.wait_for_url(lambda url: "view=-25.0,25.0" not in url)
    low, high = explorer.range_of("surface", "x")
    assert low < explorer.path()[0].min() < explorer.path()[0].max() < high


_SCALES = """() => {
    const { frame } = Bokeh.index.find_one(model_of("surface"))
    const pixels = (scale, [low, high]) => Math.abs(scale.compute(high) - scale.compute(low)) / (high - low)
    return [pixels(frame.x_scale, [0, 1]), pixels(frame.y_scale, [0, 1])]
}"""


def test_one_unit_is_one_unit_and_the_view_of_a_link_is_wholly_in_sight(visit):
    explorer = visit("?view=-3,7,2,9")

    def holds():
        w1, w2 = explorer.page.evaluate(_SCALES)
        assert w1 == pytest.approx(w2, rel=1e-3)
        for axis, (low, high) in (("x", (-3, 7)), ("y", (2, 9))):
            shown_low, shown_high = explorer.range_of("surface", axis)
            assert shown_low <= low < high <= shown_high
            assert (shown_low + shown_high) / 2 == pytest.approx((low + high) / 2)

    for size in [(1440, 900), (1366, 768), (768, 1024), (390, 844)]:
        explorer.resize(*size)
        explorer.eventually(holds)
        explorer.eventually(lambda: "view=-3.0,7.0,2.0,9.0" in unquote(explorer.page.url))


def test_a_view_whose_labels_take_more_room_the_more_there_is_comes_to_rest(visit):
    """In the wider frame the labels of w2 need a decimal, and in the one that this leaves they need none."""
    explorer = visit("?view=-1.8,1.8,-1,3", width=390, height=844)
    explorer.wait_until_still()
    w1, w2 = explorer.page.evaluate(_SCALES)
    assert w1 == pytest.approx(w2, rel=1e-3)
    ranges = [explorer.range_of("surface", axis) for axis in "xy"]
    explorer.slider("α").press("ArrowLeft")
    explorer.wait_until_settled()
    explorer.wait_until_still()
    assert [explorer.range_of("surface", axis) for axis in "xy"] == ranges


def test_a_view_that_has_the_shape_of_the_frame_stays_to_the_bit(explorer, visit):
    explorer.page.mouse.move(*explorer.at(3, 4))
    explorer.page.mouse.wheel(0, -100)
    explorer.eventually(lambda: explorer.range_of("surface", "x")[1] < 25)
    explorer.wait_until_settled()
    explorer.wait_until_still()
    ranges = [explorer.range_of("surface", axis) for axis in "xy"]
    wanted = ",".join(repr(float(end)) for pair in ranges for end in pair)
    explorer.eventually(lambda: f"view={wanted}" in unquote(explorer.page.url))
    link = explorer.page.url[explorer.page.url.index("?") :]
    visit("?view=-3,7,2,9")
    again = visit(link)
    again.wait_until_still()
    assert [again.range_of("surface", axis) for axis in "xy"] == ranges


def test_a_ravine_is_stretched_and_says_so_until_the_switch_is_pressed(visit):
    explorer = visit("?e=1000 w1^2%2Bw2^2&view=-1,1,-100,100&start=0.5,50&run=gradient-descent:eta=0.0005")
    explorer.wait_until_still()
    assert explorer.range_of("surface", "x") == (-1, 1)
    assert explorer.range_of("surface", "y") == (-100, 100)
    expect(explorer.status()).to_contain_text("angles are not true")
    explorer.view_switch("Stretched").click()

    def is_true():
        w1, w2 = explorer.page.evaluate(_SCALES)
        assert w1 == pytest.approx(w2, rel=1e-3)

    explorer.eventually(is_true)
    explorer.eventually(lambda: "units=equal" in explorer.page.url)
    expect(explorer.status()).not_to_contain_text("angles are not true")
    explorer.view_switch("1:1").click()
    explorer.eventually(lambda: explorer.range_of("surface", "x") == (-1, 1))


_ACROSS = """() => {
    const { frame } = Bokeh.index.find_one(model_of("surface"))
    const of = (name) => {
        const figure = model_of("surface")
        return figure.renderers.find((each) => each.data_source.name === name).data_source.data
    }
    const w1 = [...of("contour_lines").w1].map((line) => [...line])
    const w2 = [...of("contour_lines").w2].map((line) => [...line])
    const pieces = w1.flatMap((line, k) => line.slice(1).map((x, i) => {
        const at = [[line[i], w2[k][i]], [x, w2[k][i + 1]]]
        const [from, to] = at.map(([a, b]) => [frame.x_scale.compute(a), -frame.y_scale.compute(b)])
        return [(line[i] + x) / 2, (w2[k][i] + w2[k][i + 1]) / 2, to[0] - from[0], to[1] - from[1]]
    }))
    return JSON.stringify(pieces.filter((each) => each.every(Number.isFinite)))
}"""


def test_the_gradient_stands_perpendicular_on_the_contour_lines_as_they_are_seen(explorer):
    def holds():
        """Once the lines are not those of coarse samples any more."""
        found = json.loads(explorer.page.evaluate(_ACROSS))
        assert len(found) > 100
        w1, w2, right, up = np.array(found).T
        g1, g2 = by_hand.bowl((w1, w2))
        length = np.hypot(right, up)
        far = (np.hypot(w1, w2) > 6) & (length > 1)
        cosine = (right * g1 + up * g2) / (length * np.hypot(g1, g2))
        assert np.abs(cosine[far]).max() < 0.05

    explorer.eventually(holds)
