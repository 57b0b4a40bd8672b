"""Reading texts: each is answered once, the newest counts, and a busy pool is asked again."""

from concurrent.futures import Future

import pytest
from bokeh.document import Document

from app.session import reader
from app.session.parser_pool import BusyError
from app.session.reader import Answer, Reader
from surfaces import GALLERY, ExpressionError
from surfaces.worker import GaveUpError

BOWL = GALLERY["bowl"]
NOTHING = {"message": "", "position": None}


class Ends:
    """A reader, and a parser pool of which each answer is given by hand."""

    def __init__(self, monkeypatch):
        self.futures, self.answers, self.waiting = [], [], []
        monkeypatch.setattr(reader, "PARSER_POOL", self)
        monkeypatch.setattr(
            Document, "add_timeout_callback", lambda _, call, pause: self.waiting.append((call, pause))
        )
        self.reader = Reader(Document())

    def surface(self, text, table=None):
        """Return what the test will answer, unless it has already."""
        self.futures.append((text, Future()))
        if text == "known":
            self.answer()
        return self.futures[-1][1]

    def answer(self, problem=None, place=-1):
        future = self.futures[place][1]
        future.set_exception(problem) if problem else future.set_result(BOWL)

    def read(self, text):
        self.reader.read(text, None, self.answers.append)

    def taken(self):
        found = self.answers[:]
        self.answers.clear()
        return found


@pytest.fixture
def ends(monkeypatch):
    return Ends(monkeypatch)


def come(later):
    """Let what waits for another event happen."""
    while later:
        later.popleft()()


def test_a_text_is_answered_now_or_in_a_later_event_and_the_newest_counts(ends, later):
    ends.read("known")
    assert ends.taken() == [Answer("known", BOWL, NOTHING, True)]
    ends.read("one")
    ends.read("two")
    ends.answer(place=1)
    ends.answer(place=2)
    assert ends.taken() == []
    come(later)
    assert ends.taken() == [Answer("one", BOWL, NOTHING, False), Answer("two", BOWL, NOTHING, True)]
    ends.read("three")
    ends.reader.supersede()
    ends.answer()
    come(later)
    assert ends.taken() == [Answer("three", BOWL, NOTHING, False)]


@pytest.mark.parametrize(
    ("problem", "refusal"),
    [
        (ExpressionError("what?", 3), {"message": "what?", "position": 3}),
        (BusyError(), {"message": BusyError.message, "position": None}),
        (GaveUpError(), {"message": GaveUpError.message, "position": GaveUpError.position}),
    ],
)
def test_a_refusal_is_an_answer(ends, later, problem, refusal):
    ends.read("text")
    ends.answer(problem)
    come(later)
    assert ends.taken() == [Answer("text", None, refusal, True)]
    assert ends.waiting == []


def test_an_answer_for_a_session_that_has_ended_is_dropped(ends, monkeypatch):
    def fail(_, callback):
        raise RuntimeError

    monkeypatch.setattr(Document, "add_next_tick_callback", fail)
    ends.read("text")
    ends.answer()
    assert ends.taken() == []


def test_a_link_is_read_at_once_or_refused_with_the_place(ends, monkeypatch):
    assert ends.reader.at_once("known") is BOWL
    monkeypatch.setattr(ends, "surface", lambda *_: failed(ExpressionError("what?", 3)))
    with pytest.raises(ExpressionError, match="what") as caught:
        ends.reader.at_once("text")
    assert caught.value.position == 3
    ends.reader.read_late(ends.answers.append)
    assert ends.taken() == []


def failed(problem):
    future = Future()
    future.set_exception(problem)
    return future


@pytest.mark.parametrize("is_busy", [True, False])
def test_a_slow_function_of_a_link_is_read_again_until_something_newer_is_asked_for(
    ends, later, monkeypatch, is_busy
):
    with monkeypatch.context() as patch:
        patch.setattr(reader, "_PATIENCE", 0.001)
        if is_busy:
            patch.setattr(ends, "surface", lambda *_: failed(BusyError()))
        with pytest.raises(ExpressionError, match="longer than others"):
            ends.reader.at_once("text")
    ends.futures.clear()
    for _ in range(2):  # nothing is left for the second time
        ends.reader.read_late(ends.answers.append)
    for count in range(1, 4):
        assert [text for text, _ in ends.futures] == ["text"] * count
        ends.answer(BusyError())
        come(later)
        ((again, pause),) = ends.waiting
        assert pause == 500
        ends.waiting.clear()
        assert ends.taken() == []
        again()
    ends.answer()
    come(later)
    assert ends.taken() == [Answer("text", BOWL, NOTHING, True)]
    again()
    ends.reader.supersede()
    ends.answer(BusyError())
    come(later)
    assert (ends.taken(), ends.waiting) == ([], [])
