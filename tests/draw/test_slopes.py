"""The chart of a race over conditions: a line for each method, and heads over equal neighbours."""


def test_a_line_goes_through_the_middles_of_its_places(draw):
    cells = [{"order": 0}, {"order": 2}, {"order": 1}]
    assert draw("slopes.js", "slope_line", cells) == "M0.5 0.5L1.5 2.5L2.5 1.5"


def test_equal_neighbours_have_one_head(draw):
    assert draw("slopes.js", "spans", ["a", "a", "b", "a"]) == [["a", 2], ["b", 1], ["a", 1]]
    assert draw("slopes.js", "spans", []) == []
