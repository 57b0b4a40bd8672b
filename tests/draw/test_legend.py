"""What names a run, and distinguishes it from the others, in few words."""

import pytest

MOMENTUM = {"title": "Momentum", "values": "η 0.001, α 0.9"}
LESS = {"title": "Momentum", "values": "η 0.001, α 0.6"}
SCHEDULED = {"title": "Rprop", "values": "η⁻ 0.5, Δmax 5; cosine, warm-up 20; batch 4"}
ADAM = {"title": "Adam", "values": "η 0.5, β1 0.9"}
LONG = {"title": "Adam", "values": "η 0.5, β1 0.9, β2 0.999, ε 1e−8"}


@pytest.mark.parametrize(
    ("runs", "names"),
    [
        ([MOMENTUM, ADAM], ["Momentum", "Adam"]),
        ([MOMENTUM, LESS], ["α 0.9", "α 0.6"]),
        ([MOMENTUM, ADAM, LESS], ["α 0.9", "Adam", "α 0.6"]),
    ],
)
def test_a_run_is_named_by_its_method_or_by_what_differs_between_those_of_one_method(draw, runs, names):
    assert draw("legend.js", "run_names", runs) == names


@pytest.mark.parametrize(
    ("runs", "most", "values"),
    [
        ([MOMENTUM, LONG], 3, ["η 0.001, α 0.9", "η 0.5, β1 0.9, β2 0.999"]),
        ([MOMENTUM, LONG], 1, ["η 0.001", "η 0.5"]),
        ([MOMENTUM, LONG, LESS], 1, ["α 0.9", "η 0.5", "α 0.6"]),
    ],
)
def test_a_run_with_a_method_of_its_own_is_told_by_its_first_values(draw, runs, most, values):
    assert draw("legend.js", "told_apart", runs, most) == values


@pytest.mark.parametrize(
    ("runs", "fits", "lines"),
    [
        ([MOMENTUM], 30, ["Momentum  η = 0.001, α = 0.9"]),
        ([MOMENTUM, ADAM], 30, ["Momentum  η = 0.001, α = 0.9", "Adam  η = 0.5, β1 = 0.9"]),
        ([MOMENTUM, ADAM], 20, ["Momentum  η = 0.001", "Adam  η = 0.5"]),
        ([MOMENTUM, LESS], 20, ["Momentum  α = 0.9", "Momentum  α = 0.6"]),
        ([MOMENTUM, ADAM], 16, ["Momentum", "Adam"]),
        (
            [{"title": "Adam", "values": f"η {eta}; cosine, warm-up {eta}0"} for eta in (1, 2)],
            20,
            ["Adam  η = 1", "Adam  η = 2"],
        ),
        ([SCHEDULED], 60, ["Rprop  η⁻ = 0.5, Δmax = 5; cosine, warm-up 20; batch 4"]),
    ],
)
def test_a_run_has_one_line_of_a_pictures_legend_with_as_many_values_as_fit(draw, runs, fits, lines):
    found = "(runs, most) => module.legend_lines(runs, (line) => line.length <= most)"
    assert draw.work("legend.js", found, [[runs, fits]]) == [lines]
