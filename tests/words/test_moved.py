"""The controls that a lesson moves, which are all that a projector shows."""

import pytest

from app.lessons import LESSONS
from app.url import lesson_experiment
from app.words.contents import moved


@pytest.mark.parametrize(
    ("key", "paths"),
    [
        ("momentum", ["values.alpha"]),
        ("small-hole", ["values.beta1"]),
        ("adaptive", ["values.eta", "values.beta"]),
        ("first-moment", ["values.beta1"]),
        ("momentum-by-hand", []),
        ("warm-up-and-decay", ["values.eta", "schedule.key", "schedule.warm_up"]),
        ("edge-of-stability", ["values.eta", "schedule.key"]),
        ("mini-batches", ["schedule.key", "batch"]),
    ],
)
def test_a_lesson_moves_the_settings_that_its_text_or_its_buttons_change(key, paths):
    assert moved(LESSONS[key]) == paths


@pytest.mark.parametrize("key", LESSONS)
def test_a_lesson_moves_only_what_its_run_has(key):
    shown = lesson_experiment(key)
    rows = [f"values.{name}" for name in vars(shown.active)]
    assert set(moved(LESSONS[key])) <= {
        *rows,
        "schedule.key",
        "batch",
        *(f"schedule.{name}" for name in vars(shown.schedule)),
    }
