"""A race on the page: the methods are tuned, shown side by side and in the link, and it can be undone."""

import re

import by_hand
import pytest
from explorer_page import PATIENCE
from playwright.sync_api import expect


def begin(page) -> None:
    page.page.get_by_role("button", name="Race", exact=True).click()


def rows(page):
    return page.page.locator(".race tbody tr")


def cells(rows):
    """The texts of the cells of each row of a table."""
    return [row.locator("td").all_inner_texts() for row in rows.all()]


def race(page) -> None:
    """Race, and wait until the result is an entry of what can be undone."""
    begin(page)
    expect(rows(page)).to_have_count(4)
    page.eventually(lambda: page.page.url.count("run=") == 4)
    expect(page.history("Undo")).to_have_attribute("aria-disabled", "false")


GONE = "The last race is no longer shown: Undo or Redo brings it back, “Race” begins another."


def test_a_race_shows_the_tuned_runs_and_can_be_undone(new_page, visit):
    bowl = "e=3 w1^2 %2B k w2^2&let=k:10&start=-15,20&view=-25,25,-25,25"
    page = new_page(f"?{bowl}&panel=race&steps=60&run=momentum:eta=0.001,alpha=0.9")
    before = page.path()
    race(page)
    expect(rows(page).first).to_contain_text("256 runs")
    heads = page.page.locator(".race th").all_inner_texts()
    assert all(heads)
    assert len(heads) == 5
    errors = [float(row[2].replace("−", "-")) for row in cells(rows(page))]
    assert errors[0] < 3 * 15**2 + 10 * 20**2
    tuned = page.path()
    assert 3 * tuned[0, -1] ** 2 + 10 * tuned[1, -1] ** 2 == pytest.approx(errors[0], rel=0.01)
    assert "let=k:10.0" in page.page.url
    again = visit("?" + page.page.url.partition("?")[2])
    assert (again.path() == tuned).all()
    expect(again.page.locator(".legend li")).to_have_count(4)
    for where in (rows(page), page.page.locator(".legend li")):  # a badge is the rank
        assert where.locator(".swatch").all_inner_texts() == ["", "2", "3", "4"]
    page.history("Undo").click()
    page.eventually_follows(before)
    page.eventually(lambda: page.page.url.count("run=") == 1)
    expect(rows(page)).to_have_count(0)
    expect(page.page.get_by_text(GONE)).to_be_visible()
    page.history("Redo").click()
    expect(rows(page)).to_have_count(4)
    page.page.locator("body").press("p")  # the form for a projector has the places, too
    expect(rows(page).last.locator("td").first).to_be_visible()
    page.resize(1280, 720)
    page.eventually(lambda: page.page.evaluate(ROOM_FOR_EIGHT))
    page.page.locator("body").press("p")
    page.eventually_follows(tuned)


def test_the_table_says_what_decides_and_how_many_values_do_as_well(visit):
    page = visit("?panel=race&steps=300&run=momentum:eta=0.001,alpha=0.9&noise=5")
    race(page)
    expect(page.page.locator(".race-bar")).to_contain_text("without noise.")
    expect(page.page.locator(".race > p")).to_have_text(
        "The lowest final error is first; where errors differ by less than 1e−9 of what the best run removes,"
        " the fewest steps to 1 %."
    )
    heads = page.page.locator(".race thead :is(th, td)").all_inner_texts()
    table = [dict(zip(heads, row, strict=True)) for row in cells(rows(page))]
    removed = [3156 - float(row["Final error"].replace("−", "-")) for row in table]
    for row in table:
        assert 0 < float(row["Good values"].removesuffix(" %")) <= 100
    leaders = [
        int(row["Steps to 1 %"]) for row, each in zip(table, removed, strict=True) if each > 3156 - 1e-6
    ]
    assert len(leaders) > 1
    assert leaders == sorted(leaders)  # of equal errors the sooner one is before the later one
    page.history("Undo").click()
    expect(page.page.locator(".race > p")).to_contain_text("Every method gets the same number of runs")


def test_redo_after_a_race_restores_later_changes(new_page):
    page = new_page("?panel=race&steps=60&run=momentum:eta=0.001,alpha=0.9")
    before = page.path()
    race(page)
    page.choose("Optimizer", "adam")
    page.enter("β1 value", "0.625")
    page.eventually(lambda: "beta1=0.625," in page.page.url)
    page.wait_until_settled()  # η is looked for, since these are not the gallery's 100 steps
    done = page.path()
    while page.history("Undo").get_attribute("aria-disabled") == "false":
        page.history("Undo").click()
    page.eventually_follows(before)
    while page.history("Redo").get_attribute("aria-disabled") == "false":
        page.history("Redo").click()
    page.eventually_follows(done)


def test_a_reload_keeps_the_table_and_the_way_back(visit):
    page = visit("?panel=race&steps=60&run=momentum:eta=0.001,alpha=0.9")
    before = page.path()
    race(page)
    table = rows(page).all_inner_texts()
    page.page.reload()
    page.wait_until_ready()
    expect(rows(page)).to_have_count(4)
    assert rows(page).all_inner_texts() == table
    page.history("Undo").click()
    page.eventually_follows(before)


def test_the_table_has_the_runs_that_are_shown_and_says_where_others_are(visit):
    page = visit("?panel=race&steps=60&run=momentum:eta=0.001,alpha=0.9")
    race(page)
    table = rows(page).all_inner_texts()
    page.enter("w1", "3")
    expect(rows(page)).to_have_count(0)
    expect(page.page.get_by_text(GONE)).to_be_visible()
    page.history("Undo").click()
    expect(rows(page)).to_have_count(4)
    assert rows(page).all_inner_texts() == table
    page.slider("η").press("ArrowRight")  # of the winner
    expect(rows(page)).to_have_count(3)
    assert rows(page).all_inner_texts() == table[1:]
    expect(page.page.get_by_text("Of 4 methods, 3 are still shown")).to_be_visible()
    page.open_panel("Runs")
    for _ in range(3):
        page.page.get_by_role("button", name="Remove run").first.click()
    page.open_panel("Race")
    expect(page.page.get_by_text(GONE)).to_be_visible()
    expect(rows(page)).to_have_count(0)


def test_the_methods_and_the_budget_are_chosen(visit):
    page = visit("?panel=race&steps=40&run=gradient-descent:eta=0.001")
    page.page.get_by_role("button", name="4 methods").click()
    for name in ("Momentum", "RMSProp (adaptive)", "Adam"):
        page.page.get_by_role("checkbox", name=name, exact=True).uncheck()
    page.page.get_by_label("Budget").select_option("64")
    begin(page)
    row = page.page.locator(".race tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("64 runs")
    eta = page.value("η")
    assert 0.01 < eta < 0.1  # 2 / λ max is 0.1
    page.eventually_follows(by_hand.momentum((-15, 20), eta, 0, 40))


ROOM_FOR_EIGHT = """() => {
    const [table, panel] = ["table", ""].map((part) => document.querySelector(`.dock > .race ${part}`.trim()))
    return 2 * table.offsetHeight <= panel.clientHeight
}"""
FITS = "(each) => each.scrollWidth <= each.clientWidth"


def has_the_paths_colour(chart, one, other):
    expect(chart.locator(f".place[title^={one}]").first).to_have_attribute("style", re.compile("path-dark"))
    expect(chart.locator(f".place[title^={other}]").first).not_to_have_attribute(
        "style", re.compile("path-dark")
    )


def test_a_race_over_conditions_shows_how_the_ranking_changes_and_changes_no_run(visit):
    page = visit("?panel=race&steps=30&race=momentum,adam&run=momentum:eta=0.001,alpha=0.9")
    before = page.path()
    page.button("Conditions").click()
    chart = page.page.locator(".slopes")
    page.eventually(lambda: chart.locator(".place").count() == 24, seconds=4 * PATIENCE)
    assert sorted(chart.locator(".name").all_inner_texts()) == ["Adam", "Momentum"]
    assert chart.locator(".head").all_inner_texts()[:6] == [
        "steady η",
        "cosine",
        *["no noise", "σ = 40"] * 2,
    ]
    expect(page.page.get_by_text("arXiv 2509.02046")).to_be_visible()
    assert (page.path() == before).all()
    assert page.page.url.count("run=") == 1
    assert all(head.evaluate(FITS) for head in chart.locator(".head").all()[-6:])
    has_the_paths_colour(chart, "Momentum", "Adam")
    page.choose("Optimizer", "adam")
    has_the_paths_colour(chart, "Adam", "Momentum")
    page.history("Undo").click()
    has_the_paths_colour(chart, "Momentum", "Adam")
    said = chart.inner_text()
    page.page.reload()
    page.wait_until_ready()
    page.eventually(lambda: chart.locator(".place").count() == 24)
    assert chart.inner_text() == said
    page.enter("w1", "3")
    expect(chart).to_be_hidden()
    begin(page)
    seen = "() => document.querySelectorAll('.race tbody tr').length === 2"
    page.page.wait_for_function(seen, polling="raf")
    page.page.reload()  # as soon as there is something to lose
    page.wait_until_ready()
    expect(rows(page)).to_have_count(2)
    page.history("Undo").click()
    expect(chart).to_be_hidden()  # the newer race has taken its place
