"""An empty page whose clock the test moves. The test also plays the server's end of the wire."""

import json
from urllib.parse import urlsplit

from browser_modules import STATIC

from app.contract import DERIVED, LOCAL
from app.packing import pack
from app.panels import TOPICS

ORIGIN = "http://static.test"
STEADY = {"key": "constant", "values": {}}
MOMENTUM = {"method": "momentum", "values": {"eta": 0.1, "alpha": 0.9}, "schedule": STEADY, "batch": 0}
ADAM = {"method": "adam", "values": {"eta": 0.5, "beta1": 0.9}, "schedule": STEADY, "batch": 0}
EXPERIMENT = {
    "lineup": [MOMENTUM],
    "values": MOMENTUM["values"],
    "schedule": STEADY,
    "batch": 0,
    "view": [[-20, 20], [-20, 20]],
    "steps": 300,
    "noise": 0,
    "seed": 0,
    "hidden": [],
    "guess": "off",
    "guessed": [],
    "query": "steps=300",
}
FACTS = {
    "contract": {"limits": {"fan_steps": 50_000}, "from_server": []},
    "places": {"version": "1"},
    "rules": {
        "momentum": {"defaults": {"eta": 0.1, "alpha": 0.9}, "sliders": ["η", "α"], "code": {}},
        "adam": {"defaults": {"eta": 0.001, "beta1": 0.9}, "sliders": ["η", "β1"]},
    },
    "suggested": {"adam": {"eta": 0.5}},
    "schedules": {"constant": {}, "cosine": {}},
    "steady": STEADY,
    "experiment": EXPERIMENT,
    "told_runs": [],
    "unfinished": [],
    "lost": False,
    "typed_rules": {},
}
SET_UP = """async ([facts, topics]) => {
    window.store = await import("/store.js")
    window.requests = await import("/requests.js")
    window.said = []
    for (const topic of topics) store.follow([topic], (fact) => said.push([topic, fact]))
    window.sessions = []  // one per attempt to connect
    // Speaks Bokeh's protocol with the page.
    window.WebSocket = class {
        constructor(url, [kind, token]) {
            const parts = []
            const sent = []
            const take = (text) => {
                parts.push(JSON.parse(text))
                if (parts.length < 3) return
                const [{ msgtype }, , { events }] = parts.splice(0)
                const [{ msg_type, msg_data }] = events
                sent.push(msgtype === "PATCH-DOC" && msg_type === "explorer" ? JSON.parse(msg_data) : msgtype)
            }
            const hear = (...frames) => frames.forEach((data) => this.onmessage({ data }))
            const close = () => this.onclose({ code: 1006, reason: "" })
            this.send = take
            sessions.push({
                url,
                token,
                sent,
                fail: close,
                lost: close,
                open: () => hear('{"msgid": "1", "msgtype": "ACK"}', "{}", "{}"),
                listen({ head, buffer }) {
                    const entries = [["head", head], ["buffer", { type: "bytes", data: { id: "p7" } }]]
                    const event = { kind: "MessageSent", msg_type: "explorer", msg_data: { entries } }
                    const header = { msgid: "2", msgtype: "PATCH-DOC", num_buffers: 1 }
                    const parts = [header, {}, { events: [event] }, { id: "p7" }]
                    hear(...parts.map((part) => JSON.stringify(part)), buffer ?? new ArrayBuffer(0))
                },
            })
        }
    }
    window.answers = []  // of the server to coming requests for the page; null while it is away
    window.asked = []  // the requests: when and for what
    window.fetch = async (address, { cache, signal }) => {
        asked.push([performance.now(), address, cache, signal instanceof AbortSignal])
        const page = answers.shift() ?? null
        if (page === null) throw new Error("away")
        const text = page && `<script id="page" type="application/json">${JSON.stringify(page)}</script>`
        return { text: async () => text }
    }
    Math.random = () => 0.5
    document.body.innerHTML = '<p id="connection"></p><button>slider</button>'
    document.querySelector("button").addEventListener("pointerdown", (event) => event.stopPropagation())
    store.say_all(facts)
}"""

WATCH = """async () => {
    const { connection } = await import("/connection.js")
    window.joins = []
    window.changes = []
    window.watch = connection((token) => joins.push(token))
    requests.serve({ change: (settings) => changes.push(settings) })
}"""
"""Watches a connection. The changes that it makes are recorded in `changes`."""


def serve(route):
    url = urlsplit(route.request.url)
    path = STATIC / url.path.lstrip("/")
    if path.suffix == ".js" and path.is_file():
        route.fulfill(body=path.read_text(), content_type="text/javascript")
    elif url.path == "/":
        route.fulfill(body="<!doctype html>", content_type="text/html")
    else:
        route.fulfill(status=404)


class Page:
    """The page and its server."""

    def __init__(self, page):
        self.page, self.warnings = page, []
        page.on("console", lambda told: told.type == "warning" and self.warnings.append(told.text))
        page.route("**/*", serve)
        page.clock.install(time=0)
        page.goto(ORIGIN)
        page.clock.pause_at(100_000)
        self.begin()

    def begin(self):
        """Set the page up, with the first facts."""
        self.page.evaluate(SET_UP, [FACTS, [*TOPICS, *LOCAL, *DERIVED]])

    def run(self, script, argument=None):
        """Run a function in the page."""
        return self.page.evaluate(script, argument)

    def say(self, topic, detail=None):
        self.run("([topic, detail]) => store.say(topic, detail)", [topic, detail])

    def change(self, **settings):
        self.run("(settings) => requests.change(settings)", settings)

    def ask(self, what):
        self.run("(what) => requests.ask(what)", what)

    def happens(self, what, detail=None):
        """Report an event to the watched connection."""
        self.run("([what, detail]) => void watch[what](detail)", [what, detail])

    def wait(self, milliseconds):
        self.page.clock.run_for(milliseconds)

    def said(self, topic):
        """The facts said of a topic since the last call."""
        return self.run(
            """(topic) => {
                const found = said.filter(([name]) => name === topic).map(([, detail]) => detail)
                window.said = said.filter(([name]) => name !== topic)
                return found
            }""",
            topic,
        )

    def known(self, topic):
        return self.run("(topic) => store.known(topic)", topic)

    def join(self, act="open", place=-1):
        """Let a connection succeed, fail or be lost: the newest one, or another."""
        self.run("([act, place]) => sessions.at(place)[act]()", [act, place])

    def sent(self, place=-1):
        """The messages sent on a connection since the last call."""
        found = self.run("(place) => sessions.at(place).sent.splice(0)", place)
        return [(each["number"], each["change"], each["ask"]) for each in found]

    def answer(self, number, place=-1, **told):
        """Send a message of the server: the answer to a number, or with None an unasked one."""
        told, buffer = pack(told)
        self.answer_with(json.dumps({"number": number, "said": told}), buffer, place)

    def answer_with(self, head, buffer=b"", place=-1):
        self.run(
            """([head, bytes, place]) =>
                sessions.at(place).listen({ head, buffer: Uint8Array.from(bytes).buffer })""",
            [head, list(buffer), place],
        )
