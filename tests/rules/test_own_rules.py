"""A typed rule does what its lines say, in every reading."""

import math

import instruction_reader
import numpy as np
import pytest
from hypothesis import assume, given
from rules_by_hand import RULES, SURFACES
from strategies_rules import EXACT, rules

from app.rules import RuleError, parse_rule
from optimizers import (
    OPTIMIZERS,
    SCHEDULES,
    Optimizer,
    arrivals,
    descend,
    endpoints,
    finished,
    gradient_noise,
    hypers,
    instructions,
)
from optimizers.descent import _plain
from optimizers.fused import fused
from optimizers.pairs import pair
from surfaces import GALLERY, Surface

BOWL = GALLERY["bowl"]
START = (-15.0, 20.0)


@pytest.mark.parametrize(("expression", "slopes", "start"), SURFACES, ids=[text for text, *_ in SURFACES])
@pytest.mark.parametrize(("by_hand", "text", "values"), RULES, ids=[rule.__name__ for rule, *_ in RULES])
def test_a_rule_equals_a_loop_written_by_hand(by_hand, text, values, expression, slopes, start):
    path = descend(parse_rule(text)(**values), Surface.parse(expression), start, 150)
    assert path.stopped is None
    for found, w, gradient in zip((path.w1, path.w2), start, slopes, strict=True):
        np.testing.assert_allclose(found, by_hand(w, gradient, 150, values), rtol=1e-9, atol=1e-9)


# What a line sees


def test_a_line_sees_the_new_states_above_it_and_the_old_ones_below():
    rule = parse_rule("a = b + 1\nb = a + b\nc = a + b + c + d\nd = 7\nw = a + 10 b + 100 c + 1000 d")()
    state = rule.State(1.0, 2.0, 3.0, 5.0)
    a = 2 + 1
    b = a + 2
    c = a + b + 3 + 5
    assert rule.accumulate(1, 0.0, state) == (a, b, c, 7)
    assert rule.moved(1, 0.0, 0.0, rule.accumulate(1, 0.0, state)) == a + 10 * b + 100 * c + 7000


def test_states_are_zero_at_first_and_t_counts_from_1():
    path = descend(parse_rule("m = m + 1\nw = w - m + t")(), BOWL, START, 5)
    assert path.w1.tolist() == [-15.0] * 6
    assert path.state["m"][0].tolist() == [0, 1, 2, 3, 4, 5]


def test_the_weight_equals_its_line_to_the_bit():
    path = descend(parse_rule("w = p w")(p=1e-9), BOWL, START, 3)
    assert path.w1.tolist() == [-15.0, -15.0 * 1e-9, -15.0 * 1e-9 * 1e-9, -15.0 * 1e-9 * 1e-9 * 1e-9]
    rule = parse_rule("w = w - a g - b g")(a=0.1, b=0.1)
    (moved,) = descend(rule, Surface.parse("w1 + w2"), (1.1, 1.1), 1).w1[1:]
    assert moved == 1.1 - 0.1 - 0.1
    assert moved != 1.1 - (0.1 + 0.1)
    assert rule.update(1, 1.1, 1.0, rule.initial()) == pytest.approx(0.2)


def test_the_order_is_the_one_that_was_typed():
    for text, expected in [
        ("w = 0.1 + 0.2 + 0.3 + 0 g", 0.1 + 0.2 + 0.3),
        ("w = 0.1 + (0.2 + 0.3) + 0 g", 0.1 + (0.2 + 0.3)),
        ("w = p*3/7", 0.3 * 3 / 7),
        ("w = p*(3/7)", 0.3 * (3 / 7)),
        ("w = p/(3*7)", 0.3 / 21),
    ]:
        rule = parse_rule(text)
        run = rule(p=0.3) if "p" in text else rule()
        assert run.moved(1, 0.0, 0.0, run.initial()) == expected


def test_squares_and_cubes_are_products():
    run = parse_rule("w = g^2")()
    assert run.moved(1, 0.0, 1.1, run.initial()) == 1.1 * 1.1
    run = parse_rule("w = g³")()
    assert run.moved(1, 0.0, 1.1, run.initial()) == 1.1 * 1.1 * 1.1


@pytest.mark.parametrize("ahead", ["8", "9", "30000", "100000000", "1e300"])
def test_a_power_far_ahead_of_t_is_no_long_product(ahead):
    method = parse_rule(f"w = w - η g 0.5^(t + {ahead}) - 0.999^(t + {ahead})")
    assert len(instructions(method)["step"]) < 100
    begin = 5, *START, *BOWL.value_and_gradient(*START)
    plain, _ = finished(_plain(method(), BOWL, *begin))
    found, _ = finished(fused(method(), BOWL)(*begin))
    np.testing.assert_allclose(found, plain, rtol=1e-12)
    moved = np.subtract(*np.reshape(plain, (-1, 5))[:2, 0])
    power = float(ahead) + 1
    assert moved == pytest.approx(method().eta * -90 * 0.5**power + 0.999**power)


def test_t_is_a_float_and_large_powers_overflow_to_infinity():
    path = descend(parse_rule("w = w - g/t^t^t")(), BOWL, START, 30)
    assert path.stopped is None
    run = parse_rule("w = t^t^t")()
    assert run.moved(9, 0.0, 0.0, run.initial()) == math.inf


# Numbers that are not finite


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("w = 1/(t - t)", math.inf),
        ("w = (t - t)/(t - t)", math.nan),
        ("w = sqrt(-t)", math.nan),
        ("w = log(t - t)", -math.inf),
        ("w = exp(1000 t)", math.inf),
        ("w = (-t)^0.5", math.nan),
        ("w = 10^(400 t)", math.inf),
        ("w = if(g > 0, 1, 1/g)", -math.inf),
        ("w = 1/cosh(1000 t)", 0.0),
        ("w = max(1, sqrt(-t))", math.nan),
    ],
)
def test_plain_floats_are_read_as_ieee_says_and_nothing_raises(text, value):
    run = parse_rule(text)()
    found = run.moved(1, 0.0, -0.0, run.initial())
    assert type(found) is float
    assert found == value or (math.isnan(found) and math.isnan(value))


def test_plain_floats_come_back_as_plain_floats():
    run = parse_rule("m = β1 m + (1 - β1) g^2; s = max(s, m); w = w - η m/sqrt(s)")()
    state = run.accumulate(1, 2.0, run.initial())
    assert all(type(value) is float for value in state)
    assert type(run.update(1, 0.0, 2.0, state)) is float


@pytest.mark.parametrize("text", ["w = w - (p/q)^t g", "w = w - (-0.5)^t/q g", "w = w - p^(1/q) g"])
def test_a_division_by_a_hyper_parameter_of_zero_is_a_run_that_ends_or_goes_on_in_every_loop(text):
    begin = 5, *START, *BOWL.value_and_gradient(*START)
    method = parse_rule(text)
    for q in (0.0, 0.25):
        run = method(**{about.name: q if about.symbol == "q" else 0.5 for about in hypers(method)})
        plain, plain_end = finished(_plain(run, BOWL, *begin))
        found, end = finished(fused(run, BOWL)(*begin)) or (plain, plain_end)
        np.testing.assert_array_equal(np.array(found, float), np.array(plain, float))
        assert (end and end[0]) == (plain_end and plain_end[0])
        assert len(descend(run, BOWL, START, 5).t) == len(plain) // 5


# All readings


def table(path):
    moments = [path.state[name][i] for i in (0, 1) for name in path.state]
    return np.column_stack([path.w1, path.w2, path.error, path.g1, path.g2, *moments])


def method_or_none(text):
    try:
        return parse_rule(text)
    except RuleError:
        return None


@given(rules(EXACT))
def test_every_reading_of_any_rule_is_the_same_to_the_bit(text):
    method = method_or_none(text)
    assume(method is not None)
    surface, start = GALLERY["himmelblau"], (0.5, -0.5)
    begin = (25, *start, *surface.value_and_gradient(*start))
    plain, plain_end = finished(_plain(method(), surface, *begin))
    fast = fused(method(), surface)
    found, end = finished(fast(*begin)) or (plain, plain_end)
    np.testing.assert_array_equal(np.array(found, float), np.array(plain, float))
    assert (end and end[0]) == (plain_end and plain_end[0])
    read, read_end = instruction_reader.follow(instructions(method), surface, vars(method()), start, 25)
    np.testing.assert_array_equal(read.ravel(), np.array(plain, float))
    assert (read_end and read_end[0]) == (end and end[0])


@given(rules())
def test_arrays_end_where_floats_do(text):
    method = method_or_none(text)
    assume(method is not None)
    surface, steps = GALLERY["himmelblau"], 6
    path = descend(method(), surface, (0.5, -0.5), steps)
    many = endpoints(method(), surface, np.array([0.5, 3.0]), -0.5, steps)
    assert many.stopped[0] == (path.stopped.step if path.stopped else 0)
    if path.stopped is None and np.abs(table(path)[:, :2]).max() < 1e3:
        assert many.w1[0] == pytest.approx(path.w1[-1], rel=1e-6, abs=1e-6)


ADAM = "m = β1 m + (1 - β1) g; s = β2 s + (1 - β2) g g; w = w - η (m/(1 - β1^t))/sqrt(s/(1 - β2^t) + ε)"


def test_a_typed_rule_has_all_that_built_in_methods_have():
    own, adam = parse_rule(ADAM), OPTIMIZERS["adam"]
    noise = gradient_noise(0.5, 3, 0, 60)
    cosine = SCHEDULES["cosine"]()
    for options in ({}, {"noise": noise}, {"schedule": cosine}):
        np.testing.assert_array_equal(
            table(descend(own(), BOWL, START, 60, **options)),
            table(descend(adam(), BOWL, START, 60, **options)),
        )
    rates = np.array([0.05, 0.1, 0.3])
    for found, expected in zip(
        endpoints(own(eta=rates), BOWL, *START, 60, schedule=cosine),
        endpoints(adam(eta=rates), BOWL, *START, 60, schedule=cosine),
        strict=True,
    ):
        np.testing.assert_array_equal(found, expected)
    ends = [finished(arrivals(method(), BOWL, *START, 60)) for method in (own, adam)]
    np.testing.assert_array_equal(ends[0].close_at, ends[1].close_at)
    gradients = 1.0, np.array([-1.0, 2.0])
    for found, expected in zip(pair(own(), *gradients), pair(adam(), *gradients), strict=True):
        np.testing.assert_array_equal(found, expected)


def test_no_name_of_a_visitor_stands_in_generated_source():
    from optimizers.fused import _source

    method = parse_rule("sneaky = sneaky + zeta7 g; w = w - sneaky other_name")
    source = _source(method, BOWL.lines, (), False, False)
    assert not any(name in source for name in ("sneaky", "zeta7", "other_name"))


@pytest.mark.parametrize("name", sorted({*Optimizer.__annotations__, "initial", "update"}))
def test_names_of_this_program_are_like_any_others_and_no_rule_joins_the_methods(name):
    listed = list(OPTIMIZERS.items())
    as_hyper, as_state = parse_rule(f"w = w - {name} g"), parse_rule(f"{name} = {name} + g\nw = w - η {name}")
    assert (as_hyper.key, as_hyper.title) == (as_state.key, as_state.title) == ("own", "Own rule")
    assert [about.symbol for about in hypers(as_hyper)] == [name]
    assert as_state(eta=0.5).moved(1, 1.0, 2.0, as_state.State(2.0)) == 0.0
    assert list(OPTIMIZERS.items()) == listed


# States that use w


def test_polyaks_momentum_is_momentum():
    polyak = parse_rule("d = if(t == 1, 0, w - p)\np = w\nw = w + μ d - η g")(eta=0.001, mu=0.9)
    found, wanted = (descend(each, BOWL, START, 300) for each in (polyak, OPTIMIZERS["momentum"](eta=0.001)))
    np.testing.assert_allclose([found.w1, found.w2], [wanted.w1, wanted.w2], rtol=1e-10, atol=1e-12)
    assert found.state["p"][0][1:].tolist() == found.w1[:-1].tolist()


def test_a_state_averages_all_weights_so_far_alike_in_every_reading():
    method = parse_rule("a = a + (w - a)/t\nw = w - η g")
    run = method(eta=0.01)
    path = descend(run, BOWL, START, 50)
    assert path.state["a"][1][-1] == pytest.approx(path.w2[:-1].mean())
    plain, _ = finished(_plain(run, BOWL, 50, *START, *BOWL.value_and_gradient(*START)))
    columns = (path.w1, path.w2, path.error, path.g1, path.g2, *path.state["a"])
    assert np.transpose(columns).ravel().tolist() == plain
    rows, _ = instruction_reader.follow(instructions(method), BOWL, vars(run), START, 50)
    assert rows.ravel().tolist() == plain
    ends = endpoints(run, BOWL, np.array([START[0]]), np.array([START[1]]), 50)
    assert (ends.w1[0], ends.w2[0]) == (path.w1[-1], path.w2[-1])


def test_a_norm_over_both_weights_is_refused_with_the_reason():
    for text in ("w = w - η g/norm(g)", "w = w - η g/hypot(g1, g2)", "m = w1; w = w - m"):
        with pytest.raises(RuleError, match="a rule sees one coordinate"):
            parse_rule(text)
