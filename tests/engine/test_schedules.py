"""A schedule in the browser: its factors are the server's, and so is the run that follows them."""

import numpy as np
import pytest
from browser_modules import JavaScriptError

from optimizers import OPTIMIZERS, SCHEDULES, hypers, instructions, schedule_instructions
from optimizers.schedules import factors
from surfaces import GALLERY

every_schedule = pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES.keys())
STEPS = (1, 2, 7, 60, 300)
SURFACE = GALLERY["himmelblau"]  # products and sums alone, so that everything is the same to the bit


def drawn(schedule, seed):
    """A schedule with random values from its sliders, whole where they have whole ticks."""
    rng = np.random.default_rng(seed)
    values = {}
    for about in hypers(schedule):
        if about.scale == "log":
            values[about.name] = float(np.exp(rng.uniform(*np.log((about.low, about.high)))))
        else:
            ticks = rng.integers(0, round((about.high - about.low) / about.tick) + 1)
            values[about.name] = float(about.low + ticks * about.tick)
    return schedule(**values)


@every_schedule
def test_the_factors_are_those_of_the_server(engine, schedule):
    cases = [(drawn(schedule, seed), steps) for seed in range(40) for steps in STEPS]
    told = schedule_instructions(schedule)
    found = engine.many("run.js", "factors_of", [[told, vars(run), steps] for run, steps in cases])
    for numbers, (run, steps) in zip(found, cases, strict=True):
        np.testing.assert_allclose(numbers, factors(run, steps), rtol=1e-12, atol=1e-15)


def test_a_run_without_a_schedule_forgets_the_one_before(engine):
    method = OPTIMIZERS["adam"]
    plain = {"rule": instructions(method), "surface": SURFACE.instructions, "values": vars(method())}
    plain |= {"start": [0.5, -0.5], "steps": 20}
    given = factors(SCHEDULES["linear"](), 20)
    work = "(run, given) => [null, given, null].map((factors) => module.simulate({ ...run, factors }))"
    first, between, last = engine.work("run.js", work, [[plain, given]])[0]
    assert first["columns"]["w1"] == last["columns"]["w1"] != between["columns"]["w1"]


def test_missing_values_are_named(engine):
    method = OPTIMIZERS["adam"]
    run = {"rule": instructions(method), "surface": SURFACE.instructions, "values": vars(method())}
    run |= {"start": [0.5, -0.5], "steps": 20, "factors": np.ones(20)}
    told = schedule_instructions(SCHEDULES["cosine"])
    for name, arguments, message in (
        ("simulate", [run], "There are too few factors"),
        ("factors_of", [told, {"warm_up": 0.0}, 5], "There is no value for floor"),
        ("factors_of", [{**told, "factor": 999}, vars(SCHEDULES["cosine"]()), 5], "has no register"),
    ):
        with pytest.raises(JavaScriptError, match=message):
            engine("run.js", name, *arguments)
