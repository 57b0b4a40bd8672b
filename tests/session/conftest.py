"""These sessions have no event loop: their callbacks wait in `later`, and tests call them."""

import pytest
from bare_session import without_loop


@pytest.fixture(autouse=True)
def later(monkeypatch):
    return without_loop(monkeypatch)
