"""The panel Data: the table as text, its points, the model's curves, and what follows a dragged point."""

from urllib.parse import quote

import numpy as np
import pytest
from playwright.sync_api import expect

from app.tables.table_text import table_part
from optimizers import batches
from surfaces import GALLERY

LINE = "mean((w1 x + w2 - y)^2)"
X, Y = [0, 1, 2, 3], [1, 2, 2.5, 4]
TABLE = "x,y;0,1;1,2;2,2.5;3,4"
QUERY = (
    f"?e={quote(LINE)}&data={TABLE}&start=-2,3&view=-5,5,-5,5&steps=40"
    "&run=gradient-descent:eta=0.05&panel=data"
)


def descent(x, y, steps=40, eta=0.05):
    """Gradient descent on the mean of squares, by hand."""
    x, y, w = np.array(x), np.array(y), [np.array([-2.0, 3.0])]
    for _ in range(steps):
        left = w[-1][0] * x + w[-1][1] - y
        w.append(w[-1] - eta * 2 * np.array([np.mean(left * x), np.mean(left)]))
    return np.array(w).T


def table(page):
    return page.page.get_by_role("textbox", name="Data", exact=True)


def points(page):
    source = page.source("data_points", "x", "y")
    return source["x"].tolist(), source["y"].tolist()


def curve(page, name):
    """The slope and the height at 0 of a curve that is a line."""
    source = page.source(f"data_{name}", "x", "y")
    return np.polyfit(source["x"], source["y"], 1) if source["x"].size else None


def curve_is(page, name, w, hair=1e-6):
    page.eventually(lambda: (found := curve(page, name)) is not None and np.allclose(found, w, atol=hair))


def point_at(page, w):
    page.page.mouse.move(*page.at(*w))
    curve_is(page, "pointed", w, hair=0.05)


def test_the_figure_has_the_points_and_the_curves_of_the_start_the_end_and_the_cursor(visit):
    page = visit(f"{QUERY}&t=5")
    w = descent(X, Y)
    page.eventually(lambda: points(page) == (X, Y))
    curve_is(page, "start", w[:, 0])
    curve_is(page, "end", w[:, -1])
    curve_is(page, "cursor", w[:, 5])
    names = page.page.locator(".data-key span:visible")
    expect(names).to_have_text(["start", "t = 5", "end"])
    residuals = page.source("data_residuals", "y0", "y1")
    np.testing.assert_allclose(residuals["y1"], w[0, 5] * np.array(X) + w[1, 5], atol=1e-9)
    expect(table(page)).to_have_value("x, y\n0, 1\n1, 2\n2, 2.5\n3, 4")


@pytest.mark.parametrize("camera", ["", "&camera=0,90"])
def test_each_point_of_the_surface_is_a_curve(visit, camera):
    """In three dimensions, too; seen from above, places are the map's."""
    page = visit(QUERY + camera)
    page.eventually(lambda: points(page) == (X, Y))
    point_at(page, (1, -2))
    point_at(page, (-3, 0.5))
    page.page.mouse.move(5, 5)
    page.eventually(lambda: curve(page, "pointed") is None)


def test_surface_and_path_follow_a_point_that_is_dragged_and_undo_is_one_step(visit):
    page = visit(QUERY)
    page.eventually(lambda: points(page) == (X, Y))
    x, y = page.pixel("data", 2, 2.5)
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    for down in (10, 20, 30):
        page.page.mouse.move(x, y + down)
    page.eventually(lambda: points(page)[1][2] < 2.4)
    moved = points(page)
    assert moved[0] == X
    page.eventually_follows(descent(*moved))  # before the server knows of it
    page.page.mouse.up()
    page.wait_until_settled()
    page.eventually_follows(descent(*moved))
    page.eventually(lambda: f"{moved[1][2]:g}" in table(page).input_value())
    page.history("Undo").click()
    page.eventually(lambda: points(page) == (X, Y))
    page.eventually_follows(descent(X, Y))
    page.history("Redo").click()
    page.eventually(lambda: points(page) == moved)


def test_a_double_click_adds_a_point_and_removes_one_until_the_table_is_full(visit):
    page = visit(QUERY)
    page.eventually(lambda: points(page) == (X, Y))
    page.page.mouse.dblclick(*page.pixel("data", 1.5, 3.2))
    page.eventually(lambda: len(points(page)[0]) == 5)
    assert points(page)[1][4] == pytest.approx(3.2, abs=0.05)
    page.wait_until_settled()
    page.page.mouse.dblclick(*page.pixel("data", 0, 1))
    page.eventually(lambda: points(page)[0][:3] == [1, 2, 3])
    table(page).fill("\n".join(f"{row}, 1" for row in range(199)))
    page.eventually(lambda: len(points(page)[0]) == 199)
    page.page.mouse.dblclick(*page.pixel("data", 50, 1.3))
    expect(page.page.locator(".data-words")).to_contain_text("The table is full")
    page.page.mouse.dblclick(*page.pixel("data", 90, 1.3))
    page.wait_until_settled()
    assert len(points(page)[0]) == 200


def test_keys_choose_move_and_remove_a_point(visit):
    page = visit(QUERY)
    page.eventually(lambda: points(page) == (X, Y))
    figure = page.page.get_by_role("application", name="Points of the data")
    figure.focus()
    figure.press(".")
    figure.press(".")
    figure.press("ArrowUp")
    page.eventually(lambda: points(page)[1] == [1, 2.01, 2.5, 4])
    page.eventually_follows(descent(*points(page)))
    figure.press("Delete")
    page.eventually(lambda: points(page) == ([0, 2, 3], [1, 2.5, 4]))
    expect(page.page.get_by_role("status").filter(has_text="Point 2 is removed. 3 points.")).to_be_attached()


@pytest.mark.parametrize("text", ["x\ty\n1,5\t2\n3\t4\n5\t5", "1.5,2\n3,4\n5,5", "x;y\n1,5;2\n3;4\n5;5\n"])
def test_a_pasted_table_is_shown_in_the_figure_and_stands_in_the_link(visit, text):
    page = visit(QUERY)
    table(page).fill(text)
    page.eventually(lambda: points(page) == ([1.5, 3, 5], [2, 4, 5]))
    page.eventually(lambda: "data=x,y;1.5,2;3,4;5,5" in page.page.url)
    expect(table(page)).to_have_value(text)


def test_a_mistake_is_said_with_its_place_and_the_last_table_stays(visit):
    page = visit(QUERY)
    table(page).fill("x, y\n1, 2\n3, four")
    verdict = page.page.locator("#data-verdict")
    expect(verdict).to_contain_text("row 2, column y: “four” is no number")
    expect(verdict.locator("mark")).to_have_text("f")
    assert points(page) == (X, Y)
    table(page).fill("x, y\n1, 2\n3, 4")
    page.eventually(lambda: points(page) == ([1, 3], [2, 4]))
    expect(verdict).to_be_empty()


def test_columns_that_e_lacks_are_refused_with_those_that_there_are(visit):
    page = visit(QUERY)
    table(page).fill("a, b, c\n1, 2, 3\n3, 4, 5")
    expect(page.page.locator("#data-verdict")).to_contain_text("a")
    assert points(page) == (X, Y)


def test_samples_are_two_presses_away_and_another_one_has_other_points(visit):
    page = visit(QUERY)
    page.page.get_by_role("button", name="Samples", exact=True).click()
    page.page.get_by_role("button", name="A decay", exact=True).click()
    page.eventually(lambda: len(points(page)[0]) == 16)
    first = points(page)
    page.page.get_by_role("button", name="Another sample").click()
    page.eventually(lambda: len(points(page)[0]) == 16 and points(page) != first)


def test_standardizing_makes_the_bowl_round_and_leaves_the_table(visit):
    page = visit(QUERY.replace(TABLE, "x,y;8,1;9,2;10,2.5;11,4"))
    expect(page.page.locator(".data-words")).to_contain_text("with x standardized")
    before = table(page).input_value()
    page.page.get_by_label("Standardize x").check()
    page.wait_until_settled()
    page.eventually(lambda: "standardize=on" in page.page.url)
    assert table(page).input_value() == before
    slope, height = np.polyfit((np.array([8, 9, 10, 11]) - 9.5) / np.std([8, 9, 10, 11]), [1, 2, 2.5, 4], 1)
    page.eventually(lambda: np.allclose(page.path()[:, -1], (slope, height), atol=0.3))


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)])
def test_a_lesson_from_data_has_its_points_in_sight_above_its_words(visit, size):
    page = visit("?lesson=line-through-points")
    page.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    figure, words = (page.page.locator(place) for place in ("[data-figure=data]", ".lesson-words"))
    expect(figure).to_be_in_viewport(ratio=1)
    expect(words.get_by_role("button", name="An outlier")).to_be_in_viewport(ratio=1)
    page.eventually(lambda: len(points(page)[0]) == 12)
    expect(table(page)).to_be_hidden()
    point_at(page, (1, -2))
    page.open_panel("Runs")
    expect(figure).to_be_hidden()


def test_without_data_the_panel_offers_functions_that_have(visit):
    page = visit("?e=w1^2%2Bw2^2&data=x,y;1,2&panel=data")
    expect(page.page.locator(".data-invitation")).to_contain_text("Your points are kept")
    page.page.locator(".data-choices").get_by_role("button", name="One neuron").click()
    page.eventually(lambda: len(points(page)[0]) == 14)
    assert page.expression().input_value() == "mean((w2 tanh(w1 x) - y)^2)"


def test_two_inputs_are_the_axes_and_the_decision_line_is_where_the_model_is_between_the_classes(visit):
    known = GALLERY["two-columns"]
    page = visit(f"?e={quote(known.text)}&data={table_part(known.data)}&panel=data")
    page.eventually(lambda: page.source("data_cursor", "x", "y")["x"].size > 1)
    w = page.trajectory()
    line = page.source("data_cursor", "x", "y")
    t = int(page.source("time", "t")["t"][0])
    assert w["w1"][t] * line["x"] + w["w2"][t] * line["y"] == pytest.approx(0, abs=1e-9)
    assert len(points(page)[0]) + page.source("data_others", "x", "y")["x"].size == 24


def test_the_rows_of_the_current_batch_are_bold(visit):
    page = visit(f"{QUERY}&batch=2&seed=3&t=4")
    rows = sorted(batches(4, 2, 40, 3)[3])
    page.eventually(lambda: page.source("data_batch", "x", "y")["x"].tolist() == [X[row] for row in rows])
    assert page.source("data_batch", "x", "y")["y"].tolist() == [Y[row] for row in rows]
    page.slider("Batch").press("End")
    page.eventually(lambda: page.source("data_batch", "x", "y")["x"].size == 0)
