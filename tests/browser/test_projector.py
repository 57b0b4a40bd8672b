"""The form for a projector: it is large, has only the controls of a lesson, and obeys a presenter's keys."""

import itertools
from urllib.parse import parse_qs, urlsplit

import pytest
from fingers import Fingers
from playwright.sync_api import expect

from app.lessons import LESSONS
from app.url import lesson_experiment
from app.words.contents import moved
from optimizers import hypers

SIZE = {"width": 1280, "height": 720}
BOWL, OWN = "run=momentum:eta=0.002,alpha=0.5", "e=w1^2+%2B+5+w2^2&run=adam:eta=0.5"
HALLS = [(1280, 720), (1920, 1080)]
UNCLEAR = """() => {
    // What has text or is a control, with the box of its text; and the figures.
    const found = []
    for (const element of document.querySelectorAll(".page *")) {
        if (!element.checkVisibility({ visibilityProperty: true })) continue
        if (element.closest(".heard, option")) continue
        if (element.closest("math") && element.tagName !== "math") continue
        const is_whole = element.matches("math, button, input, select, textarea, [data-figure]")
        if (element.closest("button, [data-figure]") && !is_whole) continue
        const texts = [...element.childNodes].filter((node) => node instanceof Text && node.data.trim())
        if (!is_whole && !texts.length) continue
        const range = document.createRange()
        range.selectNodeContents(element)
        const list = element.closest(".mathematics")?.getBoundingClientRect()
        for (const box of (is_whole ? element : range).getClientRects())
            // A derivative that has no room in the line of E is not shown.
            if (box.width > 0 && box.height > 0 && !(list && box.top >= list.bottom))
                found.push({ element, box })
    }
    const name = ({ element }) => element.textContent.trim().slice(0, 40) || element.outerHTML.slice(0, 60)
    const wrong = []
    for (const each of found) {
        const { element, box } = each
        const { clientWidth, clientHeight, scrollWidth, scrollHeight } = element
        const is_over = element.matches("button, select, input[type=text]") && scrollWidth > clientWidth + 1
        if (is_over || (element.matches("textarea") && scrollHeight > clientHeight + 1))
            wrong.push(`cut: ${name(each)}`)
        for (let within = element.parentElement; within; within = within.parentElement) {
            const is_root = within === document.documentElement
            if (!is_root && getComputedStyle(within).overflow === "visible") continue
            const { left, right, top, bottom } = is_root
                ? new DOMRect(0, 0, innerWidth, innerHeight) : within.getBoundingClientRect()
            if (box.left < left - 2 || box.right > right + 2 || box.top < top - 3 || box.bottom > bottom + 3)
                wrong.push(`cut: ${name(each)} by ${within.className || within.tagName}`)
        }
    }
    const apart = 2 // px that boxes may share
    found.forEach((one, i) => {
        for (const other of found.slice(i + 1)) {
            if (one.element.contains(other.element) || other.element.contains(one.element)) continue
            const [a, b] = [one.box, other.box]
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
            if (wide > apart && high > apart) wrong.push(`overlap: ${name(one)} | ${name(other)}`)
        }
    })
    for (const head of document.querySelectorAll(".pair-head")) {
        if (!head.checkVisibility()) continue
        const figure = head.closest("[data-figure]").dataset.figure
        const { canvas_view, frame } = Bokeh.index.find_one(model_of(figure))
        const top = canvas_view.el.getBoundingClientRect().top + frame.bbox.top
        if (head.getBoundingClientRect().bottom > top) wrong.push(`overlap: the title of ${figure}`)
    }
    return wrong
}"""
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
    explorer.page.evaluate("() => module_requests.change({ tab: 'pairs' })")  # figures that are made later
    letters = "() => parseFloat(model_of('pairs')?.below[0].major_label_text_font_size)"
    explorer.eventually(lambda: explorer.page.evaluate(letters) >= 16)
    explorer.page.evaluate("() => module_requests.change({ tab: 'path' })")
    explorer.page.keyboard.press("p")
    assert not is_on(explorer)
    explorer.eventually(lambda: explorer.page.evaluate(SIZES) == pytest.approx(before))


def test_a_window_that_is_narrow_for_a_while_gets_it_back_unless_it_was_left_before(projected):
    explorer = projected()
    for narrow in (1000, 1100, 800):
        explorer.page.set_viewport_size({"width": narrow, "height": 700})
        explorer.eventually(lambda: not is_on(explorer))
        explorer.page.set_viewport_size({"width": 1280, "height": 720})
        explorer.eventually(lambda: is_on(explorer))
    explorer.page.keyboard.press("p")
    explorer.page.set_viewport_size({"width": 1000, "height": 700})
    explorer.wait_until_still()
    explorer.page.set_viewport_size({"width": 1280, "height": 720})
    explorer.wait_until_still()
    assert not is_on(explorer)


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
    large = "(line) => parseFloat(getComputedStyle(line).fontSize) * line.currentCSSZoom >= 20"
    assert step.locator("math").first.evaluate(large)
    explorer.page.get_by_role("button", name="Arithmetic").click()
    expect(step).to_be_hidden()


def test_each_lesson_shows_all_it_needs_and_nothing_is_cut_or_overlaps(projected):
    explorer = projected(f"?lesson={next(iter(LESSONS))}")
    # All in the smaller hall, where room is short, and every sixth one in the larger hall, too.
    sizes, methods = itertools.cycle([HALLS, *[HALLS[:1]] * 5]), set()
    for each in LESSONS.values():
        explorer.eventually(lambda each=each: lesson(explorer) == each.key)
        experiment = lesson_experiment(each.key)
        method = (
            type(experiment.active),
            type(experiment.schedule),
            experiment.noise > 0,
            bool(experiment.batch),
        )
        for size in next(sizes):
            explorer.resize(*size)
            shows_all(explorer, each, has_arithmetic=method not in methods)
        methods.add(method)
        explorer.page.keyboard.press("PageDown")


def shows_all(explorer, each, has_arithmetic):
    """Check that the projector's form shows what a lesson needs, whole, and the arithmetic of its method."""
    page = explorer.page
    explorer.eventually(lambda: is_clear(explorer))
    gist = page.locator(".gist")
    expect(gist).to_be_in_viewport(ratio=1)
    larger = page.viewport_size["width"] / SIZE["width"]
    assert gist.evaluate("(gist) => parseFloat(getComputedStyle(gist).fontSize)") >= 30 * larger
    for words, _ in each.tries:
        expect(page.locator(".presenter").get_by_role("button", name=words, exact=True)).to_be_visible()
    for symbol in (symbol_of(each, path) for path in moved(each)):
        control = explorer.slider(symbol) if symbol else page.get_by_role("combobox", name="Schedule")
        expect(control).to_be_in_viewport(ratio=1)
    surface = page.locator(".surface")
    if not each.panel and surface.is_visible():
        assert surface.bounding_box()["width"] >= 0.45 * page.viewport_size["width"]
    if each.panel:
        panel = page.locator(f".dock > .{each.panel}")
        expect(panel).to_be_in_viewport(ratio=1)
        expect(panel).not_to_be_empty()
    time = page.get_by_role("slider", name="Time")
    assert not time.is_visible() or time.bounding_box()["width"] >= 300
    if has_arithmetic and page.get_by_role("button", name="Arithmetic").is_enabled():
        page.keyboard.press("a")
        explorer.wait_until_still()
        explorer.eventually(lambda: is_clear(explorer))
        page.keyboard.press("a")
        explorer.wait_until_still()


def is_clear(explorer):
    wrong = explorer.page.evaluate(UNCLEAR)
    assert wrong == []
    return True


def symbol_of(of, path):
    """Return the symbol of what a lesson moves, or "" for the menu of schedules."""
    if path == "batch":
        return "Batch"
    group, name = path.split(".")
    experiment = lesson_experiment(of.key)
    if name == "key":
        return ""
    owner = experiment.active if group == "values" else experiment.schedule
    return next(about.symbol for about in hypers(owner) if about.name == name)


def test_a_proposal_of_a_lesson_keeps_its_panel_and_leaving_gives_the_words_back(projected):
    explorer = projected("?lesson=edge-of-stability")
    stability = explorer.page.locator(".dock > .stability")
    expect(stability).to_be_visible()
    explorer.page.get_by_role("button", name="Let η fall").click()
    explorer.eventually(lambda: "cosine" in explorer.page.url)
    expect(stability).to_be_visible()
    explorer.page.keyboard.press("a")
    expect(stability).to_be_hidden()
    expect(explorer.page.locator(".step")).to_be_visible()
    explorer.page.keyboard.press("a")
    expect(stability).to_be_visible()
    explorer.page.keyboard.press("p")
    expect(explorer.page.locator(".lesson-words")).to_be_visible()
    explorer.eventually(lambda: "panel=stability" not in explorer.page.url)


def test_keys_go_on_after_a_press_a_number_and_a_dialog(projected):
    explorer = projected("?lesson=momentum&t=5")
    plays = explorer.page.get_by_role("button", name="Pause")
    for act in (
        lambda: explorer.page.get_by_role("button", name="Arithmetic").click(),
        lambda: (explorer.box("α value").click(), explorer.enter("α value", "0.8")),
        lambda: (
            explorer.page.get_by_role("button", name="Links").click(),
            explorer.page.keyboard.press("Escape"),
        ),
    ):
        act()
        explorer.eventually(lambda: explorer.page.evaluate("() => document.activeElement === document.body"))
        explorer.page.keyboard.press("Space")
        expect(plays).to_be_visible()
        explorer.page.keyboard.press("Space")
        expect(plays).to_be_hidden()


def test_the_key_of_a_guess_asks_for_what_the_lesson_asks(projected):
    explorer = projected("?lesson=convergence")
    explorer.page.keyboard.press("g")
    expect(explorer.page.locator(".sentence")).to_contain_text("Draw it in the figure of E")
    expect(explorer.page.locator(".gist")).to_contain_text("Draw it.")


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
    expect(explorer.page.locator(".presented").get_by_role("status")).to_contain_text("1.3")


@pytest.mark.parametrize(("name", "height"), [("momentum", 430), ("adam", 400)])
def test_the_time_has_the_room_below_the_controls_of_a_lesson(projected, name, height):
    explorer = projected(f"?lesson={name}")
    place = lambda name: explorer.page.locator(name).bounding_box()  # noqa: E731
    rule, time, surface, bar = map(place, (".equation", ".time", ".surface", ".presenter"))
    assert rule["y"] + rule["height"] <= time["y"]
    assert time["x"] + time["width"] <= surface["x"]
    assert bar["y"] - time["y"] - time["height"] < 20
    assert surface["height"] > height


def test_the_arithmetic_leaves_the_surface_its_height(projected):
    explorer = projected("?lesson=momentum")
    place = lambda name: explorer.page.locator(name).bounding_box()  # noqa: E731
    bar = place(".presenter")
    explorer.page.keyboard.press("PageUp")  # to a lesson that shows the arithmetic
    explorer.eventually(lambda: lesson(explorer) == "momentum-by-hand")
    expect(explorer.page.locator(".step")).to_be_visible()
    explorer.wait_until_still()
    step = place(".step")
    assert place(".surface")["height"] > 400
    assert step["y"] + step["height"] <= bar["y"]


def test_without_a_lesson_all_sliders_of_the_method_are_left(projected):
    explorer = projected("?run=rmsprop:eta=0.1,beta=0.9,epsilon=1e-8")
    for symbol in ("η", "β", "ε"):
        expect(explorer.slider(symbol)).to_be_visible()
    expect(explorer.slider("Steps")).to_be_hidden()


def test_points_that_are_open_stay_beside_the_surface_without_a_lesson(projected):
    explorer = projected("?e=mean((w1 x %2B w2 - y)^2)&data=x,y;0,1;1,2;2,4&panel=data")
    points = explorer.page.locator(".dock > .data")
    expect(points).to_be_in_viewport(ratio=1)
    expect(projected("?e=w1^2 %2B w2^2&panel=data").page.locator(".dock > .data")).to_be_hidden()


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


STROKES = "() => [...document.querySelectorAll('.drawing .core')].map((line) => line.getTotalLength())"


def strokes(explorer):
    """Return the lengths of what the pen has drawn."""
    return explorer.page.evaluate(STROKES)


def draw(explorer, figure="surface"):
    """Draw a line of 80 px over a figure."""
    x, y = explorer.middle(figure)
    explorer.page.mouse.move(x - 40, y)
    explorer.page.mouse.down()
    explorer.page.mouse.move(x + 40, y, steps=4)
    explorer.page.mouse.up()


def test_a_pen_draws_over_all_figures_until_it_is_wiped_or_the_next_lesson_comes(projected):
    explorer = projected("?lesson=momentum")
    page, start = explorer.page, tuple(explorer.path()[:, 0])
    wipe = page.get_by_role("button", name="Wipe what the pen has drawn (W)")
    page.keyboard.press("d")
    expect(wipe).to_be_hidden()
    before = page.url
    for figure in ("surface", "error", "m"):
        draw(explorer, figure)
    assert strokes(explorer) == pytest.approx([80, 80, 80], abs=1)
    expect(page.locator(".spot")).to_be_visible()  # the ring is still there
    assert (tuple(explorer.path()[:, 0]), page.url) == (start, before)
    draw(explorer)
    page.keyboard.press("Control+z")
    assert len(strokes(explorer)) == 3
    page.keyboard.press("d")
    page.mouse.click(*explorer.at(5, 5))  # presses reach the surface again
    explorer.eventually(lambda: explorer.path()[:, 0] == pytest.approx((5, 5), abs=0.3))
    assert len(strokes(explorer)) == 3
    page.keyboard.press("w")
    assert strokes(explorer) == []
    page.get_by_role("button", name="Pen: draw over the figures (D)").click()
    draw(explorer)
    for _ in range(2):  # a pen in the hand turns no page back
        page.keyboard.press("Control+z")
        assert strokes(explorer) == []
    expect(wipe).to_be_hidden()
    draw(explorer)
    wipe.click()
    assert strokes(explorer) == []
    draw(explorer)
    page.keyboard.press("PageDown")
    explorer.eventually(lambda: lesson(explorer) == "convergence")
    assert strokes(explorer) == []
    assert page.evaluate("() => document.documentElement.dataset.pen") == "no"


def test_a_finger_draws_with_the_pen(projected):
    explorer = projected("?lesson=momentum", has_touch=True)
    explorer.page.keyboard.press("d")
    x, y = explorer.middle("surface")
    Fingers(explorer.page).swipe((x - 40, y), (80, 0))
    assert strokes(explorer) == pytest.approx([80], abs=2)
    explorer.page.keyboard.press("w")


# A list of one's own


def paste(explorer, *lines):
    explorer.page.get_by_role("button", name="A list of links").click()
    explorer.page.get_by_role("textbox", name="One in each line").fill("\n".join(lines))
    explorer.page.get_by_role("button", name="Run through them").click()


def shown(explorer):
    return explorer.page.locator("#expression").input_value(), explorer.page.locator(
        ".legend"
    ).first.inner_text().split()[0]


def test_a_list_of_links_is_run_through_kept_in_the_address_and_bad_ones_are_named(new_page, address):
    explorer = project(new_page(**SIZE))
    paste(explorer, f"?{BOWL}", "https://example.org/?e=w1", "no link")
    message = explorer.page.get_by_role("dialog").get_by_role("alert")
    expect(message).to_have_text("No links to this page: https://example.org/?e=w1, no link")
    field = explorer.page.get_by_role("textbox", name="One in each line")
    assert field.input_value().splitlines()[0] == f"?{BOWL}"
    explorer.page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    before = shown(explorer)
    place = explorer.page.locator(".presented").get_by_role("status")
    paste(explorer, f"{address}?{BOWL}", f"What does Adam do? ?{OWN}", f"{address}?lesson=adam")
    explorer.eventually(lambda: explorer.value("α") == 0.5)
    explorer.page.keyboard.press("PageDown")
    explorer.eventually(lambda: shown(explorer) == ("w1^2 + 5 w2^2", "Adam"))
    expect(place).to_have_text("2 of 3")
    expect(explorer.page.locator(".gist")).to_have_text("What does Adam do?")
    explorer.page.keyboard.press("PageDown")
    explorer.eventually(lambda: lesson(explorer) == "adam")
    explorer.page.keyboard.press("PageDown")  # there is nothing after it
    explorer.page.keyboard.press("PageUp")
    explorer.eventually(lambda: shown(explorer) == ("w1^2 + 5 w2^2", "Adam"))
    explorer.page.reload()
    explorer.wait_until_ready()
    for key, number in [("z", 3), ("z", 2), ("z", 1), ("z", 0), ("y", 1), ("y", 2)]:
        explorer.page.keyboard.press(
            f"ControlOrMeta+{key}"
        )  # Undo and Redo bring the number with the picture
        if number:
            expect(place).to_contain_text(f"{number} of 3")
        else:
            explorer.eventually(lambda: shown(explorer) == before)
            expect(place).not_to_contain_text("of 3")
    explorer.eventually(lambda: lesson(explorer) == "" and "adam:" in explorer.page.url)
    query_and_list = explorer.page.url.removeprefix(address)
    assert "#at=1&link=" in query_and_list
    again = new_page(query_and_list, **SIZE)
    assert is_on(again)
    assert shown(again) == ("w1^2 + 5 w2^2", "Adam")
    slides = again.page.get_by_role("combobox", name="Slide")
    names = [each.strip() for each in slides.locator("option").all_inner_texts()]
    assert names[:3] == ["1", "2  What does Adam do?", "3"]
    slides.select_option(index=0)
    again.eventually(lambda: again.value("α") == 0.5)
    expect(again.page.locator(".gist")).to_have_text("")
    paste(again, f"?{BOWL}&e=foo(w1)")  # an unusable part is named
    place = again.page.locator(".presented").get_by_role("status")
    expect(place).to_contain_text("1: ")
    expect(place).to_contain_text("foo(w1)")
    again.eventually(lambda: again.value("α") == 0.5)


def test_every_lesson_is_one_choice_away_and_what_was_shown_before_comes_back(projected):
    explorer = projected(f"?{OWN}")
    expect(explorer.page.get_by_role("combobox", name="Surface", exact=True)).to_be_visible()
    explorer.page.keyboard.press("PageDown")
    explorer.eventually(lambda: lesson(explorer) == "momentum-by-hand")
    explorer.page.get_by_role("combobox", name="Slide").select_option("3.4  A path with Adam")
    explorer.eventually(lambda: lesson(explorer) == "adam")
    expect(explorer.page.get_by_role("combobox", name="Surface", exact=True)).to_be_hidden()
    explorer.page.get_by_role("combobox", name="Slide").select_option("1.1  Two steps by hand")
    explorer.eventually(lambda: lesson(explorer) == "momentum-by-hand")
    explorer.page.keyboard.press("PageUp")
    explorer.eventually(lambda: shown(explorer) == ("w1^2 + 5 w2^2", "Adam"))
    explorer.eventually(lambda: lesson(explorer) == "")


def test_the_list_alone_is_a_link_that_shows_its_first(new_page):
    explorer = new_page(f"#link={BOWL.replace('=', '%3D').replace(',', '%2C')}", **SIZE)
    explorer.eventually(lambda: explorer.value("α") == 0.5)
    assert is_on(explorer)


def test_a_label_at_the_end_of_a_trace_has_room(projected):
    explorer = projected("?lesson=adam")
    rooms = explorer.page.evaluate(
        """() => ["error", "m"].map((name) => {
            const view = Bokeh.index.find_one(model_of(name))
            const letters = parseFloat(model_of(name).left[0].major_label_text_font_size)
            return (view.bbox.bottom - view.frame.bbox.bottom) / letters
        })"""
    )
    assert min(rooms) >= 0.5


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
