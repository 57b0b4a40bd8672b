"""Reading rules: every text becomes a method or gets a message, and nothing of it is executed."""

import contextlib
import gc
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies_rules import anything, rules
from watching import watched

from app.experiment import Experiment
from app.rules import RuleError, building, language, names, parse_rule, reading, text_of
from app.rules.gallery import EXAMPLES
from app.rules.method import OwnRule
from app.runs.follow import runs_of
from app.runs.worth import worth
from app.url import from_query, to_query
from app.words.contents import contents
from optimizers import OPTIMIZERS, descend, endpoints, hypers
from surfaces import GALLERY


def _table():
    for line in (Path(__file__).parents[1] / "rules.tsv").read_text(encoding="utf8").splitlines():
        if not line.startswith("#"):
            category, verdict, text = line.split("\t")
            text = json.loads(text)
            if not isinstance(text, str):
                text = "".join(part if isinstance(part, str) else part[0] * part[1] for part in text)
            yield category, verdict, text


ACCEPTED = [text for _, verdict, text in _table() if verdict == "accept"]
REFUSED = [text for _, verdict, text in _table() if verdict == "reject"]


def ends_honestly(text):
    """A run of the rule: it goes on to its last step, or says at which t it ended and why."""
    path = descend(parse_rule(text)(), GALLERY["bowl"], (-15.0, 20.0), 40)
    assert path.t.size == (path.stopped.step if path.stopped else 41), text


def refusal(text):
    """The error that a text gives, if it gives one; else it is a rule, and its run ends honestly."""
    try:
        ends_honestly(text)
    except RuleError as error:
        return error


def is_good(refused, text):
    return refused is None or (
        0 <= refused.position <= len(text)
        and 10 <= len(refused.message) <= 180
        and refused.message.isprintable()
        and str(refused) == refused.message
    )


def test_every_rule_of_the_table_is_accepted_and_its_run_ends_honestly():
    for text in ACCEPTED:
        ends_honestly(text)


def test_a_text_that_is_no_rule_is_refused_at_a_place():
    refused = {text: refusal(text) for text in REFUSED}
    assert [text for text, error in refused.items() if error is None or not is_good(error, text)] == []


@given(anything)
def test_any_text_is_either_a_rule_or_refused(text):
    assert is_good(refusal(text), text)


@given(rules())
def test_a_text_like_a_rule_is_one_or_is_refused_with_a_reason(text):
    assert is_good(refusal(text), text)


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("", 0, "the rule is empty"),
        ("m = α m + g", 11, "a line for w is missing"),
        ("w = w - η g\nm = g", 12, "the line for w is the last one"),
        ("m = g\nm = g\nw = w - m", 6, "m has a line already"),
        ("g = 3\nw = w - g", 0, "g is the gradient"),
        ("t = 3\nw = w - g", 0, "t is the number of the step"),
        ("sin = 3\nw = w - g", 0, "sin is a function"),
        ("e = 3\nw = w - g", 0, "e is a number"),
        ("3 = m\nw = w - g", 0, "a number cannot be set"),
        ("w = w - η g(w - α m)", 10, "m = α m + g; w = w − η (g + α m)"),
        ("w = w - η g2", 10, "one coordinate"),
        ("m = α m(t-1) + g\nw = w - η m", 6, "write m alone"),
        ("w = w - η g(t)", 10, "write g alone"),
        ("w = w - η softsign(g)", 10, "unknown function softsign"),
        ("w = w - η clip(g, -1, 1)", 10, "write max(−1, min(1, g))"),
        ("w = w - η dE/dw", 10, "write g for the gradient"),
        ("w = w - η randn()", 10, "the panel Noise"),
        ("Δw = -η g; w = w + Δ_w", 1, "write Δ_w for one name"),
        ("w = w - where(g > 0, 1, 2)", 8, "write if(g > 0, 1, 2)"),
        ("w = w - if g > 0", 8, "a choice needs parentheses: write if(g > 0, 1, 2)"),
        ("w = w - if(g, 1, 2)", 11, "a comparison is missing: write for example g > 0"),
        ("w = w - if(g > 0 > 1, 1, 2)", 17, "only two numbers can be compared at once"),
        ("w = w - if(g > 0)", 8, "if takes 3 arguments"),
        ("w = w - η (g > 0)", 13, "may only stand first within if(…)"),
        ("w = w - 1/0 g", 9, "division by zero"),
        ("w = w - 9^9^9^9 g", 11, "too large"),
        ("w = w - log(0) g", 8, "not a real number"),
        ("p in [0, 1]\nw = w - g", 0, "does not occur"),
        ("p in [0, 1]\np = g\nw = w - p", 0, "is a state"),
        ("p in [0, 1] = 2\nw = w - p g", 14, "within the range"),
        ("p in [0; 1]\nw = w - p g", 7, "p in [0, 2] = 0.3"),
        ("p in [0, 1]\np in [0, 2]\nw = w - p g", 12, "p has a range already"),
        ("p in [0, 5e-324]\nw = w - p g", 2, "too close"),
        ("p in [1, 1.0000000000000002]\nw = w - p g", 2, "too close"),
        ("w = w - η * ", 12, "missing after *"),
        ("m = g\nw = w - sqrt m", 14, "write sqrt(m)"),
    ],
)
def test_a_refusal_says_what_is_wrong_where_and_what_to_write(text, position, message):
    with pytest.raises(RuleError) as refused:
        parse_rule(text)
    assert message in refused.value.message
    assert refused.value.position == position


@pytest.mark.parametrize(
    ("most", "more", "message"),
    [
        (lambda n: "w = w" + " " * (n - 5), language.ALPHABET.characters, "too long"),
        (lambda n: ";" * (n - 3) + "w = w", language.ALPHABET.tokens, "too many parts"),
        (lambda n: "".join(f"m{i} = g;" for i in range(n - 1)) + "w = w", reading.MAX_STATEMENTS,
         "too many lines"),
        (lambda n: "w = " + "(" * n + "w" + ")" * n, 32, "too deeply nested"),
        (lambda n: "w = w" + "+g" * n, building.MAX_CHAIN, "too much in a row"),
        (lambda n: "".join(f"m{i} = {'g+' * (n // 5)}g;" for i in range(5)) + "w = w" + "+g" * (n % 5),
         building.MAX_OPERATIONS, "too much arithmetic"),
        (lambda n: "w = " + "+".join(f"p{i}" for i in range(n)), building.MAX_HYPERS, "too many names"),
        (lambda n: "p" * n + " = g; w = w", names.MAX_NAME, "a name has at most"),
        (lambda n: "w = w - " + "p" * n, names.MAX_NAME, "a name has at most"),
    ],
)  # fmt: skip
def test_every_stated_bound_is_exact(most, more, message):
    parse_rule(most(more))
    with pytest.raises(RuleError, match=message):
        parse_rule(most(more + 1))


# Names


@pytest.mark.parametrize(
    ("typed", "symbol", "field"),
    [
        ("η", "η", "eta"),
        ("eta", "η", "eta"),
        ("β1", "β1", "beta1"),
        ("β_1", "β1", "beta1"),
        ("β₁", "β1", "beta1"),
        ("beta1", "β1", "beta1"),
        ("beta_1", "β1", "beta1"),
        ("ε", "ε", "epsilon"),
        ("ϵ", "ε", "epsilon"),
        ("eps", "ε", "epsilon"),
        ("λ", "λ", "lambda_"),
        ("lambda", "λ", "lambda_"),
        ("lambda_", "λ", "lambda_"),
        ("λ2", "λ2", "lambda2"),
        ("η_max", "ηmax", "eta_max"),
        ("eta_max", "ηmax", "eta_max"),
        ("η⁺", "η⁺", "eta_plus"),
        ("eta_minus", "η⁻", "eta_minus"),
        ("Δ_min", "Δmin", "Delta_min"),
        ("p", "p", "p"),
        ("p_1", "p1", "p1"),
        ("my_rate", "my_rate", "my_rate"),
        ("class", "class", "class_"),
        ("update", "update", "update_"),
        ("x_before", "x_before", "x_before_"),
        ("constructor", "constructor", "constructor_"),
        ("noise", "noise", "noise_"),
    ],
)
def test_a_name_has_one_symbol_and_one_field_however_it_is_typed(typed, symbol, field):
    (about,) = hypers(parse_rule(f"w = w - {typed} g"))
    assert (about.symbol, about.name) == (symbol, field)
    assert names.symbol_of(names.typed(symbol)) == symbol
    assert names.symbol_of(field) in (symbol, {"p1": "p1"}.get(symbol, symbol))


@given(st.lists(st.from_regex(names.NAME, fullmatch=True), min_size=2, max_size=2))
def test_names_that_differ_have_fields_that_differ(two):
    one, other = map(names.symbol_of, two)
    assert (names.field_of(one) == names.field_of(other)) == (one == other)
    assert all(names.field_of(symbol).isidentifier() for symbol in (one, other))


def test_a_name_that_methods_have_has_their_range_and_default():
    adam = parse_rule("m = β1 m + (1-β1) g; s = β2 s + (1-β2) g^2; w = w - η m/sqrt(s + ε)")
    known = {about.name: about for about in hypers(OPTIMIZERS["adam"])}
    assert {about.name: about for about in hypers(adam)} == known
    momentum = parse_rule("m = α m + g; w = w - η m")
    assert hypers(momentum) == hypers(OPTIMIZERS["momentum"])
    (decay,) = hypers(parse_rule("w = w - λ w - g"))
    assert (decay.default, decay.low, decay.high) == (0.01, 0, 0.5)


def test_other_names_go_from_0_to_1_and_take_any_number():
    (about,) = hypers(parse_rule("w = w - p g"))
    assert (about.default, about.low, about.high, about.scale, about.tick) == (0.5, 0, 1, "linear", 0.01)
    assert about.accepts(-7.0)
    assert about.accepts(1e6)
    assert not about.accepts(float("inf"))
    assert about.bounds == "from −∞ to ∞"


@pytest.mark.parametrize(
    ("line", "low", "high", "default", "scale", "tick"),
    [
        ("p in [0, 2] = 0.3", 0, 2, 0.3, "linear", 0.02),
        ("p in [-1, 1]", -1, 1, 0, "linear", 0.02),
        ("p in [1e-6, 1]", 1e-6, 1, 1e-3, "log", None),
        ("p in [1, 50] = 7", 1, 50, 7, "linear", 0.2),
        ("p in [.5, 1.] = .75", 0.5, 1, 0.75, "linear", 0.005),
    ],
)
def test_a_line_sets_a_range(line, low, high, default, scale, tick):
    for text in (f"{line}\nw = w - p g", f"w = w - p g\n{line}"):
        (about,) = hypers(parse_rule(text))
        assert (about.low, about.high, about.scale) == (low, high, scale)
        assert about.default == pytest.approx(default)
        assert about.tick == (None if tick is None else pytest.approx(tick))
        assert about.accepts(float(low))
        assert about.accepts(float(high))
        assert not about.accepts(high + 1.0)


def test_a_range_of_a_known_name_keeps_its_default_where_it_fits():
    (alpha, eta) = sorted(
        hypers(parse_rule("α in [0.5, 0.99]\nm = α m + g\nw = w - η m")), key=lambda a: a.name
    )
    assert (alpha.default, alpha.low, alpha.high) == (0.9, 0.5, 0.99)
    assert eta == hypers(OPTIMIZERS["momentum"])[0]


def test_eta_comes_first_and_the_others_as_they_are_typed():
    assert [about.symbol for about in hypers(parse_rule("m = p m + q g; w = w - η m/α"))] == [
        "η",
        "p",
        "q",
        "α",
    ]


# Classes


def test_a_class_is_like_a_dataclass():
    method = parse_rule("m = α m + g; w = w - η m")
    assert method() == method(0.001) == method(alpha=0.9) != method(alpha=0.8)
    assert hash(method()) == hash(method(0.001, 0.9))
    assert repr(method()) == "OwnRule(eta=0.001, alpha=0.9)"
    for wrong in ({"beta": 1.0}, {"eta": 1.0, "x": 2}):
        with pytest.raises(TypeError, match="hyper-parameters eta, alpha"):
            method(**wrong)
    with pytest.raises(TypeError):
        method(1.0, 2.0, 3.0)
    with pytest.raises(AttributeError):
        method().eta = 3.0
    with pytest.raises(TypeError, match="fields m"):
        method.State(1.0, 2.0)
    assert "own" not in OPTIMIZERS


def test_one_text_is_one_class_while_it_is_used():
    text = "w = w - η g/17"
    method = parse_rule(text)
    for number in range(100):
        parse_rule(f"w = w - η g/{number}")
    assert parse_rule(text) is method
    assert method.text == text


def own_classes():
    gc.collect()
    return len([each for each in gc.get_objects() if isinstance(each, type) and issubclass(each, OwnRule)])


def test_many_rules_leave_few_classes_behind_and_nothing_that_is_made_of_one_keeps_it():
    before = own_classes()
    for number in range(80):
        text = f"m = α m + {number} g^2; w = w - η m/17"
        experiment = Experiment().with_rule(text)
        runs_of(GALLERY["bowl"], replace(experiment, steps=3))
        endpoints(experiment.active, GALLERY["bowl"], np.array([1.0, 2.0]), 3.0, 3)
        contents(experiment, GALLERY["bowl"])
        text_of(type(experiment.active))
        from_query(to_query(experiment))
    del experiment
    assert own_classes() <= before + 64


# Nothing is executed


def test_an_attack_runs_nothing():
    for text in (text for category, _, text in _table() if category == "code"):
        method = None
        with watched() as events, contextlib.suppress(RuleError):
            method = parse_rule(text)
        sources = {
            word for _, arguments in events for each in arguments for word in re.findall(r"\w+", str(each))
        }
        words = set(re.findall(r"\w+", text))
        used = {*method.__dataclass_fields__, *method.State._fields} if method else words
        assert not sources & used, text


@pytest.mark.parametrize("key", EXAMPLES)
def test_the_examples_are_short_rules(key):
    example = EXAMPLES[key]
    ends_honestly(example.text)
    assert len(example.text.splitlines()) <= 5
    assert example.words.count(".") == 1


def test_the_late_correction_fails_at_once_and_the_others_are_worth_seeing_on_the_opening_page():
    bowl = GALLERY["bowl"]
    for key, example in EXAMPLES.items():
        path = descend(parse_rule(example.text)(), bowl, bowl.start, 300)
        if key == "late":
            assert path.stopped.step == 1
        else:
            assert worth(path, bowl.domain) == ()


@pytest.mark.parametrize("text", [None, 5, b"w = w - g"])
def test_what_is_no_text_is_refused_in_plain_words(text):
    with pytest.raises(TypeError, match="cannot be read: it must be a text"):
        parse_rule(text)
    with pytest.raises(TypeError):
        parse_rule([text])
