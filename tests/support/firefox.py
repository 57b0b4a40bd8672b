"""A page in stock Firefox, driven over WebDriver BiDi (https://w3c.github.io/webdriver-bidi/).

Playwright drives only a Firefox of its own, and Selenium needs a geckodriver, which no package brings along.
"""

import asyncio
import base64
import contextlib
import copy
import io
import itertools
import json
import re
import shutil
import subprocess
import time

import numpy as np
import pytest
from PIL import Image
from tornado.websocket import websocket_connect
from visitor import going_on

_NAMES = ("firefox-esr", "firefox")
_LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_LONGEST = 300
"""Seconds for one command."""
_KEYS = {"ArrowLeft": "\ue012", "ArrowRight": "\ue014", "Enter": "\ue007"}


_PREFERENCES = """\
user_pref("browser.download.folderList", 2);
user_pref("browser.download.dir", "{folder}");
user_pref("dom.abort_script_on_child_shutdown", false);
"""
"""Files are saved in a folder without a question, and no script is cut short in a process that is to end."""


class FirefoxPage:
    """One tab, or a frame in it. Its methods wait until the browser has done them."""

    def __init__(self, do, socket, downloads):
        self._do, self._socket = do, socket
        self.downloads = downloads
        """The folder for files that a page saves."""
        self._numbers = itertools.count(1)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.command("session.new", capabilities={})
        self.command("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        (tab,) = self.command("browsingContext.getTree")["contexts"]
        self._tab = {"context": tab["context"]}
        self.resize(1440, 900)

    def resize(self, width, height):
        self.command("browsingContext.setViewport", viewport={"width": width, "height": height}, **self._tab)

    def frames(self):
        """The frames in this page."""
        (tab,) = self.command("browsingContext.getTree", root=self._tab["context"])["contexts"]
        return [self._in(each["context"]) for each in tab["children"]]

    def _in(self, context):
        frame = copy.copy(self)  # notes of both go into the same lists
        frame._tab = {"context": context}
        return frame

    def picture(self):
        """A screenshot, as an array of shape (height, width, 3)."""
        data = self.command("browsingContext.captureScreenshot", **self._tab)["data"]
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")).astype(int)

    def saved(self, name, seconds=300):
        """Wait until a file is saved, and return its path."""
        deadline = time.monotonic() + seconds
        path = self.downloads / name
        # During a download the file is empty, and a .part file is beside it.
        while not (path.exists() and path.stat().st_size) or list(self.downloads.glob("*.part")):
            assert time.monotonic() < deadline, f"no {name} among {list(self.downloads.iterdir())}"
            self.evaluate("new Promise((resolve) => setTimeout(resolve, 50))")
        return path

    def command(self, method, **parameters):
        """Send a command and return its result; what happens meanwhile is noted."""
        return self._do(self._command(method, parameters), _LONGEST)

    async def _command(self, method, parameters):
        number = next(self._numbers)
        await self._socket.write_message(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(await self._socket.read_message())
            if told.get("id") == number:
                assert told["type"] == "success", told
                return told["result"]
            self._note(told.get("method"), told.get("params"))

    def _note(self, method, told):
        if method == "network.beforeRequestSent":
            self.requests.append(told["request"]["url"])
        elif method == "log.entryAdded" and told["level"] == "error":
            self.complaints.append(told["text"])

    def prepare(self, script):
        """Run a script in every page from now on, before the page's own."""
        self.command("script.addPreloadScript", functionDeclaration=f"() => {{\n{script}\n}}")

    def goto(self, address):
        """Go to an address, and wait for its page: Firefox also answers when the last page writes its own."""
        self.evaluate("window.isLeft = true")
        self.command("browsingContext.navigate", url=address, wait="complete", **self._tab)
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(AssertionError):  # a page may go while it is asked
                if self.evaluate("!window.isLeft"):
                    return
            assert time.monotonic() < deadline, f"{address} stayed away"

    def evaluate(self, expression):
        """Return the value of an expression, awaited if it is a promise, through JSON."""
        answer = self.command(
            "script.evaluate",
            expression=f"(async () => JSON.stringify((await ({expression})) ?? null))()",
            target=self._tab,
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    def eventually(self, expression, seconds=60):
        """Wait until an expression is true. In a document without an element it counts as false."""
        deadline = time.monotonic() + seconds
        while not self.evaluate(f"document.documentElement !== null && ({expression})"):
            assert time.monotonic() < deadline, f"{expression} stayed false"
            self.evaluate("new Promise(requestAnimationFrame)")

    def click(self, x, y):
        self._point(x, y, [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}])

    def drag(self, x, y, to_x, to_y):
        way = [self._move(x + (to_x - x) * k / 8, y + (to_y - y) * k / 8) for k in range(1, 9)]
        self._point(x, y, [{"type": "pointerDown", "button": 0}, *way, {"type": "pointerUp", "button": 0}])

    def _point(self, x, y, acts):
        acts = [self._move(x, y), *acts]
        pointer = {"type": "pointer", "id": "mouse", "actions": acts}
        self.command("input.performActions", actions=[pointer], **self._tab)

    def _move(self, x, y):
        return {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 20}

    def press(self, *keys):
        """Press keys, given as letters or names, at the focus."""
        letters = [_KEYS.get(key, key) for key in keys]
        acts = [{"type": kind, "value": each} for each in letters for kind in ("keyDown", "keyUp")]
        self.command(
            "input.performActions", actions=[{"type": "key", "id": "keys", "actions": acts}], **self._tab
        )


@contextlib.contextmanager
def firefox_page(folder):
    """Start Firefox with a profile in a folder, and give its page. Skip the test if there is no Firefox."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.skip("NO FIREFOX: install firefox-esr to try the page in a second browser")
    log = folder / "log"
    profile, downloads = folder / "profile", folder / "downloads"
    profile.mkdir()
    downloads.mkdir()
    (profile / "user.js").write_text(_PREFERENCES.format(folder=downloads))
    command = [path, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    with log.open("w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
    with going_on() as do:
        try:
            socket = do(_connected(log), _LONGEST)
            yield FirefoxPage(do, socket, downloads)
            do(_leave(socket))
        finally:
            process.kill()
            process.wait()


async def _leave(socket):
    stream = socket.protocol.stream
    socket.close()
    stream.close()


async def _connected(log):
    deadline = time.monotonic() + _LONGEST
    while not (found := _LISTENS.search(log.read_text())):
        assert time.monotonic() < deadline, log.read_text()
        await asyncio.sleep(0.05)
    return await websocket_connect(f"{found[1]}/session", max_message_size=100_000_000)
