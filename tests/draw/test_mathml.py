"""Formulas as MathML: all that the project writes is set, and nothing of it is lost."""

import re

import pytest
from formulas import all_formulas, text

LENGTHS = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "mroot": 2, "mover": 2}


def nodes(tree):
    yield tree
    for child in tree[2:]:
        if not isinstance(child, str):
            yield from nodes(child)


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


@pytest.mark.parametrize(
    ("tex", "limits"), [(r"\sum_{i=1}^{N} x", {"class": "with-limits"}), (r"\sum_{i} x", {})]
)
def test_a_formula_with_a_sum_over_bounds_says_so(draw, tex, limits):
    assert draw("mathml.js", "mathml", tex, {"display": True})[1] == {"displaystyle": "true", **limits}


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
