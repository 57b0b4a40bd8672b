"""Curvature on the page: its numbers, its crosses, and that they follow the cursor."""

import numpy as np
import pytest
from playwright.sync_api import expect


def rows(page) -> list[list[str]]:
    cells = """(rows) => rows.map(({ cells }) =>
        [...cells].filter((cell) => !cell.hidden).map((cell) => cell.textContent))"""
    return page.page.locator(".curvature tbody tr").evaluate_all(cells)


def test_the_bowl_has_the_same_curvature_everywhere(visit):
    page = visit("?panel=curvature&t=20&run=momentum:eta=0.001,alpha=0.9")
    table = page.page.locator(".curvature tbody tr")
    expect(table).to_have_count(3)
    expect(table.nth(0)).to_contain_text("start (−15, 20)")
    expect(table.nth(2)).to_contain_text("minimum (0, 0)")
    for row in rows(page):
        assert row[2:] == ["20, 6", "3.333", "0.1", "0.19"]  # η < 2 (1 + α) / 20
    page.eventually(lambda: np.testing.assert_allclose(page.source("curvature")["share"], [1, 0.3] * 3))


def test_the_bounds_are_those_of_the_active_run_and_of_gradient_descent(visit):
    page = visit("?panel=curvature&run=adam:eta=0.1,beta1=0.9,beta2=0.999,epsilon=1e-8")
    heads = page.page.locator(".curvature th:visible")
    expect(heads.last).to_have_text("Adam")
    assert rows(page)[0][4:] == ["0.1", "no bound known for all steps"]
    expect(page.page.locator(".curvature")).not_to_contain_text("Momentum")  # nobody has set an α
    page.choose("Optimizer", "lion")
    expect(heads.last).to_have_text("Lion")
    assert rows(page)[0][4:] == ["0.1", "no bound known"]
    page.choose("Optimizer", "nesterov")
    expect(heads.last).to_contain_text("Nesterov")
    alpha = page.value("α")
    expect(heads.last).to_contain_text(f"α {alpha:g}")
    bound = 2 * (1 + alpha) / (1 + 2 * alpha) / 20
    assert float(rows(page)[0][5]) == pytest.approx(bound, rel=1e-3)
    page.choose("Optimizer", "gradient-descent")
    expect(heads.last).to_have_text("η stable below")
    assert [row[4:] for row in rows(page)] == [["0.1"], ["0.1"], ["0.1"]]


def test_a_saddle_is_called_so_and_bends_down_along_one_line(visit):
    page = visit("?panel=curvature&e=w1^2-w2^2&start=0,0&view=-3,3,-3,3")
    expect(page.page.locator(".curvature tbody tr").first).to_contain_text("saddle")
    page.eventually(lambda: np.testing.assert_array_equal(page.source("curvature")["sign"][:2], [1, -1]))


def test_the_cross_of_the_cursor_follows_it_and_leaves_with_its_panel(visit):
    link = "e=w1^4%2Bw2^2&start=2,1&view=-3,3,-3,3&steps=50&run=gradient-descent:eta=0.01&t=10"
    page = visit(f"?panel=curvature&{link}")
    expect(page.page.locator(".curvature tbody tr").nth(1)).to_contain_text("w(10)")
    page.page.get_by_role("button", name="Step forward").click()
    expect(page.page.locator(".curvature tbody tr").nth(1)).to_contain_text("w(11)")
    path = page.path()

    def is_there():
        crosses = page.source("curvature")
        assert crosses["x0"].size > 2
        middle = (crosses["x0"] + crosses["x1"])[2] / 2, (crosses["y0"] + crosses["y1"])[2] / 2
        assert middle == pytest.approx(tuple(path[:, 11]))

    page.eventually(is_there)
    largest = float(rows(page)[1][2].split(",")[0])
    assert largest == pytest.approx(max(12 * path[0, 11] ** 2, 2), rel=1e-3)
    page.open_panel("Step")
    page.eventually(lambda: page.source("curvature")["x0"].size == 0)
