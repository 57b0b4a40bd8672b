"""Numbers of a function's letters in the browser: one program for all of them, with the results of Python."""

import numpy as np
import pytest

from optimizers import OPTIMIZERS, descend, instructions
from surfaces import Surface

SURFACE = Surface.parse("if(w1 > c, k (w1 - c)^2, λ w1^2) + k w2^2; c in [-2, 2] = 0.5")
LETS = [{"k": 3.0, "c": 0.5, "lambda_": 1.0}, {"k": 0.25, "c": -1.5, "lambda_": 7.0}]
SAMPLED = """(code, view, shape, numbers) => {
  const work = module.sampled(code, view, shape, numbers)
  let step = work.next()
  for (; !step.done; ) {
    module.error_at(code, 0, 0, { k: 99, c: 9, lambda_: 9 })
    step = work.next()
  }
  return step.value
}"""


@pytest.mark.parametrize("let", LETS)
@pytest.mark.parametrize("key", ["momentum", "adam"])
def test_a_run_with_numbers_is_that_of_python(engine, key, let):
    run = OPTIMIZERS[key](eta=0.05)
    path = descend(run, SURFACE.at(**let), (-1.5, 1.0), 30)
    asked = {"rule": instructions(type(run)), "surface": SURFACE.instructions, "values": vars(run)}
    found = engine("run.js", "simulate", {**asked, "let": let, "start": (-1.5, 1.0), "steps": 30})
    for name, column in (("w1", path.w1), ("w2", path.w2), ("error", path.error)):
        np.testing.assert_allclose(found["columns"][name], column, rtol=1e-12)


@pytest.mark.parametrize("let", LETS)
def test_samples_keep_their_numbers_while_others_are_asked_for(engine, let):
    view = ((-3.0, 2.5), (-1.0, 4.0))
    (found,) = engine.work("surface_samples.js", SAMPLED, [[SURFACE.value_instructions, view, (5, 6), let]])
    expected = SURFACE.at(**let).value(*np.meshgrid(np.linspace(*view[0], 6), np.linspace(*view[1], 5)))
    np.testing.assert_allclose(np.array(found["values"]).reshape(5, 6), expected, rtol=1e-12)
