"""The fused loop equals the plain loop to the bit, for every rule and on difficult surfaces."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers import OPTIMIZERS, Optimizer, descend, finished, gradient_noise, hyper
from optimizers.arithmetic import where
from optimizers.descent import _plain
from optimizers.fused import _FORMS, fused
from optimizers.scripts import rule_lines
from optimizers.terms import Term
from surfaces import GALLERY, Surface

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())


def both(run, surface, start, steps, sigma=0.0):
    begin = (steps, *start, *surface.value_and_gradient(*start))
    if sigma:
        begin += tuple(gradient_noise(sigma, 3, 0, steps).T.tolist())
    fast, end = finished(fused(run, surface, noisy=sigma > 0)(*begin))
    plain, plain_end = finished(_plain(run, surface, *begin))
    assert len(fast) == len(plain)
    assert all(type(number) is float for number in fast)
    np.testing.assert_array_equal(np.array(fast), np.array(plain))
    assert (end is None) == (plain_end is None)
    np.testing.assert_array_equal(np.array(end or (), float), np.array(plain_end or (), float))
    return end


@every_method
def test_every_method_on_every_surface(method):
    for k, surface in enumerate(GALLERY.values(), list(OPTIMIZERS).index(method.key)):
        run = method(**surface.suggested.get(method.key, {}))
        both(run, surface, surface.start, 50, sigma=(0.0, 0.5)[k % 2])


MOODS = [
    ("w1^4 + w2^4", (4.0, 3.0)),  # soon overflows
    ("1/(1 + exp(1000 w1)) + w2^2", (2.0, 1.0)),  # math.exp raises where NumPy goes on
    ("sqrt(w1) + w2^2", (0.05, 1.0)),  # leaves the domain
    ("log(w1 w2)", (0.5, 0.5)),
    ("abs(w1) + max(w1, w2, 0.1) + sign(w2) + mod(w1, 2)", (0.3, -2.0)),
    ("7 w1 - w2", (0.0, 0.0)),  # constant slopes
    ("3", (1.0, 1.0)),  # none at all
    ("1e300 w1^2 + 1e300 w2", (1e3, 1.0)),  # finite numbers whose sum is not
]


@every_method
def test_every_method_on_difficult_surfaces(method):
    for k, (text, start) in enumerate(MOODS, list(OPTIMIZERS).index(method.key)):
        both(method(), Surface.parse(text), start, 200, sigma=(0.0, 0.5)[k % 2])
        if hasattr(method, "eta"):
            both(method(eta=0.7), Surface.parse(text), start, 200, sigma=(0.5, 0.0)[k % 2])


def test_where_it_ends():
    assert both(OPTIMIZERS["momentum"](eta=0.2, alpha=0.0), GALLERY["bowl"], (-15.0, 20.0), 400)[0] == 320


def test_noise_that_takes_the_gradient_beyond_all_numbers_ends_both():
    for key in ("rprop", "lion"):  # they ask for the sign alone, so that w and E stay small
        end = both(OPTIMIZERS[key](eta=1e-5), Surface.parse("1.7e308 w1 + w2"), (0.0, 0.0), 50, sigma=1e307)
        assert end[0] > 1
        assert all(map(math.isfinite, end))


@given(st.sampled_from(list(OPTIMIZERS)), st.data())
def test_any_values_of_the_hyper_parameters(key, data):
    values = {name: data.draw(st.floats(0.001, 0.99), name) for name in OPTIMIZERS[key].__dataclass_fields__}
    sigma = data.draw(st.just(0.0) | st.floats(1e-6, 1e6), "sigma")
    both(OPTIMIZERS[key](**values), GALLERY["himmelblau"], (0.5, -0.5), 60, sigma)


def test_an_update_that_is_not_a_number_ends_the_run():
    @dataclass(frozen=True)
    class Quotient(Optimizer):
        eta: float = hyper("η", "", default=1.0, low=0.1, high=1, scale="log")

        def update(self, t, w, g, state):
            return self.eta / (t - 3)

    end = both(Quotient(), Surface.parse("w1 + w2"), (0.0, 0.0), 9)
    assert end[0] == 3
    stopped = descend(Quotient(), Surface.parse("w1 + w2"), (0.0, 0.0), 9).stopped
    assert (stopped.step, stopped.reason) == (3, "the weights are not finite numbers")


def test_a_rule_that_asks_for_a_truth_value_runs_plainly():
    @dataclass(frozen=True)
    class Undecided(Optimizer):
        eta: float = hyper("η", "", default=0.25, low=0.1, high=1, scale="log")

        def update(self, t, w, g, state):
            return self.eta if g > 0 else -self.eta

    surface = Surface.parse("w1 - w2")
    assert fused(Undecided(), surface) is None
    assert descend(Undecided(), surface, (0.0, 0.0), 4).w1.tolist() == [0, -0.25, -0.5, -0.75, -1]
    against = [(-3.0, 0.0), (0.0, 0.0), (-3.0, 3.0), (0.0, 0.0), (0.0, 0.0)]
    path = descend(Undecided(), surface, (0.0, 0.0), 4, against)
    assert path.w1.tolist() == [0, 0.25, 0, 0.25, 0]
    assert path.w2.tolist() == [0, 0.25, 0.5, 0.25, 0.5]


def test_terms_record_their_operations():
    a, b = Term("a"), Term("b")
    names = {"a": 3.0, "b": 2.0}

    def read(term):
        if not term.operands:
            return names[term.name]
        form = _FORMS[term.name].replace("rule_", "")
        return eval(form.format(*(f"({read(x)})" if isinstance(x, Term) else x for x in term.operands)))

    for work in (
        lambda a, b: a - b, lambda a, b: 1 - b, lambda a, b: a / b, lambda a, b: 1 / b, lambda a, b: a**b,
        lambda a, b: 2**b, lambda a, b: -a, lambda a, b: abs(b - a), lambda a, b: a > b, lambda a, b: b >= 3,
        lambda a, b: (a > b) & (b != 2), lambda a, b: (a == 3) | (b > a),
        lambda a, b: a**2, lambda a, b: b**3, lambda a, b: a**4, lambda a, b: a**1, lambda a, b: (a - 5) ** 3,
    ):  # fmt: skip
        assert read(work(a, b)) == work(3.0, 2.0)
    assert read(where(a > b, a, b)) == 3
    assert read(where(a < b, a, b)) == 2
    with pytest.raises(TypeError, match="where"):
        bool(a > b)
    assert not math.isnan(read(a))
    assert [(a**n).name for n in (1, 2, 3, 4)] == ["pow", "mul", "mul", "pow"]  # as all machines round alike


def test_only_what_a_rule_needs_twice_has_a_line_of_its_own():
    def lines(method):
        fields = (*method.State._fields, *method.__dataclass_fields__)
        return rule_lines(method, {}, {field: field for field in fields})

    @dataclass(frozen=True)
    class Repeated(Optimizer):
        eta: float = hyper("η", "", default=0.25, low=0.1, high=1, scale="log")

        def update(self, t, w, g, state):
            return self.eta * (g / (t + 4)) * (g / (t + 4)) / (w + 1)

    assert lines(OPTIMIZERS["momentum"]) == ["m = alpha * m + g", "w = w - eta * m"]
    part, weight = lines(Repeated)
    name, _, value = part.partition(" = ")
    assert value == "g / (t + 4)"
    assert weight == f"w = w - eta * {name} * {name} / (w + 1)"


def test_the_loop_has_access_only_to_the_names_that_it_needs():
    surface = GALLERY["bowl"]
    reached = fused(OPTIMIZERS["adam"](), surface).func.__globals__
    assert set(reached["__builtins__"]) == {"abs", "range", "ArithmeticError", "ValueError"}
    for text in ("open", "__import__('os')", "print(w1)"):

        class Written:
            lines = (f"e = {text}", "g1 = 0.0", "g2 = 0.0")
            functions = surface.functions
            value_and_gradient = surface.value_and_gradient

        with pytest.raises(NameError):
            finished(fused(OPTIMIZERS["gradient-descent"](), Written())(5, 1.0, 1.0, 1.0, 1.0, 1.0))
