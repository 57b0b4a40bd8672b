"""These sessions have no event loop: what they do later waits in `later`, to be called by hand."""

import pytest
from bare_session import without_loop


@pytest.fixture(autouse=True)
def later(monkeypatch):
    return without_loop(monkeypatch)
