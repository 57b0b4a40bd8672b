"""Mini-batches on the page: a slider for their size, what a step sees, and pinned runs with their own."""

import re
from urllib.parse import quote

import numpy as np
from playwright.sync_api import expect

from optimizers import OPTIMIZERS, batches, descend, descending, finished
from surfaces import Surface

TABLE = {
    "x": [0.5, -1.0, 2.0, 1.5, -0.25, 3.0, -2.0, 0.75],
    "y": [1.0, -0.5, 2.5, 3.0, 0.25, 3.5, -1.5, 1.25],
}
TEXT = "mean((w1 x + w2 - y)^2)"
SURFACE = Surface.parse(TEXT, TABLE)
RUN, STEPS, SEED = OPTIMIZERS["gradient-descent"](eta=0.05), 40, 3
DATA = "x,y;" + ";".join(f"{x},{y}" for x, y in zip(*TABLE.values(), strict=True))
LINK = (
    f"?e={quote(TEXT)}&data={DATA}&start=-1,2&view=-3,3,-3,3&steps={STEPS}&seed={SEED}"
    "&run=gradient-descent:eta=0.05"
)


def descent(size):
    return descend(RUN, SURFACE, (-1.0, 2.0), STEPS, batch=size, seed=SEED)


def path_of(size):
    path = descent(size)
    return np.array([path.w1, path.w2])


def test_the_path_the_link_and_undo_follow_the_slider_of_the_batch(visit):
    page = visit(LINK)
    page.eventually_follows(path_of(8))
    assert page.value("Batch") == 8
    assert "batch=" not in page.page.url
    page.slider("Batch").press("Home")
    page.eventually_follows(path_of(1))
    page.eventually(lambda: "&batch=1&" in page.page.url)
    page.enter("Batch value", "3")
    page.eventually_follows(path_of(3))
    page.page.reload()
    page.wait_until_ready()
    page.eventually_follows(path_of(3))
    page.history("Undo").click()
    page.eventually_follows(path_of(1))
    page.slider("Batch").press("End")
    page.eventually_follows(path_of(8))
    page.eventually(lambda: "batch=" not in page.page.url)


def test_the_trajectory_has_the_gradients_of_the_batches_and_of_all_rows(visit):
    page, path = visit(f"{LINK}&batch=3"), descent(3)
    page.eventually_follows(path_of(3))
    found = page.trajectory()
    for name in ("error", "g1", "g2", "full_g1", "full_g2"):
        np.testing.assert_array_equal(found[name], getattr(path, name), err_msg=name)
    traced = page.source("batch_trace", "t", "error")
    assert traced["t"].size > 0
    ends = page.source("epochs", "t")["t"]
    np.testing.assert_allclose(ends, np.arange(2, 16, 2) * 8 / 3)
    expect(page.page.locator("[data-trace=error] .trace-head")).to_contain_text(
        "faint: each batch; a tick every 2 epochs"
    )


def test_the_step_says_which_rows_it_sees_and_the_surface_shows_their_own(visit):
    page = visit(f"{LINK}&batch=3&t=5&panel=step")
    rows = ", ".join(str(row + 1) for row in sorted(batches(8, 3, STEPS, SEED)[4].tolist()))
    words = page.page.locator("[data-part=panel] .step .batch, .dock .step .batch").first
    expect(words).to_have_text(f"Batch B: rows {rows} of 8, in epoch 2.")
    page.eventually(lambda: page.page.evaluate("model_of('batch_contours').data.w1.length") == 3)
    names = page.page.locator(".arrows").first
    expect(names).to_contain_text("−∇E batch")
    expect(names).to_contain_text("E of the batch")
    page.slider("Batch").press("End")
    expect(words).to_be_hidden()
    expect(names).not_to_contain_text("E of the batch")
    expect(page.page.locator("[data-trace=error] .trace-head")).not_to_contain_text("ticks")
    page.eventually(lambda: page.page.evaluate("model_of('batch_contours').data.w1.length") == 0)


def test_a_pinned_run_keeps_its_batch(visit):
    page = visit(f"{LINK}&batch=2")
    page.eventually_follows(path_of(2))
    page.button("Pin run").click()
    page.slider("Batch").press("End")
    page.eventually_follows(path_of(8))
    page.eventually(lambda: "@2&" in f"{page.page.url}&")
    drawn = page.page.evaluate("[...model_of('pin_path').data.w1].map((w1) => Array.from(w1))")
    assert any(abs(line[-1] - path_of(2)[0][-1]) < 1e-12 for line in drawn)


def test_without_data_there_is_no_batch(new_page):
    page = new_page("?e=w1^2 %2B w2^2&start=3,4&batch=2")
    expect(page.page.get_by_role("slider", name="Batch", exact=True)).to_have_count(0)
    expect(page.page.get_by_text("the function does not come from data")).to_be_visible()


def test_other_paths_of_a_run_with_batches_see_other_orders(visit):
    page = visit(f"{LINK}&batch=3&panel=noise&noise=0")
    page.box("Paths value").fill("3")
    ends = [
        finished(descending(RUN, SURFACE, (-1.0, 2.0), STEPS, None, None, 3, SEED, order)).w1[-1]
        for order in (1, 2)
    ]
    page.eventually(lambda: page.source("fan_ends", "w1")["w1"].size == 2)
    np.testing.assert_allclose(page.source("fan_ends", "w1")["w1"], ends, rtol=1e-9)
    expect(page.page.locator(".noise .heard")).to_contain_text("3 paths.")


def test_the_table_of_runs_counts_epochs_besides_steps(visit):
    page = visit(f"{LINK}&batch=6&panel=runs".replace(f"steps={STEPS}", "steps=100"))
    first = page.page.locator(".dock table tbody tr").first
    found = page.eventually(lambda: re.search(r"(\d+) \(([\d.]+) epochs\)", first.inner_text()) or False)
    steps, epochs = found.groups()
    assert abs(float(epochs) - int(steps) * 6 / 8) < 0.5
    page.slider("Batch").press("End")
    page.eventually(lambda: "epochs" not in first.inner_text())
