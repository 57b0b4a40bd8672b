"""The table of an experiment: in links, with the gallery, standardized, and where a text needs one."""

import dataclasses
from urllib.parse import quote

import pytest
from hypothesis import given

from app.experiment import Experiment, fitted
from app.proposals.opening import opened
from app.tables.sampling import SAMPLED, read_surface
from app.tables.standardizing import standardized
from app.url import from_query, to_query
from surfaces import GALLERY, SAMPLES, ExpressionError, Surface, Table

from .test_table_text import bits, tables

LINE = "mean((w1 x + w2 - y)^2)"
IN_LINKS = quote(LINE)
TABLE = Table.of({"x": [8, 9, 10], "y": [1.2, 0.7, 3]})
FROM_DATA = {key: surface for key, surface in GALLERY.items() if surface.data}


@given(tables())
def test_a_link_restores_a_table_to_the_bit(table):
    experiment, notices = from_query(to_query(dataclasses.replace(Experiment(), data=table)))
    assert notices == []
    assert bits(experiment.data) == bits(table)


def test_a_link_has_the_table_as_it_was_given_and_the_surface_what_e_sees():
    query = f"e={IN_LINKS}&data=x,y;8,1.2;9,0.7;10,3&standardize=on&start=1,2&view=-5,5,-5,5"
    experiment, surface, notices = opened(query)
    assert notices == []
    assert experiment.data == TABLE
    assert experiment.standardize
    assert surface.data == standardized(TABLE)
    assert "data=x,y;8,1.2;9,0.7;10,3&standardize=on" in to_query(experiment)


def test_a_bad_table_is_dropped_whole_and_a_sample_is_named_in_its_place():
    experiment, surface, notices = opened(f"e={IN_LINKS}&data=x,y;8,1.2;9,b;c,d")
    assert experiment.data == surface.data == SAMPLES["line"].draw()
    assert "row 2, column y" in notices[0]
    assert notices[1] == SAMPLED


def test_a_text_without_sums_keeps_the_table_and_does_not_see_it():
    experiment, surface, notices = opened("e=w1^2%2Bw2^2&data=x,y;8,1.2")
    assert notices == []
    assert experiment.data == Table.of({"x": [8], "y": [1.2]})
    assert surface.data is None


@pytest.mark.parametrize("key", FROM_DATA)
def test_a_surface_of_the_gallery_brings_its_data_and_its_link_names_it_again(key):
    known = FROM_DATA[key]
    shown = Experiment().on_surface(known)
    assert shown.data == known.data
    experiment, surface, notices = opened(to_query(shown))
    assert (experiment, surface.title, notices) == (shown, known.title, [])


def test_standardizing_sets_the_condition_number_of_a_far_line_from_thousands_to_one():
    shown = Experiment().on_surface(GALLERY["far-line"])
    plain = condition_number(fitted(shown, GALLERY["far-line"])[1])
    scaled = condition_number(fitted(dataclasses.replace(shown, standardize=True), GALLERY["far-line"])[1])
    assert plain > 5000
    assert scaled == pytest.approx(1, abs=1e-9)


def condition_number(surface):
    (a, b), (_, d) = surface.hessian(0.0, 0.0)
    half, middle = ((a - d) ** 2 / 4 + b * b) ** 0.5, (a + d) / 2
    return (middle + half) / (middle - half)


def test_other_numbers_in_the_table_compile_nothing():
    surface = read_surface(LINE, TABLE)
    moved = Table.of({"x": [8, 9, 11], "y": [1.2, 0.7, 3]})
    _, other = fitted(Experiment(expression=LINE, data=moved), surface)
    assert other.data == moved
    assert other.compiled is surface.compiled


def test_a_change_of_the_browser_moves_points_but_gives_the_columns_no_other_names():
    surface = read_surface(LINE, TABLE)
    shown = Experiment(expression=LINE, data=TABLE)
    moved = {"names": ["x", "y"], "columns": [[8, 9, 10], [0, 0, 0]]}
    assert shown.changed({"data": moved}, surface).data.columns[1] == (0, 0, 0)
    assert shown.changed({"data": {**moved, "names": ["x", "z"]}}, surface).data == TABLE


@pytest.mark.parametrize(
    "value",
    [
        7,
        [],
        {},
        {"names": ["x"], "columns": [1]},
        {"names": ["x", "x"], "columns": [[1], [2]]},
        {"names": ["x", "y"], "columns": [[1], [2, 3]]},
        {"names": ["x", "y"], "columns": [[1], ["a"]]},
        {"names": ["x"], "columns": [[0] * 100_000]},
        {"names": [["x"]], "columns": [[1]]},
        {"names": ["__import__"], "columns": [[1]]},
        {"names": ["sin"], "columns": [[1]]},
        {"names": ["x", "y"], "columns": [[1], [float("nan")]]},
        {"names": ["x", "y"], "columns": [[1], [None]]},
    ],
)
def test_a_change_that_is_no_table_is_ignored(value):
    shown = Experiment(expression=LINE, data=TABLE)
    assert shown.changed({"data": value}) == shown


def test_a_text_that_needs_two_inputs_gets_a_sample_with_two():
    assert read_surface("mean(softplus(-y (w1 x1 + w2 x2)))").data == SAMPLES["clouds"].draw()


def test_a_text_whose_columns_no_sample_has_is_refused_with_those_that_there_are():
    with pytest.raises(ExpressionError, match="x"):
        read_surface("mean((w1 height - y)^2)")


def test_a_column_with_the_name_of_a_definition_is_refused_in_words():
    with pytest.raises(ExpressionError, match="definition"):
        read_surface("f = w1 x; mean((f - y)^2)", Table.of({"x": [1], "y": [2], "f": [3]}))


def test_a_surface_goes_over_other_rows_only_with_the_same_columns():
    with pytest.raises(ValueError, match="columns"):
        Surface.parse(LINE, TABLE).over(Table.of({"x": [1], "z": [2]}))
