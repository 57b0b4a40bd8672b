"""Messages of the server that cannot be drawn: each is reported once in the console, and changes nothing."""

import by_hand
import pytest

START = (-15, 20)
PICTURE = ("trajectory", "path", "dots", "ends", "error_trace", "m_trace", "ground", "cursor")
LISTEN = """
    window.heard = []
    window.WebSocket = class extends WebSocket {
        set onmessage(take) {
            const frames = []
            const hear = (...data) => data.forEach((data) => take({ data }))
            super.onmessage = ({ data }) => {
                frames.push(data)
                hear(data)
                if (frames.length < 3) return
                const { num_buffers = 0 } = JSON.parse(frames[0])
                if (frames.length < 3 + 2 * num_buffers) return
                const [, , content, , buffer] = frames.splice(0)
                const [event] = JSON.parse(content).events ?? []
                if (event) heard.push({ head: Object.fromEntries(event.msg_data.entries).head, buffer })
            }
            window.tell = (message) => {
                const entries = [["head", message?.head], ["buffer", { type: "bytes", data: { id: "p7" } }]]
                const event = { kind: "MessageSent", msg_type: "explorer", msg_data: message && { entries } }
                const header = { msgid: "7", msgtype: "PATCH-DOC", num_buffers: 1 }
                const parts = [header, {}, { events: [event] }, { id: "p7" }]
                hear(...parts.map((part) => JSON.stringify(part)), message?.buffer)
            }
        }
    }
"""
"""Remembers all messages of the server, and lets a test speak in its place."""
WHOLE = """() => {
    const topics = ["experiment", "runs", "ground"]
    window.whole = heard.findLast(({ head }) => topics.every((topic) => topic in JSON.parse(head).said))
    return Boolean(whole)
}"""
"""Keeps the last message that has the experiment, the runs and the ground."""
TELL = """() => {
    const { head, buffer } = whole
    const { said } = JSON.parse(head)
    const [run] = said.runs
    const say = (said, less = buffer) => tell({ head: JSON.stringify({ number: null, said }), buffer: less })
    const only = (topic) => say({ [topic]: said[topic] })
    CHANGE
}"""
"""Gives the page a message that differs from the kept one by a change."""
BROKEN = [
    ("say(null)", "cannot be read: TypeError"),
    ("say({ runs: 7 })", "runs.map is not a function"),
    ("run.columns.w1.array[1] = 'f2'; only('runs')", "cannot be read: TypeError: ARRAYS"),
    ("said.ground.code.code = [0]; only('ground')", "Error: Instruction 0 is cut off"),
    ("say(said, buffer.slice(0, 80))", "cannot be read: RangeError"),
    ("tell({ head: 'nonsense', buffer })", "cannot be read: SyntaxError"),
    ("tell({ head: 'null', buffer })", "(reading 'number')"),
    ("tell(undefined)", "(reading 'entries')"),
]
"""Messages that cannot be drawn: how each differs from the last good one, and what the console says of it."""


@pytest.fixture
def warnings():
    """What the console has warned of."""
    return []


@pytest.fixture
def explorer(new_page, warnings):
    """A page that a test can tell what a server never would."""
    page = new_page(complains_of=["error"], script=LISTEN)
    page.page.on("console", lambda told: told.type == "warning" and warnings.append(told.text))
    for key in ("rosenbrock", "bowl"):
        page.page.evaluate("heard.length = 0")
        page.choose("Surface", key)
        page.page.wait_for_function(WHOLE)
    page.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 300))
    page.wait_until_fine()
    return page


def changes(page):
    """Wait for two frames; return the drawn sources that have changed since the last call."""
    return page.page.evaluate(
        """async (names) => {
            for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame)
            const entries = (data) => (data instanceof Map ? [...data] : Object.entries(data))
            const columns = (name) => entries(model_of(name).data)
            const plain = (_, part) => (ArrayBuffer.isView(part) ? Array.from(part, String) : part)
            const before = window.drawn ?? {}
            const text = (name) => JSON.stringify(columns(name), plain)
            window.drawn = Object.fromEntries(names.map((name) => [name, text(name)]))
            return names.filter((name) => drawn[name] !== before[name])
        }""",
        PICTURE,
    )


def test_what_cannot_be_drawn_is_reported_once_and_changes_nothing(explorer, warnings):
    for place, (change, words) in enumerate(BROKEN):
        assert "trajectory" in changes(explorer)  # since another α
        for _ in range(2):
            explorer.page.evaluate(TELL.replace("CHANGE", change))
        assert changes(explorer) == [], change
        explorer.eventually(lambda words=words: sum(words in warning for warning in warnings) == 1)
        explorer.slider("α").press("ArrowRight" if place % 2 else "ArrowLeft")
        alpha = 0.9 if place % 2 else 0.89
        explorer.eventually_follows(by_hand.momentum(START, 0.001, alpha, 300))
        explorer.eventually(lambda alpha=alpha: explorer.page.url.endswith(f"alpha={alpha}"))
        explorer.wait_until_settled()
        assert explorer.value("α") == alpha, change
    assert len(warnings) == len(BROKEN)
