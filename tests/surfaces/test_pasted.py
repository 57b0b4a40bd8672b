"""Texts as people paste them and as they write on paper: what they mean, and what is refused with a hint."""

import json
import math
from pathlib import Path

import mpmath
import pytest
import strategies
from hypothesis import given, settings

from surfaces import GALLERY, PLAIN, ExpressionError, Surface, parse, to_text
from surfaces.expression import uses_data
from surfaces.names import CALLS, VALUES

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "pasted.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
ACCEPTED = [(json.loads(text), meaning) for verdict, text, meaning, *_ in ROWS if verdict == "accept"]
REFUSED = [(json.loads(text), int(place), words) for verdict, text, place, *rest in ROWS
           if verdict == "reject" for words in rest]  # fmt: skip
POINTS = [(1.25, 0.75), (-0.5, 1.5), (0.3, -2.25), (0.4, 0.2)]
MEANINGS = {
    **{name: getattr(mpmath, name) for name in ("exp", "sin", "cos", "tan", "tanh", "log", "sqrt")},
    **{name: getattr(mpmath, name) for name in ("asin", "atan", "atan2", "sign", "floor")},
    "pi": mpmath.pi,
    "nan": mpmath.nan,
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)),
    "max": max,
    "min": min,
    "abs": abs,
}  # fmt: skip


def meant(meaning, w1, w2):
    """The value and the derivatives of a meaning, in 40 digits; nan where they are not real."""

    def value(w1, w2):
        found = eval(meaning, {"__builtins__": {}}, {**MEANINGS, "w1": w1, "w2": w2})
        return found if mpmath.im(found) == 0 else mpmath.nan

    with mpmath.workdps(40):
        w1, w2 = mpmath.mpf(w1), mpmath.mpf(w2)
        found = [value(w1, w2), *(mpmath.diff(value, (w1, w2), n) for n in ((1, 0), (0, 1)))]
        return [float("nan") if mpmath.isnan(found[0]) else float(mpmath.re(each)) for each in found]


def test_there_are_many():
    assert len(ACCEPTED) + len(REFUSED) > 250


@pytest.mark.parametrize(("text", "meaning"), ACCEPTED, ids=range(len(ACCEPTED)))
def test_a_text_has_the_value_and_the_slopes_that_it_means(text, meaning):
    surface = Surface.parse(text)
    for point in POINTS:
        expected = pytest.approx(meant(meaning, *point), rel=1e-9, abs=1e-9, nan_ok=True)
        assert [*surface.value_and_gradient(*point)] == expected, (text, point)
    printed = parse(to_text(surface.formula))
    assert printed == surface.formula, "what is shown and printed is what was read"


def test_a_program_means_the_same_in_one_line_as_a_field_has_it():
    for text in [text for text, _ in ACCEPTED if "\n" in text and "#" not in text]:
        assert parse(text.replace("\n", " ")) == parse(text)


@pytest.mark.parametrize(("text", "place", "words"), REFUSED, ids=range(len(REFUSED)))
def test_what_stays_refused_has_a_hint_at_its_place(text, place, words):
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert words in refused.value.message
    assert refused.value.position == place
    assert refused.value.message.isprintable()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("1/(1+x^2) y^2", "Read as 1/((1+x^2) y^2): write * before y^2 to multiply 1/(1+x^2) by it."),
        ("a = w1/2 w2; a", "Read as w1/(2 w2): write * before w2 to multiply w1/2 by it."),
        ("0,5 x^2 + 1,5 y^2", "Read with decimal commas: 0,5 is 0.5."),
        (r"w_1 \quad (2)", "(2) is read as a factor: leave it out if it is the number of the formula."),
        ("1e−3 w1", "1e−3 is read as 1 e − 3: write 1e-3 for the number."),
        ("x^2 + xy", "xy is read as x y."),
        ("σ(x) σ(y)", "σ(…) is read as sigmoid(…): write σ * (…) for a product with a number σ."),
        ("x(1)^2 + x(2)^2", "x(1) is read as x times 1: write x1 and x2 for the weights."),
    ],
)
def test_a_reading_that_may_not_be_meant_is_noted(text, note):
    assert Surface.parse(text).notes == (note,)


@pytest.mark.parametrize("text", ["1/2 w1 w2", "w1/2*w2", "σ w1 + σ", "2(x(1) + 1)", "max(w1, 0.5)"])
def test_what_can_be_read_in_one_way_alone_has_no_note(text):
    assert Surface.parse(text).notes == ()


@pytest.mark.parametrize(
    ("text", "slopes"),
    [
        ("if(w1 > 0, w1^2, w2)", ("if(0 < w1, 2 w1, 0)", "if(0 < w1, 0, 1)")),
        ("if(w1 > 0, w1, w1) + w2", ("1", "1")),
        ("{w1 == w2: 3 w1, 3 w1 + w2^2}", ("3", "if(w1 == w2, 0, 2 w2)")),
    ],
)
def test_a_choice_has_the_slope_of_the_branch_taken(text, slopes):
    assert Surface.parse(text).gradient_text == slopes


@pytest.mark.parametrize(
    ("text", "point", "value"),
    [
        ("if(w1 > 0, log(w1), w2)", (-1.0, 3.0), 3.0),
        ("if(w1 == 0, 1, sin(w1)/w1)", (0.0, 3.0), 1.0),
        ("if(log(w1) > 0, 1, 2)", (-1.0, 3.0), math.nan),
        ("if(w1 >= 2, 1, 2)", (2.0, 3.0), 1.0),
        ("if(w1 > 2, 1, 2)", (2.0, 3.0), 2.0),
        ("if(w1 != 2, 1, 2)", (2.0, 3.0), 2.0),
        ("if(w1^100 > 5, 1, 2)", (1e100, 3.0), 1.0),
    ],
)
def test_a_choice_needs_no_value_of_the_other_branch_but_one_of_its_condition(text, point, value):
    surface = Surface.parse(text)
    assert surface.value(*point) == pytest.approx(value, nan_ok=True)
    assert math.isnan(surface.gradient(*point)[0]) == math.isnan(value)


@given(
    text=strategies.st.sampled_from([text for text, _ in ACCEPTED if "\\" in text]),
    cut=strategies.st.integers(0, 80),
    piece=strategies.st.sampled_from([*"{}^_|\\ ()[", "\\frac", "\\left"]),
)
@settings(max_examples=8 * settings.default.max_examples)
def test_damaged_latex_is_read_or_refused_at_a_place(text, cut, piece):
    refused_at_a_place(text[:cut] + piece + text[cut:])
    refused_at_a_place(text[:cut])


@given(strategies.pasted)
def test_anything_pasted_is_read_or_refused_at_a_place(text):
    refused_at_a_place(text)


def refused_at_a_place(text):
    refused = None
    try:
        parse(text)
    except ExpressionError as error:
        refused = error
    if refused is not None:
        assert 0 <= refused.position <= len(text)
        assert refused.message.isprintable()


ALL = GALLERY | PLAIN


@pytest.mark.parametrize("surface", ALL.values(), ids=ALL)
def test_the_mathematics_on_the_page_can_be_pasted_into_the_field(surface):
    again = Surface.parse(surface.latex, surface.data)
    for point in POINTS:
        assert again.value(*point) == pytest.approx(surface.value(*point), rel=1e-4)  # it has six digits


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (r"\frac1N\sum_{i=1}^N(w_1x_i+w_2-y_i)^2", "mean((w1 x + w2 - y)^2)"),
        (r"\frac{1}{2m}\sum_{i=1}^{m}(w_1 x^{(i)} - y^{(i)})^2 + w_2^2", "1/2 mean((w1 x - y)^2) + w2^2"),
        (r"\frac{1}{n} \sum_{i=0}^{n-1} |w_1 x_i - y_i|", "mean(abs(w1 x - y))"),
        (r"w_2^2 - \sum\limits_i -y_{i} (w_1 x_i + w_2) - w_1", "w2^2 - sum(-y (w1 x + w2)) - w1"),
        (r"\sqrt{\frac{1}{N}\sum_i (w_1 x_i - y_i)^2}", "sqrt(mean((w1 x - y)^2))"),
        (r"f = w_1 x_i + w_2; \frac{1}{N}\sum_i (f - y_i)^2", "f = w1 x + w2; mean((f - y)^2)"),
        (r"\sum_k e^{-w_1 x_k} + e^{-2 w_2}", "sum(exp(-w1 x)) + exp(-2 w2)"),
        ("1/N Σᵢ (w₁xᵢ + w₂ − yᵢ)²", "mean((w1 x + w2 - y)^2)"),
        ("E = 1/n Σ_{i=1}^n (w1 x[i] + w2 - y[i])^2", "mean((w1 x + w2 - y)^2)"),
        ("1/(2N) ∑ᵢ₌₁ᴺ (w1 xᵢ - yᵢ)² + w2²", "1/2 mean((w1 x - y)^2) + w2^2"),
        ("w2 - (1/N) ∑_(i=1)^N |w1 x_i - y_i|", "w2 - mean(abs(w1 x - y))"),
        ("½ Σᵢ (w1 xᵢ + w2 − yᵢ)²", "1/2 sum((w1 x + w2 - y)^2)"),
        ("Σ_i 1e-3 w1^-2 x_i + w2", "sum(1e-3 w1^-2 x) + w2"),
    ],
)
def test_a_sum_over_rows_is_read_as_it_stands_on_paper(text, typed):
    assert uses_data(text)
    assert parse(text, ["x", "y"]) == parse(typed, ["x", "y"])


def test_a_sum_ends_before_the_next_term_and_columns_behind_it_are_refused():
    for text in (r"\sum_i w_1 x_i - y_i", r"\sum_i (w_1 x_i)^2 + y_i"):
        with pytest.raises(ExpressionError, match="y is a column") as refused:
            parse(text, ["x", "y"])
        assert refused.value.position == text.index("y_i")


def test_indices_of_several_inputs_are_left_out():
    text = r"\frac{1}{N} \sum_{i=1}^{N} (w_1 x_{1,i} + w_2 x_{i2} - y_i)^2"
    columns = ["x1", "x2", "y"]
    assert parse(text, columns) == parse("mean((w1 x1 + w2 x2 - y)^2)", columns)


def test_definitions_make_no_formula_that_is_too_large():
    rows = [f"d{i + 1} = sin(d{i}) + cos(d{i})" for i in range(14)]
    parse("; ".join(["d0 = w1", *rows[:7], "d7"]))
    with pytest.raises(ExpressionError, match="once the definitions are put in") as refused:
        parse("; ".join(["d0 = w1", *rows, "d14"]))
    assert refused.value.position == len("; ".join(["d0 = w1", *rows[:7]])) + 2
    deep = ["d0 = w1", *(f"d{i + 1} = sin(sin(sin(sin(sin(sin(sin(d{i})))))))" for i in range(9))]
    parse("; ".join([*deep, "d9"]))
    with pytest.raises(ExpressionError, match="once the definitions are put in"):
        parse("; ".join([*deep, "sin(d9)"]))


def test_every_name_of_the_language_is_one_word_in_latex():
    for name in CALLS:
        least = CALLS[name][0][0]
        arguments = ", ".join(["w_{1}", "w_{2}"][:least])
        plainly = ", ".join(["w1", "w2"][:least])
        assert parse(f"{name}({arguments})") == parse(f"{name}({plainly})")
    for name in VALUES:
        assert parse(f"{name} w_{{1}}") == parse(f"{name} w1")
