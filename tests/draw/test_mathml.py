"""Formulas as MathML: all that the project writes is set, and nothing of it is lost."""

import re

import pytest

from app.lessons import LESSONS
from app.rules import parse_rule
from app.rules.gallery import EXAMPLES
from app.words.contents import constants
from app.words.equations import equations
from app.words.pair_words import head
from optimizers import OPTIMIZERS
from surfaces import GALLERY, Surface

FUNCTIONS = (
    "sin(g) + asin(g) + acos(g) + atan(g) + atan2(g, t) + sinh(g) + cosh(g) + tan(g) + tanh(g) + asinh(g)",
    "acosh(g) + atanh(g) + exp(g) + log(g) + log2(g) + log10(g) + sqrt(g) + cbrt(g) + abs(g) + sign(g)",
    "min(g, t) + max(g, t) + pow(g, 3) + hypot(g, t) + floor(g) + ceil(g) + mod(g, t) + 2^-g + pi + 1e-9",
    "softplus(g) + sigmoid(g) + relu(g) + huber(g, t) + logaddexp(g, t)",
)
BRANCHES = "w = w - η if(g >= 0, if(g == 1, 2, 3), if(g != 2, 4, if(g <= -1, -1, if(g > 5, 0, λ))))"
OF_DATA = "mean((w1 x1 + w2 unit_price - y)^2)^2/3 + sum(|w1 y|) mean(w2 x1) + sqrt(mean((w1 x1 - y)^2))"
CHOICES = "3 if(g > 0, if(g == t, 2, t), if(g <= 3, g, sin(g)))^2"
POWERS = "w = w - max(g, 1)^2 min(g, 2)^p/sign(g)^3 + floor(g)^2 if(g > 0, 1, 2)^2 + abs(g)^2 tanh(g)^p"
LENGTHS = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "mroot": 2, "mover": 2}


def all_formulas():
    """All kinds of LaTeX that reach the page."""
    rules = [*OPTIMIZERS.values(), *(parse_rule(example.text) for example in EXAMPLES.values())]
    rules += [parse_rule(text) for text in (BRANCHES, POWERS, *(f"w = w - η ({each})" for each in FUNCTIONS))]
    for line in (line for rule in rules for line in equations(rule)):
        filled = re.sub("⟨.*?⟩", r"\\left(-1.5{\\cdot}10^{-7}\\right)", line.filled)
        yield from (line.general, *([line.scheduled] if line.scheduled else []))
        yield from (filled, rf"{{{line.symbol}}}_1(5) \approx {filled}")
    texts = [*FUNCTIONS, *(f"{a}*w2" for a in FUNCTIONS), CHOICES]
    texts = [re.sub(r"\bg\b", "w1", re.sub(r"\bt\b", "w2", text)) for text in texts]
    of_data = Surface.parse(OF_DATA, {"x1": [1], "unit_price": [2], "y": [3]})
    for surface in (*GALLERY.values(), *map(Surface.parse, texts), of_data):
        yield from (surface.latex, *surface.gradient_latex)
    for schedule in constants()["schedules"].values():
        yield from schedule.get("lines", ())
    for sentence in (each for lesson in LESSONS.values() for row in lesson.sentences for each in row):
        yield from sentence.words.split("$")[1::2]
    for found in map(head, (method() for method in OPTIMIZERS.values())):
        yield from (found["tex"], found["formula_tex"])


def nodes(tree):
    yield tree
    for child in tree[2:]:
        if not isinstance(child, str):
            yield from nodes(child)


def text(tree):
    return "".join(child if isinstance(child, str) else text(child) for child in tree[2:])


def test_every_part_of_a_formula_is_set_in_its_place(draw):
    formulas = sorted({*all_formulas()})
    options = {"display": True}
    for tex, tree in zip(
        formulas,
        draw.many("mathml.js", "mathml", [[tex, options] for tex in formulas]),
        strict=True,
    ):
        for tag, _, *children in nodes(tree):
            assert len(children) == LENGTHS.get(tag, len(children)), tex
        digits = re.sub(r"[^0-9.]", "", tex)
        assert sorted(re.sub(r"[^0-9.]", "", text(tree))) == sorted(digits), tex
        assert len(re.findall("[-−]", text(tree))) == tex.count("-"), tex  # some stand in words
        assert "\\" not in text(tree)


@pytest.mark.parametrize(
    ("tex", "tree"),
    [
        (r"\frac{a}{2}", ["mfrac", {}, ["mi", {}, "a"], ["mn", {}, "2"]]),
        ("w_{1}^{2}", ["msubsup", {}, ["mi", {}, "w"], ["mn", {}, "1"], ["mn", {}, "2"]]),
        (r"\sqrt[3]{x}", ["mroot", {}, ["mi", {}, "x"], ["mn", {}, "3"]]),
        (r"\beta_1", ["msub", {}, ["mi", {}, "β"], ["mn", {}, "1"]]),
        (r"\text{ else}", ["mtext", {}, "\u00a0else"]),
    ],
)
def test_a_formula_is_a_tree(draw, tex, tree):
    assert draw("mathml.js", "mathml", tex, {"display": True}) == ["math", {"displaystyle": "true"}, tree]


def test_cases_are_a_table_behind_a_brace(draw):
    tree = draw(
        "mathml.js", "mathml", r"\begin{cases} 0 & \text{where } g < 0 \\ 1 & \text{else} \end{cases}", {}
    )
    brace, table = tree[2][2:]
    assert brace[2] == "{"
    assert [[text(cell) for cell in row[2:]] for row in table[2:]] == [["0", "where\u00a0g<0"], ["1", "else"]]


def test_tex_that_the_project_does_not_use_is_refused(draw):
    found = draw.work(
        "mathml.js",
        "((tex) => { try { return module.mathml(tex, {}) } catch { return null } })",
        [[tex] for tex in (r"\href{javascript:alert(1)}{x}", r"\unicode{x3c}", "#", r"\frac{1}", r"\left(")],
    )
    assert found == [None] * 5


def test_a_sign_stands_by_its_number_and_a_word_apart_from_what_is_before_it(draw):
    tree = draw(
        "mathml.js", "mathml", r"-3 - \left(a\right) \approx -2 \sin\left(x\right)", {"display": True}
    )
    signs = [node[1] for node in tree[2:] if node[2:] == ["−"]]
    assert signs == [{"form": "prefix"}, {}, {"form": "prefix"}]
    names = [node[0] for node in tree[2:]]
    assert names[names.index("mspace") + 1 :] == ["mi", "mrow"]


def test_brackets_are_as_high_as_a_fraction_and_not_higher_than_letters(draw):
    for inside, stretches in (("a", "false"), (r"w_{1}^{2} - 1", "false"), (r"\frac{a}{b}", "true")):
        tree = draw("mathml.js", "mathml", rf"\left({inside}\right)", {"display": True})
        (_, _, first, *_, last) = tree[2]
        assert [first[1]["stretchy"], last[1]["stretchy"]] == [stretches] * 2


def test_sums_have_their_limits_below_and_above_and_matrices_their_brackets(draw):
    total = draw("mathml.js", "mathml", r"\sum_{t=1}^{T} g_t + \dots", {"display": True})
    tag, _, sign, below, above = total[2]
    assert (tag, sign[2], text(below), text(above)) == ("munderover", "∑", "t=1", "T")
    assert text(total).endswith("+…")
    matrix = draw("mathml.js", "mathml", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", {"display": True})
    opened, table, closed = matrix[2][2:]
    assert (opened[2], closed[2]) == ("(", ")")
    assert [[text(cell) for cell in row[2:]] for row in table[2:]] == [["1", "2"], ["3", "4"]]
