"""What a field shows about its text: completions, brackets that belong together, the place of a mistake."""

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
