"""The instructions of a surface, read with a reader of their own, give what its lines give, to the bit."""

import json
import math
from pathlib import Path

import instruction_reader
import numpy as np
import pytest
import strategies
from hypothesis import assume, given
from hypothesis import strategies as st

from surfaces import GALLERY, PLAIN, ExpressionError, Surface
from surfaces.compiled import Source
from surfaces.evaluation import _for_arrays
from surfaces.instructions import LONGEST, OPERATIONS, written
from surfaces.names import CALLS

SAMPLE = [
    line.split("\t") for line in (Path(__file__).parents[1] / "expressions.tsv").read_text().splitlines()
]
ACCEPTED = [json.loads(row[2]) for row in SAMPLE if row[1:2] == ["accept"]]
ACCEPTED = [text if isinstance(text, str) else "".join(p * n for p, n in text) for text in ACCEPTED]
CALLED = [
    f"{name}({', '.join(['w1 w2', 'w2', '0.7 w1', '2'][:count])}) + w1"
    for name, ((least, most), _) in CALLS.items()
    for count in range(least, min(most, 4) + 1)
]
CALLED += [f"if(w1 {sign} w2, w1 w2, sin(w1))" for sign in ("<", "<=", ">", ">=", "==", "!=")]
POINTS = [(0.5, -0.25), (-1.75, 2.0), (1.0, 1.0), (0.0, -0.0), (1e200, 3.0), (-1e-320, 7.5), (800.0, -800.0)]


def both(surface, w1, w2):
    function = _for_arrays(surface.compiled.sources["value_and_gradient"], {}, surface.data)
    with np.errstate(all="ignore"):
        lines = function(np.float64(w1), np.float64(w2))
    read = instruction_reader.evaluate(surface.instructions, w1, w2, table=surface.data)
    return np.array(read), np.array(lines, dtype=float)


@pytest.mark.parametrize("surface", (GALLERY | PLAIN).values(), ids=GALLERY.keys())
def test_the_gallery(surface):
    for point in (surface.start, *surface.minima, *POINTS):
        np.testing.assert_array_equal(*both(surface, *point))


def test_instructions_of_the_value_alone_give_the_value():
    surface = Surface.parse("exp(w1) w2 - w1^3/7")
    assert len(surface.value_instructions["code"]) < len(surface.instructions["code"])
    (value,) = instruction_reader.evaluate(surface.value_instructions, 0.5, -0.25)
    assert value == surface.value(0.5, -0.25)


def test_every_function_and_every_accepted_text():
    for surface in map(Surface.parse, ACCEPTED + CALLED):
        for point in POINTS:
            np.testing.assert_array_equal(*both(surface, *point), err_msg=surface.text)


@given(strategies.expressions, st.tuples(strategies.reals, strategies.reals))
def test_any_text_at_any_point(text, point):
    try:
        surface = Surface.parse(text)
    except ExpressionError:
        assume(False)
    np.testing.assert_array_equal(*both(surface, *point))


def test_a_surfaces_instructions_are_json_and_refer_to_existing_registers():
    for text in ("5", "w1", "-w2", "3 w1^2", *ACCEPTED):
        program = Surface.parse(text).instructions
        again = json.loads(json.dumps(program, allow_nan=False))
        assert again["code"] == program["code"]
        assert again["constants"] == program["constants"]
        assert set(program["operations"]) <= OPERATIONS
        for _, to, operands in instruction_reader.rows(program["code"], program["operations"]):
            assert len(program["constants"]) + 2 <= to < program["registers"]
            assert all(0 <= each < to for each in operands), "each is made before it is used, and once"


def test_every_operation_is_needed():
    used = {name for text in ACCEPTED + CALLED for name in Surface.parse(text).instructions["operations"]}
    of_rows = Surface.parse("mean(w1 x)", {"x": [1]}).instructions["operations"]
    assert used.union(of_rows) == OPERATIONS


def test_common_subexpressions_are_computed_once():
    program = Surface.parse("exp(w1 w2)^2 + sin(exp(w1 w2)) + (-0.0) + 0").instructions
    names = [name for name, *_ in instruction_reader.rows(program["code"], program["operations"])]
    assert names.count("exp") == 1


def test_zeros_of_both_signs_are_two_constants():
    program = written(
        Source("value_and_gradient", ("e = w1*0.0", "g1 = -0.0", "g2 = 1/(-0.0)"), ("e", "g1", "g2"))
    )
    _, g1, g2 = instruction_reader.evaluate(program, 1.0, 1.0)
    assert math.copysign(1, g1) == -1
    assert g2 == -math.inf


def test_a_surface_that_is_too_long_has_no_instructions():
    assert LONGEST == 4000
    lines = tuple(f"x{i} = w1 + {float(i)}" for i in range(LONGEST + 1))
    ends = "e = w1", "g1 = w1", "g2 = w1"
    assert written(Source("value_and_gradient", (*lines[:-1], *ends), ("e", "g1", "g2")))
    assert written(Source("value_and_gradient", (*lines, *ends), ("e", "g1", "g2"))) is None


@pytest.mark.parametrize(
    "line", ["e = open", "e = w1 ** 2", "e = print(w1)", "e = [w1]", "e = w1 if w1 else w2"]
)
def test_only_the_language_is_written(line):
    program = None
    with pytest.raises((KeyError, TypeError)):
        program = written(Source("value_and_gradient", (line, "g1 = w1", "g2 = w1"), ("e", "g1", "g2")))
    assert program is None


@pytest.mark.parametrize(
    ("text", "point", "reason"),
    [
        ("w1", (math.inf, 0.0), "weights"),
        ("exp(w1)", (1e3, 0.0), "overflow"),
        ("w1^2 - w2^2", (1e200, 1e200), "overflow"),
        ("log(w1)", (-1.0, 0.0), "undefined"),
        ("sqrt(w1)", (0.0, 0.0), "slope"),
    ],
)
def test_the_instructions_have_the_words_for_undefined_values(text, point, reason):
    surface = Surface.parse(text)
    assert surface.explain(*point) == surface.instructions["reasons"][reason]
