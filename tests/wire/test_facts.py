"""What the server says: arrays come out as packed, and what cannot be shown is refused with its reason."""

import copy

import numpy as np
from wire_page import EXPERIMENT

from app.packing import pack

LOW = np.array([1.0, 2.0, 3.0])
IMAGE = np.arange(6, dtype=np.uint8).reshape(2, 3)
GOOD = {
    "experiment": EXPERIMENT,
    "runs": [
        {
            "columns": dict.fromkeys(("w1", "w2", "error", "g1", "g2", "m1", "m2"), LOW),
            "moments": {"m": "velocity"},
            "limits": {},
            "fan": {"w1": [LOW, LOW], "w2": [LOW, LOW]},
        }
    ],
    "ground": {"code": {"code": [1]}, "minima": []},
    "basins": {
        "map": {"image": IMAGE, "x": 0, "y": 0, "dw": 1, "dh": 1, "border": IMAGE, "border_rows": IMAGE},
        "entries": [],
    },
    "plane": {
        "map": {
            **dict.fromkeys(("image", "error", "close"), IMAGE),
            "x": LOW,
            "y": LOW[:2],
            "ends": [[0, 1], [0, 1]],
        },
        "entries": [],
    },
    "tune": {"x": LOW, "tone": LOW, "end": LOW, "ends": [0, 1]},
    "pairs": {"maps": [{"values": IMAGE}], "levels": [], "reach": 3},
    "curvature": {
        "points": [{"w": [1, 2], "eigenvalues": [1, 2], "eigenvectors": [[1, 0], [0, 1]], "words": "a"}]
    },
    "stability": {"sharpness": LOW, "bound": LOW, "crossing": 3, "words": []},
}
LINEUP = EXPERIMENT["lineup"][0]
NO_VIEW, NO_EDGE = "it has no edges", "an edge is not a number"
NO_PARTS = "a run lacks its columns, moments or limits"
NO_PLACE = "the map has no place"
NO_MAP = "the maps lack their levels or their reach"
NOT_IMAGE, NOT_WHOLE = "has not two dimensions", "is not whole"
DIFFER = "the map and its axes differ"
NO_STRIP, OTHER_STRIP = "the strip lacks its runs", "the strip and its runs differ"
NO_ENDS = "the strip has no ends"
NO_POINT = "a point lacks something"
NO_STABILITY, NO_STEP = "the stability lacks its sharpness or its words", "there is no such step"
GONE = object()
BAD = [
    *(("experiment", name, GONE, f"it lacks {name}") for name in ("view", "steps")),
    ("experiment", "lineup", [], "it has no run"),
    ("experiment", "lineup", [LINEUP, {**LINEUP, "method": "?"}], "there is no method “?”"),
    ("experiment", "lineup.0.schedule", GONE, "there is no schedule “undefined”"),
    ("experiment", "lineup.0.schedule.key", "?", "there is no schedule “?”"),
    *(("experiment", "view", view, NO_VIEW) for view in (None, [[0, 1]], [[0, 1], [0, 1], []])),
    *(("experiment", "view.1", edges, NO_EDGE) for edges in ([0], [0, None], [0, 1, 2])),
    ("runs", "", [], "there is no run"),
    ("runs", "0", None, "a run is missing"),
    *(("runs", f"0.{part}", GONE, NO_PARTS) for part in ("columns", "moments", "limits")),
    *(
        ("runs", f"0.columns.{name}", GONE, f"a run lacks {name}")
        for name in ("w1", "w2", "error", "g1", "g2")
    ),
    *(("runs", f"0.columns.{name}", [1, 2, 3], f"a run lacks {name}") for name in ("error", "m1", "m2")),
    ("runs", "0.columns.p1", LOW[:2], "the columns of a run have several lengths: 3, 2"),
    ("runs", "0.columns", dict.fromkeys(GOOD["runs"][0]["columns"], LOW[:0]), "a run has no start"),
    ("runs", "0.fan.w2", [LOW], "the lines of a fan differ"),
    ("runs", "0.fan.w2.1", LOW[:2], "the lines of a fan differ"),
    *(
        ("ground", part, bad, "the ground lacks its instructions or minima")
        for part, bad in [("code", GONE), ("code.code", GONE), ("minima", GONE)]
    ),
    ("basins", "map.image", GONE, f"the map {NOT_IMAGE}"),
    *(("basins", f"map.{name}", GONE, NO_PLACE) for name in ("x", "y", "dw", "dh")),
    ("basins", "map.border", IMAGE[:1], "the borders of the map are not whole"),
    ("basins", "entries", GONE, "the map lacks its entries"),
    *(("plane", f"map.{name}", LOW, f"the map {NOT_IMAGE}") for name in ("image", "error", "close")),
    *(("plane", f"map.{name}", IMAGE[:1], DIFFER) for name in ("image", "error", "close")),
    ("plane", "map.x", LOW[:2], DIFFER),
    ("plane", "map.y", LOW, DIFFER),
    ("plane", "map.ends", GONE, NO_VIEW),
    ("plane", "entries", GONE, "the map lacks its entries"),
    *(("tune", name, [1, 2, 3], NO_STRIP) for name in ("x", "tone", "end")),
    ("tune", "x", LOW[:1], NO_STRIP),
    *(("tune", name, LOW[:2], OTHER_STRIP) for name in ("tone", "end")),
    *(("tune", "ends", ends, NO_ENDS) for ends in (GONE, [1], [1, None])),
    ("pairs", "maps", [], "there is no map"),
    ("pairs", "levels", GONE, NO_MAP),
    ("pairs", "reach", 0, NO_MAP),
    ("pairs", "maps.0.values", {"values": IMAGE, "shape": [2, 3]}, f"a map {NOT_IMAGE}"),
    ("pairs", "maps.0.values", LOW, f"a map {NOT_IMAGE}"),
    ("pairs", "maps.0.values", IMAGE[:0], f"a map {NOT_WHOLE}"),
    *(("curvature", f"points.0.{name}", [1], NO_POINT) for name in ("w", "eigenvalues", "eigenvectors")),
    *(("curvature", f"points.0.{name}", GONE, NO_POINT) for name in ("w", "words")),
    ("stability", "sharpness", [1, 2, 3], NO_STABILITY),
    ("stability", "words", GONE, NO_STABILITY),
    ("stability", "bound", LOW[:2], "the sharpness and its bound differ"),
    *(("stability", "crossing", step, NO_STEP) for step in (0, 4)),
    ("nonsense", "", {}, "this page does not know the topic"),
]
CHECK = """async ([topic, head, bytes]) => {
    const { check } = await import("/facts.js")
    const { unpacked } = await import("/packing.js")
    try {
        check(topic, unpacked(head, Uint8Array.from(bytes).buffer))
    } catch (problem) {
        return problem.message
    }
    return null
}"""


def problem(page, topic, fact):
    head, buffer = pack(fact)
    return page.run(CHECK, [topic, head, list(buffer)])


def changed(fact, path, value):
    """A copy of a fact in which something at a path is another, or gone."""
    holder = copied = copy.deepcopy({"": fact})
    *way, last = f".{path}".split(".") if path else [""]
    for name in way:
        holder = holder[int(name) if isinstance(holder, list) else name]
    if value is GONE:
        del holder[last]
    else:
        holder[int(last) if isinstance(holder, list) else last] = value
    return copied[""]


def test_what_can_be_shown_is_not_refused(page):
    assert {topic: problem(page, topic, fact) for topic, fact in GOOD.items()} == dict.fromkeys(GOOD)
    typed = changed(EXPERIMENT, "lineup", [{"rule": "w - g", "method": "?", "schedule": {"key": "cosine"}}])
    others = [
        ("experiment", typed),
        ("runs", changed(GOOD["runs"], "0.fan", None)),
        *(("basins", {"map": None}), ("plane", {"map": None}), ("tune", None)),
        *(("stability", changed(GOOD["stability"], name, None)) for name in ("bound", "crossing")),
        ("stability", changed(GOOD["stability"], "crossing", 1)),
        ("tune", changed(GOOD["tune"], "ends", [0, 0])),
        ("tune", {"x": LOW[:2], "tone": LOW[:2], "end": LOW[:2], "ends": [0, 1]}),
        ("runs", changed(GOOD["runs"], "0.columns", dict.fromkeys(GOOD["runs"][0]["columns"], LOW[:1]))),
        ("pairs", changed(GOOD["pairs"], "maps.0.values", IMAGE[:1, :1])),
        ("pairs", changed(GOOD["pairs"], "reach", 0.5)),
        ("surface", "bowl"),
    ]
    assert [problem(page, *each) for each in others] == [None] * len(others)


def test_what_cannot_be_shown_is_refused_with_its_reason(page):
    found = [problem(page, topic, changed(GOOD.get(topic), path, value)) for topic, path, value, _ in BAD]
    assert found == [words for *_, words in BAD]


def test_an_image_must_be_as_large_as_it_says(page):
    for values, shape in [([1, 2, 3], [2, 2]), ([], [0, 2])]:
        script = """async ([values, shape]) => {
            const { check } = await import("/facts.js")
            try {
                const image = { values: Uint8Array.from(values), shape }
                check("pairs", { maps: [{ values: image }], levels: [], reach: 1 })
            } catch (problem) {
                return problem.message
            }
        }"""
        assert page.run(script, [values, shape]) == f"a map {NOT_WHOLE}"


def test_arrays_come_out_as_they_were_packed(page):
    kinds = {"f8": "Float64Array", "f4": "Float32Array", "u2": "Uint16Array", "u1": "Uint8Array"}
    arrays = {kind: np.array([1, 2, 250], kind) for kind in kinds}
    images = {f"{kind} image": np.array([[1, 2, 3], [4, 5, 6]], kind) for kind in kinds}
    said = {
        **arrays,
        **images,
        "deep": [{"a": [LOW, None, "w", True, 3]}, {"array": 7}],
        "i8": np.array([1, -2]),
    }
    head, buffer = pack(said)
    found = page.run(
        """async ([head, bytes]) => {
            const { unpacked } = await import("/packing.js")
            const plain = (_, part) => ArrayBuffer.isView(part) ? [part.constructor.name, ...part] : part
            return JSON.parse(JSON.stringify(unpacked(head, Uint8Array.from(bytes).buffer), plain))
        }""",
        [head, list(buffer)],
    )
    assert found == {
        **{kind: [name, 1, 2, 250] for kind, name in kinds.items()},
        **{
            f"{kind} image": {"values": [name, 1, 2, 3, 4, 5, 6], "shape": [2, 3]}
            for kind, name in kinds.items()
        },
        "deep": [{"a": [["Float64Array", 1, 2, 3], None, "w", True, 3]}, {"array": 7}],
        "i8": ["Float64Array", 1, -2],
    }
