"""What one visitor types never holds up another, nor does it take more than a message to answer."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect


def workers_of(pid):
    """The processes in which the server does its symbolic work."""
    children = [
        int(child)
        for path in Path(f"/proc/{pid}/task").glob("*/children")
        for child in path.read_text().split()
    ]
    return [child for child in children if b"surfaces.worker" in Path(f"/proc/{child}/cmdline").read_bytes()]


def verdict(page):
    return page.page.locator("#verdict p")


def test_a_text_that_hangs_holds_up_nobody_else(new_page, server):
    one, other = new_page(), new_page()
    other.eventually(lambda: workers_of(server.pid))
    for worker in workers_of(server.pid):
        os.kill(worker, signal.SIGSTOP)
    one.expression().fill("w1^2 + 0.987654 w2^2")
    assert verdict(one).count() == 0
    for _ in range(8):
        before = other.path()
        other.slider("α").press("ArrowLeft")
        other.eventually(lambda before=before: not np.array_equal(other.path(), before), seconds=1)
    expect(verdict(one)).to_contain_text("too complicated", timeout=3000)
    for worker in workers_of(server.pid):  # those that no text has met
        os.kill(worker, signal.SIGCONT)
    one.expression().fill("w1^2 + 0.987655 w2^2")
    one.eventually(lambda: one.trajectory()["g2"][0] == pytest.approx(2 * 0.987655 * 20))


def test_a_link_that_hangs_opens_all_the_same(new_page, server):
    new_page().eventually(lambda: workers_of(server.pid))
    for worker in workers_of(server.pid):
        os.kill(worker, signal.SIGSTOP)
    page = new_page("?e=w1^2 %2B 0.876543 w2^2&start=1,2")
    expect(page.page.get_by_role("alert")).to_contain_text("takes longer")
    assert page.start() == (1, 2)
    page.slider("α").press("ArrowLeft")
    page.eventually(lambda: "alpha=0.89" in page.page.url)
    for worker in workers_of(server.pid):
        os.kill(worker, signal.SIGCONT)
    expect(page.expression()).to_have_value("w1^2 + 0.876543 w2^2", timeout=10_000)
    expect(page.page.get_by_role("alert")).to_have_count(0)


def test_an_expensive_function_keeps_the_page_usable(explorer):
    explorer.enter("w1", "0.5")
    explorer.enter("w2", "0.5")
    text = (
        "exp(sin(w1) cos(w2)) atan(w1 w2) tanh(w1 + w2) log(2 + w1^2) hypot(w1, w2) cbrt(w1) asinh(w2)"
        " sqrt(w1^2 + 1) exp(cos(w1 - w2)) sin(w1^2) cos(w2^2) tanh(w1 w2) exp(-w1^2) atan(w2)"
        " log(3 + w2^2) cos(w1 w2) sin(2 w2) cos(3 w1)"
    )  # a gradient of 526 operations, and of 1499 before what is shared is computed once

    def shown():
        if explorer.says("too complicated"):  # to a machine that is busy: type it anew
            explorer.expression().fill(explorer.expression().input_value() + " ")
        return abs(explorer.trajectory()["g1"][0]) < 1

    explorer.expression().fill(text)
    explorer.eventually(shown, seconds=30)
    assert explorer.page.get_by_role("math").first.locator("svg").count() > 0
    for _ in range(5):
        before = explorer.path()
        explorer.slider("η").press("PageUp")
        explorer.eventually(lambda before=before: not np.array_equal(explorer.path(), before), seconds=2)
    explorer.page.mouse.move(*explorer.at(0, 0))
    explorer.page.mouse.wheel(0, -400)
    explorer.eventually(lambda: explorer.range_of("surface", "x")[1] < 20)
    explorer.page.get_by_role("tab", name="Basins").click()
    for _ in range(3):
        before = explorer.path()
        explorer.slider("η").press("PageDown")
        explorer.eventually(lambda before=before: not np.array_equal(explorer.path(), before), seconds=2)
    explorer.slider("Steps").press("Home")
    there = "() => model_of('basins').get_length() === 1"
    explorer.eventually(lambda: explorer.page.evaluate(there) and not explorer.says("coarse"), seconds=60)


@pytest.mark.parametrize(
    "text", ["(" * 5000, "9**9**9**9", "w1+" * 100_000, "\x00\ud800\ufeff", "__import__('os').system('id')"]
)
def test_hostile_texts_get_a_message_and_the_page_goes_on(explorer, text):
    explorer.expression().evaluate(
        "(field, text) => { field.value = text; field.dispatchEvent(new Event('input')) }", text
    )
    expect(verdict(explorer)).not_to_be_empty(timeout=3000)
    before = explorer.path()
    explorer.slider("α").press("ArrowLeft")
    explorer.eventually(lambda: not np.array_equal(explorer.path(), before))
