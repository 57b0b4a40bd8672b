"""The update rules against independent oracles: optax in float64, closed forms, the series' own numbers."""

import dataclasses
import math
from pathlib import Path
from types import SimpleNamespace

import by_hand
import jax.numpy as jnp
import numpy as np
import optax
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from optimizers import (
    ABSENT,
    GROUPS,
    OPTIMIZERS,
    SCHEDULES,
    batches,
    descend,
    endpoints,
    gradient_noise,
    hypers,
)
from optimizers.arithmetic import clip, floor, maximum, sign, sqrt, where
from optimizers.base import UNITS, enter
from surfaces import GALLERY, Surface

HYPERS = Path(__file__).parents[1] / "hypers.tsv"
BOWL = GALLERY["bowl"]
START = (-15.0, 20.0)

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())

OPTAX = {
    "gradient-descent": lambda run: optax.sgd(run.eta),
    "momentum": lambda run: optax.sgd(run.eta, momentum=run.alpha),
    "nesterov": lambda run: optax.sgd(run.eta, momentum=run.alpha, nesterov=True),
    "adagrad": lambda run: optax.adagrad(run.eta, initial_accumulator_value=0.0, eps=run.epsilon),
    "rmsprop": lambda run: optax.rmsprop(
        run.eta, decay=run.beta, eps=run.epsilon, eps_in_sqrt=True, initial_scale=0.0
    ),
    "rmsprop-momentum": lambda run: optax.rmsprop(
        run.eta, decay=run.beta, eps=run.epsilon, eps_in_sqrt=True, initial_scale=0.0, momentum=run.alpha
    ),
    "first-moment": lambda run: optax.chain(
        optax.ema(run.beta1, debias=True), optax.scale_by_learning_rate(run.eta)
    ),
    "adam": lambda run: optax.adam(run.eta, **betas(run)),
    "adamw": lambda run: optax.adamw(run.eta, **betas(run), weight_decay=run.weight_decay),
    "amsgrad": lambda run: optax.amsgrad(run.eta, **betas(run)),
    "nadam": lambda run: optax.nadam(run.eta, **betas(run)),
    "adadelta": lambda run: optax.adadelta(run.eta, rho=run.rho, eps=run.epsilon),
    "lion": lambda run: optax.lion(run.eta, b1=run.beta1, b2=run.beta2, weight_decay=run.weight_decay),
    "schedule-free": lambda run: optax.contrib.schedule_free_sgd(run.eta, b1=run.beta),
    "schedule-free-adam": lambda run: optax.contrib.schedule_free(
        optax.chain(
            optax.scale_by_adam(0.0, run.beta2, 0.0, run.epsilon), optax.scale_by_learning_rate(run.eta)
        ),
        run.eta,
        b1=run.beta,
    ),
    "ademamix": lambda run: optax.contrib.ademamix(
        run.eta, **betas(run), b3=run.beta3, alpha=run.alpha, weight_decay=run.weight_decay
    ),
    "radam": lambda run: optax.radam(run.eta, **betas(run), threshold=np.nextafter(4.0, 5.0)),  # ρ(t) > 4
    "adopt": lambda run: optax.contrib.adopt(run.eta, b1=run.beta1, b2=run.beta2, eps=run.epsilon),
}
OPTAX_SCHEDULED = {
    "rmsprop-momentum": lambda run: optax.chain(  # optax.rmsprop has η before the sum
        optax.scale_by_rms(run.beta, run.epsilon, initial_scale=0.0, eps_in_sqrt=True),
        optax.trace(run.alpha),
        optax.scale_by_learning_rate(run.eta),
    )
}
"""Those that are another transformation when η changes."""
NOT_WITH_A_SCHEDULE = ["schedule-free", "schedule-free-adam"]
"""Those for which optax takes the rates of two steps at once."""
BY_HAND = {
    "adam-uncorrected": by_hand.adam_uncorrected,
    "rprop": by_hand.rprop,
    "supersab": by_hand.supersab,
    "adabound": by_hand.adabound,
    "adan": by_hand.adan,
    "schedule-free": by_hand.schedule_free,
    "schedule-free-adam": by_hand.schedule_free_adam,
    "cautious-adam": by_hand.cautious_adam,
}
VALUES = {
    "gradient-descent": [{"eta": 1e-3}, {"eta": 1e-4}],
    "momentum": [{"eta": 1e-3, "alpha": 0.9}, {"eta": 3e-4, "alpha": 0.35}, {"eta": 1e-4, "alpha": 0.0}],
    "nesterov": [{"eta": 1e-3, "alpha": 0.9}, {"eta": 3e-4, "alpha": 0.35}],
    "adagrad": [{"eta": 0.5}, {"eta": 0.2, "epsilon": 1.0}],
    "rmsprop": [{"eta": 0.05, "beta": 0.9}, {"eta": 0.01, "beta": 0.0}, {"eta": 0.01, "epsilon": 1e-2}],
    "rmsprop-momentum": [{"eta": 0.005}, {"eta": 0.01, "alpha": 0.5, "beta": 0.7, "epsilon": 0.1}],
    "first-moment": [{"eta": 0.01}, {"eta": 3e-3, "beta1": 0.4}],
    "adam-uncorrected": [{"eta": 0.05}, {"eta": 0.02, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-2}],
    "adam": [{"eta": 0.1}, {"eta": 0.02, "beta1": 0.0, "beta2": 0.5}, {"eta": 0.05, "epsilon": 1e-3}],
    "rprop": [{}, {"eta": 0.5, "eta_minus": 0.7, "eta_plus": 1.1, "step_min": 1e-3, "step_max": 0.6}],
    "supersab": [{}, {"eta": 1e-4, "alpha": 0.3, "eta_minus": 0.6, "eta_plus": 1.05, "eta_max": 0.01}],
    "adamw": [{"eta": 0.1}, {"eta": 0.05, "weight_decay": 0.2, "epsilon": 1e-3}],
    "amsgrad": [{"eta": 0.5}, {"eta": 0.1, "beta1": 0.5, "beta2": 0.5, "epsilon": 1e-3}],
    "nadam": [{"eta": 0.1}, {"eta": 0.02, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3}],
    "adadelta": [{}, {"eta": 2.0, "rho": 0.5, "epsilon": 1e-3}],
    "lion": [{"eta": 0.02}, {"eta": 0.03, "beta1": 0.5, "beta2": 0.8, "weight_decay": 0.1}],
    "radam": [
        {"eta": 1e-3},
        {"eta": 1e-3, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3},
        {"eta": 1e-4, "beta2": 0.5},
    ],
    "adabound": [{"eta": 0.02}, {"eta": 0.01, "beta1": 0.5, "beta2": 0.9, "final": 0.05, "gamma": 0.1}],
    "adan": [
        {"eta": 0.1},
        {"eta": 0.02, "beta1": 0.7, "beta2": 0.4, "beta3": 0.98, "epsilon": 0.1, "weight_decay": 0.1},
    ],
    "schedule-free": [{"eta": 1e-4}, {"eta": 1e-3, "beta": 0.6}],
    "schedule-free-adam": [{"eta": 0.1}, {"eta": 0.02, "beta": 0.5, "beta2": 0.98, "epsilon": 0.1}],
    "ademamix": [
        {"eta": 0.05},
        {"eta": 0.02, "beta1": 0.5, "beta2": 0.9, "beta3": 0.95, "alpha": 4.0, "weight_decay": 0.1},
    ],
    "adopt": [{"eta": 0.1}, {"eta": 0.03, "beta1": 0.5, "beta2": 0.7, "epsilon": 0.1}],
    "cautious-adam": [{"eta": 0.1}, {"eta": 0.02, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3}],
}
BRANCHED = ["rprop", "supersab", "amsgrad", "lion", "radam", "adabound", "adan", "adopt", "cautious-adam"]
SETTINGS = [(key, values) for key, several in VALUES.items() for values in several]


def betas(run):
    """β1, β2, and ε inside the root, as optax names them."""
    return {"b1": run.beta1, "b2": run.beta2, "eps": 0.0, "eps_root": run.epsilon}


def path_by_hand(run, surface, start, steps, **changed):
    def gradient(w):
        return np.array(surface.gradient(float(w[0]), float(w[1])))

    values = dataclasses.asdict(run) | changed
    return BY_HAND[run.key](start, **values, steps=steps, gradient=gradient)


def optax_path(run, surface, start, steps, transforms=OPTAX):
    transform = transforms[run.key](run)
    w = np.array(start)
    state = transform.init(w)
    path = [w]
    for _ in range(steps):
        update, state = transform.update(np.array(surface.gradient(float(w[0]), float(w[1]))), state, w)
        w = w + np.asarray(update)
        path.append(w)
    return np.array(path).T


def test_the_menu_is_in_this_order():
    ranked = [key for key, method in OPTIMIZERS.items() if key in VALUES and method.rank < math.inf]
    assert ranked == [key for key in VALUES if key in ranked], (
        "VALUES must have the methods in the order of their rank. "
        "Without a rank, a method stands behind all that have one."
    )


def test_classes_of_equal_rank_stand_in_the_order_of_their_keys():
    table = {}
    for key, rank in (("second", 2), ("last", math.inf), ("first", 2), ("zeroth", 1), ("further", math.inf)):
        enter(table, type("Ranked", (), {"key": key, "rank": rank}))
    assert list(table) == ["zeroth", "first", "second", "further", "last"]


def test_a_key_belongs_to_one_file_and_a_class_without_a_key_of_its_own_has_no_entry():
    def ranked(module, **values):
        return type("Ranked", (), {"__module__": module, "key": "same", "rank": 1, **values})

    table, again = {}, ranked("one")
    enter(table, ranked("one"))
    enter(table, again)  # a file that is read anew
    enter(table, type("Derived", (again,), {}))
    assert table == {"same": again}
    with pytest.raises(ValueError, match="'same'"):
        enter(table, ranked("other"))


def test_every_method_has_an_oracle():
    assert set(VALUES) <= {*OPTAX, *BY_HAND}


@pytest.mark.parametrize(
    ("key", "values", "oracle", "surface"),
    [
        (key, values, oracle, ("himmelblau", "ackley")[k % 2])
        for k, (key, values) in enumerate(SETTINGS)
        for keys, oracle in ((OPTAX, optax_path), (BY_HAND, path_by_hand))
        if key in keys
    ],
)
def test_a_method_equals_its_oracle_in_float64(key, values, oracle, surface):
    run, surface = OPTIMIZERS[key](**values), GALLERY[surface]
    start = surface.start if surface.title != "Himmelblau" else (0.5, -0.5)
    path = descend(run, surface, start, 200)
    assert path.stopped is None
    w1, w2 = oracle(run, surface, start, 200)
    np.testing.assert_allclose(path.w1, w1, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(path.w2, w2, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize(("key", "size"), [(key, (1, 3, 7)[k % 3]) for k, key in enumerate(VALUES)])
def test_a_method_equals_its_oracle_on_the_same_data_with_the_same_batches(key, size):
    x = np.array([0.5, -1.0, 2.0, 1.5, -0.25, 3.0, -2.0])
    y = np.array([1.0, -0.5, 2.5, 3.0, 0.25, 3.5, -1.5])

    def squares(rows):
        def gradient(w1, w2):
            off = w1 * x[rows] + w2 - y[rows]
            return 2 * float(np.mean(off * x[rows])), 2 * float(np.mean(off))

        def value(w1, w2):
            return float(np.mean((w1 * x[rows] + w2 - y[rows]) ** 2))

        return SimpleNamespace(value=value, gradient=gradient, rows=7, of_rows=squares)

    turns = iter(batches(7, size, 60, seed=11))
    fed = SimpleNamespace(gradient=lambda w1, w2: squares(next(turns)).gradient(w1, w2))
    run, oracle = OPTIMIZERS[key](**VALUES[key][0]), optax_path if key in OPTAX else path_by_hand
    path = descend(run, squares(np.arange(7)), (-1.0, 2.0), 60, batch=size, seed=11)
    w1, w2 = oracle(run, fed, (-1.0, 2.0), 60)
    np.testing.assert_allclose(path.w1, w1, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(path.w2, w2, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("key", [key for key in VALUES if not OPTIMIZERS[key].no_schedule()])
def test_a_scheduled_method_equals_its_oracle_with_the_same_schedule(key):
    run, surface = OPTIMIZERS[key](**VALUES[key][1]), GALLERY["styblinski-tang"]
    schedule = SCHEDULES["cosine"](warm_up=7, floor=0.2)
    path = descend(run, surface, surface.start, 60, schedule=schedule)
    rates = run.eta * path.factor[1:]
    if key in OPTAX and key not in NOT_WITH_A_SCHEDULE:
        scheduled = dataclasses.replace(run, eta=lambda count: jnp.asarray(rates)[count])
        w1, w2 = optax_path(scheduled, surface, surface.start, 60, OPTAX | OPTAX_SCHEDULED)
    else:
        w1, w2 = path_by_hand(run, surface, surface.start, 60, eta=rates)
    np.testing.assert_allclose(path.w1, w1, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(path.w2, w2, rtol=1e-9, atol=1e-10)


class Noisy:
    """A surface whose slopes have a noise, a row of it each time that they are asked for."""

    def __init__(self, surface, noise):
        rows = iter(noise)
        self.gradient = lambda w1, w2: np.add(surface.gradient(w1, w2), next(rows))


@pytest.mark.parametrize("key", VALUES)
def test_a_method_equals_its_oracle_under_noise(key):
    # Without noise a gradient repeats itself where w waits, and then an average of squares stays as it is.
    run, surface = OPTIMIZERS[key](**VALUES[key][-1]), GALLERY["styblinski-tang"]
    noise = gradient_noise(2.0, 5, 0, 20)
    path = descend(run, surface, surface.start, 20, noise)
    oracle = path_by_hand if key in BY_HAND else optax_path
    w1, w2 = oracle(run, Noisy(surface, noise), surface.start, 20)
    np.testing.assert_allclose(path.w1, w1, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(path.w2, w2, rtol=1e-9, atol=1e-10)


def test_gradient_descent_on_a_quadratic_is_a_power():
    path = descend(OPTIMIZERS["gradient-descent"](eta=0.01), BOWL, START, 200)
    np.testing.assert_allclose(path.w1, -15 * (1 - 0.01 * 6) ** path.t, rtol=1e-12)
    np.testing.assert_allclose(path.w2, 20 * (1 - 0.01 * 20) ** path.t, rtol=1e-12)


def test_momentum_on_a_quadratic_is_a_matrix_power():
    eta, alpha = 0.002, 0.8
    path = descend(OPTIMIZERS["momentum"](eta=eta, alpha=alpha), BOWL, START, 120)
    for w, m, curvature in ((path.w1, path.state["m"][0], 6), (path.w2, path.state["m"][1], 20)):
        step = np.array([[1 - eta * curvature, -eta * alpha], [curvature, alpha]])
        for t in (1, 2, 17, 120):
            np.testing.assert_allclose(
                (w[t], m[t]), np.linalg.matrix_power(step, t) @ (w[0], 0), rtol=1e-9, atol=1e-9
            )


@given(st.sampled_from(list(GALLERY)), st.floats(1e-5, 1e-3))
def test_momentum_with_alpha_zero_is_gradient_descent(surface, eta):
    surface = GALLERY[surface]
    one = descend(OPTIMIZERS["momentum"](eta=eta, alpha=0.0), surface, surface.start, 40)
    other = descend(OPTIMIZERS["gradient-descent"](eta=eta), surface, surface.start, 40)
    np.testing.assert_array_equal(one.w1, other.w1)
    np.testing.assert_array_equal(one.w2, other.w2)


IDENTITIES = [
    ("nesterov", {"alpha": 0.0}, "gradient-descent", {}),
    ("first-moment", {"beta1": 0.0}, "gradient-descent", {"eta": 0.01}),
    ("rmsprop-momentum", {"alpha": 0.0}, "rmsprop", {"eta": 0.01}),
    ("adam", {"beta1": 0.0, "beta2": 0.0}, "rmsprop", {"eta": 0.1, "beta": 0.0}),
    ("adam-uncorrected", {"beta1": 0.0, "beta2": 0.9}, "rmsprop", {"eta": 0.1, "beta": 0.9}),
    ("adamw", {"weight_decay": 0.0}, "adam", {}),
    ("nadam", {"beta1": 0.0}, "adam", {"beta1": 0.0}),
    (
        "supersab",
        {"eta_minus": 1.0, "eta_plus": 1.0, "eta": 1e-4, "alpha": 0.0},
        "gradient-descent",
        {"eta": 1e-4},
    ),
]


@pytest.mark.parametrize(("one", "values", "other", "others"), IDENTITIES)
def test_a_method_without_its_addition_equals_its_predecessor(one, values, other, others):
    path = descend(OPTIMIZERS[one](**values), BOWL, START, 100)
    expected = descend(OPTIMIZERS[other](**others), BOWL, START, 100)
    np.testing.assert_allclose(path.w1, expected.w1, rtol=1e-12)
    np.testing.assert_allclose(path.w2, expected.w2, rtol=1e-12)


@given(st.floats(1e-3, 1e6), st.floats(1e-3, 10))
def test_adams_first_step_has_length_eta_whatever_the_scale(scale, eta):
    surface = Surface.parse(f"{scale!r} (w1 + 2 w2)")
    path = descend(OPTIMIZERS["adam"](eta=eta, epsilon=1e-300), surface, (0.0, 0.0), 1)
    assert path.w1[1] == pytest.approx(-eta, rel=1e-12)
    assert path.w2[1] == pytest.approx(-eta, rel=1e-12)


def test_without_correction_adams_first_step_is_longer_by_the_ratio_of_the_corrections():
    path = descend(OPTIMIZERS["adam-uncorrected"](eta=0.1, beta1=0.9, beta2=0.999), BOWL, START, 1)
    assert path.w1[0] - path.w1[1] == pytest.approx(-0.1 * (1 - 0.9) / math.sqrt(1 - 0.999))


def test_rprop_waits_where_the_sign_changes_and_then_steps_by_half():
    path = descend(OPTIMIZERS["rprop"](eta=1.0), Surface.parse("w1^2"), (2.5, 0.0), 5)
    assert path.w1.tolist() == pytest.approx([2.5, 1.5, 0.3, 0.3 - 1.44, 0.3 - 1.44, 0.3 - 1.44 + 0.72])
    assert path.state["s"][0].tolist() == pytest.approx([1, 1, 1.2, 1.44, 0.72, 0.72])


def test_supersab_takes_a_step_over_the_minimum_back_and_starts_again_without_momentum():
    run = OPTIMIZERS["supersab"](eta=0.4, alpha=0.5)
    path = descend(run, Surface.parse("w1^2"), (1.0, 0.0), 4)
    over = 0.2 - (0.5 * 0.8 + 0.48 * 0.4)
    assert path.w1.tolist() == pytest.approx([1, 0.2, over, 0.2, 0.2 - 0.24 * 0.4])
    assert path.state["s"][0].tolist() == pytest.approx([0.4, 0.4, 0.48, 0.24, 0.24])
    assert path.state["m"][0][3] == 0


def test_adopt_averages_squares_from_the_second_gradient_on():
    state, rule = OPTIMIZERS["adopt"]().initial(), OPTIMIZERS["adopt"](beta2=0.75)
    found = []
    for t, g in ((1.0, 2.0), (2.0, 4.0), (3.0, -6.0)):
        state = rule.accumulate(t, g, state)
        found.append(state.s)
    assert found == [4, 0.75 * 4 + 0.25 * 16, 0.75 * 7 + 0.25 * 36]


def test_radam_with_a_beta2_of_0_6_comes_up_to_the_limit_and_never_divides():
    path = descend(OPTIMIZERS["radam"](eta=0.01, beta1=0.5, beta2=0.6), BOWL, START, 150)
    undivided = descend(OPTIMIZERS["first-moment"](eta=0.01, beta1=0.5), BOWL, START, 150)
    assert path.state["rho"][0].max() == 2 / (1 - 0.6) - 1 == 4
    assert not path.state["r"][0].any()
    np.testing.assert_array_equal(path.w1, undivided.w1)


# The series' numbers, to the digits that it prints.


def test_the_two_steps_of_momentum_by_hand():
    classical = descend(OPTIMIZERS["gradient-descent"](eta=0.001), BOWL, START, 2)
    assert (round(classical.w1[2], 2), round(classical.w2[2], 2)) == (-14.82, 19.21)
    path = descend(OPTIMIZERS["momentum"](eta=0.001, alpha=0.9), BOWL, START, 2)
    assert (path.w1[1], path.w2[1]) == pytest.approx((-14.91, 19.6))
    assert [round(m[2], 2) for m in path.state["m"]] == [-170.46, 752.0]
    assert (round(path.w1[2], 2), round(path.w2[2], 2)) == (-14.74, 18.85)


def test_the_two_steps_of_adaptive_learning_rates_by_hand():
    path = descend(OPTIMIZERS["rmsprop"](eta=0.05, beta=0.9, epsilon=1e-8), BOWL, START, 2)
    assert [s[1] for s in path.state["s"]] == pytest.approx([810, 16000])
    assert (round(path.w1[1], 2), round(path.w2[1], 2)) == (-14.84, 19.84)
    assert [round(s[2], 2) for s in path.state["s"]] == [1522.01, 30148.02]
    assert (round(path.w1[2], 2), round(path.w2[2], 2)) == (-14.73, 19.73)


def test_the_momentum_example_crosses_the_valley_and_bumps():
    path = descend(OPTIMIZERS["momentum"](eta=0.001, alpha=0.9), BOWL, START, 300)
    assert int(np.argmax(path.w2 < 0)) == 14
    rising = np.flatnonzero(np.diff(path.error) > 0)
    bump = rising[0] + int(np.argmax(np.diff(path.error[rising[0] :]) < 0))
    assert bump == 22


@pytest.mark.parametrize(("alpha", "error"), [(0.0, "0.148"), (0.6, "2.8e-07"), (0.9, "4.9e-29")])
def test_the_error_after_700_iterations(alpha, error):
    path = descend(OPTIMIZERS["momentum"](eta=0.001, alpha=alpha), BOWL, START, 700)
    digits = len(error.partition("e")[0].replace(".", "").lstrip("0"))
    assert float(f"{path.error[-1]:.{digits - 1}e}") == float(error)


@pytest.mark.parametrize(("beta1", "passes"), [(0.0, False), (0.9, False), (0.91, True), (0.95, True)])
def test_the_first_moment_rolls_over_a_small_hole(beta1, passes):
    hole = GALLERY["small-hole"]
    path = descend(OPTIMIZERS["first-moment"](eta=20, beta1=beta1), hole, (-1.8, 0.2), 150)
    assert path.w1[-1] > 1 if passes else abs(path.w1[-1] + 0.33) < 0.3


# One rule, several readings.


@pytest.mark.parametrize("key", BRANCHED)
def test_a_rule_with_a_branch_reads_floats_and_arrays_alike(key):
    run = OPTIMIZERS[key](**VALUES[key][1])
    path = descend(run, BOWL, START, 60)
    batch = endpoints(dataclasses.replace(run, eta=np.full(3, run.eta)), BOWL, *START, 60)
    np.testing.assert_allclose(batch.w1, path.w1[-1], rtol=1e-12)
    assert all(type(x) is float for x in run.accumulate(1, 2.0, run.initial()))


@pytest.mark.parametrize("key", [key for key in VALUES if key not in BRANCHED])
def test_a_rule_without_a_branch_reads_symbols(key):
    run = OPTIMIZERS[key]()
    symbols = {name: sympy.Symbol(name) for name in ("t", "w", "g", *run.State._fields, *vars(run))}
    t, w, g, *moments = (symbols[name] for name in ("t", "w", "g", *run.State._fields))
    symbolic = OPTIMIZERS[key](**{name: symbols[name] for name in vars(run)})
    step = symbolic.update(t, w, g, symbolic.accumulate(t, g, run.State(*moments)))
    before = run.State(*(0.25, 0.5, 0.75, 1.25, 1.5)[: len(moments)])
    found = step.subs({**vars(run), **before._asdict(), "t": 3, "w": 0.5, "g": -1.5})
    expected = run.update(3, 0.5, -1.5, run.accumulate(3, -1.5, before))
    assert float(found) == pytest.approx(expected, rel=1e-12)


def test_another_interpretation_of_functions_can_be_registered():
    class Recorded(str):
        pass

    sign.register(Recorded, lambda x: f"sign({x})")
    where.register(Recorded, lambda condition, yes, no: f"{yes} if {condition} else {no}")
    assert sign(Recorded("x")) == "sign(x)"
    assert where(Recorded("x > 0"), "a", "b") == "a if x > 0 else b"
    assert sqrt(sympy.Symbol("x")) == sympy.sqrt(sympy.Symbol("x"))


numbers = st.floats() | st.sampled_from([0.0, -0.0, math.nan, math.inf])


@given(numbers, numbers, numbers)
def test_floats_and_arrays_agree_and_a_nan_stays_one(x, y, z):
    a, b, c = np.array([x]), np.array([y]), np.array([z])
    for one, many in (
        (sign(x), sign(a)),
        (maximum(x, y), maximum(a, b)),
        (maximum(x, y), maximum(x, b)),
        (where(x < y, x, z), where(a < b, a, c)),
        (clip(x, -1.0, 2.0), clip(a, -1.0, 2.0)),
        (sqrt(abs(x)), sqrt(abs(a))),
    ):
        assert type(one) is float
        np.testing.assert_array_equal([one], many)
    assert math.isnan(maximum(x, math.nan))
    assert math.isnan(maximum(math.nan, x))
    assert all(math.isnan(f(math.nan)) for f in (sign, sqrt, lambda x: clip(x, 0.0, 1.0)))


@pytest.mark.parametrize("zero", [0.0, -0.0, 0])
def test_the_sign_of_a_zero_is_zero_without_a_sign(zero):
    found = sign(zero)
    assert type(found) is float
    many = sign(np.array([float(zero)]))
    assert found == many == 0
    assert math.copysign(1.0, found) == np.copysign(1.0, many) == 1


@pytest.mark.parametrize(
    ("x", "whole"),
    [
        (6.5, 6), (7.0, 7), (-2.5, -3), (-3.0, -3),
        (7 - 5e-12, 7), (7 + 5e-12, 7), (7 - 1e-11, 6),  # 7 but for a share of 1e-12, or not
        (-7 - 5e-12, -7), (-7 - 1e-11, -8),
        (-5e-16, 0), (-1e-15, 0), (-1.5e-15, -1), (1 - 5e-13, 1), (1 - 1.5e-12, 0),
        (1e13, 1e13), (1e13 + 0.5, 1e13),  # near to both of its neighbours
    ],
)  # fmt: skip
def test_floor_keeps_numbers_that_are_whole_up_to_rounding(x, whole):
    assert floor(x) == whole
    assert type(floor(x)) is float
    np.testing.assert_array_equal(floor(np.array([x, 0.5])), [whole, 0])


def test_the_floor_of_a_zero_has_no_sign():
    one, many = floor(-0.0), floor(np.array([-0.0]))
    assert one == many == 0
    assert math.copysign(1.0, one) == np.copysign(1.0, many) == 1


@every_method
def test_a_gradient_that_is_nan_ends_in_a_weight_that_is_nan(method):
    run = method()
    state = run.accumulate(1, 2.0, run.initial())
    assert math.isnan(run.update(2, 1.0, math.nan, run.accumulate(2, math.nan, state)))


# What a method says about itself


@every_method
def test_defaults_are_legal_and_within_reach_of_the_slider(method):
    for about in hypers(method):
        assert about.accepts(about.default)
        assert about.low <= about.default <= about.high
        assert about.accepts(about.low)
        assert about.accepts(about.high)
        assert not about.accepts(math.nan)
        assert not about.accepts(math.inf)
        assert (about.scale == "log") == (about.tick is None)


def test_defaults_sliders_ticks_and_bounds_are_those_of_the_table():
    def row(key, about):
        numbers = [f"{number:g}" for number in (about.default, about.low, about.high)]
        tick = "" if about.tick is None else f"{about.tick:g}"
        return [key, about.symbol, about.name, *numbers, about.scale, tick, about.bounds]

    table = [line.split("\t") for line in HYPERS.read_text(encoding="utf-8").splitlines()]
    classes = {**OPTIMIZERS, **SCHEDULES}
    keys = dict.fromkeys(key for key, *_ in table)
    assert [row(key, about) for key in keys for about in hypers(classes[key])] == table


@every_method
@pytest.mark.parametrize(("longer", "higher"), [(8.0, 64.0), (8.0, 0.25), (0.125, 1.0), (8.0, 8.0)])
def test_in_other_units_the_same_run_has_the_values_that_the_units_say(method, longer, higher):
    units = [about.unit for about in hypers(method)]
    if "w²" in units and higher != longer**2:  # AdaDelta's ε is in two units, which are then the same
        return
    if method.key == "radam" and higher != longer:  # and so is RAdam's η
        return
    scaled = Surface.parse(f"{higher} ((w1/{longer})^2 + 3 (w2/{longer})^2 + w1 w2/{longer**2})")
    surface = Surface.parse("w1^2 + 3 w2^2 + w1 w2")
    run = method(**VALUES.get(method.key, [{}])[-1])
    values = dataclasses.asdict(run)
    for about in hypers(method):
        p, q = UNITS.get(about.unit, (0, 0))
        values[about.name] *= longer**p * higher**q
    path = descend(run, surface, (1.5, -2.5), 40)
    other = descend(method(**values), scaled, (longer * 1.5, longer * -2.5), 40)
    np.testing.assert_allclose(other.w1, longer * path.w1, rtol=1e-9)
    np.testing.assert_allclose(other.w2, longer * path.w2, rtol=1e-9)


@every_method
def test_a_method_stands_in_a_group_and_the_newer_ones_say_what_to_look_at(method):
    assert method.group in GROUPS
    assert method.watch.endswith(".") or method.group != "newer" or method.key not in VALUES


def test_methods_that_act_on_matrices_are_named_as_absent():
    assert all(name in ABSENT for name in ("Muon", "Shampoo", "SOAP"))
    assert not {"muon", "shampoo", "soap"} & set(OPTIMIZERS)


def test_the_groups_are_these():
    groups = {name: [key for key in VALUES if OPTIMIZERS[key].group == name] for name in GROUPS}
    assert groups["series"] == [
        *("gradient-descent", "momentum", "rmsprop", "first-moment", "adam-uncorrected", "adam")
    ]
    assert "lion" in groups["newer"]


@every_method
def test_the_page_knows_what_each_moment_is_called(method):
    averaged = {"x"} & set(method.State._fields)  # what Schedule-Free is judged by in its paper
    assert set(method.moments) == set(method.State._fields) & {"m", "s"} | averaged
    assert method.summary.endswith(".")


def test_momentum_reaches_alpha_one_and_adam_never_reaches_beta_one():
    alpha = next(about for about in hypers(OPTIMIZERS["momentum"]) if about.symbol == "α")
    beta1 = next(about for about in hypers(OPTIMIZERS["adam"]) if about.symbol == "β1")
    assert alpha.accepts(1.0)
    assert alpha.accepts(0.0)
    assert beta1.accepts(0.0)
    assert not beta1.accepts(1.0)
