"""A Panel app with the component: the page and its parameters follow each other."""

import json

import numpy as np
import panel as pn
import pytest
from explorer_page import PATIENCE, WATCH, eventually
from playwright.sync_api import expect
from ports import free_port

from app import TrajectoryExplorer

AT = """([w1, w2]) => {
    const view = Bokeh.index.find_one(model_of("surface"))
    const box = view.canvas_view.el.getBoundingClientRect()
    return [box.left + view.frame.x_scale.compute(w1), box.top + view.frame.y_scale.compute(w2)]
}"""
BOWL, WELLS = "3 w1^2 + 10 w2^2", "(w1^2 - 1)^2 + w2^2"


@pytest.fixture
def explorers():
    return (
        TrajectoryExplorer(BOWL, "momentum", eta=0.001, alpha=0.9, height=700),
        TrajectoryExplorer(WELLS, "adam", eta=0.1, height=700),
    )


@pytest.fixture
def open_app(chromium, explorers):
    """Opens the app of both components, with a statistic of the first one's path, in tabs of its visitors."""

    def length(path):
        return f"length {np.hypot(np.diff(path.w1), np.diff(path.w2)).sum():.6f}"

    def app():
        return pn.Column(pn.bind(length, explorers[0].param.trajectory), pn.Row(*explorers))

    port, complaints, contexts = free_port(), [], []
    server = pn.serve(app, port=port, address="127.0.0.1", show=False, threaded=True, verbose=False)

    def open_tab():
        context = chromium.new_context(viewport={"width": 1600, "height": 800})
        context.set_default_timeout(1000 * PATIENCE)
        context.add_init_script(WATCH)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: told.type in ("error", "warning") and complaints.append(told.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        eventually(page, lambda: page.goto(f"http://127.0.0.1:{port}/"))
        eventually(page, lambda: len(page.frames) == 3)
        for frame in page.frames[1:]:
            frame.wait_for_function("() => document.documentElement.dataset.live")
        return page

    yield open_tab
    for context in contexts:
        context.close()
    server.stop()
    assert complaints == []


def frames(page):
    """The frames of both components, the first one first."""
    return sorted(page.frames[1:], key=lambda frame: frame.frame_element().bounding_box()["x"])


def shown_path(frame):
    source = frame.evaluate(
        "() => JSON.stringify(['w1', 'w2'].map((name) => [...model_of('trajectory').data[name]]))"
    )
    return np.array(json.loads(source))


def shows(page, frame, explorer):
    """Wait until a frame shows the run of a component's parameters."""

    def is_same():
        path, wanted = shown_path(frame), np.array([explorer.trajectory.w1, explorer.trajectory.w2])
        return path.shape == wanted.shape and np.allclose(path, wanted, rtol=1e-12, atol=1e-12)

    eventually(page, is_same)


def test_what_is_changed_on_a_page_sets_the_parameters_of_its_component_alone(open_app, explorers):
    page, (bowl, wells) = open_app(), explorers
    first, second = frames(page)
    for frame, explorer in zip((first, second), explorers, strict=True):
        shows(page, frame, explorer)
    before = wells.param.values()

    first.get_by_role("slider", name="α", exact=True).press("ArrowLeft")
    eventually(page, lambda: bowl.values == {"eta": 0.001, "alpha": 0.89})
    shows(page, first, bowl)
    length = np.hypot(np.diff(bowl.trajectory.w1), np.diff(bowl.trajectory.w2)).sum()
    expect(page.get_by_text("length")).to_have_text(f"length {length:.6f}")
    first.get_by_role("combobox", name="Optimizer", exact=True).select_option("Adam")
    eventually(page, lambda: bowl.method == "adam")
    shows(page, first, bowl)
    assert wells.param.values() == before

    box = second.frame_element().bounding_box()
    for k, point in enumerate((wells.start, (0.5, 1.0), (1.5, -0.5))):
        x, y = second.evaluate(AT, list(point))
        page.mouse.move(box["x"] + x, box["y"] + y, steps=5)
        if k == 0:
            page.mouse.down()
    eventually(page, lambda: wells.start == pytest.approx((1.5, -0.5), abs=0.1))
    page.mouse.up()
    shows(page, second, wells)
    assert bowl.start == (-15.0, 20.0)


def test_a_parameter_that_python_sets_moves_the_page(open_app, explorers):
    page, (bowl, wells) = open_app(), explorers
    first, second = frames(page)
    bowl.values = {"alpha": 0.5}
    expect(first.get_by_label("α value", exact=True)).to_have_value("0.5")
    shows(page, first, bowl)
    bowl.param.update(method="adam", values={"eta": 0.5}, start=(5, -5), steps=120, schedule="cosine")
    shows(page, first, bowl)
    expect(first.get_by_role("combobox", name="Optimizer", exact=True)).to_have_value("adam")
    expect(first.get_by_label("w1", exact=True)).to_have_value("5")
    bowl.param.update(expression="(w1 - 1)^2 + k (w2 + w1)^2", let={"k": 3})
    shows(page, first, bowl)
    eventually(page, lambda: first.evaluate("() => model_of('ground').data.image.length") == 1)
    bowl.let = {"k": 4}
    expect(first.get_by_label("k value", exact=True)).to_have_value("4")
    shows(page, first, bowl)
    first.get_by_role("slider", name="k", exact=True).press("ArrowRight")
    eventually(page, lambda: bowl.let == {"k": 4.1})
    shows(page, first, bowl)
    bowl.param.update(expression="mean((w1 x + w2 - y)^2)", data={"x": [0, 1, 2], "y": [1, 3, 4]})
    first.wait_for_function("() => document.querySelector('.data')")  # a page with other panels
    first.wait_for_function("() => document.documentElement.dataset.live")
    shows(page, first, bowl)
    bowl.data = {"x": [0, 1, 2], "y": [1, 3, -4]}
    shows(page, first, bowl)
    shows(page, second, wells)


def test_undo_on_the_page_brings_back_the_function_that_python_has_replaced(open_app, explorers):
    page, (bowl, _) = open_app(), explorers
    first, _ = frames(page)
    before = bowl.experiment
    bowl.expression = "(w1 - 1)^2 + 3 (w2 + w1)^2"
    shows(page, first, bowl)
    replaced = bowl.trajectory
    first.get_by_role("button", name="Undo", exact=True).first.click()
    eventually(page, lambda: bowl.trajectory is not replaced)
    assert bowl.experiment == before
    shows(page, first, bowl)
    first.get_by_role("slider", name="α", exact=True).press("ArrowLeft")
    eventually(page, lambda: bowl.values["alpha"] == 0.89)
    shows(page, first, bowl)


def test_a_component_that_several_visitors_see_shows_all_of_them_the_same(open_app, explorers):
    bowl, _ = explorers
    one, other = open_app(), open_app()
    frames(one)[0].get_by_role("slider", name="α", exact=True).press("ArrowLeft")
    eventually(other, lambda: bowl.values["alpha"] == 0.89)
    shows(other, frames(other)[0], bowl)
    expect(frames(other)[0].get_by_label("α value", exact=True)).to_have_value("0.89")
    frames(other)[0].get_by_role("slider", name="α", exact=True).press("ArrowLeft")
    expect(frames(one)[0].get_by_label("α value", exact=True)).to_have_value("0.88")
    shows(one, frames(one)[0], bowl)
