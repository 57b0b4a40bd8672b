"""Formulas of pictures: all that the project writes is set, within its box, and no letter on another."""

from itertools import pairwise

import pytest
from formulas import all_formulas, text
from hypothesis import given
from hypothesis import strategies as st

MEASURE = "(text) => 0.5 * [...text].length"
BOX = f"(tree) => module.formula_lines(tree, 10, Infinity, {MEASURE})[0]"
LINES = f"(tree, width) => module.formula_lines(tree, 10, width, {MEASURE})"
WORDS = f"(words) => module.words_box(words, 10, {MEASURE})"


@pytest.fixture(scope="module")
def trees(draw):
    return draw.work(
        "mathml.js", "(tex) => module.mathml(tex, { display: false })", [[tex] for tex in all_formulas()]
    )


@pytest.fixture(scope="module")
def set_words(draw):
    return lambda words: draw.work("formula_boxes.js", WORDS, [[words]])[0]


def written(box):
    return "".join(letter["text"] for letter in box["letters"])


def width_of(letter):
    return 0.5 * len(letter["text"]) * letter["size"]


def test_every_formula_is_set_and_its_letters_stay_within_it(draw, trees):
    for tree, box in zip(trees, draw.work("formula_boxes.js", BOX, [[tree] for tree in trees]), strict=True):
        assert len(written(box)) == len(text(tree))
        for letter in box["letters"]:
            assert -0.5 <= letter["x"] <= box["width"] - width_of(letter) + 1
            assert letter["y"] - 0.72 * letter["size"] * letter["tall"] >= -box["up"] - 0.1
            assert letter["y"] + 0.22 * letter["size"] * letter["tall"] <= box["down"] + 0.1
        for stroke in box["strokes"]:
            assert all(-0.1 <= x <= box["width"] + 0.1 for x, _ in stroke["points"])


def test_letters_on_one_line_do_not_overlap(draw, trees):
    for box in draw.work("formula_boxes.js", BOX, [[tree] for tree in trees]):
        rows = {}
        for letter in (each for each in box["letters"] if each["text"] not in "ˆ˜¯˙"):
            rows.setdefault((round(letter["y"], 3), letter["size"]), []).append(letter)
        for row in rows.values():
            for one, other in pairwise(sorted(row, key=lambda letter: letter["x"])):
                assert other["x"] >= one["x"] + width_of(one) - 2  # \\! draws two letters together


@given(width=st.integers(40, 400))
def test_lines_of_a_formula_fit_their_width_and_have_all_of_it(draw, trees, width):
    for tree in trees[:40]:
        (lines,) = draw.work("formula_boxes.js", LINES, [[tree, width]])
        assert all(line["width"] <= width + 1e-6 for line in lines)
        assert sum(len(written(line)) for line in lines) == len(text(tree))


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("E = 5.12e−5 at t = 300", ["𝐸", " = 5.1", "2⋅10", "−5", " at ", "𝑡", " = 300"]),
        ("C_A, C_max w₁ w2", ["𝐶", "𝐴", ", ", "𝐶", "max", " ", "𝑤", "1", " ", "𝑤", "2"]),
        ("10⁻¹: β₂ of Adam's", ["10", "−1", ": ", "𝛽", "2", " of Adam's"]),
        ("ε 1e−8, β1 1.1e5", ["𝜀", " ", "10", "−8", ", ", "𝛽", "1", " 1.", "1⋅10", "5"]),
        ("−∇E × 0.01, Δw × 10", ["−∇", "𝐸", " × 0.01, ", "𝛥", "𝑤", " × 10"]),
        ("η⁺, Δmax", ["𝜂", "+", ", ", "𝛥", "max"]),
        ("a step of I or A", ["a step of I or A"]),
    ],
)
def test_names_in_words_are_set_as_mathematics(set_words, words, parts):
    box = set_words(words)
    assert [letter["text"] for letter in box["letters"]] == parts
    small = {letter["text"]: letter["y"] for letter in box["letters"] if letter["size"] < 10}
    assert all((y < 0) == part.startswith(("−", "+", "5")) for part, y in small.items())


def test_a_fraction_has_its_line_between_its_parts_and_brackets_around_all_of_it(draw):
    tex = r"\left(\frac{a}{b}\right) + \sqrt[3]{x}"
    (tree,) = draw.work("mathml.js", "(tex) => module.mathml(tex, { display: false })", [[tex]])
    (box,) = draw.work("formula_boxes.js", BOX, [[tree]])
    at = {letter["text"]: letter for letter in box["letters"]}
    ((_, line), *_) = box["strokes"][0]["points"]
    assert at["𝑎"]["y"] < line < at["𝑏"]["y"] - 5
    assert at["("]["tall"] == at[")"]["tall"] > 1.5
    assert at["3"]["x"] < at["𝑥"]["x"]
