"""Work in slices: events go first, short work before long work, newer work replaces older."""

from inspect import GEN_SUSPENDED, getgeneratorstate
from types import SimpleNamespace

import pytest
from bare_session import called

from app.session import background
from app.session.background import Background


class Loop:
    """An event loop, and the document of a session on it; what waits is called by hand, turn by turn."""

    def __init__(self):
        self.waiting = []
        self.session_context = SimpleNamespace(destroyed=False)

    def add_next_tick_callback(self, callback):
        called(self.waiting.append, callback)

    def call_later(self, _, callback):
        self.waiting.append(callback)

    def turn(self):
        waiting, self.waiting = self.waiting, []
        for callback in waiting:
            callback()

    def run(self):
        turns = 0
        while self.waiting:
            self.turn()
            turns += 1
        return turns


class Clock:
    """The clocks of the wall and of the processor, which only what is done here moves on."""

    def __init__(self):
        self.wall = self.processor = 0.0

    def monotonic(self):
        return self.wall

    def process_time(self):
        return self.processor

    def wait(self, seconds):
        self.wall += seconds

    def work(self, seconds):
        self.wall += seconds
        self.processor += seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(background, "time", clock)
    return clock


@pytest.fixture
def loop(monkeypatch):
    loop = Loop()
    turns = background.Turns(loop.call_later)
    monkeypatch.setattr(background, "turns", lambda: turns)
    return loop


@pytest.fixture
def steps(clock):
    """Makes work of a number of steps, each of some seconds."""

    def make(count, seconds=2 / 3 * background._SLICE):
        for i in range(count):
            clock.work(seconds)
            yield i / count
        return count

    return make


def ignore(_):
    pass


def test_long_work_takes_many_turns_and_hands_over_its_result(loop, steps):
    results = []
    work = Background(loop)
    work.start(steps(20), results.append, ignore)
    assert work.busy
    assert loop.run() >= 5
    assert results == [20]
    assert not work.busy


def test_work_at_once_is_done_in_this_event_if_it_is_short(loop, steps, clock):
    results, work = [], Background(loop)
    work.start(steps(2, 0.001), results.append, at_once=True)
    assert results == [2]
    assert not work.busy
    work.start(steps(20, 0.001), results.append, at_once=True)
    assert clock.wall <= 0.002 + background._FIRST_SLICE + 0.001
    assert work.busy
    loop.run()
    assert results == [2, 20]


def test_newer_work_takes_the_place_of_older(loop, steps):
    results = []
    work = Background(loop)
    work.start(steps(1000), results.append, ignore)
    loop.turn()
    work.start(steps(3, 0), results.append, ignore)
    loop.run()
    assert results == [3]


def test_many_jobs_at_once_are_a_crowd_until_they_are_over(loop, steps):
    turns = background.turns()
    for _ in range(background._CROWD):
        assert not turns.is_crowded
        Background(loop).start(steps(20), ignore)
        loop.turn()
    assert turns.is_crowded
    loop.run()
    assert not turns.is_crowded


@pytest.mark.parametrize("turns", [0, 1, 2])
def test_stopped_work_has_no_result(loop, steps, turns):
    results = []
    work = Background(loop)
    work.start(steps(1, 0), results.append, ignore)
    for _ in range(turns):
        loop.turn()
    done = bool(results)
    work.stop()
    assert not work.busy
    assert loop.run() <= 2
    assert results == [1] * done


def test_the_work_of_a_session_that_has_ended_is_dropped(loop, steps):
    results = []
    Background(loop).start(steps(1000), results.append, ignore)
    loop.turn()
    loop.session_context.destroyed = True
    loop.session_context = None  # as a document has none any more
    assert loop.run() <= 1
    assert results == []


def test_short_work_is_not_held_up_by_the_long_work_of_many(loop, steps):
    results = []
    for _ in range(20):
        Background(loop).start(steps(4500), lambda _: results.append("long"), ignore)
    for _ in range(3600):
        loop.turn()
    Background(loop).start(steps(2), lambda _: results.append("short"), ignore)
    for _ in range(6):
        loop.turn()
    assert results == ["short"]


def test_an_answer_goes_before_other_work_but_does_not_block_it(loop, steps):
    results = []
    for _ in range(20):
        Background(loop).start(steps(20), lambda _: results.append("map"), ignore)
    for _ in range(3):
        loop.turn()
    Background(loop).start(steps(60), lambda _: results.append("answer"), ignore, at_once=True)
    Background(loop).start(steps(1000), lambda _: results.append("long"), ignore, at_once=True)
    loop.run()
    assert results == ["answer", *["map"] * 20, "long"]


def test_short_works_that_begin_together_end_one_after_the_other(loop, steps):
    results = []
    begun = [steps(10, background._SHORT / 12) for _ in range(5)]
    for place, work in enumerate(begun):
        Background(loop).start(work, lambda _, place=place: results.append(place))
    while not results:
        loop.turn()
    assert [getgeneratorstate(work) for work in begun].count(GEN_SUSPENDED) <= 1
    loop.run()
    assert results == [0, 1, 2, 3, 4]


def test_all_have_their_turns(loop, clock):
    shares = {name: [] for name in "abc"}

    def noting(name):
        for i in range(270):
            shares[name].append(i)
            clock.work(2 / 3 * background._SLICE)
            yield i / 270

    for name in shares:
        Background(loop).start(noting(name), ignore, ignore)
    for _ in range(297):
        loop.turn()
    counts = sorted(map(len, shares.values()))
    assert counts[0] > 0
    assert counts[-1] <= 2 * counts[0]


def test_while_events_wait_there_is_a_slice_only_now_and_then(loop, clock):
    done = []

    def noting():
        for i in range(1000):
            done.append(i)
            clock.work(background._SLICE)
            yield i / 1000

    Background(loop).start(noting(), ignore, ignore)
    for _ in range(60):
        clock.work(3 * background._IDLE)  # an event is answered
        loop.turn()
    most = clock.wall / background._LONGEST_PAUSE + 1
    assert 1 <= len(done) <= most < 60


def test_a_pause_that_ends_late_without_events_holds_up_nothing(loop, clock, steps):
    results = []
    Background(loop).start(steps(10), results.append, ignore)
    for _ in range(12):
        clock.wait(4 * background._IDLE)  # other processes have the processor
        loop.turn()
    assert results == [10]


def test_progress_is_told_when_it_takes_long(loop, steps):
    shares = []
    Background(loop).start(steps(600), ignore, shares.append)
    loop.run()
    assert 1 <= len(shares) < 20  # not one for each slice of work
    assert shares == sorted(shares)
    assert 0 < shares[0] < 1


def failing():
    yield 0.5
    raise ValueError("a fault")


@pytest.mark.parametrize("at_once", [False, True])
def test_failed_work_reports_it_and_ends_and_the_others_go_on(loop, steps, caplog, at_once):
    told, work = [], Background(loop)
    work.start(failing(), told.append, failed=lambda: told.append("failed"), at_once=at_once)
    others = []
    Background(loop).start(steps(3, 0), others.append)
    loop.run()
    assert (told, others) == (["failed"], [3])
    assert not work.busy
    assert "a fault" in caplog.text
    work.start(failing(), told.append, failed=lambda: told.append("again"))
    loop.turn()
    work.stop()
    loop.run()
    assert told == ["failed"], "nobody wants it any more"


def test_a_result_that_cannot_be_handed_over_does_not_stop_the_work_of_others(loop, steps):
    results = []
    broken = Loop()
    Background(loop).start(steps(3), results.append)
    loop.turn()

    def refuse(_):
        raise ValueError("a fault")

    broken.add_next_tick_callback = loop.add_next_tick_callback
    Background(broken).start(steps(1, 0), results.append)
    loop.turn()
    broken.add_next_tick_callback = refuse
    while loop.waiting:
        try:
            loop.turn()
        except ValueError:
            broken.add_next_tick_callback = lambda callback: None
    assert results == [3]


def test_new_short_work_never_holds_up_for_ever_what_was_begun_before(loop, steps):
    results = []
    Background(loop).start(steps(8), lambda _: results.append("first"), ignore)
    for _ in range(400):
        Background(loop).start(steps(1), ignore, ignore)
        loop.turn()
    assert results == ["first"]
