"""How far off a guess was, in everyday words, and what is drawn of it."""

import pytest

VIEW = [[-10, 10], [-10, 10]]
RUN = {"columns": {"w1": [-8.0, -4.0, 0.0], "w2": [6.0, 3.0, 0.0], "error": [100.0, 25.0, 0.0]}}


def words(draw, *guessed):
    return draw("guess_words.js", "place_words", RUN, list(guessed), VIEW)


@pytest.mark.parametrize(
    ("place", "begin", "share"),
    [
        ((0.1, 0.1), "Right: ", ""),
        ((2.0, 0.0), "Not far off: ", "a tenth of the figure from your guess"),
        ((0.0, -5.0), "Not far off: ", "a quarter of the figure from your guess"),
        ((10.0, 0.0), "Far off: ", "half of the figure from your guess"),
        ((90.0, 0.0), "Far off: ", "more than the whole figure from your guess"),
    ],
)
def test_a_guess_is_judged_by_its_share_of_the_figure(draw, place, begin, share):
    said = words(draw, 2, *place)
    assert said.startswith(f"{begin}w is at (0, 0) at t = 2")
    assert share in said


def test_a_guess_may_be_about_a_step_on_the_way(draw):
    assert words(draw, 1, -4, 3) == "Right: w is at (−4, 3) at t = 1."


def test_a_run_that_broke_off_before_is_judged_where_it_ended(draw):
    assert words(draw, 300, 0, 0) == "Right: w ends at (0, 0) at t = 2."


def test_of_several_guesses_the_nearest_is_named(draw):
    assert words(draw, 2, 9, 9, 0, 2, -9, 9).startswith("B is nearest: ")


def test_without_a_guess_nothing_is_judged(draw):
    assert words(draw, 2) == ""


def test_one_guess_is_a_mark_and_several_have_letters(draw):
    one = draw("guess.js", "guess_columns", [[1, 2]], None)
    assert one["guesses"] == {"w1": [1], "w2": [2], "word": [""]}
    assert one["guess_lines"]["w1"] == []
    both = draw("guess.js", "guess_columns", [[1, 2], [3, 4]], [0, 0])
    assert both["guesses"]["word"] == ["A", "B"]
    assert both["guess_lines"] == {"w1": [[1, 0], [3, 0]], "w2": [[2, 0], [4, 0]]}


@pytest.mark.parametrize("kind", ["place", "curve"])
def test_whoever_guesses_by_keys_is_told_the_keys(draw, kind):
    asked = {"kind": kind, "t": 7, "is_tap": False, "is_room": False, "is_begun": False}
    by_keys, by_pointer = (
        draw("guess_words.js", "asking_words", {**asked, "by_keys": by}) for by in (True, False)
    )
    assert "Enter" in by_keys
    assert "Enter" not in by_pointer
    assert ("t = 7" in by_keys) == (kind == "place")


def falling(*errors):
    return {"columns": {"w1": [0.0] * len(errors), "w2": [0.0] * len(errors), "error": list(errors)}}


def test_a_curve_is_judged_by_when_it_has_fallen_and_how_often_it_rises(draw):
    run = falling(100.0, 5.0, 60.0, 0.0, 30.0, 0.0)
    said = draw("guess_words.js", "curve_words", run, [5, 0, 100, 5, 0])
    assert said == (
        "E has fallen by nine tenths at t = 1, your curve at t = 5. Rises: E twice, your curve never."
    )


def test_a_run_that_only_rises_has_nothing_to_fall(draw):
    said = draw("guess_words.js", "curve_words", falling(1.0, 2.0, 4.0), [2, 0, 1, 2, 0])
    assert said == "E never falls below its start: your curve would have to rise."


def test_a_stroke_replaces_what_the_curve_had_between_its_ends(draw):
    curve = [[0, 9], [2, 8], [4, 7], [6, 6]]
    assert draw("guess_curve.js", "with_piece", curve, [1, 5], [4, 3]) == [[0, 9], [1, 5], [4, 3], [6, 6]]
    assert draw("guess_curve.js", "with_piece", curve, [6, 6], [3, 1]) == [[0, 9], [2, 8], [3, 1], [6, 6]]


def test_a_curve_is_kept_by_points_at_even_distances(draw):
    assert draw("guess_curve.js", "evenly", [[0, 10], [10, 0]], 10, 6) == [
        [t, 10 - t] for t in (0, 2, 4, 6, 8, 10)
    ]
    assert len(draw("guess_curve.js", "evenly", [[0, 10]], 3, 20)) == 4


@pytest.mark.parametrize("log", [False, True])
def test_a_height_in_the_figure_is_an_error_and_back(draw, log):
    axis = [0.001, 1000.0]
    for share in (0, 0.25, 0.5, 1):
        value = draw("guess_curve.js", "value_at_share", axis, share, log)
        assert draw("guess_curve.js", "share_of_value", axis, value, log) == pytest.approx(share)
