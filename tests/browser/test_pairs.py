"""The maps over pairs of gradients: they follow the sliders, and the pointer explains a pair."""

import numpy as np
import pytest
from playwright.sync_api import expect

_IMAGE = "Array.from(model_of('pairs_image')?.data.image[0] ?? [])"


def shows(explorer, measure) -> bool:
    """Whether the first map shows a measure, which is an array."""
    values = np.array(explorer.page.evaluate(_IMAGE))
    return values.size == measure.size and np.allclose(values, measure.ravel(), atol=1e-9)


def c_m(alpha, g1, g2):
    return np.where(g1 >= 0, alpha * g1 + g2 - g1, g1 - alpha * g1 - g2)


def grid():
    g = -3 + 6 / 120 * (np.arange(120) + 0.5)
    return g[None, :], g[:, None]


def test_the_map_of_momentum_follows_alpha(explorer):
    explorer.page.get_by_role("tab", name="Gradient pairs").click()
    explorer.eventually(lambda: shows(explorer, c_m(0.9, *grid())))
    explorer.slider("α").press("PageDown")
    explorer.eventually(lambda: shows(explorer, c_m(0.8, *grid())))
    explorer.page.get_by_role("tab", name="Path").click()
    expect(explorer.page.locator(".surface canvas").first).to_be_visible()


def test_a_link_opens_the_map_and_the_pointer_explains_a_pair(new_page):
    page = new_page("?tab=pairs&run=momentum:alpha=0.4", waits_for="pairs")
    page.eventually(lambda: page.range_of("pairs", "x") == (-3, 3))  # the maps have come
    where = page.page.evaluate(
        """() => {
            const view = Bokeh.index.find_one(model_of("pairs"))
            const box = view.el.getBoundingClientRect()
            return [box.left + view.frame.x_scale.compute(2), box.top + view.frame.y_scale.compute(1)]
        }"""
    )
    page.page.mouse.move(*where)
    tip = page.page.locator(".tip:visible")
    expect(tip).to_contain_text("measure")
    measure = float(tip.inner_text().split("\n")[-1].replace("−", "-"))
    assert measure == pytest.approx(-0.2, abs=0.03)


def test_adam_has_two_maps_and_the_wheel_changes_their_reach(new_page):
    page = new_page("?tab=pairs&run=adam:eta=1", waits_for="pairs")
    expect(page.page.locator(".pairs canvas").last).to_be_visible()
    box = page.page.locator(".pairs canvas").first.bounding_box()
    page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.page.mouse.wheel(0, -200)
    page.eventually(lambda: page.range_of("pairs", "x")[1] < 3)
    assert page.range_of("pairs", "x") == page.range_of("pairs_other", "y")
