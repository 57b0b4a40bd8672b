"""Schedules against optax, closed forms and one another, and what they do to a run in every loop."""

import dataclasses
import inspect
import json
import math

import instruction_reader
import jax
import numpy as np
import optax
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers import (
    OPTIMIZERS,
    SCHEDULES,
    Optimizer,
    Schedule,
    arrivals,
    descend,
    endpoints,
    finished,
    hyper,
    hypers,
    instructions,
    schedule_instructions,
    trajectories,
)
from optimizers.descent import _plain
from optimizers.fused import fused
from optimizers.instructions import OPERATIONS
from optimizers.schedules import factors
from surfaces import GALLERY, Surface

HIMMELBLAU, START = GALLERY["himmelblau"], (0.5, -0.5)
SCHEDULED = [key for key, method in OPTIMIZERS.items() if not method.no_schedule()]
# Values with which each schedule changes within 40 steps.
VALUES = {
    "constant": {"warm_up": 7.0},
    "linear": {"warm_up": 5.0, "floor": 0.1},
    "cosine": {"warm_up": 5.0, "floor": 0.1},
    "cosine-restarts": {"warm_up": 3.0, "period": 12.0, "floor": 0.2},
    "exponential": {"warm_up": 4.0, "gamma": 0.93},
    "step": {"warm_up": 2.0, "period": 9.0, "gamma": 0.6},
    "inverse-sqrt": {"warm_up": 4.0},
    "one-cycle": {"rise": 0.4, "div": 10.0, "final_div": 100.0},
    "warm-up-stable-decay": {"warm_up": 6.0, "decay": 0.4, "floor": 0.05},
}

every_schedule = pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES.keys())


def made(key, **values):
    return SCHEDULES[key](**values)


def table(schedule, steps):
    """The factors at t = 1, ..., steps, one call each, with floats."""
    return [schedule.factor(float(t), float(steps)) for t in range(1, steps + 1)]


# What a factor is


def test_the_menu_is_in_this_order():
    ranked = [key for key, schedule in SCHEDULES.items() if key in VALUES and schedule.rank < math.inf]
    assert ranked == [key for key in VALUES if key in ranked], (
        "VALUES must have the schedules in the order of their rank. "
        "Without a rank, a schedule stands behind all that have one."
    )


def test_each_schedule_has_these_fields():
    for key, values in VALUES.items():
        assert [about.name for about in hypers(SCHEDULES[key])] == list(values)
        assert key == "one-cycle" or SCHEDULES[key]().warm_up == 0


@pytest.mark.parametrize("kind", [Schedule, Optimizer])
def test_a_class_with_an_unknown_option_is_refused(kind):
    with pytest.raises(TypeError, match="__init_subclass__"):
        type(kind)("Hidden", (kind,), {}, hidden=True)


WARM_UPS = pytest.mark.parametrize("warm_up", [0, 1, 20])
SPANS = pytest.mark.parametrize("steps", [21, 300])
COUNTS = np.arange(300.0)
"""All that a schedule is asked for: JAX compiles anew for an array of another length."""


def with_warm_up(value, warm_up, steps):
    """optax's values at count 0, 1, ..., after a warm-up t / W."""
    after = jax.vmap(value)(COUNTS)[: steps - warm_up]
    return [*(t / warm_up for t in range(1, warm_up + 1)), *after.tolist()]


@WARM_UPS
@SPANS
@pytest.mark.parametrize("floor", [0.0, 0.1, 1.0])
def test_linear_and_cosine_are_those_of_optax(warm_up, steps, floor):
    for key, value in (
        ("linear", optax.linear_schedule(1.0, floor, steps - warm_up)),
        ("cosine", optax.cosine_decay_schedule(1.0, steps - warm_up, floor)),
    ):
        found = table(made(key, warm_up=warm_up, floor=floor), steps)
        np.testing.assert_allclose(found, with_warm_up(value, warm_up, steps), rtol=0, atol=2e-6)


@SPANS
@pytest.mark.parametrize("values", [{}, {"rise": 0.13, "div": 3.0, "final_div": 7.0}, {"rise": 0.0}])
def test_one_cycle_is_that_of_optax(steps, values):
    run = made("one-cycle", **values)
    value = optax.cosine_onecycle_schedule(steps, 1.0, run.rise, run.div, run.final_div)
    np.testing.assert_allclose(table(run, steps), with_warm_up(value, 0, steps), rtol=0, atol=2e-6)


@WARM_UPS
@SPANS
@pytest.mark.parametrize("period", [1, 7, 25])
def test_exponential_step_and_restarts_are_those_of_optax(warm_up, steps, period):
    cycle = optax.cosine_decay_schedule(1.0, period)
    for key, values, value in (
        ("exponential", {"gamma": 0.97}, optax.exponential_decay(1.0, 1, 0.97)),
        ("step", {"gamma": 0.7, "period": period}, optax.exponential_decay(1.0, period, 0.7, staircase=True)),
        ("cosine-restarts", {"period": period}, lambda count: cycle(count % period)),
    ):
        found = table(made(key, warm_up=warm_up, **values), steps)
        np.testing.assert_allclose(found, with_warm_up(value, warm_up, steps), rtol=0, atol=2e-6)


def test_inverse_sqrt_has_its_closed_form():
    np.testing.assert_allclose(table(made("inverse-sqrt"), 50), [1 / math.sqrt(t) for t in range(1, 51)])
    expected = [t / 8 if t <= 8 else math.sqrt(8 / t) for t in range(1, 51)]
    np.testing.assert_allclose(table(made("inverse-sqrt", warm_up=8), 50), expected)


def test_warm_up_stable_decay_rises_stays_and_falls_along_a_line():
    found = table(made("warm-up-stable-decay", warm_up=10, decay=0.2, floor=0.5), 100)
    expected = [t / 10 for t in range(1, 11)] + [1.0] * 70 + [1 - 0.5 * k / 20 for k in range(20)]
    np.testing.assert_allclose(found, expected)


@given(st.integers(1, 300), st.floats(0, 1), st.integers(0, 40))
def test_a_decay_of_all_steps_is_the_linear_schedule(steps, floor, warm_up):
    stable = made("warm-up-stable-decay", warm_up=warm_up, decay=1.0, floor=floor)
    np.testing.assert_allclose(
        table(stable, steps), table(made("linear", warm_up=warm_up, floor=floor), steps), rtol=1e-12
    )


@pytest.mark.parametrize("key", [key for key in VALUES if key != "one-cycle"])
@pytest.mark.parametrize("steps", [1, 2, 10, 50])
def test_a_warm_up_is_a_line_and_delays_what_follows(key, steps):
    plain = {name: value for name, value in VALUES[key].items() if name not in ("warm_up", "decay")}
    found = table(made(key, **plain, warm_up=10), steps)
    assert found[:10] == pytest.approx([t / 10 for t in range(1, min(10, steps) + 1)])
    if key not in ("inverse-sqrt", "warm-up-stable-decay"):
        assert found[10:] == pytest.approx(table(made(key, **plain), max(1, steps - 10))[: len(found[10:])])


@every_schedule
@pytest.mark.parametrize("steps", [1, 2, 3])
def test_the_shortest_runs_have_factors(schedule, steps):
    for warm_up in (0.0, 1.0, 3.0, 100.0):
        values = {"warm_up": warm_up} if "warm_up" in schedule.__dataclass_fields__ else {}
        found = table(schedule(**values), steps)
        assert all(0 <= factor <= 1 for factor in found)
        assert found[0] == (1 / max(1.0, warm_up)) or not values


@st.composite
def schedules(draw):
    """A schedule with any legal values."""
    schedule = draw(st.sampled_from(list(SCHEDULES.values())))
    values = {}
    for about in hypers(schedule):
        least = math.nextafter(about.least, math.inf) if not about.least_included else about.least
        values[about.name] = draw(
            st.floats(about.low, about.high) | st.floats(least, min(about.most, 1e300)), about.name
        )
    return schedule(**values)


@given(schedules(), st.integers(1, 10_000), st.data())
def test_a_factor_is_a_number_from_0_to_1(schedule, steps, data):
    assert all(about.accepts(getattr(schedule, about.name)) for about in hypers(schedule))
    t = data.draw(st.integers(1, steps))
    assert 0 <= schedule.factor(float(t), float(steps)) <= 1
    found = factors(schedule, steps)
    assert math.isnan(found[0])
    assert ((found[1:] >= 0) & (found[1:] <= 1)).all()
    assert found[t] == pytest.approx(schedule.factor(float(t), float(steps)), rel=1e-12, abs=1e-15)


@given(schedules(), st.integers(1, 60))
def test_floats_arrays_and_instructions_give_the_same_factors(schedule, steps):
    expected = table(schedule, steps)
    assert all(type(factor) is float for factor in expected)
    found = instruction_reader.factors(schedule_instructions(type(schedule)), vars(schedule), steps)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)
    twice = type(schedule)(**{name: np.array([value, value]) for name, value in vars(schedule).items()})
    with np.errstate(all="ignore"):
        both = [twice.factor(float(t), float(steps)) for t in range(1, steps + 1)]
    np.testing.assert_allclose(np.transpose(both), [expected] * 2, rtol=1e-12, atol=1e-15)


@every_schedule
def test_the_instructions_of_a_schedule_are_json(schedule):
    told = schedule_instructions(schedule)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert set(told["operations"]) <= OPERATIONS
    assert list(told["hypers"]) == list(told["symbols"]) == [about.name for about in hypers(schedule)]


@every_schedule
def test_a_schedule_has_a_name_and_a_definition(schedule):
    assert schedule.summary.endswith(".")
    assert schedule.title
    assert inspect.getdoc(schedule)
    for about in hypers(schedule):
        assert about.low <= about.default <= about.high
        assert all(map(about.accepts, (about.default, about.low, about.high)))
        assert (about.scale == "log") == (about.tick is None)


# What it does to a run


@pytest.mark.parametrize(
    ("key", "schedule"),
    [(key, each) for k, key in enumerate(OPTIMIZERS) for each in list(SCHEDULES.values())[k % 3 :: 3]],
)
def test_every_loop_has_the_same_run(key, schedule):
    """Each method follows three schedules, and each schedule is followed by eight methods."""
    run, schedule = OPTIMIZERS[key](), schedule(**VALUES.get(schedule.key, {}))
    path = descend(run, HIMMELBLAU, START, 40, schedule=schedule)
    assert path.stopped is None
    if key not in SCHEDULED:
        assert path.factor is None
        np.testing.assert_array_equal(path.w1, descend(run, HIMMELBLAU, START, 40).w1)
    else:
        np.testing.assert_array_equal(path.factor, factors(schedule, 40))
    begin = (40, *START, *HIMMELBLAU.value_and_gradient(*START))
    fast, _ = finished(fused(run, HIMMELBLAU, factors=path.factor)(*begin))
    plain, _ = finished(_plain(run, HIMMELBLAU, *begin, factors=path.factor))
    np.testing.assert_array_equal(np.array(fast, dtype=float), np.array(plain, dtype=float))
    given = None if path.factor is None else path.factor[1:]
    told, _ = instruction_reader.follow(
        instructions(type(run)), HIMMELBLAU, vars(run), START, 40, None, given
    )
    np.testing.assert_array_equal(told[:, :2].T, (path.w1, path.w2))
    many = endpoints(run, HIMMELBLAU, [0.5, 1.0], -0.5, 40, schedule=schedule)
    assert many.w1[0] == pytest.approx(path.w1[-1], rel=1e-9)
    assert finished(arrivals(run, HIMMELBLAU, *START, 40, schedule=schedule)).ends.w2 == pytest.approx(
        path.w2[-1], rel=1e-9
    )
    kept = finished(trajectories(run, HIMMELBLAU, *START, 40, schedule=schedule))
    np.testing.assert_allclose(kept.w1, path.w1, rtol=1e-9)


@pytest.mark.parametrize("key", SCHEDULED)
def test_a_constant_schedule_is_none_to_the_bit(key):
    run = OPTIMIZERS[key]()
    path = descend(run, HIMMELBLAU, START, 60, schedule=made("constant"))
    plain = descend(run, HIMMELBLAU, START, 60)
    for name in ("w1", "w2", "error", "g1"):
        np.testing.assert_array_equal(getattr(path, name), getattr(plain, name))
    assert plain.factor is None
    assert path.factor[1:].tolist() == [1.0] * 60


def test_gradient_descent_with_a_schedule_on_a_quadratic_is_a_product():
    schedule = made("cosine", warm_up=10)
    path = descend(
        OPTIMIZERS["gradient-descent"](eta=0.05), GALLERY["bowl"], (-15.0, 20.0), 80, schedule=schedule
    )
    left = np.cumprod(1 - 0.05 * path.factor[1:] * 6)
    np.testing.assert_allclose(path.w1[1:], -15 * left, rtol=1e-12)


def test_the_fields_of_a_schedule_may_be_arrays_as_those_of_a_method():
    eta, warm_up, start = np.array([[0.01], [0.05], [0.1]]), np.array([0.0, 5.0, 30.0, 90.0]), (-15.0, 20.0)
    run = OPTIMIZERS["adam"]
    plane = endpoints(run(eta=eta), GALLERY["bowl"], *start, 50, made("linear", warm_up=warm_up, floor=0.2))
    assert plane.w1.shape == (3, 4)
    for i in range(3):
        for j in range(4):
            schedule = made("linear", warm_up=float(warm_up[j]), floor=0.2)
            path = descend(run(eta=float(eta[i, 0])), GALLERY["bowl"], start, 50, schedule=schedule)
            assert plane.w1[i, j] == pytest.approx(path.w1[-1], rel=1e-9)
    starts = np.linspace(-20, 20, 9000)  # more than a block
    many = endpoints(
        run(), GALLERY["bowl"], starts, 20.0, 5, made("step", period=np.where(starts < 0, 2.0, 9.0))
    )
    for k in (0, 4499, 4500, 8999):
        schedule = made("step", period=2.0 if starts[k] < 0 else 9.0)
        path = descend(run(), GALLERY["bowl"], (float(starts[k]), 20.0), 5, schedule=schedule)
        assert many.w1[k] == pytest.approx(path.w1[-1], rel=1e-9)


def test_the_factors_of_a_run_that_ends_early_end_with_it():
    surface = Surface.parse("sqrt(w1) + w2^2")
    path = descend(
        OPTIMIZERS["gradient-descent"](eta=0.2),
        surface,
        (0.05, 1.0),
        50,
        schedule=made("constant", warm_up=4),
    )
    assert path.stopped is not None
    assert path.factor.shape == path.t.shape
    nowhere = descend(OPTIMIZERS["adam"](), surface, (-1.0, 1.0), 50, schedule=made("cosine"))
    assert nowhere.stopped.step == 0
    assert nowhere.factor.shape == (1,)


def test_a_step_that_raises_is_done_again_with_its_factor():
    @dataclasses.dataclass(frozen=True)
    class Quotient(Optimizer):
        eta: float = hyper("η", "", default=1.0, low=0.1, high=1, scale="log")

        def update(self, t, w, g, state):
            return self.eta / (1 / (t - 3))

    path = descend(Quotient(), Surface.parse("w1 + w2"), (0.0, 0.0), 5, schedule=made("linear"))
    expected = -np.cumsum([(1 - (t - 1) / 5) * (t - 3) for t in range(1, 6)])
    np.testing.assert_allclose(path.w1[1:], expected, rtol=1e-12)


def test_a_method_says_why_no_schedule_applies():
    @dataclasses.dataclass(frozen=True)
    class Halving(Optimizer):
        zeta: float = hyper("ζ", "", default=1.0, low=0.1, high=1, scale="log")
        title = "Halving"

        def update(self, t, w, g, state):
            return self.zeta * g / 2**t

    for method in (Halving, OPTIMIZERS["rprop"], OPTIMIZERS["supersab"]):
        assert method.no_schedule().endswith(".")
        path = descend(method(), HIMMELBLAU, START, 5, schedule=made("cosine"))
        assert path.factor is None
        assert path.w1.tolist() == descend(method(), HIMMELBLAU, START, 5).w1.tolist()
    assert instructions(Halving)["factor"] is None
    assert {"adam", "momentum", "adadelta", "adamw", "lion"} <= set(SCHEDULED)
