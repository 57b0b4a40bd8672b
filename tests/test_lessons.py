"""The lessons: their numbers come out, and none says anything that the page does not show."""

import colorsys
import dataclasses
import re

import numpy as np
import pytest

from app import look
from app.experiment import fitted
from app.goals import parse_goal
from app.lessons import LESSONS
from app.panels import PANELS
from app.runs.path import simulate
from app.runs.worth import SMALL, blamed
from app.tables.sampling import read_surface
from app.url import from_query, lesson_experiment
from app.words.contents import contents
from optimizers import finished, hypers

every_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS.keys())


def test_there_is_one_lesson_for_each_figure_of_the_series_and_a_few_more():
    numbers = [lesson.number for lesson in LESSONS.values()]
    series = ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4"]
    assert numbers[: len(series)] == series
    beyond = numbers[len(series) :]
    assert beyond[0] == "3.5"
    parts = [[number for number in beyond[1:] if number[0] == part] for part in "45"]
    assert [*parts[0], *parts[1]] == beyond[1:], "further lessons are of part 4 or 5"
    for part in parts:
        assert [int(number[2:]) for number in part] == list(range(1, len(part) + 1)), "none is left out"
    for values in (numbers, [lesson.title for lesson in LESSONS.values()]):
        assert len(set(values)) == len(LESSONS)


@every_lesson
def test_the_run_of_a_lesson_is_large_enough_to_be_seen(lesson):
    shown = Shown(lesson)
    assert SMALL not in blamed(shown.paths[0], shown.view), "give the link a `view` that shows the run"


class Shown:
    """What a lesson shows; see app/lessons/__init__.py."""

    def __init__(self, lesson):
        self._lesson = lesson
        self._experiment = lesson_experiment(lesson.key)
        self.view = self._experiment.view
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
        finished(simulate(run, surface, experiment, schedule=schedule, batch=batch))
        for run, schedule, batch in runs
    )


SENTENCES = [
    (lesson, sentence)
    for lesson in LESSONS.values()
    for paragraph in lesson.sentences
    for sentence in paragraph
]


ANSWERS = [(lesson, sentence) for lesson in LESSONS.values() for sentence in lesson.question.answer]
GISTS = [(lesson, lesson.gist) for lesson in LESSONS.values()]


@pytest.mark.parametrize(
    ("lesson", "sentence"),
    [each for each in SENTENCES + GISTS + ANSWERS if each[1].check],
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
def test_every_lesson_asks_before_it_tells(lesson):
    """The question is a guess or a goal; the answer is true, short, and says what to do next."""
    words, link, answer = lesson.question
    experiment, notices = from_query(f"lesson={lesson.key}&{link}")
    assert notices == []
    assert experiment.awaited != bool(experiment.goal)
    assert "?" in words or experiment.goal
    assert all(sentence.check for sentence in answer)
    told = " ".join(sentence.words for sentence in answer)
    assert len(re.findall(r"[.?](?= |$)", told)) <= 4
    assert re.search(r"(Drag|Open|Press|Choose|Switch) [^.]*\.$", told) or "Drag" in told
    assert lesson.able.endswith(".")
    assert 1 <= lesson.minutes <= 5


@pytest.mark.parametrize(
    "lesson", [each for each in LESSONS.values() if "goal=" in each.question.link], ids=lambda each: each.key
)
def test_a_goal_is_neither_reached_at_first_nor_out_of_reach(lesson):
    experiment, _ = from_query(f"lesson={lesson.key}&{lesson.question.link}")
    goal = parse_goal(experiment.goal)
    (field,) = goal.by
    (about,) = (each for each in hypers(experiment.active) if each.name == field)
    is_log = about.scale == "log"
    values = np.geomspace(max(about.low, 1e-3), about.high, 60) if is_log else np.arange(100) / 100
    runs = [dataclasses.replace(experiment.active, **{field: float(value)}) for value in values]
    found = [_is_reached(goal, dataclasses.replace(experiment, runs=(run,))) for run in runs]
    assert 0 < sum(found) < len(found)
    assert not _is_reached(goal, experiment)


def _is_reached(goal, experiment):
    (path,) = _paths(experiment)
    column = {"E": path.error, "w1": path.w1}[goal.quantity]
    seen = column[-1:] if goal.within is None else column[: goal.within + 1]
    return path.stopped is None and bool((seen < goal.number if goal.less else seen > goal.number).any())


@every_lesson
def test_while_a_guess_is_awaited_nothing_of_a_lesson_is_told_but_its_question(lesson):
    shown = lesson_experiment(lesson.key)
    surface = read_surface(shown.expression, shown.data)
    told = contents(dataclasses.replace(shown, guess="place"), surface)["lesson"]
    assert (told["text"], told["tries"], told["answer"]) == ([], [], "")
    assert told["question"] == lesson.question.words
    assert told["gist"] == (lesson.question.words if told["asks"] else "")  # a goal is shown by itself
    answered = contents(dataclasses.replace(shown, guess="place", guessed=(1.0,)), surface)["lesson"]
    assert answered["answer"]
    assert answered["text"] == list(lesson.text)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_that_the_texts_name_are_those_of_the_page(theme):
    assert any("green" in paragraph for lesson in LESSONS.values() for paragraph in lesson.text)
    for shade in look.PINS[theme][: look.PIN_SHADES]:
        assert 130 < hue(shade) < 170  # green
    low, high = look.SIGNED["light"][0], look.SIGNED["light"][-1]
    assert 150 < hue(low) < 180  # green, too
    assert hue(high) < 30 or hue(high) > 340  # red


def hue(colour):
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 360 * colorsys.rgb_to_hsv(red, green, blue)[0]


@every_lesson
def test_every_link_of_a_lesson_is_read_without_a_notice_and_each_proposal_changes_something(lesson):
    assert from_query(lesson.link)[1] == []
    for words, link in lesson.tries:
        experiment, notices = from_query(f"lesson={lesson.key}&{link}")
        assert notices == []
        assert experiment != lesson_experiment(lesson.key)
        assert words


@every_lesson
def test_the_mathematics_of_a_text_is_closed(lesson):
    answer = [sentence.words for sentence in lesson.question.answer]
    for paragraph in (*lesson.text, lesson.gist.words, lesson.question.words, *answer):
        assert paragraph.count("$") % 2 == 0
        for formula in re.findall(r"\$(.*?)\$", paragraph):
            assert formula.count("{") == formula.count("}")
            assert "\\\\" not in formula
