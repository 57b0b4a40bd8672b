"""How runs that are shown together end, in one sentence: where each ends, or who is there first."""

import numpy as np
import pytest

from optimizers import OPTIMIZERS, descend
from surfaces import Surface

VIEW = [[-3, 3], [-3, 3]]
TILTED = Surface.parse("(w1^2 - 1)^2 + 0.3 w1 + w2^2")
"""Two minima: the lower one on the left."""
MINIMA = [[-1.036, 0.0], [0.96, 0.0]]
BOWL = Surface.parse("w1^2 + w2^2")


def told(method, surface, start, minima, steps=200, **values):
    run = OPTIMIZERS[method](**values)
    path = descend(run, surface, start, steps)
    end = np.array([path.w1[-1], path.w2[-1]])
    target = min(minima, key=lambda minimum: np.hypot(*(end - minimum))) if minima else end
    away = np.hypot(path.w1 - target[0], path.w2 - target[1])
    outside = np.flatnonzero(away > 0.01 * away[0])
    is_there = path.stopped is None and outside.size and outside[-1] + 1 < len(away)
    return {
        "title": run.title,
        "values": ", ".join(f"{name} {value:g}" for name, value in values.items()),
        "columns": {name: getattr(path, name) for name in ("w1", "w2", "error", "g1", "g2")},
        "ended": "" if path.stopped is None else "The run ends.",
        "stopped": None if path.stopped is None else path.stopped.step,
        "judged": None,
        "judged_symbol": "",
        "close": int(outside[-1]) + 1 if is_there else None,
    }


def said(draw, runs, minima):
    return draw("ends_words.js", "ends_words", runs, minima, VIEW)


LEFT = ("gradient-descent", TILTED, (-2.0, 1.0), MINIMA)
RIGHT = ("adam", TILTED, (1.2, 0.5), MINIMA)


def test_a_run_alone_has_no_news(draw):
    assert said(draw, [told(*LEFT, eta=0.05)], MINIMA) == ""


def test_runs_that_end_in_different_minima_are_told_apart_by_their_errors(draw):
    left, right = told(*LEFT, eta=0.05), told(*RIGHT, eta=0.05)
    words = "ends in the lower minimum, (−1.036, 0), Adam in the higher one, (0.96, 0)."
    assert said(draw, [left, right], MINIMA) == f"It {words}"  # the sentence before is about the active run
    assert said(draw, [right, left], MINIMA) == f"Gradient descent {words}"


def test_places_of_rest_are_told_apart_where_no_minimum_is_known(draw):
    left, right = told(*LEFT, eta=0.05), told(*RIGHT, eta=0.05)
    words = "It ends lower, at (−1.036, 0), Adam at (0.96, 0)."
    assert said(draw, [left, right], []).replace("0.9601", "0.96") == words


def test_minima_of_one_error_are_neither_lower_nor_higher(draw):
    surface, minima = Surface.parse("(w1^2 - 1)^2 + w2^2"), [[-1, 0], [1, 0]]
    runs = [told("adam", surface, (-2.0, 1.0), minima, eta=0.1)]
    runs.append(told("gradient-descent", surface, (2.0, 1.0), minima, eta=0.02))
    assert runs[0]["columns"]["error"][-1] != runs[1]["columns"]["error"][-1]
    assert said(draw, runs, minima) == "Gradient descent ends at (1, 0)."  # where Adam ends is said before


def test_who_arrives_much_sooner_is_said_and_who_does_not_arrive(draw):
    slow, fast, never = (
        told("gradient-descent", BOWL, (2.0, 1.0), [[0, 0]], eta=eta) for eta in (0.02, 0.2, 1e-4)
    )
    fast |= {"title": "Momentum"}
    never |= {"title": "Adam"}
    there = f"Momentum is there first, after {fast['close']} steps"
    assert said(draw, [slow, fast], [[0, 0]]) == f"{there}."
    late = f"after {slow['close']} steps"
    assert said(draw, [fast, slow], [[0, 0]]) == f"Gradient descent arrives {late}."
    middle = told("gradient-descent", BOWL, (2.0, 1.0), [[0, 0]], eta=0.1) | {"title": "Lion"}
    assert (
        said(draw, [fast, slow, middle], [[0, 0]]) == f"It is the first, Gradient descent the last, {late}."
    )
    last = f"Gradient descent last, after {slow['close']}."
    assert said(draw, [middle, slow, fast], [[0, 0]]) == f"{there}, {last}"
    assert said(draw, [slow, fast, never], [[0, 0]]) == f"{there}; Adam does not arrive."
    assert said(draw, [fast, never], [[0, 0]]) == "Adam does not arrive."
    assert said(draw, [never, fast], [[0, 0]]) == f"Momentum arrives near (0, 0) after {fast['close']} steps."


def test_runs_that_arrive_at_nearly_the_same_step_have_no_order(draw):
    runs = [told("gradient-descent", BOWL, (2.0, 1.0), [[0, 0]], eta=eta) for eta in (0.1, 0.11, 0.12)]
    for run, title in zip(runs, ("Momentum", "Adam", "Lion"), strict=True):
        run["title"] = title
    assert said(draw, runs[:2], [[0, 0]]) == f"Adam arrives after {runs[1]['close']} steps."
    assert said(draw, runs, [[0, 0]]) in (
        "Adam and Lion arrive about as soon.",
        "Lion and Adam arrive about as soon.",
    )


def test_runs_of_one_method_are_named_by_what_differs(draw):
    runs = [told("gradient-descent", BOWL, (2.0, 1.0), [[0, 0]], eta=eta) for eta in (0.02, 0.2)]
    assert said(draw, runs, [[0, 0]]).startswith("Gradient descent with eta = 0.2 is there first")


def test_where_none_arrives_the_lowest_error_counts_but_not_that_of_a_run_that_breaks_off(draw):
    runs = [
        told("gradient-descent", BOWL, (2.0, 1.0), [[0, 0]], eta=eta, steps=900) for eta in (1e-5, 1e-4, 9.0)
    ]
    for run, title in zip(runs, ("Momentum", "Adam", "Lion"), strict=True):
        run["title"] = title
    assert runs[2]["ended"]
    assert said(draw, runs, [[0, 0]]).startswith("Adam ends lowest, with E = ")
    assert said(draw, runs[1::-1], [[0, 0]]).startswith("Momentum ends higher, at E = ")


@pytest.mark.parametrize("count", [5, 9])
def test_many_runs_still_have_a_short_sentence(draw, count):
    runs = [told(*(LEFT if k % 2 else RIGHT), eta=0.05 + k / 1000) for k in range(count)]
    for k, run in enumerate(runs):
        run["title"] = f"Method {k}"
    assert len(said(draw, runs, MINIMA)) < 160


def test_runs_of_one_method_are_told_apart_by_their_batches(draw):
    quick, slow = (told("gradient-descent", BOWL, (2, 1), [[0, 0]], 400, eta=eta) for eta in (0.2, 0.02))
    quick["values"], slow["values"] = "η 0.05", "η 0.05; batch 2"
    assert said(draw, [quick, slow], [[0, 0]]).startswith("Gradient descent with batch 2 arrives after ")
    assert said(draw, [slow, quick], [[0, 0]]).startswith(
        "Gradient descent with all rows is there first, after "
    )
