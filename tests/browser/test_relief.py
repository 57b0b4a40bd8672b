"""The surface in three dimensions on the page: opened, turned, pressed, dragged, linked, and left again."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
from fingers import Fingers
from PIL import Image, ImageSequence
from playwright.sync_api import expect

BOWL = "?e=3%20w1^2%20%2B%2010%20w2^2&start=-15,20&view=-25,25,-25,25&run=momentum:eta=0.001,alpha=0.9"
OBLIQUE = "&camera=-30.0,40.0"
ABOVE = "&camera=0.0,90.0"
WATCH = """addEventListener("DOMContentLoaded", () => {
    window.cameras = []
    const look = () => {
        const { camera } = document.querySelector(".relief")?.dataset ?? {}
        if (camera && camera !== cameras.at(-1)) cameras.push(camera)
    }
    new MutationObserver(look).observe(document.body, { subtree: true, attributeFilter: ["data-camera"] })
})"""
SLOW = """const frames = window.requestAnimationFrame.bind(window)
window.requestAnimationFrame = (act) => frames((at) => act(at / 1000))"""
"""Makes a movement take a thousand times as long."""
DRAWN = """(number) => {
    const canvas = document.querySelectorAll(".relief canvas")[number]
    return canvas.toDataURL()
}"""
LIFTED = "() => document.querySelector('.relief:not([hidden])')?.dataset.camera"
FRAME = """() => {
    const { left, top, width, height } = Bokeh.index.find_one(model_of("surface")).frame.bbox
    const outer = document.querySelector(".relief").getBoundingClientRect()
    const inner = Bokeh.index.find_one(model_of("surface")).canvas_view.el.getBoundingClientRect()
    const frame = { left: left + inner.left - outer.left, top: top + inner.top - outer.top, width, height }
    const head = document.querySelector(".relief-words").offsetHeight
    return [frame, { width: outer.width, height: outer.height, head }, [outer.left, outer.top]]
}"""


def opened(explorer):
    """Wait until the surface has been turned up and drawn finely."""
    explorer.page.wait_for_function(
        "() => document.querySelector('.relief:not([hidden])')?.dataset.settled === 'yes'"
    )
    return explorer


def camera(explorer):
    return [float(part) for part in explorer.page.evaluate(LIFTED).split(",")]


def error(w1, w2):
    return 3 * w1**2 + 10 * w2**2


def pixel(explorer, relief, w1, w2):
    """The pixel of a point of the bowl on the relief."""
    frame, size, origin = explorer.page.evaluate(FRAME)
    projection = relief("camera.js", "projection", camera(explorer), frame, size)
    said = explorer.page.locator(".relief-words span").inner_text()
    low, high = (float(each) for each in re.search(r"from ([\d.]+) to ([\d.]+)", said).groups())
    (left, right), (bottom, top) = explorer.range_of("surface", "x"), explorer.range_of("surface", "y")
    place = [
        (w1 - left) / (right - left),
        (w2 - bottom) / (top - bottom),
        (error(w1, w2) - low) / (high - low),
    ]
    x, y, _ = relief("camera.js", "pixel_of", projection, place)
    return x + origin[0], y + origin[1]


def test_the_first_visit_does_not_load_it_and_a_key_turns_it_up_and_down(new_page):
    explorer = new_page(BOWL, script=WATCH)
    asked = []
    explorer.page.on("request", lambda request: asked.append(request.url))
    scripts = "() => [...document.scripts].filter(({ src }) => src.includes('relief')).length"
    assert explorer.page.evaluate(scripts) == 0
    explorer.page.keyboard.press("3")
    opened(explorer)
    assert explorer.page.evaluate(scripts) == 1
    loaded = [url.rpartition("/")[2] for url in asked if url.endswith(".js")]  # a font may come late
    assert [re.sub(r"[0-9a-f]{12}", "#", name) for name in loaded] == ["relief.#.js"]
    assert camera(explorer) == [-30, 40]
    cameras = explorer.page.evaluate("cameras.map((each) => each.split(',').map(Number))")
    assert cameras[0] == [0, 90]  # the map turns up
    assert cameras[-1] == [-30, 40]
    assert (np.diff(cameras, axis=0) <= 0).all()
    assert explorer.view_switch("3-D").get_attribute("aria-pressed") == "true"
    explorer.eventually(lambda: "camera=-30.0,40.0" in explorer.page.url)
    # The canvas has a picture: it is not one colour. Steps move what lies on it alone.
    colours = explorer.page.evaluate(
        """() => {
            const canvas = document.querySelector(".relief canvas")
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
            return new Set(new Uint32Array(data.buffer)).size
        }"""
    )
    assert colours > 100
    explorer.wait_until_fine()
    explorer.wait_until_still()
    lines = explorer.page.evaluate(DRAWN, 1)
    explorer.page.get_by_role("button", name="Step forward").click()
    explorer.eventually(lambda: explorer.page.evaluate(DRAWN, 1) != lines)
    explorer.wait_until_still()
    ground, lines = (explorer.page.evaluate(DRAWN, number) for number in (0, 1))
    explorer.hold("α", 0.7)  # at rest, labels may go elsewhere
    explorer.eventually(lambda: explorer.page.evaluate(DRAWN, 1) != lines)
    assert explorer.page.evaluate(DRAWN, 0) == ground
    explorer.page.mouse.up()
    explorer.expression().focus()
    explorer.page.keyboard.press("End")
    explorer.page.keyboard.type("3")
    assert explorer.page.locator(".relief").is_visible()  # a 3 that is typed is text
    explorer.page.keyboard.press("Backspace")
    explorer.view_switch("3-D").click()
    explorer.eventually(lambda: not explorer.page.locator(".relief").is_visible())
    explorer.eventually(lambda: "camera" not in explorer.page.url)
    for _ in range(3):  # up again, while it goes down
        explorer.page.keyboard.press("3")
    opened(explorer)
    explorer.eventually(lambda: "camera=-30.0,40.0" in explorer.page.url)


def test_a_press_ends_the_movement_and_does_nothing_else(new_page):
    explorer = new_page(BOWL, script=SLOW)
    start = explorer.start()
    explorer.page.keyboard.press("3")
    explorer.page.wait_for_function("() => document.querySelector('.relief:not([hidden])')")
    assert camera(explorer) != [-30, 40]
    explorer.page.locator(".relief").click()
    assert camera(explorer) == [-30, 40]
    opened(explorer)
    assert explorer.start() == start
    explorer.page.locator('[data-figure="surface"]').focus()
    explorer.page.keyboard.press("3")
    explorer.page.wait_for_function("() => document.querySelector('.relief').dataset.settled === 'no'")
    explorer.page.keyboard.press("ArrowUp")
    assert not explorer.page.locator(".relief").is_visible()


def test_paths_and_arrows_move_with_time_and_the_ground_stays(visit):
    """A fan, a pinned run with one, crosses of curvature and arrows, over log heights, enlarged."""
    explorer = visit(
        BOWL.replace("20&view", "20.5&view") + "&run=adam:eta=2&pins=1&noise=40&fan=6&steps=60&t=3"
        "&panel=curvature&height=log&camera=20,30"
    )
    opened(explorer)
    explorer.eventually(lambda: explorer.source("curvature")["x0"].size > 0)
    explorer.page.wait_for_function("() => document.querySelector('[data-settled=yes]')")
    ground, above = (explorer.page.evaluate(DRAWN, number) for number in (0, 1))
    explorer.page.get_by_role("button", name="Play", exact=True).click()
    explorer.eventually(lambda: explorer.page.evaluate(DRAWN, 1) != above)
    explorer.eventually(lambda: explorer.source("time")["t"][0] > 10)
    assert explorer.page.evaluate(DRAWN, 0) == ground


def test_a_link_restores_the_camera_to_the_bit_and_from_above_it_is_the_map(visit, relief):
    explorer = opened(visit(BOWL + "&camera=-12.345678901234567,41.1&height=log"))
    assert camera(explorer) == [-12.345678901234567, 41.1]
    assert "height log E" in explorer.page.locator(".relief-words").inner_text()
    explorer.eventually(lambda: "camera=-12.345678901234567,41.1&height=log" in explorer.page.url)

    explorer = opened(visit(BOWL + ABOVE))
    for w1, w2 in [(-15, 20), (5.5, -12.25), (20, 10)]:
        x, y = explorer.at(w1, w2)
        np.testing.assert_allclose(pixel(explorer, relief, w1, w2), (x, y), atol=1e-6)
        explorer.page.mouse.click(x, y)
        unit = np.diff(explorer.range_of("surface", "x"))[0] / explorer.page.evaluate(FRAME)[0]["width"]
        explorer.eventually(
            lambda at=(w1, w2), unit=unit: np.abs(np.subtract(explorer.start(), at)).max() <= unit
        )


def test_a_press_sets_the_start_where_the_surface_is_seen_and_the_marker_is_dragged_along_it(visit, relief):
    explorer = opened(visit(BOWL + OBLIQUE))
    explorer.page.mouse.click(*pixel(explorer, relief, 10, 12))
    explorer.eventually(lambda: np.abs(np.subtract(explorer.start(), (10, 12))).max() < 0.5)
    explorer.eventually(lambda: explorer.trajectory()["w1"][0] == explorer.start()[0])
    start, box = explorer.start(), explorer.page.locator('[data-figure="surface"]').bounding_box()
    explorer.page.mouse.click(box["x"] + 20, box["y"] + 80)
    beside = explorer.page.get_by_text("Press on the surface: start there")
    expect(beside).to_be_visible()
    assert explorer.start() == start
    x, y = pixel(explorer, relief, *start)
    explorer.page.mouse.move(x, y)
    explorer.page.mouse.down()
    expect(beside).to_have_count(0)
    explorer.page.mouse.move(*pixel(explorer, relief, 0, 15), steps=5)
    explorer.page.mouse.move(*pixel(explorer, relief, -8, 18), steps=5)
    explorer.eventually(lambda: np.abs(np.subtract(explorer.start(), (-8, 18))).max() < 0.5)
    explorer.page.mouse.up()
    assert camera(explorer) == [-30, 40]
    tip = explorer.page.locator(".tip:visible")
    explorer.eventually(lambda: explorer.trajectory()["w1"][0] == explorer.start()[0])
    explorer.page.mouse.move(*pixel(explorer, relief, *explorer.start()))
    explorer.eventually(lambda: tip.locator("span, b").all_inner_texts()[:3] == ["t", "0", "w₁"])
    explorer.page.mouse.move(*pixel(explorer, relief, 15, -10))
    explorer.eventually(lambda: tip.locator("span").all_inner_texts() == ["w₁", "w₂", "E"])


def test_drags_and_keys_turn_it_the_wheel_zooms_and_a_double_click_goes_back(visit, relief):
    explorer = opened(visit(BOWL + OBLIQUE))
    start, view = explorer.start(), explorer.range_of("surface", "x")
    x, y = pixel(explorer, relief, 15, -10)
    explorer.page.mouse.move(x, y)
    explorer.page.mouse.down()
    explorer.page.mouse.move(x + 50, y + 20, steps=4)
    explorer.page.mouse.up()
    opened(explorer)
    azimuth, elevation = camera(explorer)
    assert (azimuth, elevation) == (-50, 46)
    assert explorer.start() == start
    explorer.eventually(lambda: "camera=-50.0,46.0" in explorer.page.url)
    explorer.page.locator('[data-figure="surface"]').focus()
    explorer.page.keyboard.press(".")
    explorer.page.keyboard.press("PageDown")
    assert camera(explorer) == [-56, 41.5]
    assert explorer.range_of("surface", "x") == view
    opened(explorer)
    # The place under the wheel stays there.
    at = pixel(explorer, relief, 5, 5)
    explorer.page.mouse.move(*at)
    explorer.page.mouse.wheel(0, -200)
    explorer.eventually(lambda: np.diff(explorer.range_of("surface", "x")) < 0.8 * np.diff(view))
    opened(explorer)
    explorer.page.keyboard.press("ArrowRight")  # the start moves as on the map
    explorer.eventually(lambda: explorer.start()[0] > start[0])
    start = explorer.start()
    explorer.page.mouse.dblclick(*at)
    explorer.eventually(lambda: camera(explorer) == [-30, 40])
    opened(explorer)
    explorer.eventually(lambda: explorer.start() == start)


def test_on_a_phone_a_finger_scrolls_two_turn_and_a_tap_sets_the_start(new_page, relief):
    explorer = opened(new_page(BOWL + OBLIQUE, width=390, height=844, has_touch=True, is_mobile=True))
    page = explorer.page
    fingers = Fingers(page)
    x, y = pixel(explorer, relief, 10, 10)
    start = explorer.start()
    fingers.swipe((x, y), (0, -150))
    assert page.evaluate("() => scrollY") > 60
    assert explorer.start() == start
    page.evaluate("() => scrollTo(0, 0)")
    fingers.come_to_rest()
    fingers.touch("touchStart", (x, y))
    fingers.touch("touchEnd")
    explorer.eventually(lambda: np.abs(np.subtract(explorer.start(), (10, 10))).max() < 1)
    before = camera(explorer)
    hint = page.get_by_text("Two fingers turn it")
    expect(hint).to_be_visible()
    fingers.touch("touchStart", (x - 40, y), (x + 40, y))
    for k in range(1, 6):
        fingers.touch("touchMove", (x - 40 + 10 * k, y + 4 * k), (x + 40 + 10 * k, y + 4 * k))
    fingers.touch("touchEnd")
    turned = pytest.approx([before[0] - 20, before[1] + 6], abs=0.5)
    explorer.eventually(lambda: camera(explorer) == turned)
    expect(hint).to_have_count(0)
    assert page.evaluate("() => scrollY") == 0


def test_the_relief_has_the_colours_of_basins_and_a_pole_is_called_open(new_page):
    explorer = opened(
        new_page(
            "?e=1/(w1^2%2Bw2^2)&view=-2,2,-2,2&start=1,1&run=gradient-descent:eta=0.001" + OBLIQUE,
            complains_of=("error",),
        )
    )  # the browser warns of a canvas that is read
    words = explorer.page.locator(".relief-words span")
    explorer.eventually(lambda: "; cut above" in words.inner_text())
    explorer.choose("Surface", "himmelblau")
    explorer.wait_until_settled()
    read = """() => {
        const canvas = document.querySelector(".relief canvas")
        const [width, height] = [canvas.width / 2, canvas.height / 3]
        const { data } = canvas.getContext("2d").getImageData(width / 2, height, width, height)
        let coloured = 0
        for (let i = 0; i < data.length; i += 4) {
            const [red, green, blue] = data.subarray(i, i + 3)
            if (green > red + 5 || blue > green + 5) coloured += 1 // the ground is warm
        }
        return coloured / (data.length / 4)
    }"""
    opened(explorer)
    explorer.eventually(lambda: explorer.page.evaluate(read) < 0.05)
    explorer.page.get_by_role("tab", name="Basins").click()
    explorer.eventually(lambda: explorer.page.evaluate(read) > 0.3)
    assert explorer.page.locator(".relief").is_visible()
    explorer.page.get_by_role("tab", name="Path").click()
    explorer.eventually(lambda: explorer.page.evaluate(read) < 0.05)


def test_without_motion_it_is_there_at_once_and_pictures_show_it(new_page):
    explorer = new_page(BOWL, script=WATCH, reduced_motion="reduce")
    explorer.page.keyboard.press("3")
    opened(explorer)
    assert explorer.page.evaluate("cameras.slice(-1)") == ["-30,40"]
    assert explorer.page.evaluate("cameras.length") <= 2
    text = explorer.picture("SVG").decode()
    assert text.count("<image ") >= 1
    assert 'href="data:image/png' in text


def test_the_map_below_it_is_laid_out_while_it_waits_to_be_painted(visit, new_page):
    narrow = "?e=3%20w1^2%20%2B%2010%20w2^2&start=0.001,0.001&view=-0.0025,0.0025,-0.0025,0.0025"
    explorer = opened(visit(narrow + OBLIQUE))
    wide_labels = explorer.page.evaluate(FRAME)[0]["left"]
    explorer.choose("Surface", "rosenbrock")
    explorer.wait_until_still()
    left = explorer.page.evaluate(FRAME)[0]["left"]
    assert left < wide_labels
    explorer.page.wait_for_url(lambda url: "0.0025" not in url)
    fresh = opened(new_page("?" + explorer.page.url.partition("?")[2]))
    fresh.wait_until_still()
    assert fresh.page.evaluate(FRAME)[0]["left"] == left


def test_a_recording_has_it_with_the_path_growing_on_a_ground_that_stays(visit):
    short = BOWL.replace("?", "?steps=4&") + "&t=1"
    explorer = opened(visit(short + OBLIQUE, width=1120, height=620))
    frame, size, _ = explorer.page.evaluate(FRAME)
    with explorer.page.expect_download(timeout=60_000) as download:
        explorer.page.get_by_role("button", name="Share", exact=True).click()
        explorer.page.get_by_role("button", name="Animated picture (GIF)", exact=True).click()
    image = Image.open(io.BytesIO(Path(download.value.path()).read_bytes()))
    pictures = [np.asarray(each.convert("RGB")).astype(int) for each in ImageSequence.Iterator(image)]
    assert len(pictures) == 5
    height, width = round(size["height"]), round(size["width"])
    surfaces = np.array([picture[:height, :width] for picture in pictures])
    paper = pictures[0][2, 2]
    corner = surfaces[0, round(frame["top"]) + 30 : round(frame["top"]) + 40, round(frame["left"]) + 3]
    assert np.abs(corner - paper).max() < 12  # there the map would have its ground
    moved = np.abs(surfaces - surfaces[-1]).max(axis=3) > 60
    assert (moved[:-1].sum(axis=(1, 2)) > 100).all()
    assert moved.mean() < 0.1


def test_a_failed_load_of_the_relief_is_reported_and_the_map_stays(new_page):
    explorer = new_page(BOWL, width=390, height=844, complains_of=())
    with explorer.cut_off():
        explorer.page.keyboard.press("3")
        explorer.eventually(lambda: explorer.says("could not be loaded; the map is shown"))
    line = explorer.page.locator(".status > p").first
    assert line.evaluate("(line) => line.scrollHeight <= line.clientHeight")  # nothing is cut off
    assert explorer.page.locator(".relief").count() == 0
    assert explorer.view_switch("3-D").get_attribute("aria-pressed") == "false"
    explorer.page.keyboard.press("3")
    opened(explorer)
    assert not explorer.says("did not come")
