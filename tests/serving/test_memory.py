"""What is free is given back now and then, where the C library can do that."""

from types import SimpleNamespace

import pytest

from app.serving import memory


@pytest.mark.parametrize("library", ["glibc", "another one"])
def test_free_memory_is_given_back_regularly(monkeypatch, library):
    given, begun = [], []
    functions = SimpleNamespace(malloc_trim=given.append) if library == "glibc" else SimpleNamespace()
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda _: functions)
    monkeypatch.setattr(
        memory, "PeriodicCallback", lambda act, _: SimpleNamespace(start=lambda: begun.append(act))
    )
    memory.give_back()
    for act in 2 * begun:
        act()
    assert given == ([0, 0] if library == "glibc" else [])
