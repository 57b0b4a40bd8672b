"""The linear parts of surfaces: each is computed somewhere in E, and none is missing that somebody typed."""

import numpy as np
import pytest

from surfaces import GALLERY, Surface
from surfaces.compiled import Source
from surfaces.linear import linear_parts

WEIGHTS = [(1, 0, 0), (0, 1, 0)]


def parts(text):
    return linear_parts(Surface.parse(text).compiled.sources["value"])


@pytest.mark.parametrize(
    ("text", "linear"),
    [
        ("(w1 - 300)^2 + exp(w2 + 4)", [(1, 0, -300), (0, 1, 4)]),
        ("sqrt(9 - (10 (w1 - 50))^2 - w2^2)", [(1, 0, -50)]),
        ("exp(-(w1/2 + 3 w2 - 7)^2)", [(0.5, 3, -7)]),
        ("log(1 - w1) + cos(-w2)", [(-1, 0, 1)]),
        ("abs(w1 - 1) max(w2 + 2, w1)", [(1, 0, -1), (0, 1, 2)]),
    ],
)
def test_linear_forms_in_a_text_are_found(text, linear):
    found = parts(text)
    assert found[:2] == WEIGHTS
    for a, b, c in linear:
        assert any(np.linalg.matrix_rank([part, (a, b, c)], tol=1e-9) == 1 for part in found)


@pytest.mark.parametrize("text", ["w1 w2", "w1^2", "1/w1 + w2^3", "sin(w1) + exp(w2)", "3"])
def test_other_forms_are_left_out(text):
    assert parts(text) == WEIGHTS


def parts_of_line(expression):
    return linear_parts(Source("value", (f"x0 = {expression}", "e = sin(x0)"), ("e",)))


@pytest.mark.parametrize(
    ("expression", "part"),
    [
        ("w1*2.0", (2, 0, 0)),
        ("(w1 - w2 + 3.0)*-2.0", (-2, 2, -6)),
        ("4.0*(w1 - w2 + 3.0)", (4, -4, 12)),
        ("(w1 + 3.0*w2 - 6.0)/4.0", (0.25, 0.75, -1.5)),
        ("-(w2 - 5.0) - w1", (-1, -1, 5)),
    ],
)
def test_a_line_of_constants_and_weights_is_the_part_that_it_computes(expression, part):
    assert parts_of_line(expression)[-1] == part


@pytest.mark.parametrize(
    ("expression", "within"),
    [
        ("w1/0.0", []),
        ("2.0/w1", []),
        ("w1*0.0 + 7.0", []),
        ("w1**2.0", []),
        ("w1/(w2 + 3.0)", [(0, 1, 3)]),
        ("(w2 + 3.0)*w1", [(0, 1, 3)]),
        ("(w1 + 1.0)*(w2 + 3.0)", [(1, 0, 1), (0, 1, 3)]),
    ],
)
def test_a_product_or_quotient_of_weights_has_linear_parts_and_is_none(expression, within):
    assert parts_of_line(expression) == WEIGHTS + within


@pytest.mark.parametrize("surface", GALLERY.values(), ids=GALLERY.keys())
def test_all_surfaces_can_be_read(surface):
    found = linear_parts(surface.compiled.sources["value"])
    assert found[:2] == WEIGHTS
    assert np.isfinite(found).all()
