"""Free memory is returned to the system while there are sessions, and garbage of ended ones is collected."""

import itertools
from types import SimpleNamespace

import pytest

from app.serving import memory


@pytest.fixture
def check(monkeypatch):
    """Checks a server with some numbers of sessions, and tells how often memory was given back so far.

    `begin` has the number of the first session of each check, 0 if it is missing. `check.collections` has how
    often memory had been given back before each collection.
    """
    given, checks = [], []
    monkeypatch.setattr(memory, "_glibc", lambda name: lambda *_: given.append(name))
    monkeypatch.setattr(
        memory, "PeriodicCallback", lambda act, pause: SimpleNamespace(start=lambda: checks.append(act))
    )

    def run(numbers, begin=()):
        server = SimpleNamespace(get_sessions=lambda: sessions)
        memory.give_back(server)
        counts = []
        for number, first in itertools.zip_longest(numbers, begin, fillvalue=0):
            sessions = [SimpleNamespace(id=first + i) for i in range(number)]
            checks[-1]()
            counts.append(len(given))
        assert set(given) <= {"malloc_trim"}
        return counts

    run.collections = []
    monkeypatch.setattr(memory.gc, "collect", lambda: run.collections.append(len(given)))
    return run


def test_a_server_that_had_no_session_has_nothing_to_give_back(check):
    assert check([0, 0, 0]) == [0, 0, 0]


def test_while_somebody_is_there_it_is_given_back_each_time(check):
    assert check([1, 3, 2, 1]) == [1, 2, 3, 4]


def test_after_the_last_session_it_is_given_back_a_few_times_and_again_after_the_next(check):
    assert check([2, 0, 0, 0, 0, 0, 0]) == [1, 2, 3, 4, 5, 5, 5]
    assert check([1, 0, 1, 0])[-1] - 5 == 4


def test_what_is_left_behind_is_collected_once_as_many_have_ended_as_are_left(check):
    # Each time the first thirty of a hundred have gone and thirty others are there; then few come and go.
    check([100, 100, 100, 100, 100, 100, 100], begin=[0, 30, 60, 90, 120, 150, 180])
    assert check.collections == [4]
    check.collections.clear()
    check([10, 10, 10, 10, 0], begin=[0, 10, 20, 30])
    assert len(check.collections) == 2


def test_a_library_without_the_function_is_left_alone():
    assert memory._glibc("no_such_function")(-8, 1) == 0
