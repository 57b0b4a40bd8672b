"""Error functions from data in the browser: one instruction repeats others for all rows, as Python does."""

import numpy as np
import pytest
from browser_modules import JavaScriptError

from optimizers import OPTIMIZERS, descend, instructions
from surfaces import Surface

RANDOM = np.random.default_rng(11)
X = RANDOM.uniform(-2, 3, 50)
DATA = {"x": X, "y": 1.5 * X - 0.7 + RANDOM.normal(0, 0.3, 50)}
PLAIN = "mean((w1 x + w2 - y)^2) + 0.1 w1^2"
TEXTS = [
    PLAIN,
    "sqrt(mean((w1 x + w2 - y)^2/(1 + x^2))) + sum(x w2)^2/7",
    "mean(softplus(-y (w1 x + w2)))",
    "k mean((w2 tanh(w1 x) - y)^2)",
    "mean(if(w1 x > y, max(w1 x, y, w2)^2, huber(w2 y, k)))",
    "mean((sin(w1 x) - y)^2) w2^2 + sum(2)",
    "mean((w1 |x|^w2 - y)^2)",
]
VIEW = ((-3.0, 2.5), (-1.0, 4.0))
SAMPLED = """(code, shape, numbers, table) => {
  const work = module.sampled(code, [[-3, 2.5], [-1, 4]], shape, numbers, table)
  let step = work.next()
  for (; !step.done; ) {
    const columns = table.columns.map((column) => column.slice(7))
    module.error_at(code, 0, 0, numbers, { ...table, columns })
    step = work.next()
  }
  return step.value.values
}"""


def told(surface):
    return {"names": surface.data.names, "columns": surface.data.columns}


def asked(surface, run, start, steps, **more):
    return {
        "rule": instructions(type(run)),
        "surface": surface.instructions,
        "values": vars(run),
        "let": surface.values,
        "table": told(surface),
        "start": start,
        "steps": steps,
        **more,
    }


@pytest.mark.parametrize("key", ["momentum", "adam"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_run_is_that_of_python(engine, key, text):
    surface, run = Surface.parse(text, DATA), OPTIMIZERS[key](eta=0.02)
    path = descend(run, surface, (1.5, 1.0), 60)
    found = engine("run.js", "simulate", asked(surface, run, (1.5, 1.0), 60))["columns"]
    for name in ("w1", "w2", "error", "g1", "g2"):
        np.testing.assert_allclose(found[name], getattr(path, name), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("key", OPTIMIZERS)
@pytest.mark.parametrize("text", TEXTS[:2])
def test_where_only_plain_arithmetic_occurs_runs_agree_to_the_bit(engine, key, text):
    surface, run = Surface.parse(text, DATA), OPTIMIZERS[key]()
    path = descend(run, surface, (1.5, 1.0), 1)
    found = engine("run.js", "simulate", asked(surface, run, (1.5, 1.0), 1))["columns"]
    for name in ("w1", "w2", "error", "g1", "g2"):
        np.testing.assert_array_equal(found[name][:1], getattr(path, name)[:1])
    if key in ("gradient-descent", "momentum", "nesterov", "adagrad", "rmsprop", "supersab"):
        path = descend(run, surface, (1.5, 1.0), 300)
        found = engine("run.js", "simulate", asked(surface, run, (1.5, 1.0), 300))["columns"]
        for name in ("w1", "w2", "error", "g1", "g2"):
            np.testing.assert_array_equal(found[name], getattr(path, name))


@pytest.mark.parametrize("text", TEXTS)
def test_samples_are_those_of_python_while_other_tables_are_asked_for(engine, text):
    surface = Surface.parse(text, DATA)
    call = [surface.value_instructions, (5, 6), surface.values, told(surface)]
    (found,) = engine.work("surface_samples.js", SAMPLED, [call])
    expected = surface.value(*np.meshgrid(np.linspace(*VIEW[0], 6), np.linspace(*VIEW[1], 5)))
    np.testing.assert_allclose(np.reshape(found, (5, 6)), expected, rtol=1e-12, atol=1e-13)


def test_another_table_is_other_numbers_for_the_same_program(engine):
    one, run = Surface.parse(PLAIN, DATA), OPTIMIZERS["momentum"]()
    other = Surface.parse(PLAIN, {"x": X[:9] + 1, "y": X[:9]})
    assert one.instructions == other.instructions
    calls = [[asked(each, run, (1.0, 2.0), 20)] for each in (one, other, one)]
    first, second, third = (each["columns"]["error"] for each in engine.many("run.js", "simulate", calls))
    assert first == third
    np.testing.assert_array_equal(first, descend(run, one, (1.0, 2.0), 20).error)
    np.testing.assert_array_equal(second, descend(run, other, (1.0, 2.0), 20).error)


ROWS = """(program, w1, w2, table, rows) => {
  const r = module.registers_of(program)
  r[program.weights[0]] = w1
  r[program.weights[1]] = w2
  const code = module.checked(program.code, program)
  for (const each of [null, rows]) module.execute(code, r, module.rows_of(program, table, each))
  return program.results.map((place) => r[place])
}"""


def test_some_of_the_rows_are_those_of_python(engine):
    surface = Surface.parse("mean((w1 x + w2 - y)^2) + sum(x w2)/7", DATA)
    rows = [3, 5, 5, 41]
    call = [surface.instructions, 0.5, -1.25, told(surface), rows]
    (found,) = engine.work("interpreter.js", ROWS, [call])
    assert tuple(found) == surface.of_rows(rows).value_and_gradient(0.5, -1.25)


@pytest.mark.parametrize(
    ("text", "data", "is_large"),
    [
        ("sum(exp(w1 x)) + w2", {"x": [900.0, 1.0]}, True),
        ("sum(exp(w1 x)) + w2", {"x": [1.0, 900.0, 2.0]}, True),
        ("sum(log(w1 x)) + w2", {"x": [1.0, 0.0, 1.0]}, False),
        ("sum(w1/x) + w2", {"x": [0.0, 1e-200, 1.0]}, False),
    ],
)
def test_what_is_too_large_in_one_row_is_too_large(engine, text, data, is_large):
    surface = Surface.parse(text, data)
    found = engine("run.js", "evaluated", surface.instructions, 1.0, 1.0, {}, told(surface))
    assert found["is_large"] == is_large
    assert np.isnan(found["error"])
    assert ("large" in surface.explain(1.0, 1.0)) == is_large


# What is refused

RUN = {"values": vars(OPTIMIZERS["momentum"]()), "start": [1.0, 2.0], "steps": 5, "let": {}}
SURFACE = Surface.parse("mean(w1 x) + w2", {"x": [1, 2]})
PROGRAM, TABLE = SURFACE.instructions, told(SURFACE)
AT = next(
    at for at in range(len(PROGRAM["code"])) if PROGRAM["code"][at] == PROGRAM["operations"].index("rows")
)


def changed(place, number):
    """The program with one number of its instruction "rows" changed."""
    code = list(PROGRAM["code"])
    code[AT + place] = number
    return {**PROGRAM, "code": code}


BAD = {
    "no table": (PROGRAM, None, "There is no table"),
    "a table without the column": (PROGRAM, {**TABLE, "names": ["y"]}, "The table has no column x"),
    "no rows to repeat": (changed(1, 0), TABLE, "rows of no size"),
    "more to repeat than there is": (changed(1, 500), TABLE, "works on what is no number|cut off"),
    "a column without a register": (changed(2, 500), TABLE, "has no register"),
    "columns beyond the last register": (changed(3, 500), TABLE, "has no register"),
    "no columns": (changed(3, 0), TABLE, "has no register|works on what is no number"),
    "rows in place of a constant": (changed(2, 0), TABLE, "overwrites a constant"),
    "rows within rows": (
        {
            **PROGRAM,
            "code": [*PROGRAM["code"][: AT + 5], *PROGRAM["code"][AT : AT + 5], *PROGRAM["code"][AT + 5 :]],
        },
        TABLE,
        "rows within rows",
    ),
}


@pytest.mark.parametrize(("program", "table", "message"), BAD.values(), ids=BAD)
def test_rows_that_cannot_be_are_refused_with_a_message(engine, program, table, message):
    rule = instructions(OPTIMIZERS["momentum"])
    with pytest.raises(JavaScriptError, match=message):
        engine("run.js", "simulate", {"rule": rule, "surface": program, "table": table, **RUN})
