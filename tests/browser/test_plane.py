"""The hyper-parameter map on the page: it follows, a press sets both values, and theory stands on it."""

import by_hand
import numpy as np
import pytest
from playwright.sync_api import expect

START = (-15, 20)
MAP = "?tab=plane&steps=100&run=momentum:eta=0.001,alpha=0.9"


def shape(page) -> tuple[int, int]:
    """How many rows and columns the image of the map has; (0, 0) without a map."""
    return tuple(page.page.evaluate("() => model_of('plane_image').data.image[0]?.shape ?? [0, 0]"))


def pointed(page, x: float, y: float) -> dict[str, str]:
    """What the page says of the run at a position, when the pointer is there."""
    page.wait_until_still()
    page.page.mouse.move(*page.pixel("plane", x, y))

    def said():
        """Check that the tip is about this place: it may still be about the pointer's previous one."""
        words = page.page.locator(".plane-words .tip:visible").locator("span, b").all_inner_texts()
        found = dict(zip(words[::2], words[1::2], strict=True))
        eta, alpha = (float(found.get(name, "nan").replace("−", "-")) for name in ("η", "α"))
        assert (np.log10(eta), alpha) == pytest.approx((x, y), abs=0.03)
        return found

    return page.eventually(said)


@pytest.fixture
def visit_map(visit):
    """Goes to a link with a map of two axes, and waits for it. No older map is left by then."""

    def visit_map(query, **options):
        visit()
        page = visit(query, waits_for="plane", **options)
        page.eventually(lambda: shape(page) == (121, 121))
        return page

    return visit_map


def crosshair(page) -> list[float]:
    return page.page.evaluate("() => ['plane_x', 'plane_y'].map((name) => model_of(name).location)")


def test_a_map_is_made_of_the_runs_that_it_shows(visit_map):
    page = visit_map(MAP)
    etas, alphas = np.linspace(-5, 1, 121), np.linspace(0, 1, 121)
    for i, j in [(0, 40), (60, 60), (110, 30)]:
        eta, alpha = (float(f"{value:.4g}") for value in (10 ** etas[j], alphas[i]))
        w1, w2 = by_hand.momentum(START, eta, alpha, 100)[:, -1]
        error = pointed(page, etas[j], alphas[i])["E"].replace("−", "-")
        assert float(error) == pytest.approx(3 * w1**2 + 10 * w2**2, rel=1e-3)
    assert "E" not in pointed(page, etas[-1], alphas[50])  # η = 10 is far beyond the border
    np.testing.assert_allclose(crosshair(page), [-3, 0.9])
    border = page.source("plane_border")
    np.testing.assert_allclose(10 ** border["x"], 2 * (1 + border["y"]) / 20)  # 20 is λ max


def test_the_pointer_names_the_run_that_was_computed(visit_map):
    page = visit_map(MAP)
    for x, y in (
        (-3.02, 0.4963),
        (-2.49, 0.112),
        (-1.33, 0.6021),
        (-4.1, 0.9311),
    ):  # off the middles of pixels
        said = {name: text.replace("−", "-") for name, text in pointed(page, x, y).items()}
        w1, w2 = by_hand.momentum(START, float(said["η"]), float(said["α"]), 100)[:, -1]
        assert float(said["E"]) == pytest.approx(3 * w1**2 + 10 * w2**2, rel=6e-4)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (768, 1024), (390, 844)])
def test_the_legend_names_all_that_is_drawn_and_nothing_of_it_is_out_of_sight(visit_map, width, height):
    page = visit_map(MAP + "&noise=300", width=width, height=height)
    path, map_ = (page.page.locator(f".{name}").bounding_box() for name in ("surface", "plane"))
    assert path["y"] + path["height"] <= map_["y"] or map_["y"] + map_["height"] <= path["y"]
    assert page.source("plane_border")["x"].size > 0
    expect(page.page.locator(".lesson > p").first).to_contain_text("Each place is a pair of hyper-parameters")
    legend = page.page.locator(".plane-key")
    for words in (
        "E at the end",
        "above start",
        "breaks off",
        "without noise",
        "this run",
        "best",
        "good",
        "stability border",
    ):
        expect(legend).to_contain_text(words)
    boxes = legend.evaluate(
        """(legend) => [...legend.querySelectorAll(":scope > * > span, .scale-mark")].map((part) =>
            [part.closest(".plane-key > *"), part].map((each) => {
                const { left, right, top, bottom } = each.getBoundingClientRect()
                return [left, top, -right, -bottom]
            }))"""
    )
    assert len(boxes) > 8
    for inside, box in boxes:
        assert all(least <= at for least, at in zip(inside, box, strict=True))


def test_the_legend_has_no_line_that_is_not_drawn(visit_map):
    page = visit_map("?tab=plane&steps=20&e=1e-6*w1^2&start=1,1&run=momentum:eta=0.001,alpha=0.9")
    page.eventually(lambda: page.source("plane_border")["x"].size == 0)  # 2 / λ max is beyond the slider
    expect(page.page.locator(".plane-legend")).to_contain_text("best")
    expect(page.page.locator(".plane-legend")).not_to_contain_text("border")


def test_a_share_just_below_all_is_not_written_as_100_percent(visit_map):
    page = visit_map("?tab=plane&colour=close&steps=4&run=momentum:eta=0.001,alpha=0.9")
    pixels = "() => model_of('plane_image').data.image[0].join()"
    codes = np.fromstring(page.page.evaluate(pixels), sep=",")
    never = np.mean(codes == 64)  # the first colour after the shades
    assert 0.995 < never < 1
    words = page.page.locator(".plane-tones > span").filter(has_text="never close").inner_text()
    assert float(words.split()[-2]) == pytest.approx(100 * never, abs=0.01) != 100


def test_a_press_sets_both_values_and_they_follow_the_pointer(visit_map):
    page = visit_map(MAP)
    page.wait_until_still()
    page.page.mouse.move(*page.pixel("plane", -3, 0.5))
    page.page.mouse.down()
    page.eventually(lambda: abs(page.value("α") - 0.5) < 0.01 and abs(page.value("η") - 1e-3) < 1e-4)
    page.page.mouse.move(*page.pixel("plane", -2, 0.25), steps=4)
    page.page.mouse.up()
    page.eventually(lambda: abs(page.value("α") - 0.25) < 0.01 and abs(page.value("η") - 1e-2) < 1e-3)
    page.eventually_follows(by_hand.momentum(START, page.value("η"), page.value("α"), 100))
    np.testing.assert_allclose(crosshair(page), [np.log10(page.value("η")), page.value("α")])
    assert shape(page) == (121, 121)  # what varies over the map does not change it


def test_the_best_values_are_taken_by_a_button_and_are_one_step_to_undo(visit_map):
    page = visit_map(MAP)
    best = page.source("plane_best")
    page.button("Use the best values").click()
    page.eventually(lambda: page.value("η") == float(f"{10 ** best['x'][0]:.4g}"))
    assert page.value("α") == pytest.approx(best["y"][0], abs=1e-9)
    page.eventually(lambda: crosshair(page) == pytest.approx([best["x"][0], best["y"][0]], abs=1e-3))
    sentence = page.page.locator(".sentence p").first
    expect(sentence).to_contain_text("This run is good")
    page.page.get_by_role("button", name="Undo").click()
    page.eventually(lambda: (page.value("η"), page.value("α")) == (0.001, 0.9))


def test_the_path_beside_the_map_is_a_square_without_names_at_its_arrows(visit_map):
    page = visit_map(MAP, width=1440, height=900)
    sides = [np.ptp(page.range_of("surface", axis)) for axis in "xy"]  # one unit is as long on both
    assert sides[0] == pytest.approx(sides[1], rel=0.25)
    rows = "() => ['arrows', 'arrow_names'].map((name) => model_of(name).data.colour.length)"
    page.eventually(lambda: page.page.evaluate(rows)[0] >= 1)
    assert page.page.evaluate(rows)[1] == 0


def test_the_controls_follow_the_pointer_before_the_server_answers(new_page):
    page = new_page(MAP, waits_for="plane", script="window.sockets = WebSocket.prototype")
    page.eventually(lambda: shape(page) == (121, 121))
    page.wait_until_still()
    page.page.evaluate("() => { sockets.send = () => {} }")
    page.page.mouse.move(*page.pixel("plane", -3, 0.5))
    page.page.mouse.down()
    page.eventually(lambda: abs(page.value("α") - 0.5) < 0.01)
    page.page.mouse.move(*page.pixel("plane", -2, 0.25), steps=4)
    page.eventually(lambda: abs(page.value("α") - 0.25) < 0.01 and abs(page.value("η") - 1e-2) < 1e-3)
    assert float(page.slider("α").input_value()) == page.value("α")
    page.eventually_follows(by_hand.momentum(START, page.value("η"), page.value("α"), 100))


def test_the_legend_has_the_colours_of_the_theme_and_goes_with_its_map(visit_map):
    page = visit_map(MAP)
    swatches = page.page.locator(".plane-words .swatch")
    expect(swatches).to_have_count(4)  # the scale, two colours beside it, and that of the run
    colours = [_background(swatch) for swatch in swatches.all()]
    page.page.get_by_role("button", name="Dark colours").click()
    assert all(_background(swatch) != colour for swatch, colour in zip(swatches.all(), colours, strict=True))
    page.page.get_by_role("button", name="Light colours").click()
    assert [_background(swatch) for swatch in swatches.all()] == colours
    page.page.get_by_role("tab", name="Path").click()
    expect(swatches).to_have_count(0)


def _background(element) -> str:
    return element.evaluate("(element) => getComputedStyle(element).background")


def test_axes_and_colours_are_chosen_and_are_in_the_link(visit):
    page = visit("?tab=plane&steps=50&run=adam:eta=0.1", waits_for="plane")
    page.page.get_by_label("Horizontal axis").select_option("beta2")
    page.page.get_by_label("Colour", exact=True).select_option("close")
    page.eventually(lambda: "axes=beta2,beta1&colour=close" in page.page.url)
    page.eventually(lambda: crosshair(page) == [0.999, 0.9])
    page.page.get_by_label("Horizontal axis").select_option("beta1")  # both change places
    page.eventually(lambda: crosshair(page) == [0.9, 0.999])
    page.choose("Optimizer", "gradient-descent")
    expect(page.page.get_by_label("Vertical axis")).to_be_hidden()
    page.eventually(lambda: shape(page) == (1, 121))
    page.page.get_by_role("tab", name="Path").click()
    page.eventually(lambda: shape(page) == (0, 0))
