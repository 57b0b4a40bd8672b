"""The search: what it finds shows the function and a run worth seeing, and is the same everywhere."""

import dataclasses
import json
import subprocess
import sys
from decimal import Decimal

import numpy as np
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from own_functions import own_functions
from shown import faults, shown_functions
from strategies_page import experiments
from suggest import FILE as SUGGESTED
from suggest import suggestion

from app.experiment import Experiment
from app.proposals.features import features
from app.proposals.framing import best_view
from app.proposals.rates import rates_near
from app.proposals.search import changeable, failings, proposal
from app.rules import parse_rule
from app.url import from_query, to_query
from optimizers import OPTIMIZERS, descend, finished, hypers
from surfaces import GALLERY, ExpressionError, Surface, standing_surface

OWN = own_functions()
SAMPLE = OWN[3::17]
TABLE = shown_functions()[1::3]
GOOD = 0.9
"""The share of a sample that is shown; the benchmark typed_functions.py has the share of the whole table."""
FOUND = json.loads(SUGGESTED.read_text(encoding="utf-8"))
every_method = pytest.mark.parametrize("method", OPTIMIZERS)


def opening(method="momentum", **changes):
    experiment = Experiment()
    if method != experiment.active.key:
        experiment = experiment.with_method(method)
    return experiment.changed(changes)


def search(text, experiment, *turns):
    return finished(proposal(Surface.parse(text), experiment, turns or [changeable(experiment.active)]))


def shown(text, experiment, *turns):
    """What is shown in the end."""
    return search(text, experiment, *turns).experiment or experiment


def what_fails(text, experiment):
    return what_fails_on(Surface.parse(text), experiment)


def what_fails_on(surface, experiment):
    return finished(failings(surface, experiment.active, experiment.start, experiment.view, experiment.steps))


def changes(before, after):
    values = [
        about.name
        for about in hypers(before.active)
        if getattr(before.active, about.name) != getattr(after.active, about.name)
    ]
    return {*values, *(name for name in ("start", "view") if getattr(before, name) != getattr(after, name))}


def test_where_no_run_moves_the_rate_stays():
    after = shown("floor(w1) + floor(w2)", opening())
    assert after.view != opening().view
    assert after.active == opening().active


def test_typed_functions_are_shown_with_their_features_the_start_and_the_run():
    pairs = [(method, each) for k, method in enumerate(OPTIMIZERS) for each in TABLE[k::24]]
    bad = [
        f"{method} on {each.text}"
        for method, each in pairs
        if faults(each, shown(each.text, opening(method)))
    ]
    assert len(bad) <= (1 - GOOD) * len(pairs), bad


@every_method
def test_on_a_surface_of_the_gallery_every_method_is_seen_and_gets_somewhere(method):
    for surface in list(GALLERY.values())[list(OPTIMIZERS).index(method) % 2 :: 2]:
        experiment = opening(method).on_surface(surface)
        assert not what_fails_on(surface, experiment), surface.title
        low, high = np.array(experiment.view).T
        for point in (*surface.minima, surface.start):
            assert ((low <= point) & (point <= high)).all(), surface.title


def test_the_search_finds_the_gallerys_suggestions():
    for key, surface in list(GALLERY.items())[::4]:
        for method in list(OPTIMIZERS)[::5]:
            assert FOUND.get(key, {}).get(method, {}) == suggestion(surface, method), (
                f"{method} on {key}: the search finds other values than surfaces/suggested.json has. "
                "Run `python tests/suggest.py`, which writes them, and look at what has changed."
            )


@pytest.mark.parametrize("method", ["momentum", "gradient-descent", "adam", "first-moment"])
def test_a_run_that_is_worth_seeing_is_left_alone(method):
    found = search("3 w1^2 + 11 w2^2", opening(method))
    assert (found.experiment, found.why) == (None, ())


def test_the_two_wells_fill_the_view_and_a_slider_leads_into_the_other():
    after = shown("(w1^2-1)^2 + w2^2", opening())
    low, high = np.array(after.view).T
    assert (high - low).max() <= 8
    assert after.start != after.start[::-1]
    surface = Surface.parse("(w1^2-1)^2 + w2^2")
    ends = {
        round(
            float(descend(OPTIMIZERS["momentum"](eta=eta, alpha=alpha), surface, after.start, 300).w1[-1]), 1
        )
        for eta in np.geomspace(1e-3, 1, 25).tolist()
        for alpha in (0.5, 0.9, 0.95)
    }
    assert {-1, 1} <= ends


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1000 w1^2 + 3000 w2^2", {"eta"}),
        ("1e9 w1^2 + 1e9 w2^2 + 1e9", {"eta"}),
        ("-exp(-w1^2 - w2^2)", {"eta", "start", "view"}),
    ],
)
def test_nothing_is_changed_without_need(text, expected):
    before = opening()
    assert changes(before, shown(text, before)) <= expected


def test_a_quadratic_form_far_away_is_in_the_middle_of_a_view_of_the_usual_size():
    found = shown("(w1 - 300)^2 + w2^2", opening())
    assert found.view == ((275, 325), (-25, 25))


def test_the_start_lies_in_the_domain():
    found = shown("(log(w1) - 1)^2 + (log(w2) + 1)^2", opening())
    assert min(found.start) > 0


def test_nothing_is_found_on_level_ground():
    found = search("7", opening())
    assert found.experiment is None
    assert found.found.terrain.level


def last_digit(number):
    """The place value of the last of twelve digits that is not 0: 0.01 for 7.25, and 100 for 1200."""
    exact = Decimal(f"{number:.12g}").normalize()
    return 10.0 ** exact.as_tuple().exponent


def test_numbers_are_as_round_as_their_view_allows():
    for each in SAMPLE:
        found = shown(each.text, opening())
        assert found.active.eta < 1e6 * last_digit(found.active.eta)
        for (low, high), start in zip(found.view, found.start, strict=True):
            for number in (start, low, high):
                few = abs(number) < 1e6 * last_digit(number)
                assert few or last_digit(number) > (high - low) / 200, each.text


@given(st.sampled_from(OWN), st.data())
@settings(max_examples=12)
def test_only_free_settings_are_changed(own, data):
    before = opening(data.draw(st.sampled_from(list(OPTIMIZERS))))
    free = frozenset(data.draw(st.sets(st.sampled_from(sorted(changeable(before.active))))))
    after = shown(own.text, before, free)
    assert changes(before, after) <= free
    assert dataclasses.replace(after, runs=before.runs, start=before.start, view=before.view) == before


def test_kept_settings_are_changed_only_if_nothing_else_helps():
    before = opening(values={"eta": 5.0})
    everything = changeable(before.active)
    kept = everything - {"eta"}
    assert shown("0.1 (w1^2 + w2^2)", before, kept, everything).active.eta == 5.0
    assert shown("1000 w1^2 + 3000 w2^2", before, kept, everything).active.eta < 1e-3


@pytest.mark.parametrize("p", [0.0, -1.0])
def test_a_rate_that_is_not_above_zero_is_replaced(p):
    before = dataclasses.replace(opening(), runs=(parse_rule("p in [-1, 1] = 0.5\nw = w - p g")(p=p),))
    assert shown("w1^2 + w2^2", before).active.p > 0


@pytest.mark.parametrize(
    "rule",
    ["w = w - g/10", "w = w - zeta g", "m = α m + g; w = w - η m", "s = s + g^2; w = w - η g/sqrt(s + ε)"],
)
def test_the_search_works_for_typed_rules_too(rule):
    before = dataclasses.replace(opening(), runs=(parse_rule(rule)(),))
    for text in ("1000 w1^2 + 3000 w2^2", "-exp(-w1^2 - w2^2)", "(w1 - 300)^2"):
        after = shown(text, before)
        if hypers(before.active):
            assert not what_fails(text, after)
        else:
            assert after.active == before.active


@pytest.mark.parametrize(
    ("method", "text"),
    [
        ("adam", "1/(1 - w1^2) + 1/(1 - w2^2)"),
        ("gradient-descent", "(w1^2 + w2^2)^0.25 (sin(50 (w1^2 + w2^2)^0.1)^2 + 1)"),
    ],
)
def test_where_scanned_runs_go_wrong_later_others_are_tried(method, text):
    assert not what_fails(text, shown(text, opening(method)))


def test_pinned_runs_steps_and_noise_stay():
    before = opening(steps=120, noise=0.5).pinned()
    after = shown("1000 w1^2 + 3000 w2^2", before)
    assert (after.runs[1:], after.steps, after.noise, after.pins) == (before.runs[1:], 120, 0.5, before.pins)
    assert after.active != before.active


@pytest.mark.parametrize("steps", [1, 20, 50, 51, 4000])
def test_few_and_many_steps_are_kept(steps):
    before = opening(steps=steps)
    text = "1000 w1^2 + 3000 w2^2"
    after = shown(text, before)
    assert after.steps == steps
    path = descend(after.active, Surface.parse(text), after.start, steps)
    assert path.stopped is None
    if steps > 1:
        assert not what_fails(text, after)


def test_where_e_falls_for_ever_its_descent_is_shown():
    for text in ("w1^2 - 2 w2^2", "-exp(w1/10) + w2^2", "2 w1 - 0.003 w2", "log(w1) + w2^2"):
        found = search(text, opening("rmsprop"))
        assert found.found.terrain.minima == ()
        assert not what_fails(text, shown(text, opening("rmsprop")))


IN_ANOTHER_PROCESS = """
import sys
from app.experiment import Experiment
from app.proposals.search import changeable, proposal
from app.rules import parse_rule
from app.url import to_query
from optimizers import finished
from surfaces import Surface
for text in sys.argv[1:]:
    experiment = Experiment().with_method("adam")
    found = finished(proposal(Surface.parse(text), experiment, [changeable(experiment.active)]))
    print(to_query(found.experiment or experiment))
"""


def test_every_process_finds_the_same():
    texts = [each.text for each in SAMPLE[::6]]
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, *texts]
    other = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert other == [to_query(shown(text, opening("adam"))) for text in texts]


def test_a_slope_may_be_too_steep_for_its_share_of_a_length():
    eta = hypers(OPTIMIZERS["gradient-descent"])[0]
    assert rates_near(eta, 9e-8, np.float64(2.5e301), np.float64(7e301)).size


@given(strategies.expressions, experiments)
@settings(max_examples=30)
def test_the_link_holds_what_is_found_from_any_experiment_for_any_text(text, experiment):
    try:
        Surface.parse(text)
    except ExpressionError:
        return
    experiment = dataclasses.replace(experiment, expression=text)
    after = shown(text, dataclasses.replace(experiment, steps=min(experiment.steps, 500)))
    if standing_surface(text) is None:
        assert from_query(to_query(after)) == (after, [])


@pytest.mark.parametrize("text", ["(1 - w1)^2 + 5 (w2 - w1^2)^2", "(1 - w1)^2 + 20 (w2 - w1^2)^2"])
def test_a_view_grows_a_little_to_hold_the_whole_of_a_run(text):
    surface = Surface.parse(text)
    found = shown(text, opening())
    path = descend(found.active, surface, found.start, found.steps)
    for w, (low, high) in zip((path.w1, path.w2), found.view, strict=True):
        assert low < w.min()
        assert w.max() < high
    frame = np.ptp(best_view(surface, finished(features(surface))), axis=1)
    growth = np.ptp(found.view, axis=1) / frame
    assert 1 < growth.max() <= 1.32
    assert growth.min() == pytest.approx(1, abs=0.05)
