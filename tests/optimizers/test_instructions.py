"""The instructions of a rule, read with a reader of their own, move weights as the rule does, to the bit."""

import json
from dataclasses import dataclass
from typing import NamedTuple

import instruction_reader
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from instruction_reader import OneWeight, rows

from optimizers import (
    OPTIMIZERS,
    Optimizer,
    close_at,
    descend,
    finished,
    gradient_noise,
    hyper,
    hypers,
    instructions,
)
from optimizers.arithmetic import where
from optimizers.descent import _plain
from optimizers.ieee_steps import careful
from optimizers.instructions import OPERATIONS
from surfaces import GALLERY, Surface

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())


def table(path):
    """A trajectory in rows, the state of w1 before that of w2."""
    moments = [path.state[name][i] for i in (0, 1) for name in path.state]
    return np.column_stack([path.w1, path.w2, path.error, path.g1, path.g2, *moments])


@every_method
@pytest.mark.parametrize("key", ["rosenbrock", "ackley", "goldstein-price"])
def test_every_method_runs_from_its_instructions(method, key):
    surface = GALLERY[key]
    run = method(**surface.suggested.get(method.key, {}))
    for noise in (None, gradient_noise(0.5, 3, 0, 80)):
        path = descend(run, surface, surface.start, 80, noise)
        found, end = instruction_reader.follow(
            instructions(method), surface, vars(run), surface.start, 80, noise
        )
        np.testing.assert_array_equal(found, table(path))
        assert (end and end[0]) == (path.stopped and path.stopped.step)


@every_method
@given(data=st.data())
def test_a_step_from_any_state_is_the_step_of_the_rule(method, data):
    values = {about.name: data.draw(st.floats(0.01, 0.99), about.name) for about in hypers(method)}
    numbers = st.floats(-1e3, 1e3)
    w, g = data.draw(numbers, "w"), data.draw(numbers, "g")
    state = {name: data.draw(st.floats(0, 1e3), name) for name in method.State._fields}
    t = data.draw(st.integers(1, 40), "t")
    mover = OneWeight(instructions(method), values)
    for _ in range(t):
        found, after = mover.step(w, g, state)
    with np.errstate(all="ignore"):
        expected, expected_state = careful(method(**values))(t, w, g, method.State(**state))
    np.testing.assert_equal((found, after), (expected, expected_state._asdict()))


@every_method
def test_the_instructions_of_a_method_are_json_and_as_short_as_its_rule(method):
    rule = instructions(method)
    assert json.loads(json.dumps(rule, allow_nan=False)) == rule
    assert set(rule["operations"]) <= OPERATIONS
    assert set(rule["hypers"]) == set(rule["symbols"]) == {about.name for about in hypers(method)}
    assert set(rule["state"]) == set(rule["initial"]) == set(method.State._fields)
    shared = [rule["t"], *rule["hypers"].values(), *rule["initial"].values()]
    shared += [] if method.no_schedule() else [rule["factor"]]
    assert all(place < rule["shared"] for place in shared)
    own = [rule["w"], rule["g"], *rule["state"].values()]
    assert all(rule["shared"] <= place < rule["registers"] for place in own)
    written = {part: list(rows(rule[part], rule["operations"])) for part in ("run", "step", "move")}
    for part, instructions_ in written.items():
        for _, to, operands in instructions_:
            assert len(rule["constants"]) <= to < rule["registers"]
            assert (to >= rule["shared"]) == (part == "move")
            assert part == "move" or all(each < rule["shared"] for each in operands)
    copied = {operands[0] for name, _, operands in written["move"] if name == "copy"}
    assert all(each == rule["g"] or each < rule["shared"] for each in copied), (
        "a result is made where it is needed"
    )


def test_values_common_to_both_weights_are_computed_once():
    rule = instructions(OPTIMIZERS["adam"])
    step = [name for name, *_ in rows(rule["step"], rule["operations"])]
    assert step == ["mul", "mul", "sub", "mul", "sub"]  # η(t), then each power and what it leaves of 1
    assert len(list(rows(rule["move"], rule["operations"]))) == 14


class Three(NamedTuple):
    a: float
    b: float
    c: float


@dataclass(frozen=True)
class Swapping(Optimizer):
    """States that trade places, stay, and take what is given: nothing may be overwritten too early."""

    eta: float = hyper("η", "", default=0.25, low=0.1, high=1, scale="log")
    State = Three
    title = "Swapping"

    def initial(self):
        return Three(1.0, self.eta, 2 * self.eta)

    def accumulate(self, t, g, state):
        return Three(state.b, state.a, g)

    def update(self, t, w, g, state):
        return self.eta * (state.a - 2 * state.b + 3 * state.c) + 0 * t


@dataclass(frozen=True)
class Rotating(Swapping):
    """The same with a state that moves w itself about."""

    def accumulate(self, t, g, state):
        return Three(state.c, state.a, state.b)

    def update(self, t, w, g, state):
        return where(g > 0, w - state.a, state.b - state.c)


@pytest.mark.parametrize("method", [Swapping, Rotating])
def test_states_may_trade_places(method):
    surface = Surface.parse("w1^2 - 3 w2")
    begin = (1.0, 2.0), 9
    found, end = instruction_reader.follow(instructions(method), surface, {"eta": 0.25}, *begin)
    rows_, _ = finished(_plain(method(), surface, 9, 1.0, 2.0, *surface.value_and_gradient(1.0, 2.0)))
    assert end is None
    np.testing.assert_array_equal(found, np.reshape(np.array(rows_, dtype=float), found.shape))


def test_a_rule_that_asks_for_a_truth_value_has_no_instructions():
    @dataclass(frozen=True)
    class Undecided(Optimizer):
        eta: float = hyper("η", "", default=0.25, low=0.1, high=1, scale="log")
        title = "Undecided"

        def update(self, t, w, g, state):
            return self.eta if g > 0 else -self.eta

    assert instructions(Undecided) is None


def test_the_words_and_the_share_are_those_of_the_loops():
    rule = instructions(OPTIMIZERS["momentum"])
    path = descend(OPTIMIZERS["momentum"](eta=0.2, alpha=0.0), GALLERY["bowl"], (-15.0, 20.0), 400)
    assert path.stopped.reason in rule["reasons"].values()
    calm = descend(OPTIMIZERS["momentum"](), GALLERY["bowl"], (-15.0, 20.0), 400)
    at = close_at(calm, [(0.0, 0.0)])
    assert (
        np.hypot(calm.w1[at], calm.w2[at]) <= rule["close"] * 25 < np.hypot(calm.w1[at - 1], calm.w2[at - 1])
    )
