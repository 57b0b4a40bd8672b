"""What is drawn of mini-batches: E of the batches, the epochs, and E of one batch around its step."""

import dataclasses
import json

import numpy as np
import pytest

from app.experiment import Experiment
from app.runs.follow import runs_of
from app.tables.table_text import told_table
from optimizers import OPTIMIZERS, batches
from surfaces import Surface, Table

TABLE = Table.of({"x": [0.5, -1.0, 2.0, 1.5, -0.25, 3.0, -2.0], "y": [1.0, -0.5, 2.5, 3.0, 0.25, 3.5, -1.5]})
SURFACE = Surface.parse("mean((w1 x + w2 - y)^2)", TABLE)
STEPS, SEED = 60, 5
EXPERIMENT = dataclasses.replace(
    Experiment(),
    expression=SURFACE.text,
    data=TABLE,
    start=(-1.0, 2.0),
    steps=STEPS,
    seed=SEED,
    runs=(OPTIMIZERS["gradient-descent"](eta=0.05),),
)
VIEW = [[-3.0, 3.0], [-3.0, 3.0]]
SHOWN = {"view": VIEW, "frame": {"width": 500, "height": 500}}


def run_with(size):
    (run,) = runs_of(SURFACE, dataclasses.replace(EXPERIMENT, batches=(size,)))
    return run


def told(run):
    return {"columns": run.told["columns"], "of": json.loads(json.dumps(run.told["of"]))}


def surface():
    table = told_table(TABLE)
    columns = [np.array(column) for column in table["columns"]]
    return {
        "code": SURFACE.value_instructions,
        "numbers": {},
        "table": {"names": table["names"], "columns": columns},
    }


@pytest.mark.parametrize("size", [1, 3, 6])
def test_the_rows_of_a_step_and_their_epochs_are_those_that_it_has_seen(draw, size):
    run, rows = told(run_with(size)), batches(7, size, STEPS, SEED)
    for t in (1, 2, 17, STEPS):
        found = draw("batch_columns.js", "batch_of", run, t)
        assert list(found["rows"]) == sorted(rows[t - 1].tolist())
        assert found["epochs"] == [size * (t - 1) // 7 + 1, (size * t - 1) // 7 + 1]
    assert draw("batch_columns.js", "batch_of", run, 0) is None
    assert draw("batch_columns.js", "batch_of", told(run_with(0)), 3) is None


def test_the_error_of_the_batches_stays_within_the_axis_of_the_full_error(draw):
    run = run_with(1)
    errors = run.path.batch_error
    assert errors.max() > 2 > np.median(errors)
    for is_log, low in ((False, 0.0), (True, 0.01)):
        found = draw("batch_columns.js", "batch_columns", told(run), [low, 2.0], is_log)["batch_trace"]
        at, error = (np.array(found[name], dtype=float) for name in ("t", "error"))
        drawn = error[~np.isnan(error)]
        assert drawn.max() == pytest.approx(2)
        assert drawn.min() >= low * (1 - 1e-9)
        for t, value in zip(at, error, strict=True):
            if t % 1 == 0 and low < value < 2:
                assert value == pytest.approx(errors[int(t)])
    nothing = draw("batch_columns.js", "batch_columns", told(run_with(0)), [0.0, 2.0], False)
    assert [len(column) for column in nothing["batch_trace"].values()] == [0, 0]


@pytest.mark.parametrize(
    ("rows", "size", "steps", "every", "expected"),
    [
        (20, 4, 12, 1, [5, 10]),
        (7, 3, 7, 1, [7 / 3, 14 / 3, 7]),
        (20, 0, 12, 0, []),
        (0, 0, 12, 0, []),
        (10, 5, 24, 1, [*range(2, 25, 2)]),
        (10, 5, 26, 2, [*range(4, 27, 4)]),
        (10, 5, 1000, 50, [*range(100, 1001, 100)]),
    ],
)
def test_epochs_end_when_all_rows_were_seen_and_at_most_twelve_have_a_tick(
    draw, rows, size, steps, every, expected
):
    run = {"rows": rows, "size": size, "steps": steps}
    assert draw("batch_columns.js", "epochs_apart", run) == every
    np.testing.assert_allclose(draw("batch_columns.js", "epoch_columns", run)["epochs"]["t"], expected)


@pytest.mark.parametrize("t", [0, 1, 5])
def test_contour_lines_of_the_batch_go_through_where_the_step_begins_and_around_it(draw, t):
    run, first = run_with(3), max(t, 1)
    drawn = draw("batch_columns.js", "batch_contour_columns", told(run), t, SHOWN, surface())
    batch = SURFACE.of_rows(batches(7, 3, STEPS, SEED)[first - 1].tolist())
    here = run.path.w1[first - 1], run.path.w2[first - 1]
    lines = drawn["batch_contours"]
    assert len(lines["w1"]) == 3
    levels = []
    for w1, w2 in zip(lines["w1"], lines["w2"], strict=True):
        points = [
            (a, b) for a, b in zip(np.array(w1, float), np.array(w2, float), strict=True) if not np.isnan(a)
        ]
        errors = np.array([batch.value(float(a), float(b)) for a, b in points])
        assert np.ptp(errors) < 0.2 * (1 + errors.mean())  # they are drawn between samples
        levels.append(np.median(errors))
        assert all(abs(a - here[0]) <= 1.21 and abs(b - here[1]) <= 1.21 for a, b in points)
    low, middle, high = sorted(levels)
    assert low < middle < high
    assert middle == pytest.approx(batch.value(*map(float, here)), rel=0.05)


def test_without_batches_there_are_no_contour_lines(draw):
    drawn = draw("batch_columns.js", "batch_contour_columns", told(run_with(0)), 3, SHOWN, surface())
    assert [len(column) for column in drawn["batch_contours"].values()] == [0, 0]
