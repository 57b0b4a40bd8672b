"""What is free is given back while there are sessions, and what they leave behind when none is left."""

from types import SimpleNamespace

import pytest

from app.serving import leftovers


@pytest.fixture
def check(monkeypatch):
    """Checks a server with some numbers of sessions, and tells how often memory was given back so far."""
    given, checks = [], []
    monkeypatch.setattr(leftovers, "_glibc", lambda name: lambda *_: given.append(name))
    monkeypatch.setattr(
        leftovers, "PeriodicCallback", lambda act, pause: SimpleNamespace(start=lambda: checks.append(act))
    )

    def run(numbers):
        server = SimpleNamespace(get_sessions=lambda: sessions)
        leftovers.give_back(server)
        counts = []
        for number in numbers:
            sessions = [object()] * number
            checks[-1]()
            counts.append(len(given))
        assert set(given) <= {"malloc_trim"}
        return counts

    return run


def test_a_server_that_had_no_session_has_nothing_to_give_back(check):
    assert check([0, 0, 0]) == [0, 0, 0]


def test_while_somebody_is_there_it_is_given_back_each_time(check):
    assert check([1, 3, 2, 1]) == [1, 2, 3, 4]


def test_after_the_last_session_it_is_given_back_a_few_times_and_again_after_the_next(check):
    assert check([2, 0, 0, 0, 0, 0, 0]) == [1, 2, 3, 4, 5, 5, 5]
    assert check([1, 0, 1, 0])[-1] - 5 == 4


def test_a_library_without_the_function_is_left_alone():
    assert leftovers._glibc("no_such_function")(-8, 1) == 0
