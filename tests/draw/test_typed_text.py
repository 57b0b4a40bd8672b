"""What a field does with its text: completions, pairs of brackets, the place of a mistake, pasted lines."""

import pytest

FILE = "../typed_text.js"
NAMES = [{"name": name, "words": "", "insert": f"{name}("} for name in ("sign", "sin", "sinh", "exp")]
GALLERY = [{"name": "Rosenbrock", "words": "", "insert": "", "key": "rosenbrock"}]


def completed(draw, text, caret=None):
    caret = len(text) if caret is None else caret
    return [each["name"] for each in draw(FILE, "completions", text, caret, NAMES, GALLERY)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("w1 + si", ["sign", "sin", "sinh"]),
        ("EX", ["exp"]),
        ("ros", ["Rosenbrock"]),
        ("w1 + ros", []),
        ("s", []),
        ("sin", []),
        ("radius = w1; ra", ["radius"]),
        ("2si", ["sign", "sin", "sinh"]),
        ("", []),
    ],
)
def test_a_word_is_completed_by_what_begins_so(draw, text, names):
    assert completed(draw, text) == names


def test_nothing_is_completed_within_a_word(draw):
    assert completed(draw, "sinx", 2) == []


@pytest.mark.parametrize(
    ("text", "caret", "found"),
    [
        ("(a[b])", 1, [0, 5]),
        ("(a[b])", 4, [2, 4]),
        ("(a", 0, [0]),
        ("a)", 2, [1]),
        ("ab", 1, []),
        ("", 0, []),
    ],
)
def test_the_bracket_beside_the_caret_has_a_partner_or_stands_alone(draw, text, caret, found):
    assert draw(FILE, "brackets_at", text, caret) == found


def test_a_mistake_is_a_word_or_a_character_at_a_place_that_counts_as_python_does(draw):
    assert draw(FILE, "fault_at", "w1 + w33", 5) == [5, 8]
    assert draw(FILE, "fault_at", "w1 ++", 4) == [4, 5]
    assert draw(FILE, "fault_at", "𝑥 + foo", 4) == [5, 8]
    assert draw(FILE, "fault_at", "w1 +", 4) == [4, 4]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("a = 3\na w1^2 + w2^2", "a = 3; a w1^2 + w2^2"),
        ("a=3;\r\nb=2 \r\n2a w1^2 + b w2^2\r\n", "a=3; b=2; 2a w1^2 + b w2^2"),
        ("p in [0, 1] = 0.3\np w1^2 + w2^2", "p in [0, 1] = 0.3; p w1^2 + w2^2"),
        ("r = sqrt(w1^2\n+ w2^2)\nr^2", "r = sqrt(w1^2 + w2^2); r^2"),
        ("r = w1^2 +\nw2^2", "r = w1^2 + w2^2"),
        ("E = 3 w1^2\n+ 10 w2^2", "E = 3 w1^2 + 10 w2^2"),
        ("# A bowl\na = 3  # its width\n\na w1^2", "a = 3; a w1^2"),
        ("E = w1^2\nw2^2", "E = w1^2 w2^2"),
        ("def f(x, y):\n    a = 3\n    return a*x", "def f(x, y):     a = 3     return a*x"),
    ],
)
def test_pasted_lines_become_one_in_which_definitions_end_with_a_semicolon(draw, lines, text):
    assert draw(FILE, "as_one_line", lines) == text
