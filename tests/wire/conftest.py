"""Pages without a server; no test lets an error pass."""

import pytest
from wire_page import WATCH, Page


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    page = Page(context.new_page())
    errors = []
    page.page.on("pageerror", lambda error: errors.append(error))
    yield page
    context.close()
    assert not errors


@pytest.fixture
def wired(page):
    """A page whose wire has begun, without an answer yet."""
    page.run("""async () => {
        const { active_run } = await import("/experiment.js")
        const { held_inputs } = await import("/held_inputs.js")
        held_inputs()
        active_run()
        window.rejoin = (await import("/wire.js")).wire("token 1")
    }""")
    return page


@pytest.fixture
def watched(page):
    """A page that watches its connection."""
    page.run(WATCH)
    return page
