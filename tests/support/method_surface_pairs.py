"""Pairs of a method and a surface of the gallery, for tests that cannot afford all pairs."""

import pytest

from optimizers import OPTIMIZERS
from surfaces import GALLERY

_METHODS, _SURFACES = list(OPTIMIZERS.values()), list(GALLERY)
_PAIRS = [
    (_METHODS[k % len(_METHODS)], _SURFACES[k % len(_SURFACES)])
    for k in range(2 * max(len(_METHODS), len(_SURFACES)))
]
"""Each method and each surface is in two pairs or more."""
method_surface_pairs = pytest.mark.parametrize(
    ("method", "surface"),
    [pytest.param(method, GALLERY[key], id=f"{method.key}-{key}") for method, key in _PAIRS],
)
