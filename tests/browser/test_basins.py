"""Basins on the page: they follow a slider, a click loads a start, and another tab frees them."""

import numpy as np
from playwright.sync_api import expect

from app.look import CONTOUR_WORDS

HIMMELBLAU = (
    "?e=(w1%5E2%2Bw2-11)%5E2%2B(w1%2Bw2%5E2-7)%5E2&view=-6,6,-6,6&start=1,1&run=momentum:eta=0.001,alpha=0.9"
)
FINE, COARSE = (600, 600), (150, 150)
"""Pixels along the sides of the maps: three for each start."""


def shape(page) -> tuple[int, int]:
    """The pixels of the map along each side; (0, 0) without one."""
    return tuple(page.page.evaluate("() => model_of('basins').data.image?.[0]?.shape ?? [0, 0]"))


def legend(page):
    return page.page.locator(".basin-legend li")


def test_basins_come_fine_follow_a_slider_and_go_with_their_tab(visit):
    page = visit(HIMMELBLAU)
    page.page.get_by_role("tab", name="Basins").click()
    page.wait_until_settled()
    page.eventually(lambda: shape(page) == FINE)
    page.page.evaluate("() => { window.before = [...model_of('basins').data.image[0]] }")
    expect(legend(page)).not_to_have_count(0)
    page.slider("α").press("PageDown")
    is_other = "() => model_of('basins').data.image[0].some((shade, i) => shade !== before[i])"
    page.eventually(lambda: shape(page) == FINE and page.page.evaluate(is_other))
    page.eventually(lambda: "tab=basins" in page.page.url)
    page.page.get_by_role("tab", name="Path").click()
    page.eventually(lambda: shape(page) == (0, 0))


def test_the_map_covers_all_that_is_seen_whatever_the_shape_of_the_window(visit):
    page = visit(HIMMELBLAU + "&tab=basins")

    def covers():
        x, y, dw, dh = page.page.evaluate(
            """() => {
                const { data } = model_of("basins")
                return ["x", "y", "dw", "dh"].map((name) => data[name][0] ?? -1e9)
            }"""
        )
        for axis, begin, length in (("x", x, dw), ("y", y, dh)):
            low, high = page.range_of("surface", axis)
            assert begin <= low + 1e-9
            assert begin + length >= high - 1e-9
            assert begin + length - high < (high - low) / 100

    page.eventually(covers)
    page.wait_until_still()
    before = page.range_of("surface", "x"), page.range_of("surface", "y")
    for size in ((900, 700), (1440, 900)):
        page.page.set_viewport_size({"width": size[0], "height": size[1]})
        page.eventually(
            lambda size=size: (
                ((page.range_of("surface", "x"), page.range_of("surface", "y")) == before)
                == (size == (1440, 900))
            )
        )
        page.eventually(covers)


def test_a_coarse_map_says_so_until_the_fine_one_replaces_it(visit):
    page = visit(
        "?e=(w1%5E2%2Bw2-11)%5E2%2B(w1%2Bw2%5E2-7)%5E2&view=-6,6,-6,6&start=1,1&tab=basins&steps=10000"
        "&run=adam:eta=0.05"
    )
    coarse = page.page.locator(".basin-legend").get_by_text("coarse", exact=True)
    expect(coarse).to_be_visible(timeout=120_000)
    page.eventually(lambda: shape(page) == COARSE)
    expect(legend(page)).not_to_have_count(0)
    bar = page.page.locator(".basin-legend progress")
    page.eventually(lambda: bar.evaluate("(bar) => !bar.hidden && bar.value > 0.1"), seconds=120)
    page.eventually(lambda: page.page.evaluate("() => document.documentElement.dataset.late") == "no")
    page.enter("Steps value", "20")
    page.eventually(lambda: shape(page) == FINE)
    expect(coarse).to_be_hidden()


def test_the_legend_has_the_colours_of_the_theme(visit):
    page = visit(HIMMELBLAU + "&tab=basins")
    expect(legend(page)).not_to_have_count(0)
    colour = "() => getComputedStyle(document.querySelector('.basin-legend .swatch')).backgroundColor"
    before = page.page.evaluate(colour)
    tones = "() => [...model_of('contour_word_tones').v_compute([20, 240])]"
    (low, high), darkest = page.page.evaluate(tones), CONTOUR_WORDS["light"][-1]
    assert low == high == int(darkest[1:] + "ff", 16)
    page.page.get_by_role("button", name="Dark colours").click()
    page.eventually(lambda: page.page.evaluate(colour) != before)
    brightest = int(CONTOUR_WORDS["dark"][0][1:] + "ff", 16)
    page.eventually(lambda: page.page.evaluate(tones) == [brightest, brightest])
    page.page.get_by_role("tab", name="Path").click()
    page.eventually(lambda: len(set(page.page.evaluate(tones))) == 2)


def test_a_click_on_the_map_loads_that_start(visit):
    page = visit(HIMMELBLAU + "&tab=basins")
    page.eventually(lambda: shape(page) != (0, 0))
    page.page.mouse.click(*page.at(-3, -2))
    page.eventually(lambda: np.testing.assert_allclose(page.path()[:, -1], (-3.779, -3.283), atol=0.01))


def test_the_path_follows_at_once_while_a_map_is_computed(new_page):
    page = new_page(
        "?e=exp(sin(w1)cos(w2))atan(w1+w2)tanh(w1%2Bw2)log(2%2Bw1%5E2)&tab=basins&steps=2000&start=1,1"
    )
    for _ in range(5):
        before = page.path()
        page.slider("η").press("PageUp")
        page.eventually(lambda before=before: not np.array_equal(page.path(), before))
        assert shape(page) != FINE


def test_a_map_that_is_late_is_faded(new_page):
    page = new_page(HIMMELBLAU + "&tab=basins", script="window.sockets = WebSocket.prototype")
    page.eventually(lambda: shape(page) == FINE)
    page.eventually(lambda: alpha(page) == 1)
    page.page.evaluate("() => { window.send = sockets.send; sockets.send = () => {} }")
    page.slider("α").press("PageDown")
    page.eventually(lambda: alpha(page) < 0.5)
    opacity = "() => Number(getComputedStyle(document.querySelector('.basin-legend')).opacity)"
    page.eventually(lambda: page.page.evaluate(opacity) < 1)
    page.page.evaluate(
        "() => { sockets.send = window.send }"
    )  # after a while the page joins the server again
    page.eventually(lambda: alpha(page) == 1, seconds=120)


def alpha(page) -> float:
    return page.page.evaluate("() => Bokeh.index.find_one(model_of('basins_map')).glyph.global_alpha.get(0)")
