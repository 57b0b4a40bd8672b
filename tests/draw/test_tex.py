"""Formulas break before signs and relations, and in long terms also within brackets; nothing is lost."""

import re

import pytest

from app.words.equations import equations
from optimizers import OPTIMIZERS
from surfaces import GALLERY


def pieces(draw, tex):
    return draw("tex.js", "terms", tex)


def bare(text):
    """What is seen of a formula: without space and the sizes of brackets."""
    return re.sub(r"\\(?:left|right|[bB]ig[lr])|\{\}|\s|\\,", "", text)


def test_a_place_stands_apart_where_a_sign_cannot_be_read_as_that_of_a_difference_or_a_base(draw):
    def apart(formula):
        at = formula.index("⟨g⟩")
        return draw("tex.js", "stands_apart", formula, at, 3)

    for formula in (r"⟨g⟩ - 1", r"2 \cdot \operatorname{sign}\left(⟨g⟩\right)", r"1 + \left|{⟨g⟩}\right|"):
        assert apart(formula)
    for formula in (
        r"\min\left(1, ⟨g⟩\right)",
        r"\max\left(⟨g⟩, 1\right)",
        r"\left(\left|{⟨g⟩}\right|, 1\right)",
        r"\frac{⟨g⟩}{2}",
        r"1 - \frac{2}{⟨g⟩}",
        r"\frac{x_{1}}{⟨g⟩}",
        r"\sqrt{⟨g⟩}",
    ):
        assert apart(formula)
    rows = r"\begin{cases} ⟨a⟩ & \text{where } ⟨b⟩ \leq 0 \\ ⟨c⟩ & \text{else} \end{cases}"
    for name in "abc":
        assert apart(re.sub("⟨[^" + name + "]⟩", "1", rows).replace(f"⟨{name}⟩", "⟨g⟩"))
    for formula in (
        r"⟨g⟩^{2} + 1",
        r"⟨g⟩ \cdot 2",
        r"1 - ⟨g⟩",
        r"\left(1 - ⟨g⟩\right)",
        r"\left(⟨g⟩ - 1\right)",
        r"\left(⟨g⟩\right)^{2}",
        r"x^{2}{⟨g⟩}",
        r"\frac{{⟨g⟩}^{2}}{2}",
        r"\frac{2 ⟨g⟩}{3}",
    ):
        assert not apart(formula)


def test_a_base_is_what_is_raised_to_a_power(draw):
    for formula, answer in (
        (r"{⟨g⟩}^{2}", True),
        (r"⟨g⟩^{t}", True),
        (r"⟨g⟩ + x^{2}", False),
        (r"\sqrt{⟨g⟩}", False),
    ):
        assert draw("tex.js", "is_base", formula, formula.index("⟨g⟩"), 3) is answer


def test_a_formula_breaks_before_signs_and_further_relations(draw):
    found = pieces(draw, r"m_1(1) = 0.9 \cdot \left(-3\right) + 4 - x_{a - b} \approx 1.3")
    assert [term["tex"] for term in found] == [
        r"m_1(1) = 0.9 \cdot \left(-3\right)",
        "{}+ 4",
        r"{}- x_{a - b}",
        r"{}\approx 1.3",
    ]


def test_a_sign_that_belongs_to_a_number_or_stands_in_brackets_does_not_break(draw):
    for tex in ("w = -3", r"w = 2 \cdot -3", r"E = (a - b) \left(c + d\right)", r"\frac{a - b}{c + d}"):
        assert len(pieces(draw, tex)) == 1


def test_a_long_term_breaks_within_its_brackets_and_a_long_fraction_too(draw):
    sum_ = " + ".join(f"w_{{1}}^{{{k}}}" for k in range(12))
    (product,) = pieces(draw, rf"\left({sum_}\right)^{{2}}")
    assert len(product["inner"]) == 12
    assert bare("".join(product["inner"])) == bare(product["tex"])
    (fraction,) = pieces(draw, rf"\frac{{{sum_}}}{{1 + w_{{2}}}}")
    assert len(fraction["inner"]) >= 12
    assert bare("".join(fraction["inner"])) == bare(rf"({sum_})/(1 + w_{{2}})")


def test_a_function_stays_with_its_brackets_and_brackets_around_rows_keep_their_height(draw):
    rows = r"\left(\begin{cases} 1 & \text{where } -87.9591 > 0 \\ 2 & \text{else} \end{cases}\right)^{2}"
    clipped = r"\max\left(-1, \min\left(1, -87.9591\right)\right)^{2}"
    term, _ = pieces(
        draw, rf"m = {clipped} \cdot \operatorname{{sign}}\left(-87.9591\right) \cdot {rows} = 4"
    )
    assert term["inner"] == [
        rf"m = {clipped}".replace(r"\left", r"\bigl").replace(r"\right", r"\bigr"),
        rf"{{}}\cdot \operatorname{{sign}}\bigl(-87.9591\bigr) \cdot {rows}",
    ]


@pytest.mark.parametrize("key", [*GALLERY, *OPTIMIZERS])
def test_the_pieces_of_every_formula_are_the_formula(draw, key):
    if key in GALLERY:
        formulas = [GALLERY[key].latex, *GALLERY[key].gradient_latex]
    else:
        formulas = [line.general for line in equations(OPTIMIZERS[key])]
    for tex in formulas:
        terms = pieces(draw, f"E = {tex}")
        assert bare("".join(term["tex"] for term in terms)) == bare(f"E = {tex}")
        for term in terms:
            for piece in term["inner"]:
                assert piece.count("{") == piece.count("}")
                assert piece.count(r"\left") == piece.count(r"\right")
