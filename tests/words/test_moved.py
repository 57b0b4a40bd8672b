"""The hyper-parameters that a lesson moves, which are all that a projector shows of its controls."""

import pytest

from app.lessons import LESSONS
from app.url import lesson_experiment
from app.words.contents import moved


@pytest.mark.parametrize(
    ("key", "names"),
    [("momentum", ["alpha"]), ("small-hole", ["beta1"]), ("adaptive", ["eta", "beta"]), ("first-moment", [])],
)
def test_a_lesson_moves_the_settings_that_its_text_or_its_buttons_change(key, names):
    assert moved(LESSONS[key]) == names


@pytest.mark.parametrize("key", LESSONS)
def test_a_lesson_moves_only_what_its_method_has(key):
    assert set(moved(LESSONS[key])) <= set(vars(lesson_experiment(key).active))
