"""The words below a picture: all of them stand within its width, in their order, and none on another."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

LAYOUT = """(entries, width) => module.caption_layout(entries, width, (text) => 7 * text.length)"""
texts = st.text("ab c", min_size=1, max_size=60).map(str.strip).filter(bool)
swatches = st.fixed_dictionaries({"colours": st.just(["red"]), "width": st.sampled_from([22, 64])})
entries = st.lists(
    st.fixed_dictionaries(
        {
            "tokens": st.lists(texts.map(lambda text: {"text": text}) | swatches, min_size=1, max_size=4),
            "begins": st.booleans(),
        }
    ),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="session")
def layout(draw):
    return lambda entries, width: draw.work("caption.js", LAYOUT, [[entries, width]])[0]


@given(entries=entries, width=st.integers(90, 900))
def test_all_words_stand_in_their_order_within_the_picture(layout, entries, width):
    found = layout(entries, width)
    said = "".join(token["text"] for entry in entries for token in entry["tokens"] if "text" in token)
    drawn = "".join(word["text"] for word in found["words"])
    assert drawn.replace(" ", "") == said.replace(" ", "")
    boxes = [(word["x"], word["y"], 7 * len(word["text"])) for word in found["words"]]
    assert all(x >= 0 and x + size <= width for x, _, size in boxes)
    assert all(15 <= y <= found["height"] - 5 for _, y, _ in boxes)
    for (x, y, size), (next_x, next_y, _) in itertools.pairwise(boxes):
        assert next_y > y or (next_y == y and next_x >= x + size)
    count = sum("width" in token for entry in entries for token in entry["tokens"])
    assert len(found["swatches"]) == count


def test_an_entry_that_fits_into_a_line_is_not_broken(layout):
    entry = {"tokens": [{"colours": ["red"], "width": 22}, {"text": "twelve words"}]}
    found = layout([entry] * 5, 300)
    assert [word["text"] for word in found["words"]] == ["twelve words"] * 5
    lines = [word["y"] for word in found["words"]]
    assert lines == sorted(lines)
    assert len(set(lines)) == 3
    swatches = found["swatches"]
    assert [swatch["x"] + 28 for swatch in swatches] == [word["x"] for word in found["words"]]
    np.testing.assert_allclose([swatch["y"] + 12 for swatch in swatches], lines)


def test_an_entry_that_is_broken_goes_on_beside_its_swatch_and_the_next_one_begins_below(layout):
    long, short = (
        {"tokens": [{"colours": ["red"], "width": 22}, {"text": text}]} for text in ("a b c d e", "f")
    )
    found = layout([long, short], 80)
    assert [(word["x"], word["text"]) for word in found["words"]] == [(28, "a b c d"), (28, "e"), (28, "f")]
    assert [word["y"] for word in found["words"]] == [15, 35, 55]


def test_a_line_never_ends_beside_a_sign_of_equality(layout):
    found = layout([{"tokens": [{"text": "E = 1 at t = 300"}]}], 100)
    assert [word["text"] for word in found["words"]] == ["E = 1 at", "t = 300"]


def test_an_entry_may_begin_a_line(layout):
    entries = [{"tokens": [{"text": text}], "begins": text != "b"} for text in "abcd"]
    found = layout(entries, 900)
    assert [(word["x"] == 0, word["text"]) for word in found["words"]] == [
        (True, "a"),
        (False, "b"),
        (True, "c"),
        (True, "d"),
    ]
