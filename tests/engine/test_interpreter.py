"""The interpreter: each operation does what it does on the server, and bad instructions are refused."""

import math

import instruction_reader
import mpmath
import numpy as np
import pytest
from browser_modules import JavaScriptError
from hostile_rules import HOSTILE, START, STEPS

from optimizers import OPTIMIZERS, arithmetic, descend, instructions
from optimizers.instructions import OPERATIONS as OF_RULES
from surfaces import PLAIN
from surfaces.functions import NAMESPACES
from surfaces.instructions import LONGEST
from surfaces.instructions import OPERATIONS as OF_SURFACES

SPECIAL = [0.0, 0.5, 1.0, 2.0, 3.0, 7.25, 1e-9, 1e-300, 5e-324, 1e15, 6.999999999999999, 1e154, 1e200, 1e308]
SPECIAL += [-x for x in SPECIAL] + [math.inf, -math.inf, math.nan]
# With floats, as a run is computed on the server; what raises there is done again with NumPy.
FLOATS = {
    name: NAMESPACES["scalar"][name] for name in instruction_reader.OPERATIONS.keys() & NAMESPACES["scalar"]
}
FLOATS |= {"sqrt": math.sqrt, "pow": math.pow, "sign": arithmetic.sign}
FLOATS |= {"maximum": arithmetic.maximum, "minimum": arithmetic.minimum}
EXACT = {"copy", "add", "sub", "mul", "div", "neg", "abs", "sqrt", "sign", "maximum", "minimum", "where"}
EXACT |= {"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "floor", "ceil", "mod", "huber"}

CANCELS = {"logaddexp"}
"""Sums of two numbers that may cancel: near 0 they are as exact as these numbers."""


def operands(count):
    """All combinations of special numbers, or of three many, and random ones of all sizes."""
    rng = np.random.default_rng(11)
    grids = np.meshgrid(*[SPECIAL] * count) if count < 3 else rng.choice(SPECIAL, (3, 2000))
    special = np.reshape(grids, (count, -1))
    near = rng.uniform(-4, 4, (count, 600))
    within = rng.uniform(-1, 1, (count, 200))
    sizes = rng.choice([-1, 1], (count, 600)) * 10.0 ** rng.uniform(-12, 12, (count, 600))
    far = rng.choice([-1, 1], (count, 200)) * 10.0 ** rng.uniform(-300, 300, (count, 200))
    return np.concatenate([special, near, within, sizes, far], axis=1)


def computed(name, numbers):
    """What the server computes."""
    careful = instruction_reader.OPERATIONS[name][1]
    found = []
    for row in numbers.T.tolist():
        try:
            found.append(float(FLOATS[name](*row)))
        except (ArithmeticError, ValueError, KeyError):
            with np.errstate(all="ignore"):
                found.append(float(careful(*map(np.float64, row))))
    return np.array(found)


def places(numbers):
    """Floats by their order: neighbours are 1 apart, and −0 is 0."""
    bits = numbers.view(np.int64)
    return np.where(bits < 0, -(bits & 0x7FFFFFFFFFFFFFFF), bits)


def apart(one, other):
    """How many units in the last place two arrays are apart; two nan are not."""
    one, other = np.where(np.isnan(one), 0.5, one), np.where(np.isnan(other), 0.5, other)
    return np.abs(places(one) - places(other))


@pytest.mark.parametrize("name", instruction_reader.OPERATIONS)
def test_every_operation_is_the_servers(engine, name):
    count = instruction_reader.OPERATIONS[name][0]
    numbers = operands(count)
    total = numbers.shape[1]
    code = [[0, count * total + i, *(count * i + k for k in range(count))] for i in range(total)]
    program = {
        "operations": [name],
        "registers": (count + 1) * total,
        "constants": numbers.T.ravel(),
        "code": [number for row in code for number in row],
    }
    work = """(program) => {
      const r = module.registers_of(program)
      module.execute(module.checked(program.code, program), r)
      return r.slice(program.constants.length)
    }"""
    found = np.array(engine.work("interpreter.js", work, [[program]])[0])
    expected = computed(name, numbers)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    np.testing.assert_array_equal(np.isinf(found), np.isinf(expected))
    zero = expected == 0
    np.testing.assert_array_equal(
        np.signbit(found[zero & (found == 0)]), np.signbit(expected[zero & (found == 0)])
    )
    differ = apart(found, expected)
    if name in CANCELS:
        with np.errstate(invalid="ignore"):
            differ[np.abs(found - expected) < 2 * np.finfo(float).eps] = 0
    assert differ.max() <= (0 if name in EXACT else 2)


def test_rules_surfaces_and_the_browser_have_the_same_operations(engine):
    there = engine.work("interpreter.js", "() => module.TABLE.map(([name]) => name)", [[]])[0]
    assert len(there) == len(set(there))
    assert set(there) == OF_RULES | OF_SURFACES == {*instruction_reader.OPERATIONS, "rows"}


def test_the_servers_longest_instructions_fit_in_the_browser(engine):
    most, registers = engine.work("interpreter.js", "() => [module.LONGEST, module.MOST_REGISTERS]", [[]])[0]
    assert most >= LONGEST
    assert registers >= 3 * LONGEST


# What is refused


RULE, SURFACE = instructions(OPTIMIZERS["adam"]), PLAIN["bowl"].instructions
RUN = {"values": vars(OPTIMIZERS["adam"]()), "start": [1.0, 2.0], "steps": 5}


def of_rule(**changes):
    return {**RULE, **changes}, SURFACE


def of_surface(**changes):
    return RULE, {**SURFACE, **changes}


CODE = SURFACE["code"]
BAD = {
    "an operation that there is not": (of_rule(operations=["alert"] * 6), 'There is no operation "alert"'),
    "a name that all objects have": (of_rule(operations=["constructor"] * 6), "no operation"),
    "a place of no operation": (of_rule(step=[99, *RULE["step"][1:]]), "Instruction 0 has no operation 99"),
    "a place that is a name": (of_surface(code=["mul", *CODE[1:]]), "Instruction 0 has no operation mul"),
    "a register too many": (of_rule(registers=RULE["shared"]), "has no register"),
    "a register below zero": (of_surface(code=[CODE[0], -1, *CODE[2:]]), "Instruction 0 has no register -1"),
    "half a register": (of_surface(code=[*CODE[:2], 0.5, *CODE[3:]]), "Instruction 0 has no register 0.5"),
    "a constant that is overwritten": (of_surface(code=[CODE[0], 0, *CODE[2:]]), "overwrites a constant"),
    "code that breaks off": (of_surface(code=CODE[:-1]), "is cut off"),
    "code that is text": (of_surface(code="alert(1)"), "rows of operations and of code"),
    "no code at all": (of_surface(code=None), "rows of operations and of code"),
    "too many instructions": (of_surface(code=CODE[:4] * 20_001), "at most 20000 instructions"),
    "too many registers": (of_rule(registers=65_537), "at most 65536 registers"),
    "no number of registers": (of_rule(registers="many"), "at most 65536 registers"),
    "more constants than registers": (of_surface(constants=[1.0] * 99), "do not fit in the registers"),
    "a constant that is text": (of_surface(constants=["1"] * 4), "A constant is no number"),
    "a weight without a register": (of_surface(weights=[0, 99]), "has no register"),
    "a third weight": (of_surface(weights=[0, 1, 2]), "takes 2 registers"),
    "no result": (of_surface(results=[]), "takes 3 registers"),
    "a state without a register": (of_rule(state={"m": -1, "s": 3}), "has no register"),
    "a time without one": (of_rule(t=None), "has no register"),
    "a value that is missing": (of_rule(), "There is no value for eta"),
}


@pytest.mark.parametrize(("instructed", "message"), BAD.values(), ids=BAD)
def test_invalid_instructions_are_refused_with_a_message(engine, instructed, message):
    rule, surface = instructed
    run = {**RUN, "values": {}} if "value for" in message else RUN
    with pytest.raises(JavaScriptError, match=message):
        engine("run.js", "simulate", {"rule": rule, "surface": surface, **run})


def test_refused_instructions_stay_refused_and_good_ones_go_on_working(engine):
    bad, _ = of_rule(step=[99, *RULE["step"][1:]])
    for _ in range(2):
        with pytest.raises(JavaScriptError, match="has no operation"):
            engine("run.js", "simulate", {"rule": bad, "surface": SURFACE, **RUN})
    assert len(engine("run.js", "simulate", {"rule": RULE, "surface": SURFACE, **RUN})["columns"]["w1"]) == 6


def test_noise_for_too_few_steps_is_refused(engine):
    noise = {"first": np.zeros(6), "second": np.zeros(5)}
    with pytest.raises(JavaScriptError, match="There is too little noise"):
        engine("run.js", "simulate", {"rule": RULE, "surface": SURFACE, **RUN, "noise": noise})


def test_constants_need_not_be_finite(engine):
    surface = {**SURFACE, "constants": [math.inf] * len(SURFACE["constants"])}
    run = engine("run.js", "simulate", {"rule": RULE, "surface": surface, **RUN})
    assert run["stopped"]["step"] == 0


# What divides by zero or overflows


def test_the_browser_does_as_ieee_754_says(engine):
    asked = [
        {
            "rule": instructions(method),
            "surface": surface.instructions,
            "values": vars(method()),
            "start": START,
            "steps": STEPS,
        }
        for method, surface, _ in HOSTILE.values()
    ]
    found = engine.many("run.js", "simulate", [[each] for each in asked])
    for case, run, (method, surface, end) in zip(HOSTILE, found, HOSTILE.values(), strict=True):
        path = descend(method(), surface, START, STEPS)
        assert (run["stopped"] and run["stopped"]["step"]) == end, case
        assert run["stopped"] == (path.stopped and path.stopped._asdict()) or math.isnan(path.stopped.w1), (
            case
        )
        columns = [path.w1, path.w2, path.error, path.g1, path.g2, *path.state["x"]]
        np.testing.assert_array_equal(np.array(list(run["columns"].values())), columns, err_msg=case)


WITH_ANOTHER_CBRT = """(x, given) => {
    const { cbrt } = Math
    Math.cbrt = () => given
    try { return module.cbrt(x) } finally { Math.cbrt = cbrt }
}"""


def test_a_cube_root_is_right_though_the_browsers_is_some_units_off(engine):
    numbers = [2.0, 10.0, -5.0, 0.3, 1e300, -7e-300]
    with mpmath.workdps(40):
        exact = [float(mpmath.sign(x) * mpmath.cbrt(abs(mpmath.mpf(x)))) for x in numbers]
    for units in (-40, -4, -1, 0, 1, 4, 40):
        calls = [(x, root + units * math.ulp(root)) for x, root in zip(numbers, exact, strict=True)]
        found = engine.work("functions.js", WITH_ANOTHER_CBRT, calls)
        assert np.all(np.abs(np.subtract(found, exact)) <= np.spacing(np.abs(exact)))
