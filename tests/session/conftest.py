"""Sessions without an event loop and without worker processes; tests call the callbacks that wait."""

from concurrent.futures import Future

import pytest
from bare_session import without_loop

from app.session import reader
from app.tables.sampling import read_surface
from surfaces import ExpressionError, recognized


@pytest.fixture(autouse=True)
def later(monkeypatch):
    """The callbacks that wait for the event loop; tests call them."""
    return without_loop(monkeypatch)


@pytest.fixture(autouse=True)
def reads_here(monkeypatch):
    """Every text is answered at once, whether or not the memory of texts still holds it."""

    def read(text, data):
        done = Future()
        try:
            done.set_result(recognized(read_surface(text, data)))
        except ExpressionError as refusal:
            done.set_exception(refusal)
        return done

    monkeypatch.setattr(reader.PARSER_POOL, "_queue", read)
    monkeypatch.setattr(reader.PARSER_POOL, "warm", lambda: None)
