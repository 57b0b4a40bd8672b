"""The browser's samples of E over a view are what Python computes there, for all that can be typed."""

import numpy as np
import pytest
from own_functions import own_functions

from surfaces import GALLERY, PLAIN, Surface

ALL = """(code, view, shape, numbers) => {
  const work = module.sampled(code, view, shape, numbers)
  let step = work.next()
  let pauses = 0
  for (; !step.done; pauses++) step = work.next()
  return { ...step.value, pauses }
}"""
VIEW = ((-3.0, 2.5), (-1.0, 4.0))


def sampled(engine, surface, view, shape):
    return engine.work(
        "surface_samples.js", ALL, [[surface.value_instructions, view, shape, surface.values]]
    )[0]


NAMED = [each.text for each in (GALLERY | PLAIN).values() if not each.data]  # test_rows.py has the others


@pytest.mark.parametrize("text", [*NAMED, "log(w1)", "w1/w1", "5"])
def test_samples_are_those_of_python(engine, text):
    surface = Surface.parse(text)
    found = sampled(engine, surface, VIEW, (7, 9))
    expected = surface.value(*np.meshgrid(np.linspace(*VIEW[0], 9), np.linspace(*VIEW[1], 7)))
    np.testing.assert_allclose(np.array(found["values"]).reshape(7, 9), expected, rtol=1e-12, atol=1e-15)
    assert found["shape"] == [7, 9]
    assert found["view"] == [list(interval) for interval in VIEW]


def test_it_can_be_interrupted_after_each_row(engine):
    assert sampled(engine, PLAIN["bowl"], VIEW, (7, 9))["pauses"] == 7


def test_one_point_is_sampled_like_many(engine):
    surface = GALLERY["himmelblau"]
    for point in ((1.5, -0.25), (0.0, 0.0)):
        assert engine("surface_samples.js", "error_at", surface.value_instructions, *point) == surface.value(
            *point
        )


@pytest.mark.parametrize("change", [{"results": [99]}, {"weights": [-1, 0]}, {"code": [0]}])
def test_bad_instructions_are_refused(engine, change):
    with pytest.raises(Exception, match=r"register|cut off"):
        engine("surface_samples.js", "error_at", {**PLAIN["bowl"].value_instructions, **change}, 0, 0)


def test_it_is_there_for_all_that_can_be_typed():
    """Powers take the most instructions for a letter; the gradient of the last text has too many."""
    powers = "+".join(f"(w1+{k})^{99 - k}" for k in range(10, 35))
    many = "".join(f"*sin({k}w{1 + k % 2}+w1)" for k in range(10, 33))[1:]
    for text in [*(each.text for each in own_functions()), powers, many]:
        assert len(text) <= 300
        assert Surface.parse(text).value_instructions is not None
