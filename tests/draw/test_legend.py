"""What distinguishes a run from the others, in few words."""

import pytest

MOMENTUM = {"title": "Momentum", "values": "η 0.001, α 0.9"}
LESS = {"title": "Momentum", "values": "η 0.001, α 0.6"}
ADAM = {"title": "Adam", "values": "η 0.5, β1 0.9"}


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
