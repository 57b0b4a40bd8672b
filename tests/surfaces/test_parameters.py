"""Parameters: free letters of a function that have numbers; with these it is the function that has them."""

import json
import math
import pickle
import re

import instruction_reader
import numpy as np
import pytest
from sympy import Symbol

from optimizers import OPTIMIZERS, arrivals, descend, endpoints, finished
from surfaces import Surface, evaluation, recognized, w1, w2
from surfaces.worker import Worker

PAIRS = [
    ("w1^2 + k w2^2", {"k": 3.0}, "w1^2 + 3 w2^2"),
    ("(1 - w1)^2 + b (w2 - w1^2)^2", {"b": 100}, "(1 - w1)^2 + 100 (w2 - w1^2)^2"),
    ("λ/2 (w1^2 + w2^2) + exp(a1 w1)", {"lambda_": 0.3, "a1": -2.0}, "0.15 (w1^2 + w2^2) + exp(-2 w1)"),
    ("|w1|^p + |w2|^p", {"p": 1.5}, "|w1|^1.5 + |w2|^1.5"),
    ("if(w1 > c, (w1 - c)^2, w2^2)", {"c": -1.0}, "if(w1 > -1, (w1 + 1)^2, w2^2)"),
    ("r = hypot(w1, w2); r log(k r)", {"k": 2.0}, "r = hypot(w1, w2); r log(2 r)"),
]
POINTS = [(0.5, -0.25), (-1.75, 2.0), (3.0, 1.5), (0.0, 0.0)]


def test_a_parameter_says_its_range_and_its_default():
    found = Surface.parse("a w1^2 + k w2^2 + λ w1; k in [1, 100] = 10; a in [-1, 3]").parameters
    assert list(found) == ["a", "k", "lambda_"]
    about = [(each.symbol, each.low, each.high, each.default, each.declared) for each in found.values()]
    assert about == [("a", -1, 3, 1, True), ("k", 1, 100, 10, True), ("λ", 0, 10, 1, False)]
    assert Surface.parse("w1").parameters == {}


def test_the_formula_keeps_the_letters():
    assert Surface.parse("w1^2 + k w2^2").formula == w1**2 + Symbol("k") * w2**2


@pytest.mark.parametrize(("text", "let", "same"), PAIRS)
@pytest.mark.parametrize("kind", ["value", "gradient", "value_and_gradient", "hessian"])
def test_with_numbers_it_is_the_function_that_has_them(text, let, same, kind):
    one, other = getattr(Surface.parse(text).at(**let), kind), getattr(Surface.parse(same), kind)
    for point in POINTS:
        np.testing.assert_allclose(one(*point), other(*point), rtol=1e-12, equal_nan=True)
    w1s, w2s = np.array(POINTS).T
    np.testing.assert_allclose(one(w1s, w2s), other(w1s, w2s), rtol=1e-12, equal_nan=True)


@pytest.mark.parametrize(("text", "let", "same"), PAIRS)
def test_the_instructions_take_the_numbers_as_registers(text, let, same):
    surface = Surface.parse(text)
    program = json.loads(json.dumps(surface.instructions))
    assert surface.at(**let).instructions == surface.instructions, "a moved slider sends no program"
    assert surface.at(**let).compiled is surface.compiled, "and nothing is differentiated anew"
    assert list(program["parameters"]) == list(surface.parameters)
    for point in POINTS:
        found = instruction_reader.evaluate(program, *point, {**surface.values, **let})
        expected = surface.at(**let).value_and_gradient(*point)
        for one, other in zip(found, expected, strict=True):
            assert one == pytest.approx(other, rel=1e-15) or math.isnan(other)


def test_all_of_it_works_at_the_defaults():
    surface = Surface.parse("w1^2 + k w2^2; k in [1, 100] = 10")
    plain = Surface.parse("w1^2 + 10 w2^2")
    assert surface.value(1.0, 2.0) == plain.value(1.0, 2.0)
    run = OPTIMIZERS["momentum"](eta=0.01, alpha=0.9)
    np.testing.assert_array_equal(
        descend(run, surface, (-4.0, 3.0), 50).w2, descend(run, plain, (-4.0, 3.0), 50).w2
    )
    assert endpoints(run, surface, -4.0, 3.0, 50).error == endpoints(run, plain, -4.0, 3.0, 50).error
    assert surface.at() == surface


def test_a_run_follows_the_numbers():
    surface = Surface.parse("w1^2 + k w2^2")
    run = OPTIMIZERS["gradient-descent"](eta=0.05)
    for k in (0.5, 3.0, 12.0):
        found = descend(run, surface.at(k=k), (1.0, 1.0), 20)
        np.testing.assert_allclose(found.w2, (1 - 0.1 * k) ** np.arange(21), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "let", [{"q": 1.0}, {"k": math.nan}, {"k": math.inf}, {"k": "3"}, {"k": 0.5}, {"w1": 1}]
)
def test_other_names_and_numbers_are_refused(let):
    with pytest.raises(ValueError, match="cannot be"):
        Surface.parse("w1^2 + k w2^2; k in [1, 100]").at(**let)


def test_without_a_range_any_finite_number_is_taken():
    surface = Surface.parse("w1^2 + k w2^2")
    assert surface.at(k=-1e50).value(0.0, 1.0) == -1e50
    assert surface.at(k=np.float64(2.0)).value(0.0, 1.0) == 2.0


def test_a_surface_with_numbers_is_a_value():
    surface = Surface.parse("w1^2 + k w2^2")
    one, other = surface.at(k=3), surface.at(k=3.0)
    assert one == other
    assert hash(one) == hash(other)
    assert one != surface
    assert surface.at(k=1.0) == surface, "1 is the default"
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert again.value(0.0, 2.0) == 12.0


def test_a_surface_of_the_gallery_is_recognized_by_its_numbers():
    surface = Surface.parse("3 w1^2 + k w2^2")
    assert recognized(surface).minima == ()
    bowl = recognized(surface.at(k=10.0))
    assert bowl.title == "Bowl"
    assert bowl.minima == ((0.0, 0.0),)
    assert bowl.value(0.0, 1.0) == 10.0
    assert recognized(bowl.at(k=4.0)).minima == ()


def test_the_worker_tells_the_parameters():
    worker = Worker()
    try:
        found = worker.compile("w1^2 + λ w2^2; λ in [1, 100]")
    finally:
        worker.close()
    assert found.parameters == Surface.parse("w1^2 + λ w2^2; λ in [1, 100]").parameters


@pytest.mark.parametrize("key", ["gradient-descent", "adam"])
def test_many_numbers_at_once_are_the_runs_with_each(key):
    surface = Surface.parse("w1^2 + k w2^2 + c log(w1 + 2)")
    run, steps = OPTIMIZERS[key](eta=0.05), 60
    k, c = np.array([0.5, 3.0, 19.0, 30.0]), np.array([[-1.0], [0.0], [2.0]])
    ends = endpoints(run, surface, 1.0, np.float64(2.0), steps, let={"k": k, "c": c})
    assert ends.w2.shape == (3, 4)
    for i, j in np.ndindex(3, 4):
        one = endpoints(run, surface.at(k=k[j], c=c[i, 0]), 1.0, 2.0, steps)
        for many, alone in zip(ends, one, strict=True):
            np.testing.assert_allclose(many[i, j], alone, rtol=1e-12, equal_nan=True)
    with pytest.raises(ValueError, match="cannot be set"):
        endpoints(run, surface, 1.0, 2.0, steps, let={"q": k})


def test_many_numbers_that_end_early_are_found_near_their_ends_too():
    surface = Surface.parse("w1^2 + k w2^2")
    run = OPTIMIZERS["gradient-descent"](eta=0.05)
    k = np.linspace(1, 60, 30)
    many = finished(arrivals(run, surface, 1.0, 1.0, 800, let={"k": k}))
    for j in range(0, 30, 7):
        one = finished(arrivals(run, surface.at(k=k[j]), 1.0, 1.0, 800))
        np.testing.assert_array_equal(many.close_at[j], one.close_at)
        np.testing.assert_array_equal(many.ends.stopped[j], one.ends.stopped)


def test_what_is_compiled_names_parameters_by_names_of_our_own(monkeypatch):
    compiled = []
    code = evaluation._code.__wrapped__
    monkeypatch.setattr(evaluation, "_code", lambda text, name: compiled.append(text) or code(text, name))
    surface = Surface.parse("a w1^2 + λ w2^2 + k12 w1 + Ω w2")
    assert math.isfinite(surface.value(1.0, 2.0))
    names = set(re.findall(r"\blet_\w+", "\n".join(compiled)))
    assert len(names) == 4
    assert all(re.fullmatch("let_[A-Za-z]+[0-9]*_?", name) for name in names)
    assert all(text.isascii() for text in compiled)
