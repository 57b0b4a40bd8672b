"""Error functions of two weights: typed or named, with exact gradients, for floats and for arrays.

>>> from surfaces import GALLERY, Surface
>>> surface = Surface.parse("(w1^2 - 1)^2 + log(1 + exp(w2))")
>>> round(surface.value(0.5, 0.0), 3), surface.gradient(0.5, 0.0)
(1.256, (-1.5, 0.5))

The grammar is that of the page: `3w1^2`, `x` and `y` for the weights, sin, exp, max, and so on.
GALLERY has named surfaces with what is known of them:

>>> rosenbrock = GALLERY["rosenbrock"]
>>> rosenbrock.text, rosenbrock.start, rosenbrock.minima
('(1 - w1)^2 + b (w2 - w1^2)^2; b in [1, 1000] = 100', (-1.5, 2.0), ((1.0, 1.0),))
"""

from surfaces.expression import parse, uses_data
from surfaces.gallery import GALLERY, PLAIN
from surfaces.printing import to_text
from surfaces.recognition import gallery_key, recognized, standing_surface
from surfaces.samples import SAMPLES
from surfaces.surface import Surface
from surfaces.table import DataError, Table
from surfaces.tokens import ExpressionError
from surfaces.values import w1, w2

__all__ = [
    "GALLERY",
    "PLAIN",
    "SAMPLES",
    "DataError",
    "ExpressionError",
    "Surface",
    "Table",
    "gallery_key",
    "parse",
    "recognized",
    "standing_surface",
    "to_text",
    "uses_data",
    "w1",
    "w2",
]
