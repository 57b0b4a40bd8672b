"""The lessons: their numbers come out, and none says anything that the page does not show."""

import colorsys
import dataclasses
import re

import pytest

from app import look
from app.experiment import fitted
from app.lessons import LESSONS
from app.panels import PANELS
from app.runs.path import follow
from app.tables.sampling import read_surface
from app.url import from_query, lesson_experiment
from optimizers import finished

every_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS.keys())


def test_there_is_one_lesson_for_each_figure_of_the_series_and_a_few_more():
    numbers = [lesson.number for lesson in LESSONS.values()]
    series = ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4"]
    assert numbers[: len(series)] == series
    beyond = numbers[len(series) :]
    assert beyond[:5] == ["3.5", "4.1", "4.2", "4.3", "4.4"]
    further = "further lessons are of part 4 or 5"
    assert all(re.fullmatch(r"[45]\.\d+", number) for number in beyond[5:]), further
    for values in (numbers, [lesson.title for lesson in LESSONS.values()]):
        assert len(set(values)) == len(LESSONS)


class Shown:
    """What a lesson shows; see app/lessons/__init__.py."""

    def __init__(self, lesson):
        self._lesson = lesson
        self._experiment = lesson_experiment(lesson.key)
        self.paths = _paths(self._experiment)

    def tried(self, words):
        link = dict(self._lesson.tries)[words]
        return _paths(from_query(f"lesson={self._lesson.key}&{link}")[0])

    def changed(self, steps=None, **values):
        run = dataclasses.replace(self._experiment.active, **values)
        changed = dataclasses.replace(
            self._experiment, runs=(run,), pins=(), steps=steps or self._experiment.steps
        )
        return _paths(changed)[0]


def _paths(experiment):
    experiment, surface = fitted(experiment, read_surface(experiment.expression, experiment.data))
    runs = zip(experiment.runs, experiment.schedules, experiment.batches, strict=True)
    return tuple(
        finished(follow(run, surface, experiment, schedule=schedule, batch=batch))
        for run, schedule, batch in runs
    )


SENTENCES = [
    (lesson, sentence)
    for lesson in LESSONS.values()
    for paragraph in lesson.sentences
    for sentence in paragraph
]


GISTS = [(lesson, lesson.gist) for lesson in LESSONS.values()]


@pytest.mark.parametrize(
    ("lesson", "sentence"),
    [each for each in SENTENCES + GISTS if each[1].check],
    ids=lambda each: getattr(each, "key", None) or each.check.__name__,
)
def test_the_sentences_of_the_lessons_are_true(lesson, sentence):
    sentence.check(Shown(lesson))


@every_lesson
def test_the_sentence_for_a_projector_claims_something_and_is_short(lesson):
    assert lesson.gist.check
    assert lesson.gist.words.endswith(".")
    assert len(lesson.gist.words) <= 100
    assert lesson.panel in ("", *PANELS)


@every_lesson
def test_no_check_holds_two_sentences(lesson):
    checks = [sentence.check for each, sentence in SENTENCES if each is lesson and sentence.check]
    assert len(set(checks)) == len(checks) > 0


def test_a_sentence_without_a_claim_has_no_number_and_no_formula():
    for _, sentence in SENTENCES:
        if sentence.check is None and not sentence.is_seen:
            allowed = r"Drag (a point|\S+( across [\d.]+)?)\.|Move the pointer over the surface\."
            assert re.fullmatch(allowed, sentence.words), sentence.words


@every_lesson
def test_each_proposal_of_a_lesson_changes_something(lesson):
    for _, link in lesson.tries:
        experiment, _ = from_query(f"lesson={lesson.key}&{link}")
        assert experiment != lesson_experiment(lesson.key)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_that_the_texts_name_are_those_of_the_page(theme):
    assert any("orange" in paragraph for lesson in LESSONS.values() for paragraph in lesson.text)
    for shade in look.PINS[theme][: look.PIN_SHADES]:
        assert 15 < hue(shade) < 45  # orange
    low, high = look.SIGNED["light"][0], look.SIGNED["light"][-1]
    assert 150 < hue(low) < 180  # green
    assert hue(high) < 30 or hue(high) > 340  # red


def hue(colour):
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 360 * colorsys.rgb_to_hsv(red, green, blue)[0]


@every_lesson
def test_every_link_of_a_lesson_is_read_without_a_notice(lesson):
    assert from_query(lesson.link)[1] == []
    for words, link in lesson.tries:
        assert from_query(f"lesson={lesson.key}&{link}")[1] == []
        assert words


@every_lesson
def test_the_mathematics_of_a_text_is_closed(lesson):
    for paragraph in (*lesson.text, lesson.gist.words):
        assert paragraph.count("$") % 2 == 0
        for formula in re.findall(r"\$(.*?)\$", paragraph):
            assert formula.count("{") == formula.count("}")
            assert "\\\\" not in formula
