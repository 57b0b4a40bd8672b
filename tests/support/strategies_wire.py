"""Hypothesis strategies for what a stranger's websocket may send: texts for our wire, and frames for Bokeh's.

JSON is written here piece by piece: a writer of JSON makes no key twice, and nothing that is cut off. So most
of these strategies give texts, where `json.dumps` has been.
"""

import base64
import gzip
import json

import strategies
import strategies_page
import strategies_rules
from hypothesis import strategies as st

from app.contract import ASKS, TABS
from app.experiment import SETTINGS
from app.lessons import LESSONS
from app.panels import PANELS
from app.rules.gallery import EXAMPLES
from app.session.bokeh_patches import KIND
from optimizers import OPTIMIZERS, SCHEDULES
from surfaces import GALLERY


def written(parts):
    """An object of (name, JSON) pairs; a name may stand there twice."""
    return "{" + ", ".join(f"{json.dumps(name)}: {value}" for name, value in parts) + "}"


def arrays(values, most=4):
    return st.lists(values, max_size=most).map(lambda each: "[" + ", ".join(each) + "]")


def objects(names, values, most=4):
    return st.lists(st.tuples(names, values), max_size=most).map(written)


def named(*names):
    return st.sampled_from(names).map(json.dumps)


# JSON of any kind

_numbers = st.one_of(
    st.integers(-3, 12).map(str),
    st.integers().map(str),
    st.floats().map(json.dumps),  # NaN and Infinity too, as Python's reader takes them
    st.sampled_from(["-0.0", "1e999", "-1e999", "1e-400", "9" * 400, "9" * 4300]),
)
_names = st.one_of(
    st.sampled_from([*SETTINGS, "method", "values", "lineup", "schedule", "key", "rule", "eta", "alpha"]),
    st.sampled_from(["type", "id", "__proto__", "__class__", "", "\x00", "\ud800"]),
    st.text(max_size=5),
)
_leaves = st.one_of(
    _numbers,
    st.sampled_from(["null", "true", "false", "[]", "{}", "[" * 300 + "]" * 300]),
    named("", "\ud800", "\x00", "x" * 5000),
    st.text(max_size=12).map(json.dumps),
)
values = st.recursive(_leaves, lambda inner: arrays(inner) | objects(_names, inner), max_leaves=6)

# Our wire

_methods = named(*OPTIMIZERS, "own", "nosuch")
_sets = objects(st.sampled_from(["eta", "alpha", "beta1", "beta2", "epsilon", "p"]), _numbers)
_rules = strategies_rules.rules() | strategies_rules.anything
_points = arrays(_numbers, 3)
_schedules = st.tuples(named(*SCHEDULES, "nosuch"), _numbers, _numbers).map(
    lambda each: written(zip(("key", "warm_up", "rise"), each, strict=True))
)
_runs = st.tuples(_methods, _sets, _rules.map(json.dumps), _schedules | _leaves).map(
    lambda each: written(zip(("method", "values", "rule", "schedule"), each, strict=True))
)
_likely = {
    **dict.fromkeys(("start", "g"), _points),
    **dict.fromkeys(("axes", "camera", "pins", "hidden"), _points | arrays(_methods)),
    **dict.fromkeys(("view", "wanted"), arrays(_points, 3)),
    **dict.fromkeys(("tab", "panel", "units", "height"), named(*TABS, *PANELS, "log", "stretched")),
    **dict.fromkeys(("racers", "keys"), arrays(_methods, 11)),
    "steps": st.sampled_from(["1", "7", "300", "10000", "10001", "7.0", "7.5"]),
    "fan": st.sampled_from(["1", "5", "50", "51"]),
    "budget": st.sampled_from(["64", "144", "65"]),
    "colouring": named("error", "ended"),
    "method": _methods,
    "values": _sets,
    "schedule": _schedules,
    "lineup": arrays(_runs, 10),
}
"""What the parts of most messages are: the kind of value that belongs to them, legal or not."""


def _parts(*names):
    """Parts with a value that belongs to them, or any other."""
    return st.sampled_from(names).flatmap(
        lambda name: st.tuples(st.just(name), _likely.get(name, _leaves) | values)
    )


changes = st.lists(_parts(*SETTINGS, "method", "values", "schedule", "lineup"), max_size=5).map(written)
_details = _parts(
    *(
        "number",
        "key",
        "step",
        "try",
        "place",
        "open",
        "g",
        "keys",
        "budget",
        "conditions",
        "base",
        "wanted",
        "view",
    )
)
_words = {
    "typed": ("text", strategies.expressions | strategies.anything),
    "typed_rule": ("text", _rules),
    "link": ("query", strategies_page.queries),
    "surface": ("key", st.sampled_from([*GALLERY])),
    "lesson": ("key", st.sampled_from([*LESSONS])),
    "rule": ("example", st.sampled_from([*EXAMPLES])),
    "run": ("act", st.sampled_from(["activate", "remove"])),
    "text": ("key", st.sampled_from(["table", "numpy", "torch", "notebook", "page"])),
    "restore": ("experiment", st.just("")),
}
"""The part that some of the asks need, and what it says."""


def _ask(name):
    part, words = _words.get(name, ("key", st.text(max_size=3)))
    words = words.map(json.dumps)
    if name == "restore":
        words = changes.map(
            lambda change: change[:-1] + (change != "{}") * ", " + '"expression": "w1^2 + w2^2"}'
        )
    begin = st.tuples(st.just(part), words)
    return st.tuples(begin, st.lists(_details, max_size=4)).map(
        lambda found: written([("ask", json.dumps(name)), ("number", "3"), found[0], *found[1]])
    )


asks = st.sampled_from(ASKS).flatmap(_ask)
_own = st.one_of(
    changes.map(lambda change: written([("number", "1000001"), ("change", change)])),
    asks.map(lambda ask: written([("number", "1000002"), ("change", "null"), ("ask", ask)])),
    st.tuples(changes, asks).map(lambda both: written([("ask", "0"), ("change", both[0]), ("ask", both[1])])),
    st.tuples(changes, values).map(
        lambda both: written([("change", both[0]), ("there", both[1]), ("number", "5")])
    ),
    objects(st.sampled_from(["number", "change", "ask", "there"]), values),
)
texts = st.one_of(
    *3 * [_own],
    values,
    st.text(max_size=50),
    st.tuples(_own, st.integers(0, 200)).map(lambda each: each[0][: each[1]]),
    st.sampled_from(["[" * 90_000, "[" * 3000 + "]" * 3000, "1" * 99_999, '{"number": 1_0}', " " * 200_000]),
)
"""What a message says: mostly what the page's own could say, with values that they could not have."""

# Bokeh's protocol


def said(text):
    """The content of a message of the page, with this text."""
    return json.dumps({"events": [{"kind": "MessageSent", "msg_type": KIND, "msg_data": text}]})


BOMB = base64.b64encode(gzip.compress(bytes(10_000_000))).decode()
"""Ten kilobytes that become ten megabytes where somebody decodes them."""
_BYTES = {"type": "bytes", "data": {"id": "b1"}}
_decoded = st.sampled_from(
    [
        _BYTES,
        {"type": "bytes", "data": BOMB},
        {"type": "ndarray", "array": ["x"] * 9, "dtype": "U9999999", "shape": [9], "order": "little"},
        {"type": "ndarray", "array": _BYTES, "dtype": "float64", "shape": [10**9, 9], "order": "big"},
        {"type": "typed_array", "array": _BYTES, "dtype": "float64", "order": "big"},
        {"type": "object", "name": "Slider", "id": "p1", "attributes": {"title": {"id": "p1"}}},
        {"type": "object", "name": "CustomJS", "id": "p2", "attributes": {"code": "alert(1)"}},
        {"type": "event", "name": "document_ready", "values": {"type": "map"}},
        {"type": "map", "entries": [[{"type": "number", "value": "nan"}, 1]]},
        {"type": "slice", "start": 0, "stop": 10**18, "step": None},
        {"type": "symbol", "name": "__class__"},
        {"id": "p1"},
    ]
).map(json.dumps)
_kinds = named(
    *("PATCH-DOC", "PATCH-DOC", "PULL-DOC-REQ", "PUSH-DOC", "SERVER-INFO-REQ"),
    *("ACK", "OK", "ERROR", "PULL-DOC-REPLY", "nosuch"),
)
_events = st.fixed_dictionaries(
    {
        "kind": named(
            *("MessageSent", "ModelChanged", "ColumnDataChanged", "ColumnsStreamed", "ColumnsPatched"),
            *("TitleChanged", "RootAdded", "RootRemoved", "nosuch"),
        ),
        "msg_type": named(KIND, "bokeh_event"),
        **dict.fromkeys(("msg_data", "model", "new", "data", "patches", "title"), _decoded | values),
        **dict.fromkeys(("attr", "cols", "rollover"), named("value") | _leaves),
    }
).map(lambda event: written(event.items()))
_contents = st.one_of(
    arrays(_events, 3).map(lambda events: written([("events", events)])),
    st.tuples(arrays(_events, 1), _decoded).map(
        lambda both: written(zip(("events", "more"), both, strict=True))
    ),
    texts.map(said),
    values,
)
_headers = st.one_of(
    *4 * [_kinds.map(lambda kind: written([("msgid", '"1"'), ("msgtype", kind)]))],
    st.tuples(_leaves, _kinds, st.sampled_from(["0", "1", "2", "-1", "1e9", "NaN", '"1"', "null"])).map(
        lambda each: written(zip(("msgid", "msgtype", "num_buffers"), each, strict=True))
    ),
    values,
)
_buffers = st.lists(st.sampled_from(['{"id": "b1"}', "{}", "x", b"", b"\x00" * 7, b"\x00" * 80]), max_size=4)


@st.composite
def frames(draw):
    """The frames of a message, whole or not, in their order or not, each of the right kind or not."""
    found = [draw(_headers), draw(st.just("{}") | values), draw(_contents), *draw(_buffers)]
    place = draw(st.integers(0, len(found) - 1))
    frame = found[place]
    match draw(
        st.sampled_from([*["whole"] * 8, "missing", "swapped", "of another kind", "twice", "cut off"])
    ):
        case "missing":
            del found[place]
        case "swapped":
            found[place], found[0] = found[0], found[place]
        case "of another kind":
            found[place] = frame.encode() if isinstance(frame, str) else "x"
        case "twice":
            found.insert(place, frame)
        case "cut off":
            found[place] = frame[: len(frame) // 2]
    return found


# The websocket below it

raw = st.one_of(
    st.binary(min_size=1, max_size=200),
    st.tuples(st.integers(0, 255), st.integers(0, 255), st.binary(max_size=20)).map(
        lambda each: bytes(each[:2]) + each[2]
    ),
    st.sampled_from(
        [b"\x81\xff" + b"\xff" * 12, b"\x89\xfe\x10\x00" + bytes(40), b"\x88\x81" + bytes(4) + b"x"]
    ),
)
"""Bytes instead of a frame, or with a head whose length, mask or kind is not what follows."""
