"""What one visitor types or sends delays nobody else, and is answered with a message."""

import contextlib
import os
import signal
import threading
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect


def workers_of(pid):
    """The processes in which the server does its symbolic work."""
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # one has just ended
            for child in map(int, path.read_text().split()):
                if b"surfaces.worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(child)
    return found


@contextlib.contextmanager
def hanging(server):
    """Stop all these processes for a while, also those that start meanwhile."""
    over, stopped = threading.Event(), set()

    def stop():
        for worker in workers_of(server.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGSTOP)
                stopped.add(worker)

    def keep_stopping():
        while not over.wait(0.02):
            stop()

    stop()
    stopping = threading.Thread(target=keep_stopping)
    stopping.start()
    try:
        yield
    finally:
        over.set()
        stopping.join()
        for worker in stopped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGCONT)


def verdict(page):
    return page.page.locator("#verdict p")


_TIMES = """
window.first = {}  // ms since 1970
for (const topic of ["answered", "verdict"])
    addEventListener("DOMContentLoaded", () => module_store.follow([topic], (fact) => {
        if (fact) first[topic] ??= performance.timeOrigin + performance.now()
    }))
"""
_NOTICE = """addEventListener("DOMContentLoaded", () => {
    window.notice = document.querySelector("[role=alert]").textContent
})"""


def test_a_text_that_hangs_does_not_delay_other_visitors(new_page, server):
    one, other = new_page(script=_TIMES), new_page(script=_TIMES)
    other.eventually(lambda: workers_of(server.pid))
    other.page.evaluate("() => { window.first = {} }")
    with hanging(server):
        one.expression().fill("w1^2 + 0.987654 w2^2")
        for _ in range(8):
            before = other.path()
            other.slider("α").press("ArrowLeft")
            other.eventually(lambda before=before: not np.array_equal(other.path(), before))
        other.wait_until_settled()
        expect(verdict(one)).to_contain_text("too complicated")
    assert other.page.evaluate("first.answered") < one.page.evaluate("first.verdict")
    one.expression().fill("w1^2 + 0.987655 w2^2")
    shows(one, 2 * 0.987655)


def test_a_link_that_hangs_opens_all_the_same(new_page, server):
    new_page().eventually(lambda: workers_of(server.pid))
    with hanging(server):
        page = new_page("?e=w1^2 %2B 0.876543 w2^2&start=1,2", is_late=True, script=_NOTICE)
        assert "takes longer" in page.page.evaluate("notice")
        assert page.start() == (1, 2)
        page.slider("α").press("ArrowLeft")
        page.eventually(lambda: "alpha=0.89" in page.page.url)
    shows(page, 2 * 0.876543)
    expect(page.page.get_by_role("alert")).to_have_count(0)


def shows(page, curvature):
    """Wait for the function of the field, which is a sum of squares and has this second derivative along w2.

    On a busy machine it is refused and typed anew; the page then finds a start of its own for it.
    """

    def is_shown():
        if page.expression().get_attribute("aria-invalid") == "true":
            page.expression().fill(page.expression().input_value() + " ")
        path = page.trajectory()
        return path["g2"][0] == pytest.approx(curvature * path["w2"][0])

    page.eventually(is_shown, seconds=120)


def test_an_expensive_function_keeps_the_page_usable(new_page):
    explorer = new_page()
    explorer.enter("w1", "0.5")
    explorer.enter("w2", "0.5")
    text = (
        "exp(sin(w1) cos(w2)) atan(w1 w2) tanh(w1 + w2) log(2 + w1^2) hypot(w1, w2) cbrt(w1) asinh(w2)"
        " sqrt(w1^2 + 1) exp(cos(w1 - w2)) sin(w1^2) cos(w2^2) tanh(w1 w2) exp(-w1^2) atan(w2)"
        " log(3 + w2^2) cos(w1 w2) sin(2 w2) cos(3 w1)"
    )  # a gradient of 526 operations, and of 1499 before what is shared is computed once

    def shown():
        if explorer.expression().get_attribute("aria-invalid") == "true":  # on a busy machine: type it anew
            explorer.expression().fill(explorer.expression().input_value() + " ")
        return abs(explorer.trajectory()["g1"][0]) < 1

    def lower_eta(times):
        for _ in range(times):
            before = explorer.path()
            explorer.slider("η").press("PageDown")
            explorer.eventually(lambda before=before: not np.array_equal(explorer.path(), before))

    explorer.expression().fill(text)
    explorer.eventually(shown, seconds=120)
    explorer.eventually(lambda: explorer.value("η") == 0.2, seconds=120)  # the page finds it a moment later
    expect(explorer.page.get_by_role("math").first).to_be_visible()
    lower_eta(5)
    low, high = explorer.range_of("surface", "x")
    explorer.page.mouse.move(*explorer.at(0.2, 0))
    explorer.page.mouse.wheel(0, -400)
    explorer.eventually(lambda: np.ptp(explorer.range_of("surface", "x")) < 0.9 * (high - low))
    explorer.page.get_by_role("tab", name="Basins").click()
    lower_eta(3)
    explorer.slider("Steps").press("Home")
    there = "() => model_of('basins').get_length() === 1"
    explorer.eventually(lambda: explorer.page.evaluate(there) and not explorer.says("coarse"), seconds=120)
