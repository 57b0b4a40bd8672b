"""The lessons: their numbers come out, and none says anything that the page does not show."""

import re

import pytest

from app.lessons import LESSONS
from app.runs.fan import follow
from app.url import from_query, lesson_experiment
from surfaces import Surface

every_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS.keys())


def test_there_is_one_lesson_for_each_figure_of_the_series():
    numbers = [lesson.number for lesson in LESSONS.values()]
    assert numbers == ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4"]
    assert len({lesson.title for lesson in LESSONS.values()}) == 12


@every_lesson
def test_the_numbers_of_a_lesson_come_out(lesson):
    experiment = lesson_experiment(lesson.key)
    surface = Surface.parse(experiment.expression)
    lesson.check(tuple(follow(run, surface, experiment) for run in experiment.runs))


@every_lesson
def test_every_link_of_a_lesson_is_read_without_a_notice(lesson):
    assert from_query(lesson.link)[1] == []
    for words, link in lesson.tries:
        assert from_query(f"lesson={lesson.key}&{link}")[1] == []
        assert words


@every_lesson
def test_the_mathematics_of_a_text_is_closed(lesson):
    for paragraph in lesson.text:
        assert paragraph.count("$") % 2 == 0
        for formula in re.findall(r"\$(.*?)\$", paragraph):
            assert formula.count("{") == formula.count("}")
            assert "\\\\" not in formula
