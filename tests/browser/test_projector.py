"""The form for a projector: it is large, has only the controls of a lesson, and obeys a presenter's keys."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

SIZE = {"width": 1280, "height": 720}
BOWL, OWN = "run=momentum:eta=0.002,alpha=0.5", "e=w1^2+%2B+5+w2^2&run=adam:eta=0.5"
SIZES = """() => {
    const surface = model_of("surface")
    const axis = surface.below[0]
    const [line, marker] = [model_of("minima").glyph.line_width, model_of("cursor_point").glyph.size]
    const path = model_of("path").data
    const widths = path instanceof Map ? path.get("width") : path.width
    return [parseFloat(axis.major_label_text_font_size), line.value ?? line, marker.value ?? marker,
        Math.max(...widths), surface.min_border_left]
}"""


def is_on(explorer) -> bool:
    return explorer.page.evaluate("() => document.documentElement.dataset.projector === 'yes'")


def lesson(explorer) -> str:
    return parse_qs(urlsplit(explorer.page.url).query).get("lesson", [""])[0]


def black(explorer):
    return explorer.page.locator(".black")


def project(explorer):
    """Turn the form for a projector on, if it is not."""
    if not is_on(explorer):
        explorer.page.keyboard.press("p")
    assert is_on(explorer)
    explorer.wait_until_still()
    return explorer


@pytest.fixture
def projected(visit):
    """Goes to a link on a page in the form for a projector."""
    return lambda query="", **options: project(visit(query, **SIZE, **options))


def test_a_key_and_a_button_turn_it_on_and_off_and_all_is_large_meanwhile(new_page):
    explorer = new_page(**SIZE)
    before = explorer.page.evaluate(SIZES)
    explorer.page.keyboard.press("p")
    assert is_on(explorer)
    explorer.page.get_by_role("button", name="Leave the projector form (P)").click()
    assert not is_on(explorer)
    explorer.page.locator("header").get_by_role("button", name="Projector").click()
    assert is_on(explorer)
    explorer.eventually(lambda: explorer.page.evaluate(SIZES)[3] > 1.5 * before[3])
    assert all(after >= 1.5 * size for after, size in zip(explorer.page.evaluate(SIZES), before, strict=True))
    assert explorer.page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)") >= 20
    explorer.page.keyboard.press("p")
    assert not is_on(explorer)
    explorer.eventually(lambda: explorer.page.evaluate(SIZES) == pytest.approx(before))


def test_figures_that_are_made_later_are_large_too(new_page):
    explorer = project(new_page("?lesson=momentum-by-hand", **SIZE))
    explorer.page.evaluate("() => module_requests.change({ tab: 'pairs' })")
    explorer.eventually(
        lambda: explorer.page.evaluate(
            "() => parseFloat(model_of('pairs')?.below[0].major_label_text_font_size) >= 16"
        )
    )


def test_nothing_scrolls_or_overlaps_the_bar_and_the_arithmetic_comes_when_it_is_asked_for(projected):
    explorer = projected("?lesson=adam")
    for size in ("scrollHeight", "scrollWidth"):
        side = "innerHeight" if size == "scrollHeight" else "innerWidth"
        assert explorer.page.evaluate(f"() => document.documentElement.{size} <= {side}")
    bar = explorer.page.locator(".presenter").bounding_box()
    surface = explorer.page.locator("[data-figure=surface]").bounding_box()
    assert bar["y"] + bar["height"] <= 720
    assert surface["y"] + surface["height"] <= bar["y"]
    assert surface["height"] > 350
    step = explorer.page.locator(".step")
    expect(step).to_be_hidden()
    explorer.page.keyboard.press("a")
    expect(step).to_be_visible()
    expect(explorer.page.locator("[data-figure=error]")).to_be_hidden()
    large = "(line) => parseFloat(getComputedStyle(line).fontSize) * line.currentCSSZoom >= 19"
    assert step.locator(".formula").first.evaluate(large)
    explorer.page.get_by_role("button", name="Arithmetic").click()
    expect(step).to_be_hidden()


def test_only_the_sliders_that_the_lesson_moves_are_left_and_keys_go_on_even_from_one(projected):
    explorer = projected("?lesson=momentum")
    expect(explorer.slider("α")).to_be_visible()
    for symbol in ("η", "Steps"):
        expect(explorer.slider(symbol)).to_be_hidden()
    expect(explorer.page.get_by_role("combobox", name="Optimizer", exact=True)).to_be_hidden()
    alpha = explorer.value("α")
    explorer.slider("α").press("PageDown")
    explorer.eventually(lambda: lesson(explorer) == "convergence")
    explorer.slider("α").press("PageUp")
    explorer.eventually(lambda: lesson(explorer) == "momentum")
    assert explorer.value("α") == alpha
    explorer.slider("α").press("ArrowLeft")
    explorer.eventually(lambda: explorer.value("α") == pytest.approx(alpha - 0.01))
    explorer.slider("α").evaluate("(slider) => slider.blur()")
    explorer.page.keyboard.press("ArrowRight")
    explorer.eventually(lambda: lesson(explorer) == "convergence")
    expect(explorer.page.locator(".presenter").get_by_role("status")).to_contain_text("1.3")


def test_the_room_below_few_controls_is_that_of_the_time(projected):
    explorer = projected("?lesson=momentum")
    place = lambda name: explorer.page.locator(name).bounding_box()  # noqa: E731
    rule, time, surface, bar = map(place, (".equation", ".time", ".surface", ".presenter"))
    assert rule["y"] + rule["height"] <= time["y"]
    assert time["x"] + time["width"] <= surface["x"]
    assert bar["y"] - time["y"] - time["height"] < 20
    assert surface["height"] > 580
    explorer.page.keyboard.press("PageUp")
    explorer.page.keyboard.press("a")
    explorer.wait_until_still()
    step = place(".step")
    assert place(".surface")["height"] > 550
    assert step["y"] + step["height"] <= bar["y"]
    explorer.page.keyboard.press("a")  # other links have no arithmetic


def test_without_a_lesson_all_sliders_of_the_method_are_left(projected):
    explorer = projected("?run=rmsprop:eta=0.1,beta=0.9,epsilon=1e-8")
    for symbol in ("η", "β", "ε"):
        expect(explorer.slider(symbol)).to_be_visible()
    expect(explorer.slider("Steps")).to_be_hidden()


def test_b_makes_the_screen_black_and_a_spot_follows_the_pointer_and_lets_presses_through(projected):
    explorer = projected()
    explorer.page.keyboard.press("b")
    expect(black(explorer)).to_be_visible()
    assert black(explorer).bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 720}
    explorer.page.keyboard.press("b")
    expect(black(explorer)).to_be_hidden()
    explorer.page.keyboard.press("b")
    explorer.page.keyboard.press("Escape")
    expect(black(explorer)).to_be_hidden()
    x, y = explorer.at(5, 5)
    explorer.page.mouse.move(x, y)

    def is_there():
        box = explorer.page.locator(".spot").bounding_box()
        assert box["width"] >= 40
        assert (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) == pytest.approx((x, y), abs=1)

    explorer.eventually(is_there)
    explorer.page.mouse.click(x, y)
    explorer.eventually(lambda: explorer.path()[:, 0] == pytest.approx((5, 5), abs=0.3))


# A list of one's own


def paste(explorer, *lines):
    explorer.page.get_by_role("button", name="A list of links").click()
    explorer.page.get_by_role("textbox", name="One in each line").fill("\n".join(lines))
    explorer.page.get_by_role("button", name="Run through them").click()


def shown(explorer):
    return explorer.page.locator("#expression").input_value(), explorer.page.locator(
        ".legend"
    ).first.inner_text().split()[0]


def test_a_list_of_links_is_run_through_and_kept_in_the_address(new_page, address):
    explorer = project(new_page(**SIZE))
    paste(explorer, f"{address}?{BOWL}", f"?{OWN}", f"{address}?lesson=adam")
    explorer.eventually(lambda: explorer.value("α") == 0.5)
    explorer.page.keyboard.press("PageDown")
    explorer.eventually(lambda: shown(explorer) == ("w1^2 + 5 w2^2", "Adam"))
    expect(explorer.page.locator(".presenter").get_by_role("status")).to_have_text("2 of 3")
    explorer.page.keyboard.press("PageDown")
    explorer.eventually(lambda: lesson(explorer) == "adam")
    explorer.page.keyboard.press("PageDown")  # there is nothing after it
    explorer.page.keyboard.press("PageUp")
    explorer.eventually(lambda: shown(explorer) == ("w1^2 + 5 w2^2", "Adam"))
    explorer.eventually(lambda: lesson(explorer) == "" and "adam:" in explorer.page.url)
    query_and_list = explorer.page.url.removeprefix(address)
    assert "#at=1&link=" in query_and_list
    again = new_page(query_and_list, **SIZE)
    assert is_on(again)
    assert shown(again) == ("w1^2 + 5 w2^2", "Adam")
    again.page.keyboard.press("PageUp")
    again.eventually(lambda: again.value("α") == 0.5)


def test_the_list_alone_is_a_link_that_shows_its_first(new_page):
    explorer = new_page(f"#link={BOWL.replace('=', '%3D').replace(',', '%2C')}", **SIZE)
    explorer.eventually(lambda: explorer.value("α") == 0.5)
    assert is_on(explorer)


def test_bad_lines_and_unusable_parts_of_links_are_named(new_page):
    explorer = project(new_page(**SIZE))
    paste(explorer, f"?{BOWL}", "https://example.org/?e=w1", "no link")
    message = explorer.page.get_by_role("dialog").get_by_role("alert")
    expect(message).to_have_text("No links to this page: https://example.org/?e=w1, no link")
    field = explorer.page.get_by_role("textbox", name="One in each line")
    assert field.input_value().splitlines()[0] == f"?{BOWL}"
    explorer.page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    paste(explorer, f"?{BOWL}&e=foo(w1)")
    expect(explorer.page.locator(".presenter").get_by_role("status")).to_contain_text("1: ")
    expect(explorer.page.locator(".presenter").get_by_role("status")).to_contain_text("foo(w1)")
    explorer.eventually(lambda: explorer.value("α") == 0.5)


def test_a_map_of_hyper_parameters_has_the_room_of_the_traces_and_the_arithmetic(projected):
    explorer = projected("?run=adam&tab=plane", waits_for="plane")
    expect(explorer.page.locator(".side")).to_be_hidden()
    boxes = [explorer.page.locator(f"[data-figure={name}]").bounding_box() for name in ("surface", "plane")]
    assert min(min(box["width"], box["height"]) for box in boxes) > 350
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    arithmetic = explorer.page.get_by_role("button", name="Arithmetic")
    expect(arithmetic).to_have_attribute("title", "The two maps have the room of the arithmetic")
    explorer.page.keyboard.press("a")
    expect(explorer.page.locator(".step")).to_be_hidden()


def test_the_projector_is_not_offered_on_small_pages(visit):
    explorer = visit(width=390, height=844)
    explorer.page.keyboard.press("p")
    assert not is_on(explorer)
    expect(explorer.page.get_by_role("button", name="Projector")).to_be_hidden()
