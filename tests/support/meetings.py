"""Methods that meet surfaces of the gallery: each several of the others, in place of all with all."""

import pytest

from optimizers import OPTIMIZERS
from surfaces import GALLERY

_METHODS, _SURFACES = list(OPTIMIZERS.values()), list(GALLERY)
MEETINGS = [
    (_METHODS[k % len(_METHODS)], _SURFACES[k % len(_SURFACES)])
    for k in range(3 * max(len(_METHODS), len(_SURFACES)))
]
"""Each method and each surface is there three times or more."""
meetings = pytest.mark.parametrize(
    ("method", "surface"),
    [pytest.param(method, GALLERY[key], id=f"{method.key}-{key}") for method, key in MEETINGS],
)
