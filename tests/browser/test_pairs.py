"""The maps over pairs of gradients: they follow the sliders, and the pointer explains a pair."""

from xml.etree import ElementTree

import numpy as np
import pytest
from explorer_page import plain, words_of
from playwright.sync_api import expect

_IMAGE = "model_of('pairs_image')?.data.image[0]?.join() ?? ''"
"""As a text: Playwright reads long lists slowly."""


def shows(explorer, measure) -> bool:
    """Whether the first map shows a measure, which is an array."""
    values = np.fromstring(explorer.page.evaluate(_IMAGE), sep=",")
    return values.size == measure.size and np.allclose(values, measure.ravel(), atol=1e-9)


def c_m(alpha, g1, g2):
    return np.where(g1 >= 0, alpha * g1 + g2 - g1, g1 - alpha * g1 - g2)


def grid():
    g = -3 + 6 / 120 * (np.arange(120) + 0.5)
    return g[None, :], g[:, None]


def test_the_map_of_momentum_follows_alpha(visit):
    explorer = visit()
    explorer.page.get_by_role("tab", name="Gradient pairs").click()
    explorer.eventually(lambda: shows(explorer, c_m(0.9, *grid())))
    explorer.slider("α").press("PageDown")
    explorer.eventually(lambda: shows(explorer, c_m(0.8, *grid())))
    explorer.page.get_by_role("tab", name="Path").click()
    expect(explorer.page.locator(".surface canvas").first).to_be_visible()


def test_the_frame_has_room_for_the_longest_labels_of_the_colours_and_stays(visit):
    page = visit("?tab=pairs&run=adam:eta=20", waits_for="pairs")

    def seen():
        """The frame, and where the labels of the colours end, in pixels of the figure."""
        return page.page.evaluate(
            """() => {
                const view = Bokeh.index.find_one(model_of("pairs"))
                const { left, width } = view.frame.bbox
                const bar = view.computed_renderer_views.find(({ model }) => model.type === "ColorBar")
                const { left: begin } = bar.layout.bbox
                const { width: thick, padding } = bar.model
                const end = begin + padding + thick + bar._axis_view.get_size().height
                return [left, width, end, view.bbox.width]
            }"""
        )

    def is_shown(eta):
        return 0.05 < page.page.evaluate("() => model_of('pairs_tones').high") / eta < 20

    frames = []
    for eta in (0.5, 1.5e-10, 5e-5, 3.0):
        page.enter("η value", str(eta))
        page.eventually(lambda eta=eta: is_shown(eta))
        *frame, end, width = seen()
        frames.append(frame)
        assert end <= width + 1, eta
    assert frames == [frames[0]] * 4


def pointed(page) -> dict[str, float]:
    """What stands beside the pointer."""
    tip = page.page.locator(".tip:visible")
    expect(tip).to_contain_text("measure")
    words = tip.locator("span, b").all_inner_texts()
    return {name: float(text.replace("−", "-")) for name, text in zip(words[::2], words[1::2], strict=True)}


def test_a_link_opens_the_map_and_the_pointer_explains_the_pair_that_it_names(visit):
    page = visit("?tab=pairs&run=momentum:eta=0.001,alpha=0.4", waits_for="pairs")
    page.eventually(lambda: page.range_of("pairs", "x") == (-3, 3))  # the maps have come
    page.wait_until_still()
    page.page.mouse.move(*page.pixel("pairs", 2, 1))
    said = pointed(page)
    assert said["measure Cₘ"] == pytest.approx(-0.2, abs=0.03)
    assert said["m(1)"] == said["g₁"]  # nothing is multiplied with η
    assert said["m(2)"] == pytest.approx(0.4 * said["g₁"] + said["g₂"], abs=1e-3)
    assert said["measure Cₘ"] == pytest.approx(said["m(2)"] - said["m(1)"], abs=1e-3)


def test_the_title_is_the_formula_and_the_example_of_the_series_is_marked(visit):
    page = visit("?tab=pairs&run=momentum:eta=0.001,alpha=0.4", waits_for="pairs")
    page.eventually(lambda: page.range_of("pairs", "x") == (-3, 3))
    title = page.page.evaluate("() => model_of('pairs_title').text")
    assert title.endswith("\nm(2) − m(1) where g₁ ≥ 0, else m(1) − m(2)")
    example = "() => [...['g1', 'g2', 'word'].map((name) => model_of('pairs_example').data[name][0])]"
    assert page.page.evaluate(example) == [2, 1, "(2, 1): −0.2"]
    page.slider("α").press("Home")
    page.eventually(lambda: page.page.evaluate(example)[2] == "(2, 1): −1")


@pytest.mark.parametrize("width", [1440, 1024])
def test_the_title_is_set_as_mathematics_above_the_middle_of_the_frame_and_covers_the_figures_own(
    visit, width
):
    page = visit("?tab=pairs&run=adam:eta=1", waits_for="pairs", width=width)
    page.wait_until_still()
    heads = page.page.locator(".pair-head")
    for head, words in zip(heads.all(), ("Adam", "Adam without bias correction"), strict=True):
        expect(head.locator("p").first).to_contain_text(words)
        expect(head.get_by_role("math").last).to_have_text("|step\u00a02|−|ηg2|")
    places = heads.evaluate_all(
        """(heads) => heads.map((head, k) => {
            const view = Bokeh.index.find_one(model_of(["pairs", "pairs_other"][k]))
            const { left, top, width } = view.frame.bbox
            const figure = head.parentElement.getBoundingClientRect()
            const boxes = [...head.querySelectorAll("p")].map((line) => line.getBoundingClientRect())
            const middles = boxes.map((box) => (box.left + box.right) / 2 - figure.left - left - width / 2)
            const cover = head.getBoundingClientRect()
            return [...middles, cover.width - figure.width, cover.top - figure.top, top - cover.height,
                boxes[0].bottom - boxes[1].top]
        })"""
    )
    for first, second, narrower, lower, room, overlap in places:
        assert (first, second, narrower, lower) == pytest.approx((0, 0, 0, 0), abs=1)
        assert room == pytest.approx(9, abs=1)  # to the frame; its highest tick stands there
        assert overlap <= 1


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_a_picture_of_two_maps_names_both(visit, width, height):
    """On a phone the figures' own titles have no room."""
    page = visit("?tab=pairs&run=adam:eta=0.1", width=width, height=height, waits_for="pairs")
    page.wait_until_still()
    texts = words_of(ElementTree.fromstring(page.picture("SVG", Colours="lines")), ".//{*}text")
    for words in ("CA, Adam", "C˜A, Adam without bias correction"):
        assert plain(words) in texts
    assert texts.count("|step 2|−|ηg2|") == 2


def test_beside_the_maps_the_status_says_whose_run_the_traces_are(visit):
    explorer = visit()
    expect(explorer.sentence()).to_contain_text("after 80 steps")
    explorer.page.get_by_role("tab", name="Gradient pairs").click()
    expect(explorer.status()).to_contain_text("the run on the tab Path")
    expect(explorer.sentence()).to_be_empty()
    expect(explorer.view_switch("Fit view")).to_be_hidden()
    explorer.page.keyboard.press("Escape")
    explorer.page.get_by_role("tab", name="Path").click()
    expect(explorer.sentence()).to_contain_text("after 80 steps")
    expect(explorer.view_switch("Fit view")).to_be_visible()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)], ids=str)
def test_the_names_of_the_axes_are_read_whole(visit, size):
    """The title covers what is more than 9 px above the frame."""
    page = visit("?tab=pairs&run=adam:eta=1", width=size[0], height=size[1], waits_for="pairs")
    page.wait_until_still()
    for name in ("pairs", "pairs_other"):
        height, length = page.page.evaluate(
            """(name) => {
                const view = Bokeh.index.find_one(model_of(name))
                const context = document.createElement("canvas").getContext("2d")
                const { axis_label, axis_label_text_font_size, axis_label_text_font } = model_of(name).left[0]
                context.font = `${axis_label_text_font_size} ${axis_label_text_font}`
                return [view.frame.bbox.height, context.measureText(axis_label).width]
            }""",
            name,
        )
        assert 50 < length < height + 2 * 9


def test_adam_has_two_maps_and_the_wheel_changes_their_reach(visit):
    page = visit("?tab=pairs&run=adam:eta=1", waits_for="pairs")
    expect(page.page.locator(".pairs canvas").last).to_be_visible()
    page.wait_until_still()
    page.page.mouse.move(*page.pixel("pairs", 0, 0))
    page.page.mouse.wheel(0, -200)
    page.eventually(lambda: page.range_of("pairs", "x")[1] < 3)
    page.wait_until_settled()
    assert page.range_of("pairs", "x") == page.range_of("pairs_other", "y")
