"""Samples: tables that a seed repeats for ever."""

import pytest

from surfaces import Table
from surfaces.samples import SAMPLES, next_sample

every_sample = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())


@every_sample
def test_a_seed_repeats_a_sample_and_another_seed_draws_other_points_of_its_kind(sample):
    first, other = sample.draw(0), sample.draw(1)
    assert sample.draw(0) == first != other
    assert (first.names, first.rows) == (other.names, other.rows)


@every_sample
def test_a_sample_is_short_in_a_link(sample):
    assert all(round(value, 2) == value for column in sample.draw(5).columns for value in column)


def test_the_first_points_of_a_line_stay():
    x, y = SAMPLES["line"].draw(0).columns
    assert (x[:2], y[:2]) == ((-1.79, -1.66), (-0.74, -0.44))


@pytest.mark.parametrize("seed", range(20))
def test_classes_that_are_apart_never_overlap(seed):
    x, y = SAMPLES["separable"].draw(seed).columns
    assert max(v for v, side in zip(x, y, strict=True) if side < 0) < min(
        v for v, side in zip(x, y, strict=True) if side > 0
    )


@every_sample
def test_another_sample_is_of_the_same_kind_also_where_a_point_was_moved(sample):
    x, *others = sample.draw(3).columns
    moved = Table.of(dict(zip(sample.names, [(7.0, *x[1:]), *others], strict=True)))
    assert next_sample(sample.draw(3)) == next_sample(moved) == sample.draw(4)


def test_a_table_that_was_no_sample_is_followed_by_the_first_kind_with_its_columns():
    assert next_sample(Table.of({"x": [1, 2], "y": [3, 4]})) == SAMPLES["line"].draw()
    assert next_sample(Table.of({"x1": [1], "x2": [2], "y": [3]})) == SAMPLES["clouds"].draw()
