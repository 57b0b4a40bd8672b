"""The table of every step: the browser writes the same text as the server."""

import dataclasses
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.runs.follow import runs_of
from app.url import from_query
from app.words.exports import table
from app.words.run_words import told_run
from surfaces import Surface

RULE = "m = x m + g; w = w - η m"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "run=adam:&run=momentum:alpha=0/linear:warm_up=20&run=adadelta:&run=gradient-descent:&pins=4,-2,7&noise=0.5",
        f"steps=3&run=own:x=1e-7&run=rprop:&rule={quote(RULE)}&pins=1",
        "run=momentum:eta=0.2&steps=1000",
        "e=log(w1)&start=-1,1",
        "run=schedule-free:&run=adam:/linear:warm_up=20&run=schedule-free-adam:&steps=5&pins=1,2",
        "e=line&batch=3&run=adam:/linear:warm_up=20&run=momentum:&run=schedule-free:&steps=5&pins=1,2",
    ],
)
def test_it_is_the_one_of_the_server(draw, query):
    experiment, notices = from_query(query)
    assert not notices
    surface = Surface.parse(experiment.expression, experiment.data)
    runs = runs_of(surface, dataclasses.replace(experiment, fan=1))
    told = [told_run(run, surface) for run in runs]
    assert draw("table.js", "table", told, experiment.pins) == table(runs, experiment.pins)


@given(numbers=st.lists(st.floats(), max_size=40))
@example(
    numbers=[
        0.0,
        -0.0,
        1e16,
        1e15,
        -123456789012345680.0,
        1e-4,
        9.999e-5,
        5e-324,
        1.7976931348623157e308,
        1e22,
    ]
)
def test_a_number_has_the_digits_of_python(draw, numbers):
    run = {"title": "", "values": "", "of": {"values": {}}, "columns": {"w1": numbers}}
    rows = draw("table.js", "table", [run], []).splitlines()[1:]
    assert [row.split(",")[4] for row in rows] == list(map(repr, numbers))
