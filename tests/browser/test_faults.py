"""The connection is cut, the server is killed: the page goes on, and joins the server again by itself."""

import contextlib
import os
import re
import signal
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import by_hand
import numpy as np
import pytest
from explorer_page import PATIENCE, ExplorerPage, impatient
from explorer_server import running
from playwright.sync_api import expect
from ports import free_port

from app.serving.guard import policy


class Killable:
    """A server that can be killed and started again under the same address."""

    def __init__(self, folder):
        self._folder = folder
        self._running = contextlib.ExitStack()
        self._pid = 0
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        started = self._running.enter_context(running(self._folder, "--port", str(self.port)))
        assert started.address == self.address
        self._pid = started.pid

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self._pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)
        self._running.close()


@contextlib.contextmanager
def busy(port: int, **headers: str):
    """Answers everything at a port with status 503 and these headers."""

    class Busy(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(503)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"Busy")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Busy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


class Cable:
    """A connection to the server that can be cut."""

    def __init__(self, port: int):
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._pairs = []
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self.whole = True
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.whole = False
        for end in self._ends():
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.whole = True

    def unplug(self) -> None:
        self.cut()
        self._listener.close()

    def _ends(self):
        return [end for pair in self._pairs for end in pair]

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near = self._listener.accept()[0]
                if not self.whole:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._pairs.append((near, far))
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):  # it may have ended already
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Killable(tmp_path_factory.mktemp("killed"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def workers(tmp_path_factory):
    with running(tmp_path_factory.mktemp("workers"), "--workers", "2") as workers:
        yield workers


@pytest.fixture
def cable(server):
    cable = Cable(server.port)
    yield cable
    cable.unplug()


@pytest.fixture
def open_page(chromium):
    """Opens a page that may lose its server. A request to another host or a failing script fails the test."""
    complaints, contexts = [], []

    def open_page(address, query="", script="", service_workers="block"):
        def watch(request):
            if not request.url.startswith((address, "data:", "blob:")):
                complaints.append(request.url)

        viewport = {"width": 1440, "height": 900}
        context = chromium.new_context(viewport=viewport, service_workers=service_workers)
        context.set_default_timeout(1000 * PATIENCE)
        context.add_init_script(script)
        contexts.append(context)
        page = context.new_page()
        page.on("request", watch)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return ExplorerPage(page, address + query)

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


QUERY = (
    "?e=w1^2 %2B 2 w2^2&start=-3,4&steps=77&view=-6,6,-5,5&error=log"
    "&run=adam:eta=0.0625,beta1=0.5,beta2=0.75,epsilon=1e-8"
    "&run=momentum:eta=0.01,alpha=0.5&run=rmsprop:eta=0.1,beta=0.8,epsilon=1e-8&pins=3,-1"
    "&panel=runs&t=41&noise=0.25&seed=9&fan=3"
)


_PINNED = "() => model_of('pin_path').data.w1.map((line) => Array.from(line))"


def notice(page):
    return page.page.locator("#connection")


def shown(page):
    """All that a visitor could compare between two pages."""
    return {
        "path": page.path().tolist(),
        "expression": page.expression().input_value(),
        "method": page.page.get_by_role("combobox", name="Optimizer", exact=True).input_value(),
        "values": [page.value(symbol) for symbol in ("η", "β1", "β2", "ε")],
        "start": page.start(),
        "view": [page.range_of("surface", axis) for axis in "xy"],
        "log scale": page.view_switch("log scale").is_checked(),
        "runs": page.page.locator(".legend li").all_inner_texts(),
        "hidden runs": page.page.locator(".legend .hidden-run").count(),
        "pinned paths": page.page.evaluate(_PINNED),
        "tabs": page.page.locator('[role="tab"][aria-selected="true"]').all_inner_texts(),
        "cursor": page.page.locator("output").inner_text(),
        "address": page.page.url,
        "background": page.page.evaluate("() => getComputedStyle(document.body).backgroundColor"),
    }


def place_of_a_slider(page):
    return page.slider("η").bounding_box()


def is_the_same(found, before):
    assert {name: value for name, value in found.items() if value != before[name]} == {}


SILENCE = 8000
"""Milliseconds after which a page counts a silent connection as lost (static/connection.js)."""
LOST = "Connection lost. The path still follows the controls; the rest returns with the connection."


def children(pid):
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def mark(page):
    """Mark the window; only a new load removes the mark."""
    page.page.evaluate("() => { window.marked = true }")


def wait_until_joined(page):
    """Wait until the page has joined a server again, without a new load."""
    expect(notice(page)).to_be_empty(timeout=2000 * PATIENCE)
    assert page.page.evaluate("window.marked")


def wait_for_new_load(page):
    page.page.wait_for_function("() => window.marked === undefined", timeout=2000 * PATIENCE)
    page.wait_until_ready()


def drag_halfway(page, symbol):
    """Drag a slider and hold it; return a function that moves it farther."""
    before = page.path()
    move = page.hold(symbol, 0.3)
    for share in np.linspace(0.3, 0.6, 10):
        move(share)
    page.wait_until_drawn()
    assert not np.array_equal(page.path(), before)
    return move


def test_a_drag_goes_on_without_its_server_and_nothing_is_lost_when_it_is_back(server, open_page):
    page = open_page(server.address, QUERY)
    mark(page)
    move = drag_halfway(page, "β1")
    place = place_of_a_slider(page)
    server.kill()
    expect(notice(page)).to_have_text(LOST)
    assert place_of_a_slider(page) == place
    before = page.path()
    move(0.8)
    page.wait_until_drawn()
    assert not np.array_equal(page.path(), before)
    page.page.mouse.up()
    value, path = page.value("β1"), page.path()
    server.start()
    wait_until_joined(page)
    page.eventually(lambda: f"beta1={value}," in page.page.url)
    np.testing.assert_allclose(page.path(), path, rtol=1e-9, atol=1e-9)
    found = shown(page)
    assert (found["tabs"], found["hidden runs"], len(found["runs"])) == (["Path", "Compare", "Runs"], 1, 3)
    copy = open_page(server.address, "?" + page.page.url.partition("?")[2])
    page.eventually(lambda: is_the_same(shown(copy), shown(page)))


def test_a_cut_connection_is_joined_again_with_what_was_set_chosen_and_typed_meanwhile(cable, open_page):
    page = open_page(cable.address, QUERY)
    mark(page)
    cable.cut()
    expect(notice(page)).to_have_text(LOST)
    for act in (
        lambda: page.enter("β1 value", "0.625"),
        lambda: page.choose("Optimizer", "momentum"),  # the page computes this run itself
    ):
        before = page.path()
        act()
        page.eventually(lambda before=before: not np.array_equal(page.path(), before))
    page.enter("α value", "0.75")
    page.expression().fill("w1^2 + 3 w2^2")
    page.page.get_by_role("button", name="Pin run").click()
    cable.mend()
    wait_until_joined(page)
    page.eventually(lambda: re.search("run=momentum:eta=[0-9.]+,alpha=0.75&", page.page.url))
    page.eventually(lambda: "e=w1%5E2%20%2B%203%20w2%5E2" in page.page.url)
    expect(page.page.locator(".legend li")).to_have_count(4)  # pinned once
    assert page.expression().input_value() == "w1^2 + 3 w2^2"


def test_undo_goes_on_without_a_server_and_says_where_it_needs_one(cable, open_page):
    page = open_page(cable.address, QUERY)
    mark(page)
    page.choose("Surface", "ravine")
    page.eventually(lambda: "e=w1%5E2%2F%CE%BA" in page.page.url)
    page.slider("β1").press("ArrowLeft")
    page.eventually(lambda: "beta1=0.89," in page.page.url)
    page.wait_until_settled()
    cable.cut()
    expect(notice(page)).to_have_text(LOST)
    undo = page.history("Undo")
    before = page.path()
    undo.click()
    page.eventually(lambda: page.value("β1") == 0.9)
    page.eventually(lambda: not np.array_equal(page.path(), before))
    expect(undo).to_have_attribute("aria-disabled", "true")
    expect(undo).to_have_attribute("title", "The connection is lost, and only the server can undo this")
    cable.mend()
    wait_until_joined(page)
    page.eventually(lambda: "beta1=0.9," in page.page.url)
    undo.click()
    expect(page.expression()).to_have_value("w1^2 + 2 w2^2")
    redo = page.history("Redo")
    for _ in range(2):
        redo.click()
    page.eventually(lambda: page.value("β1") == 0.89)
    page.eventually_follows(before)


def test_a_page_that_slept_longer_than_its_session_lives_shows_the_same(tmp_path, open_page):
    lifetime = 2000  # ms
    with running(tmp_path, LIFETIME=lifetime) as server:
        cable = Cable(urlsplit(server.address).port)
        page = open_page(cable.address, QUERY)
        mark(page)
        page.wait_until_still()
        page.page.wait_for_function("() => history.state?.shown")  # the address is the page's own
        before = shown(page)
        cable.cut()
        page.page.wait_for_timeout(1.6 * lifetime)  # the server drops ended sessions every half lifetime
        cable.mend()
        wait_until_joined(page)
        page.eventually(lambda: is_the_same(shown(page), before))
        page.slider("β1").press("ArrowLeft")
        page.eventually(lambda: "beta1=0.49," in page.page.url)
        cable.unplug()


def test_another_worker_takes_the_page_over(workers, open_page):
    cable = Cable(urlsplit(workers.address).port)
    page = open_page(cable.address, QUERY)
    mark(page)
    for i in range(1, 5):  # once in 16 times all go to one worker, which is correct, too
        cable.cut()
        expect(notice(page)).to_have_text(LOST)
        page.slider("β1").press("ArrowLeft")
        cable.mend()
        wait_until_joined(page)
        page.eventually(lambda value=f"{0.5 - i / 100:g}": f"beta1={value}," in page.page.url)
    cable.unplug()


def test_the_page_comes_back_when_all_workers_are_killed(workers, open_page):
    page = open_page(workers.address, QUERY)
    mark(page)
    before = page.path()
    for worker in children(workers.pid):
        os.kill(worker, signal.SIGKILL)
    expect(notice(page)).to_have_text(LOST)
    page.slider("β1").press("ArrowLeft")
    page.eventually(lambda: not np.array_equal(page.path(), before))
    wait_until_joined(page)
    page.eventually(lambda: "beta1=0.49," in page.page.url)


def test_a_server_that_stands_still_is_waited_for_and_then_joined_again(server, open_page):
    page = open_page(server.address, QUERY, script=impatient(SILENCE))
    mark(page)
    before = page.path()
    server.send_signal(signal.SIGSTOP)
    try:
        page.slider("β1").press("ArrowLeft")
        page.eventually(lambda: not np.array_equal(page.path(), before))
        expect(notice(page)).to_have_text(LOST)
        page.enter("β2 value", "0.5")
    finally:
        server.send_signal(signal.SIGCONT)
    wait_until_joined(page)
    page.eventually(lambda: "beta1=0.49,beta2=0.5," in page.page.url)
    page.wait_until_settled()


def press(name):
    return lambda page: page.button(name).click()


BAR = ".race .race-bar progress"
RACERS = "race=momentum,adam,nadam,adamw,rmsprop,adagrad"
WORK = {
    "race": (f"?panel=race&steps=5000&{RACERS}", press("Race"), BAR, ".race tbody tr"),
    "map": (
        "?steps=5000",
        lambda page: page.page.get_by_role("tab", name="Basins").click(),
        ".basin-legend progress",
        ".basin-legend li",
    ),
    "strip of rates": ("?steps=9999", lambda page: page.view_switch("Tune").click(), None, ".strip .ends"),
}
"""Work that takes the server long: a link, what begins it, and selectors of its bar and of its result."""


def test_work_that_was_lost_with_its_server_is_begun_again(server, open_page):
    pages = {}
    for kind, (query, *_) in WORK.items():
        pages[kind] = open_page(server.address, query)
        mark(pages[kind])
    for kind, (_, begin, bar, result) in WORK.items():
        page = pages[kind]
        begin(page)
        if bar:
            page.page.wait_for_function(
                "(bar) => [...document.querySelectorAll(bar)].some((each) => !each.hidden && each.value > 0)",
                arg=bar,
                timeout=4000 * PATIENCE,  # one may wait for another
            )
        else:
            assert page.page.locator(result).count() == 0, "it came before its server was lost"
    server.kill()
    for page in pages.values():
        expect(notice(page)).to_have_text(LOST)
    server.start()
    for kind, (_, _, bar, result) in WORK.items():
        page = pages[kind].page
        wait_until_joined(pages[kind])
        expect(page.locator(result).first).to_be_visible(timeout=4000 * PATIENCE)
        if bar:
            expect(page.locator(bar)).to_be_hidden(timeout=4000 * PATIENCE)


def test_a_race_and_a_file_asked_for_without_a_server_say_so_at_once_and_come_with_it(server, open_page):
    page = open_page(server.address, "?panel=race&steps=60&race=momentum,adam")
    mark(page)
    page.picture("SVG")
    server.kill()
    expect(notice(page)).to_have_text(LOST)
    press("Race")(page)
    said = page.page.locator(".race-bar [role=status]")
    expect(said).to_have_text("The connection is lost. The race begins when it is back.")
    expect(page.button("Race")).to_have_attribute("aria-disabled", "true")
    page.button("Share").click()
    page.button("Page for use without a server (HTML)").click()
    expect(page.page.get_by_text("The connection is lost: it comes when that is back.")).to_be_visible()
    assert page.picture("PNG").startswith(b"\x89PNG")
    page.button("Share").click()
    page.button("Embed in a page").click()
    expect(page.page.get_by_text("The connection is lost, and this needs it.")).to_be_visible()
    with page.page.expect_download(timeout=2000 * PATIENCE) as download:
        server.start()
    assert "Trajectory" in Path(download.value.path()).read_text()
    wait_until_joined(page)
    expect(page.page.locator(".race tbody tr")).to_have_count(2)
    expect(page.button("Race")).to_have_attribute("aria-disabled", "false")


def test_what_was_done_without_a_server_is_undone_one_by_one(server, open_page):
    page = open_page(server.address, "?t=1&panel=runs&run=momentum:eta=0.01,alpha=0.9")
    mark(page)
    page.wait_until_still()
    server.kill()
    expect(notice(page)).to_have_text(LOST)
    page.expression().fill("w1^2 + 7 w2^2")
    page.button("Pin run").click()
    page.page.get_by_role("button", name="Lessons", exact=True).click()
    page.page.locator(".items button").first.click()
    server.start()
    wait_until_joined(page)
    page.eventually(lambda: "lesson=" in page.page.url, seconds=2 * PATIENCE)
    runs, undo = page.page.locator(".legend li"), page.history("Undo")
    for expression, count in (("w1^2 + 7 w2^2", 2), ("w1^2 + 7 w2^2", 1), ("3 w1^2 + 10 w2^2", 1)):
        expect(undo).to_have_attribute("aria-disabled", "false")
        undo.click()
        expect(page.expression()).to_have_value(expression)
        expect(runs).to_have_count(count)


def test_a_link_that_only_the_server_can_write_is_not_promised(cable, open_page):
    page = open_page(cable.address, QUERY)
    mark(page)
    page.wait_until_still()
    cable.cut()
    expect(notice(page)).to_have_text(LOST)
    page.slider("β1").press("ArrowLeft")
    page.button("Share").click()
    page.button("Copy link").click()
    said = "The connection is lost, and only the server can write the link"
    expect(page.page.get_by_text(said)).to_be_visible()
    cable.mend()
    wait_until_joined(page)


COVERED = """(selector) => {
    const notice = document.getElementById("connection").getBoundingClientRect()
    return [...document.querySelectorAll(selector)].filter((each) => {
        const { left, right, top, bottom } = each.getBoundingClientRect()
        return each.checkVisibility() && getComputedStyle(each).clipPath === "none"
            && left < notice.right && right > notice.left
            && top < notice.bottom && bottom > notice.top
    }).map(({ outerHTML }) => outerHTML)
}"""
"""What a selector finds that the notice about the connection lies on."""


def test_a_silent_server_is_told_after_two_seconds_beside_all_controls(server, open_page):
    page = open_page(server.address, "?t=1", script=impatient(2000))
    server.send_signal(signal.SIGSTOP)
    try:
        page.slider("α").press("ArrowLeft")
        expect(notice(page)).to_have_text("The server is silent. The path still follows the controls.")
        for size in ((1440, 900), (1280, 720), (768, 1024), (390, 844)):
            page.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
            page.slider("α").scroll_into_view_if_needed()
            page.eventually(lambda: page.page.evaluate(COVERED, "[data-figure], :focus") == [])
            page.page.evaluate("() => scrollTo(0, 0)")  # else the header may go under the notice
            assert page.page.evaluate(COVERED, "button, input, select, h1, [data-figure]") == []
    finally:
        server.send_signal(signal.SIGCONT)
    expect(notice(page)).to_be_empty()


def test_a_server_of_another_version_makes_the_page_load_anew(server, open_page):
    other = """
        const parse = JSON.parse
        JSON.parse = (text, ...more) => {
            const found = parse(text, ...more)
            if (found?.places && !window.begun) {
                window.begun = true
                found.places.version = "old"
            }
            return found
        }
    """
    page = open_page(server.address, QUERY, script=other)
    mark(page)
    server.kill()
    page.enter("β1 value", "0.625")
    expect(notice(page)).not_to_be_empty()
    server.start()
    wait_for_new_load(page)
    page.eventually(lambda: "beta1=0.625," in page.page.url)
    assert page.value("β1") == 0.625


OTHER_CACHES = """
    caches.open(`trajectory-explorer ${location.origin}/ of another version`)
    caches.open("of another application")
"""
OWN = "?e=w1^4 %2B w2^2&tab=basins"


def test_a_page_opens_again_without_its_server_and_is_whole_again_with_it(server, open_page):
    page = open_page(server.address, OWN, impatient(5000) + OTHER_CACHES, service_workers="allow")
    page.page.evaluate("() => navigator.serviceWorker.ready")
    ours, other = page.page.evaluate("async () => (await caches.keys()).sort().reverse()")
    assert (ours.startswith("trajectory-explorer http"), other) == (True, "of another application")

    server.kill()
    with busy(server.port, **{"Content-Security-Policy": policy()}):  # it is full
        page.page.reload()
        expect(page.page.locator("body")).to_have_text("Busy")
    with busy(server.port):  # a proxy in front of it
        page.page.reload()
        page.wait_until_ready()
    line = page.page.locator("[data-part=offline]")
    expect(line).to_contain_text("functions and rules of your own, maps, races and Tune need it")
    expect(page.page.get_by_role("alert")).to_contain_text("“w1^4 + w2^2” was not used")
    expect(page.page.locator("option", has_text="Another function")).to_be_disabled()
    assert "e=w1%5E4" in page.page.url
    page.choose("Optimizer", "adam")
    page.enter("η value", "0.5")
    page.eventually_follows(by_hand.adam(page.start(), 0.5, 0.9, 0.999, 1e-8, 300))
    page.history("Undo").click()  # also to what only the server can show
    page.button("Lessons").click()
    page.page.locator(".items button").first.click()
    expect(page.page.locator(".lesson-words")).to_be_visible()
    page.slider("α").press("ArrowLeft")
    page.eventually(lambda: "alpha=0.89" in page.page.url)
    path = page.path()

    mark(page)
    server.start()
    page.page.evaluate("() => dispatchEvent(new Event('online'))")
    line.get_by_role("link", name="Load the full page").click()
    wait_for_new_load(page)
    expect(line).to_have_count(0)
    page.eventually_follows(path)
    assert "lesson=" in page.page.url
    assert page.value("α") == 0.89

    server.kill()
    page.page.goto(server.address + OWN)
    expect(line).to_be_visible()
    server.start()  # nobody has touched the page, so that it loads anew by itself
    expect(page.expression()).to_have_value("w1^4 + w2^2", timeout=2000 * PATIENCE)
    expect(page.page.get_by_role("tab", name="Basins", exact=True)).to_have_attribute("aria-selected", "true")
