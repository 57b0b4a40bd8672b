"""Words about gradient pairs: the title is the formula of the map, the tip has its numbers."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maps.pairs import pair_runs
from app.packing import pack
from app.words.pair_words import explain_pair, head, title, told_pairs
from optimizers import OPTIMIZERS, Optimizer
from optimizers.pairs import measure, pair

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
gradients = st.floats(-100, 100)


def said(text: str, values: dict[str, float]) -> float:
    """The value of a formula in plain text, read as a person would read it."""
    text, _, otherwise = text.partition(", else ")
    text, _, condition = text.partition(" where ")
    if condition:
        name, _, bound = condition.partition(" ≥ ")
        text = text if values[name] >= float(bound) else otherwise
    first, second = text.split(" − ")

    def factor(word: str) -> float:
        inside = word.removeprefix("|").removesuffix("|")
        product = np.prod([values[name] for name in inside.replace("step ", "step").split(" ")])
        return abs(product) if inside != word else product

    return factor(first) - factor(second)


@every_method
@given(gradients, gradients)
def test_a_title_says_what_the_map_shows(method, g1, g2):
    run = method()
    words = title(run).split("\n")[-1]
    (rows, *_) = [
        rows for rows, each in zip(explain_pair(run, g1, g2), pair_runs(run), strict=True) if each == run
    ]
    values = {name.replace("step ", "step"): value for name, value in rows}
    values |= {"η": run.eta} if hasattr(run, "eta") else {}
    assert said(words, values) == pytest.approx(measure(run, g1, g2), rel=1e-9, abs=1e-12)


@every_method
def test_a_title_names_the_method_and_what_the_series_calls_its_measure(method):
    first, symbol = title(method()).split("\n")[0], method.pair_symbol.replace("_", "")
    assert first == (f"{symbol}, {method.title}" if symbol else method.title)


@pytest.mark.parametrize(
    ("key", "tex"),
    [("momentum", "C_{m}"), ("rmsprop", "C_{a}"), ("adam", "C_{A}"), ("adam-uncorrected", r"\tilde C_{A}")],
)
def test_the_symbol_of_a_measure_is_set_as_mathematics(key, tex):
    method = OPTIMIZERS[key]
    told = head(method())
    assert (told["symbol"], told["tex"], told["words"]) == (method.pair_symbol, tex, method.title)
    assert head(OPTIMIZERS["gradient-descent"]())["tex"] == ""


@every_method
def test_both_lines_of_a_title_are_told_in_parts(method):
    told = head(method())
    first = ", ".join(filter(None, [told["symbol"].replace("_", ""), told["words"]]))
    assert title(method()) == f"{first}\n{told['formula']}"


@pytest.mark.parametrize(
    ("key", "tex"),
    [
        ("momentum", r"m(2) - m(1) \text{ where } g_1 \geq 0, \text{ else } m(1) - m(2)"),
        ("adam", r"\left|\text{step 2}\right| - \left|\eta g_2\right|"),
    ],
)
def test_the_formula_is_mathematics_too(key, tex):
    assert head(OPTIMIZERS[key]())["formula_tex"] == tex


@every_method
def test_one_sentence_says_what_red_means(method):
    told = told_pairs(method(), 3.0)["meaning"]
    assert told.startswith("Red: ")
    assert told.count(".") == 1
    red, green = told.split("; green: ")
    signs = measure(method(), 2.0, np.linspace(-3, 3, 61))
    if (signs > 0).any() and (signs < 0).any():
        assert "longer" in red or "larger" in red
        assert "shorter" in green or "shrinks" in green


def test_the_formulas_of_the_series():
    assert title(OPTIMIZERS["momentum"]()) == "Cₘ, Momentum\nm(2) − m(1) where g₁ ≥ 0, else m(1) − m(2)"
    assert title(OPTIMIZERS["adam"]()) == "CA, Adam\n|step 2| − |η g₂|"


def test_a_method_without_a_learning_rate_has_none_in_its_title():
    class Plain(Optimizer, listed=False):
        key, title = "plain", "Plain"

        def update(self, t, w, g, state):
            return g

    assert title(Plain()) == "Plain\n|step 2| − |g₂|"


def test_a_typed_measure_is_the_title(monkeypatch):
    monkeypatch.setattr(
        OPTIMIZERS["rmsprop"], "pair_measure", staticmethod(lambda s2, s1, eta: eta * (s2 - s1))
    )
    assert title(OPTIMIZERS["rmsprop"]()).endswith("\nη (s(2) − s(1))")


@given(gradients, gradients)
def test_a_pair_is_explained_by_what_its_map_compares(g1, g2):
    (rows,) = explain_pair(OPTIMIZERS["momentum"](eta=1e-3, alpha=0.4), g1, g2)
    assert [name for name, _ in rows] == ["g₁", "g₂", "m(1)", "m(2)", "measure Cₘ"]
    assert [value for _, value in rows[:4]] == [g1, g2, g1, pytest.approx(0.4 * g1 + g2, abs=1e-12)]
    run = OPTIMIZERS["rmsprop"](eta=1.0, beta=0.0)
    (rows,) = explain_pair(run, 0.5, 1.0)
    steps = pair(run, 0.5, 1.0)
    assert dict(rows) == {
        "g₁": 0.5,
        "g₂": 1.0,
        "step 1": steps.first,
        "step 2": steps.second,
        "measure Cₐ": steps.measure,
    }


def test_the_example_of_the_series_is_told_with_its_measure():
    (only,) = told_pairs(OPTIMIZERS["momentum"](alpha=0.4), 3.0)["maps"]
    assert only["example"] == {"g": (2.0, 1.0), "word": "(2, 1): −0.2"}
    assert [each["example"] for each in told_pairs(OPTIMIZERS["adam"](), 3.0)["maps"]] == [None, None]


@every_method
def test_all_facts_can_be_sent_as_json(method):
    told, _ = pack([told_pairs(method(), 1e12), explain_pair(method(), 1e300, -1e300)])
    json.dumps(told, allow_nan=False)
