"""What a run did, in one sentence: how it ended, how often it turned, and which hyper-parameter matters."""

import math
import re

import numpy as np
import pytest

from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface

VIEW = [[-25, 25], [-25, 25]]
BOWL = GALLERY["bowl"]


def words(
    draw, method, steps=300, start=(-15.0, 20.0), surface=BOWL, minima=((0, 0),), seen=None, it="it", **values
):
    run = OPTIMIZERS[method](**values)
    path = descend(run, surface, start, steps, **(seen or {}))
    symbols = {"eta": "η", "alpha": "α", "beta1": "β1", "beta": "β"}
    judged = path.judged
    told = {
        "columns": {name: getattr(path, name) for name in ("w1", "w2", "error", "g1", "g2")},
        "judged": path.apart and path.apart._asdict(),
        "judged_symbol": run.judged_symbol,
        "values": ", ".join(f"{symbols[name]} {value:g}" for name, value in values.items()),
        "ended": "" if path.stopped is None else "The run ends.",
        "stopped": None if path.stopped is None else path.stopped.step,
        "close": None,
    }
    if seen:
        told["columns"] |= {"full_g1": path.full_g1, "full_g2": path.full_g2}
        told["values"] += f"; batch {seen['batch']}"
    target = np.array(minima[0] if minima else (judged.w1[-1], judged.w2[-1]))
    away = np.hypot(judged.w1 - target[0], judged.w2 - target[1]) > 0.01 * math.dist(start, target)
    if away.any() and not away[-1]:
        told["close"] = int(np.flatnonzero(away)[-1]) + 1
    return draw("path_words.js", "path_words", told, list(minima), VIEW, it)


def test_momentum_overshoots_because_of_its_memory(draw):
    said = words(draw, "momentum", eta=0.001, alpha=0.9)
    assert said == "With α = 0.9 it overshoots three times and arrives near (0, 0) after 80 steps."
    named = words(draw, "momentum", eta=0.001, alpha=0.9, it="Momentum with α = 0.9")
    assert named == said.replace(" it ", " Momentum ")  # α is said once


def test_what_is_judged_elsewhere_than_at_w_is_told_of_that_point(draw):
    values = {"eta": 0.08, "beta": 0.9}
    assert " and x arrives near (0, 0) after " in words(draw, "schedule-free", **values)
    far = descend(OPTIMIZERS["schedule-free"](**values), BOWL, (-15.0, 20.0), 5)
    fell = f"E(x) has fallen from 4680 to {far.judged.error[-1]:.3g}."
    assert words(draw, "schedule-free", steps=5, **values).endswith(fell)


def test_a_method_without_memory_goes_by_its_rate(draw):
    said = words(draw, "gradient-descent", eta=0.01)
    assert said.startswith("With η = 0.01 it arrives near (0, 0) after ")
    assert said.endswith(" steps.")
    zigzag = words(draw, "gradient-descent", eta=0.09)
    assert zigzag.startswith("With η = 0.09 it zigzags ")
    assert " and arrives near (0, 0) after " in zigzag


def test_a_run_that_has_not_arrived_is_on_its_way_or_does_not_settle(draw):
    said = words(draw, "gradient-descent", steps=20, eta=0.001)
    assert said.startswith("With η = 0.001 it is still on its way after 20 steps: E has fallen from 4680 to ")
    swings = words(draw, "gradient-descent", eta=0.1)
    assert swings.startswith("With η = 0.1 it swings back and forth 299 times and does not settle: E ")


def test_a_run_that_rests_elsewhere_than_at_a_known_minimum_is_not_on_its_way(draw):
    hole = {"surface": GALLERY["rastrigin"], "start": (-1.55, 1.6), "eta": 0.001, "alpha": 0.9}
    assert " times and comes to rest near (−1.99, 1.99) after " in words(draw, "momentum", **hole)
    ridge = {
        "surface": Surface.parse("(w1^2 - 1)^2 + w2^2"),
        "start": (0.0, 1.5),
        "minima": ((1, 0), (-1, 0)),
    }
    assert " comes to rest near (0, 0) after " in words(draw, "momentum", eta=0.05, alpha=0.5, **ridge)
    valley = {"surface": GALLERY["rosenbrock"], "start": (-1.2, 1.0), "minima": ((1, 1),), "eta": 1e-4}
    for steps in (300, 1000, 3000):
        assert " still on its way " in words(draw, "gradient-descent", steps=steps, **valley)
    slow = {"surface": GALLERY["rosenbrock"], "start": GALLERY["rosenbrock"].start, "minima": ((1, 1),)}
    assert " still on its way " in words(draw, "radam", **slow, **GALLERY["rosenbrock"].suggested["radam"])


def test_a_run_towards_a_minimum_at_infinity_does_not_come_to_rest(draw):
    separable = GALLERY["separable"]
    for method in ("momentum", "adam", "nadam"):
        assert " still on its way " in words(
            draw, method, surface=separable, start=separable.start, minima=(), **separable.suggested[method]
        )


def test_a_run_that_diverges_swings_ever_wider_at_every_scale(draw):
    said = words(draw, "gradient-descent", eta=0.101, steps=300)
    assert "299 times" in said
    wild = words(draw, "momentum", eta=0.5, alpha=0.9)
    swings = int(wild.partition("back and forth ")[2].split()[0])
    assert swings > 150
    assert " and breaks off at t = " in wild


LINE = Surface.parse(
    "mean((w1 x + w2 - y)^2)", {"x": [-2.0, -1.0, 0.0, 1.0, 2.0], "y": [-1.2, -0.9, 0.7, 0.8, 2.1]}
)
FIT = tuple(np.polyfit([-2, -1, 0, 1, 2], [-1.2, -0.9, 0.7, 0.8, 2.1], 1))


@pytest.mark.parametrize("minima", [(FIT,), ()])
def test_a_run_with_mini_batches_wanders_around_a_place_as_far_as_it_says(draw, minima):
    batch = {"batch": 1, "seed": 0}
    told = {"surface": LINE, "start": (-2.0, 3.0), "minima": minima, "eta": 0.1}
    said = words(draw, "gradient-descent", seen=batch, steps=400, **told)
    number = r"(-?[0-9.]+)"
    found = re.fullmatch(
        rf"With batch 1 it wanders around (?:the minimum )?\({number}, {number}\), "
        rf"up to {number} away: E has fallen from .* to .*[.]",
        said.replace("−", "-"),
    )
    w1, w2, far = map(float, found.groups())
    assert ("the minimum" in said) == bool(minima)
    assert (w1, w2) == pytest.approx(FIT, abs=0.15)
    path = descend(OPTIMIZERS["gradient-descent"](eta=0.1), LINE, (-2.0, 3.0), 400, **batch)
    away = np.hypot(path.w1 - w1, path.w2 - w2)[-100:]
    assert away.max() == pytest.approx(far, rel=0.1)
    assert (away > 0.01).all()


def test_turns_of_a_run_with_mini_batches_are_due_to_its_batches(draw):
    told = {"surface": LINE, "start": (-2.0, 3.0), "minima": (FIT,), "eta": 0.5, "beta1": 0.9}
    assert words(draw, "adam", **told).startswith("With β1 = 0.9 it overshoots ")
    said = words(draw, "adam", seen={"batch": 4, "seed": 0}, **told)
    assert re.match("With batch 4 it (?:overshoots|wanders|swings)", said)


def test_a_run_with_mini_batches_that_still_comes_nearer_is_on_its_way(draw):
    told = {"surface": LINE, "start": (-2.0, 3.0), "minima": (FIT,), "eta": 0.01}
    for steps in (20, 60):
        said = words(draw, "gradient-descent", seen={"batch": 1, "seed": 0}, steps=steps, **told)
        assert " it is still on its way after " in said


@pytest.mark.parametrize("eta", [0.02, 0.05])
def test_a_run_that_comes_no_nearer_to_a_kink_swings_around_it(draw, eta):
    kink = Surface.parse("|x| + 3|y|")
    told = {"surface": kink, "start": (-3.0, 4.0), "eta": eta, "alpha": 0.9}
    said = words(draw, "momentum", steps=100, **told)
    far = float(said.partition("up to ")[2].split()[0])
    assert said.startswith("With α = 0.9 it keeps swinging around the minimum (0, 0), up to ")
    path = descend(OPTIMIZERS["momentum"](eta=eta, alpha=0.9), kink, (-3.0, 4.0), 100)
    assert np.hypot(path.w1, path.w2)[-25:].max() == pytest.approx(far, rel=0.05)
    slow = words(draw, "momentum", steps=100, minima=((0, 0),), eta=1e-4, alpha=0.9)
    assert " it is still on its way after " in slow


def test_without_a_known_minimum_it_comes_to_rest(draw):
    said = words(draw, "momentum", minima=(), eta=0.001, alpha=0.9)
    assert "comes to rest near (" in said
    assert "arrives" not in said


@pytest.mark.parametrize(
    ("text", "start", "eta"),
    [("x^2/2 + 25y^2/2", (-15.0, 20.0), 0.01), ("1e6 (x-1e-3)^2 + 1e-3 y^2", (5.0, 20.0), 1e-7)],
)
def test_a_run_that_still_goes_down_a_level_valley_is_not_at_rest(draw, text, start, eta):
    said = words(draw, "gradient-descent", start=start, surface=Surface.parse(text), minima=(), eta=eta)
    assert "rest" not in said
    assert "still" in said


@pytest.mark.parametrize("text", ["w1^4 + w2^2", "w2^4 + w1^2"])
def test_a_run_is_not_at_rest_while_one_of_its_weights_moves_along_a_flat_valley(draw, text):
    flat = {"surface": Surface.parse(text), "start": (-1.3, 1.8), "minima": ()}
    assert " still on its way " in words(draw, "momentum", eta=0.001, alpha=0.9, **flat)


def test_a_run_whose_steps_have_become_short_on_a_slope_crawls(draw):
    surface = Surface.parse("1e6 (x-1e-3)^2 + 1e-3 y^2")
    said = words(draw, "gradient-descent", start=(5.0, 20.0), surface=surface, minima=(), eta=1e-7)
    assert said.startswith(
        "With η = 1e-07 it crawls near (0, 20) after 300 steps, where E still has a slope: "
    )


def test_a_run_is_at_rest_in_a_kink_whose_slopes_never_vanish(draw):
    surface = Surface.parse("|x| + |y|")
    said = words(draw, "rprop", start=(-1.0, 1.5), surface=surface, minima=())
    assert "comes to rest near " in said


@pytest.mark.parametrize("eta", [1e-9, 1e-12, 1e-4])
def test_errors_are_told_with_digits_that_say_by_how_much_they_differ(draw, eta):
    run = descend(OPTIMIZERS["gradient-descent"](eta=eta), BOWL, (-15.0, 20.0), 1)
    said = words(draw, "gradient-descent", steps=1, eta=eta)
    first, last = map(float, re.search("fallen from (.*) to (.*)[.]", said).groups())
    assert first - last == pytest.approx(run.error[0] - run.error[-1], rel=0.25)


def test_a_run_on_level_ground_stays(draw):
    assert words(draw, "momentum", start=(0.0, 0.0), eta=0.1, alpha=0.5) == "It stays where it starts."


def turns(draw, w1, w2=None):
    return len(draw("path_words.js", "turns", w1, np.zeros(len(w1)) if w2 is None else w2))


def test_a_path_turns_where_it_goes_back_and_not_in_an_arc_of_a_right_angle(draw):
    assert turns(draw, [0, 1, 2, 3, 4, 3, 2, 1, 2, 3]) == 2
    assert turns(draw, np.arange(50.0), 2.0 * np.arange(50)) == 0
    around = np.linspace(0, 1.57, 158)
    assert turns(draw, np.cos(around), np.sin(around)) == 0
    circle = np.linspace(0, 2 * math.pi, 401)
    assert turns(draw, np.cos(circle), np.sin(circle)) == 3
    assert turns(draw, [1.0] * 5) == 0


@pytest.mark.parametrize("size", [1e-9, 1e200])
def test_the_unit_of_the_weights_does_not_matter(draw, size):
    assert turns(draw, [size * w for w in (0, 1, 2, 1, 0, 1)]) == 2
