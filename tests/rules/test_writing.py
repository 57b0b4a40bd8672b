"""Every method as text: typed unchanged it gives the same path to the bit."""

import numpy as np
import pytest

from app.rules import epsilon_outside, opened, parse_rule, text_of
from app.rules.writing import UnwritableError
from optimizers import OPTIMIZERS, Optimizer, descend, gradient_noise, hyper, hypers
from optimizers.arithmetic import where
from surfaces import GALLERY, Surface

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())


@every_method
def test_a_method_typed_as_its_text_has_the_same_path_to_the_bit(method):
    kinked, level = Surface.parse("abs(w1) + max(w1, w2, 0.1)"), Surface.parse("7 w1 - w2")
    for surface in (GALLERY["rosenbrock"], GALLERY["ackley"], kinked, level):
        run = method(**surface.suggested.get(method.key, {}))
        own = opened(run)
        assert type(own) is not method
        for noise in (None, gradient_noise(0.5, 3, 0, 200)):
            path, again = (descend(each, surface, surface.start, 200, noise) for each in (run, own))
            np.testing.assert_array_equal(again.w1, path.w1)
            np.testing.assert_array_equal(again.w2, path.w2)
            assert again.stopped == path.stopped


@every_method
def test_a_method_keeps_its_values_and_its_text_is_short(method):
    run = method(**{about.name: about.low + 0.37 * (about.high - about.low) for about in hypers(method)})
    own = opened(run)
    values = {about.symbol: getattr(run, about.name) for about in hypers(run)}
    for about in hypers(own):
        assert getattr(own, about.name) == values[about.symbol]
        assert about.accepts(values[about.symbol])
    assert {about.symbol for about in hypers(own)} == values.keys()
    assert len(text_of(method)) < 300
    assert text_of(method).splitlines()[-1].startswith("w = w - ")
    assert text_of(type(own)) == text_of(method)
    assert opened(own) is own


def test_texts_look_as_one_would_type_them():
    assert text_of(OPTIMIZERS["gradient-descent"]) == "w = w - η g"
    assert text_of(OPTIMIZERS["nesterov"]) == "m = α m + g\nw = w - η (g + α m)"
    assert text_of(OPTIMIZERS["adam"]).splitlines() == [
        "m = β1 m + (1 - β1) g",
        "s = β2 s + (1 - β2) g g",
        "w = w - η (m/(1 - β1^t))/sqrt(s/(1 - β2^t) + ε)",
    ]
    assert text_of(OPTIMIZERS["lion"]).splitlines()[0] == "c = β1 m + (1 - β1) g"


def test_a_state_that_does_not_begin_at_zero_and_old_values_that_are_needed_late_are_written():
    lines = text_of(OPTIMIZERS["supersab"]).splitlines()
    assert any("if(t == 1, η, s)" in line for line in lines)
    assert "d = m" in lines


@pytest.mark.parametrize(
    "text",
    [
        "w = w - (η - (p - q)) g",
        "w = w - η/(p q) g/(2 p)",
        "w = w - η (g/2)*(3 g)",
        "w = -w - (-g)^2 - -g",
        "w = w - η^p^q - (η^p)^q",
        "w = w - 2 (p + q)*3 g",
        "w = w - p*(1/t)*q g + g*(t - 1)",
        "w = w - max(g, min(g, 1)) if(g > p, g, -g) abs(g)",
    ],
)
def test_a_rule_is_written_as_the_arithmetic_that_it_does(text):
    method = parse_rule(text)

    class Copied(Optimizer, listed=False):
        """The same rule as a built-in method, which has no text."""

        moved, State, lines = method.moved, method.State, method.lines
        _followed = method._followed
        update = method.update
        __dataclass_fields__ = method.__dataclass_fields__
        __init__, initial = method.__init__, method.initial

    copy = parse_rule(text_of(Copied))
    rng = np.random.default_rng(1)
    for _ in range(20):
        values = {about.name: float(rng.uniform(0.1, 2)) for about in hypers(method)}
        w, g, t = float(rng.uniform(-2, 2)), float(rng.uniform(-2, 2)), int(rng.integers(1, 9))
        one, other = method(**values), copy(**values)
        np.testing.assert_equal(other.moved(t, w, g, other.initial()), one.moved(t, w, g, one.initial()))


def test_a_rule_that_asks_for_a_truth_value_is_not_written():
    class Undecided(Optimizer, listed=False):
        eta: float = hyper("η", "", default=0.25, low=0.1, high=1, scale="log")
        __dataclass_fields__ = OPTIMIZERS["gradient-descent"].__dataclass_fields__

        def __init__(self, eta=0.25):
            vars(self)["eta"] = eta

        def update(self, t, w, g, state):
            return self.eta if g > 0 else -self.eta

    class Doubtful(Undecided, listed=False):
        def update(self, t, w, g, state):
            return where((g > 0) & (g < 1), self.eta, g)

    with pytest.raises(UnwritableError, match="more than arithmetic"):
        text_of(Undecided)
    with pytest.raises(UnwritableError, match="more than one comparison"):
        text_of(Doubtful)


# ε outside of the root


def test_with_epsilon_outside_of_the_root_adam_is_that_of_pytorch():
    surface, start = Surface.parse("1e-6 (w1^2 + 3 w2^2)"), (-15.0, 20.0)
    found = descend(opened(OPTIMIZERS["adam"](), outside=True), surface, start, 300)
    w, m, s = np.array(start), np.zeros(2), np.zeros(2)
    for t in range(1, 301):
        g = np.array(surface.gradient(*map(float, w)))
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
        w = w - 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
    np.testing.assert_allclose([found.w1[-1], found.w2[-1]], w, rtol=1e-9)
    within = descend(OPTIMIZERS["adam"](), surface, start, 300)
    assert np.hypot(within.w1[-1] - w[0], within.w2[-1] - w[1]) > 1


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_rule_with_epsilon_outside_is_a_rule_and_differs_in_nothing_else(key):
    text = text_of(OPTIMIZERS[key])
    outside = epsilon_outside(text)
    assert bool(outside) == ("sqrt(" in text and text.count(" + ε)") == 1)
    if outside:
        nothing = 5e-324  # beside all that it is added to
        run, other = (opened(OPTIMIZERS[key](epsilon=nothing), outside=each) for each in (False, True))
        one, two = (descend(each, GALLERY["bowl"], (-1.5, 2.0), 20) for each in (run, other))
        np.testing.assert_allclose([one.w1, one.w2], [two.w1, two.w2], rtol=1e-12)
