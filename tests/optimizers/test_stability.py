"""Theory's bounds on the sharpness: on a quadratic a run comes to rest below them and grows above them."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers import OPTIMIZERS, SCHEDULES, Optimizer, descend, hypers
from surfaces import GALLERY, Surface

BOUNDED = [key for key, method in OPTIMIZERS.items() if method().sharpness_bound(1.0) is not None]
SCALING = [key for key in BOUNDED if OPTIMIZERS[key].preconditioner is not Optimizer.preconditioner]
PLAIN = [key for key in BOUNDED if key not in SCALING]
AVERAGING = [key for key in BOUNDED if key.startswith("schedule-free")]
NEVER = 1 - 2.0**-53
"""What is multiplied with this stays as it is for a run."""
FORGETTING = {
    "rmsprop": "beta",
    "rmsprop-momentum": "beta",
    "adadelta": "rho",
    "adan": "beta3",
    "adagrad": None,
}
"""The hyper-parameter by which D moves, where it is not β2."""
TINY = 1e-120
"""A weight so small that the square of its gradient adds nothing to s."""
LATE = 1e20


def test_these_methods_have_a_bound():
    assert PLAIN == ["gradient-descent", "momentum", "nesterov", "first-moment", "schedule-free"]
    adaptive = {"adagrad", "rmsprop", "rmsprop-momentum", "adadelta", "amsgrad", "nadam", "radam", "adopt"}
    adaptive |= {"adam", "adam-uncorrected", "adamw", "adabound", "adan", "ademamix", "schedule-free-adam"}
    assert set(SCALING) == adaptive
    assert set(OPTIMIZERS) - set(BOUNDED) == {"rprop", "supersab", "lion", "cautious-adam"}


@pytest.mark.parametrize(
    ("key", "values", "bound"),
    [
        ("gradient-descent", {"eta": 0.4}, 5),
        ("momentum", {"eta": 0.1, "alpha": 0.9}, 38),
        ("nesterov", {"eta": 0.1, "alpha": 0.5}, 15),
        ("first-moment", {"eta": 0.1, "beta1": 0.9}, 380),
        ("adam", {"eta": 1.0, "beta1": 0.9}, 38),
        ("adam-uncorrected", {"eta": 0.5, "beta1": 0.5}, 12),
        ("amsgrad", {"eta": 1.0, "beta1": 0.9}, 38),
        ("adagrad", {"eta": 0.5}, 4),
        ("rmsprop", {"eta": 0.5}, 4),
        ("rmsprop-momentum", {"eta": 0.5, "alpha": 0.5}, 6),
        ("adamw", {"eta": 0.1, "beta1": 0.9, "weight_decay": 0.0}, 380),
        ("nadam", {"eta": 0.1, "beta1": 0.0}, 20),
        ("adan", {"eta": 0.1, "beta1": 0.9, "beta2": 0.0}, 380),
        ("ademamix", {"eta": 0.1, "beta1": 0.9, "alpha": 0.0}, 380),
        ("schedule-free", {"eta": 0.1, "beta": 0.9}, 200),
    ],
)
def test_the_bounds_of_the_papers(key, values, bound):
    assert OPTIMIZERS[key](**values).sharpness_bound(math.inf) == pytest.approx(bound)


def test_a_decay_of_weights_lowers_the_bound():
    run = OPTIMIZERS["adamw"](eta=0.5, beta1=0.5, weight_decay=0.4)
    assert run.sharpness_bound(math.inf) == pytest.approx((1 + 0.5) * (2 - 0.5 * 0.4) / ((1 - 0.5) * 0.5))


def test_only_averages_of_points_need_one_rate_for_their_bound():
    assert [key for key in BOUNDED if OPTIMIZERS[key].bound_needs_one_rate] == AVERAGING
    assert AVERAGING == ["schedule-free", "schedule-free-adam"]


# Methods with D = 1: whole runs.


def quadratic(sharpness, angle):
    """E with the eigenvalues λ and λ/7, λ along (cos φ, sin φ)."""
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    (a, c), (_, b) = turn @ np.diag([sharpness, sharpness / 7]) @ turn.T / 2
    return Surface.parse(f"{float(a)!r} w1^2 + {float(b)!r} w2^2 + {float(2 * c)!r} w1 w2")


@pytest.mark.parametrize("share", [0.2, 0.6, 0.9])
@pytest.mark.parametrize("key", PLAIN)
def test_a_run_grows_in_the_end_exactly_when_the_sharpness_is_above_the_bound(key, share):
    method, angle = OPTIMIZERS[key], 0.7
    run = method(**{about.name: 0.02 if about.name == "eta" else share for about in hypers(method)})
    bound = run.sharpness_bound(math.inf)
    for factor, grows in ((0.99, False), (1.01, True)):
        surface = quadratic(factor * bound, angle)
        steep = np.array([[math.cos(angle), math.sin(angle)]])
        assert np.linalg.eigvalsh(surface.hessian(1.0, 2.0)).max() == pytest.approx(factor * bound)
        path = descend(run, surface, (1.0, 2.0), 6000)
        along = np.abs(steep @ [path.w1, path.w2])[0]
        if grows:
            assert path.stopped is not None or along[-100:].max() > 1e3 * along[3000:3100].max()
        else:
            assert path.stopped is None
            assert along[-100:].max() < 0.7 * along[3000:3100].max() or along[-100:].max() < 1e-12


def test_with_a_schedule_the_bound_is_that_of_the_step():
    run, schedule = OPTIMIZERS["gradient-descent"](eta=0.2), SCHEDULES["linear"]()
    path = descend(run, GALLERY["bowl"], (0.0, 1.0), 40, schedule=schedule)  # λ = 20, and w1 stays 0
    bounds = run.scaled(path.factor[1:]).sharpness_bound(path.t[1:])
    np.testing.assert_allclose(bounds, 2 / (0.2 * path.factor[1:]))
    np.testing.assert_array_equal(np.abs(path.w2[1:]) > np.abs(path.w2[:-1]), bounds < 20)
    assert 0 < (bounds < 20).sum() < 40


# Methods that divide: with D held fast, by a scale that forgets nothing and gradients that add nothing to it.


def frozen(key, values):
    """A method whose D stays as it is."""
    name = FORGETTING.get(key, "beta2")
    return OPTIMIZERS[key](**(values if name is None else values | {name: NEVER}))


def state_of(run, s=4.0):
    """A state with moments of 0 and a scale, as large as if it had been so for ever."""
    scales = {"s": s, "largest": s, "d": 0.3} if run.key == "adadelta" else {"s": s, "largest": s}
    return run.initial()._replace(
        **{name: value for name, value in scales.items() if name in run.State._fields}
    )


@pytest.mark.parametrize("share", [0.3, 0.9])
@pytest.mark.parametrize("key", SCALING)
def test_with_its_scale_held_fast_a_run_grows_exactly_when_it_is_above_the_bound(key, share):
    given_ = {"weight_decay": 0.1, "final": 0.2, "gamma": 1 / LATE, "alpha": 0.8, "beta3": 0.95}
    fields = [about.name for about in hypers(OPTIMIZERS[key])]
    values = {name: given_.get(name, share) for name in fields if name.startswith(("beta", "alpha"))}
    values |= {name: given_[name] for name in fields if name in given_} | {"eta": 0.3, "epsilon": 1e-9}
    run = frozen(key, values)
    for factor in (0.98, 1.02):
        state, w, sizes = state_of(run), TINY, []
        sharpness = factor * run.sharpness_bound(LATE)
        curvature = sharpness * run.preconditioner(LATE, run.accumulate(LATE, 0.0, state))
        for _ in range(4000):
            g = curvature * w
            state = run.accumulate(LATE, g, state)
            w = w - run.update(LATE, w, g, state)
            sizes.append(abs(w))
            if not 1e-200 < max(sizes[-2:]) < 1e-60:
                break
        early, late = max(sizes[len(sizes) // 2 :][:50]), max(sizes[-50:])
        assert late > 10 * early if factor > 1 else late < 0.7 * early


@st.composite
def late_steps(draw):
    """A method with any values, its scale held fast, and the number of a step."""
    key = draw(st.sampled_from([key for key in BOUNDED if key not in AVERAGING]))
    values = {}
    for about in hypers(OPTIMIZERS[key]):
        logs = about.scale == "log"
        low, high = (math.log(about.low), math.log(about.high)) if logs else (about.low, about.high)
        value = draw(st.floats(low, high), about.name)
        values[about.name] = math.exp(value) if logs else value
    if "alpha" in values and key != "ademamix":
        values["alpha"] = min(values["alpha"], 0.98)
    values["eta"] = min(values["eta"], 1.0)  # so that a decay of weights is stable by itself
    run = OPTIMIZERS[key](**values)
    if key in SCALING and key != "radam":  # whose ρ is made of β2; its D is that of the step itself
        run = frozen(key, values)
    return run, draw(st.sampled_from([2.0, 5.0, 30.0, LATE]), "t")  # the first step may leave something out


SEVERAL = {"eta": 0.5, "beta": 0.3, "beta1": 0.3, "beta2": 0.7, "beta3": 0.8, "alpha": 0.6, "rho": 0.6}
SEVERAL |= {"epsilon": 0.1, "weight_decay": 0.4, "final": 0.2, "gamma": 0.01}
"""Values of which none makes a part of a bound vanish."""


@pytest.mark.parametrize("t", [2.0, 5.0, LATE])
@pytest.mark.parametrize("key", [key for key in BOUNDED if key not in AVERAGING])
def test_at_the_bound_every_method_passes_from_shrinking_to_growing(key, t):
    values = {about.name: SEVERAL.get(about.name, about.default) for about in hypers(OPTIMIZERS[key])}
    run = OPTIMIZERS[key](**values) if key == "radam" or key in PLAIN else frozen(key, values)
    state = state_of(run)
    scale = run.preconditioner(t, run.accumulate(t, 0.0, state))
    for factor in (0.999, 1.001):
        radius = spectral_radius(run, t, state, factor * run.sharpness_bound(t) * scale)
        assert (radius > 1) == (factor > 1)


@given(late_steps(), st.floats(0.1, 1e3))
def test_at_the_bound_a_step_passes_from_shrinking_to_growing(step, s):
    run, t = step
    state = state_of(run, s)
    after = run.accumulate(t, 0.0, state)
    bound = run.sharpness_bound(t)
    for factor in (0.999, 1.001):
        curvature = factor * bound * run.preconditioner(t, after)
        radius = spectral_radius(run, t, state, curvature)
        assert (radius > 1) == (factor > 1), (run, radius)


def spectral_radius(run, t, state, curvature):
    """Of the matrix by which the step multiplies w and what moves with it, read from calls of the rule."""
    held = {"s", "largest", "rho", "r"} | ({"d"} if run.key == "adadelta" else set())
    moving = [name for name in state._fields if name not in held]
    columns = []
    for basis in TINY * np.eye(1 + len(moving)):
        w, *others = map(float, basis)
        before = state._replace(**dict(zip(moving, others, strict=True)))
        moved = run.accumulate(t, curvature * w, before)
        columns.append(
            [w - run.update(t, w, curvature * w, moved), *(getattr(moved, name) for name in moving)]
        )
    return max(abs(np.linalg.eigvals(np.transpose(columns) / TINY)))


@pytest.mark.parametrize(
    ("key", "values", "state", "expected"),
    [
        ("adagrad", {"epsilon": 7.0}, {"s": 9.0}, 4),
        ("rmsprop", {"epsilon": 7.0}, {"s": 9.0}, 4),
        ("rmsprop-momentum", {"epsilon": 7.0}, {"s": 9.0}, 4),
        ("adam-uncorrected", {"epsilon": 7.0}, {"s": 9.0}, 4),
        ("amsgrad", {"epsilon": 7.0}, {"largest": 9.0}, 4),
        # In the second step, with β2 or β3 = 1/2, ŝ is s / (3/4).
        *((key, {"epsilon": 7.0, "beta2": 0.5}, {"s": 6.75}, 4) for key in ("adam", "adamw", "nadam")),
        *(
            (key, {"epsilon": 7.0, "beta2": 0.5}, {"s": 6.75}, 4)
            for key in ("ademamix", "schedule-free-adam")
        ),
        ("adan", {"epsilon": 7.0, "beta3": 0.5}, {"s": 6.75}, 4),
        ("adadelta", {"epsilon": 1.0}, {"s": 8.0, "d": 3.0}, 1.5),
        ("adopt", {"epsilon": 3.0}, {"s": 16.0}, 4),
        ("adopt", {"epsilon": 5.0}, {"s": 16.0}, 5),
        ("radam", {"epsilon": 7.0, "beta2": 0.5}, {"s": 6.75, "rho": 5.0, "r": 0.5}, 8),
        ("radam", {"epsilon": 7.0, "beta2": 0.5}, {"s": 6.75, "rho": 4.0, "r": 0.0}, 1),
    ],
)
def test_a_method_divides_by_its_scale_with_epsilon_in_it(key, values, state, expected):
    run = OPTIMIZERS[key](**values)
    assert run.preconditioner(2.0, run.initial()._replace(**state)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("final", "expected"), [(1 / 3, 3), (1.0, 2), (0.1, 5)], ids=["within", "raised", "lowered"]
)
def test_adabound_divides_by_adams_scale_within_its_bounds(final, expected):
    # In step 2 Adam's rate is η / ((1 − β1²) √(ŝ + ε)) = η/3, and the bounds are final η/2 and final 2 η.
    run = OPTIMIZERS["adabound"](eta=0.3, beta1=0.5, beta2=0.5, epsilon=7.0, final=final, gamma=0.5)
    assert run.preconditioner(2.0, run.initial()._replace(s=6.75)) == pytest.approx(expected)


@pytest.mark.parametrize("key", ["adam", "adamw", "amsgrad", "adam-uncorrected", "radam", "adabound"])
def test_the_scale_of_a_real_run_is_what_the_method_divides_by(key):
    run = OPTIMIZERS[key](**({"weight_decay": 0.0} if key == "adamw" else {}))
    path = descend(run, GALLERY["himmelblau"], (0.5, -0.5), 60)
    state = run.State(*(path.state[name][0][1:] for name in run.State._fields))
    t = path.t[1:]
    m = state.m if key in ("adam-uncorrected", "adabound") else state.m / (1 - run.beta1**t)
    expected = run.eta * m / run.preconditioner(t, state)
    np.testing.assert_allclose(-np.diff(path.w1), expected, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("key", BOUNDED)
def test_bounds_and_scales_broadcast_over_a_run(key):
    run = dataclasses.replace(OPTIMIZERS[key](), eta=np.array([[0.1], [0.2]]))
    t = np.arange(1.0, 6.0)
    bound = np.broadcast_to(run.sharpness_bound(t), (2, 5))
    for i, eta in enumerate((0.1, 0.2)):
        one = dataclasses.replace(run, eta=eta)
        np.testing.assert_allclose(bound[i], [one.sharpness_bound(float(each)) for each in t])
        assert one.sharpness_bound(LATE) == pytest.approx(one.sharpness_bound(math.inf))
    assert (bound > 0).all()


@pytest.mark.parametrize("t", [1.0, 2.0, 3.0, 10.0, 300.0])
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_at_the_bound_a_step_of_averaged_points_turns_a_deviation_round(t, beta):
    """On E = λ w²/2, with the weight 1/t held fast, the step of z and x has the eigenvalue −1."""
    bound = OPTIMIZERS["schedule-free"](eta=0.2, beta=beta).sharpness_bound(t)
    gradient = 0.2 * bound * np.array([1 - beta, beta])  # η λ y as it depends on z and x
    z = np.array([1.0, 0.0]) - gradient
    x = np.array([0.0, 1 - 1 / t]) + z / t
    assert min(np.linalg.eigvals(np.array([z, x])).real) == pytest.approx(-1, rel=1e-9)
