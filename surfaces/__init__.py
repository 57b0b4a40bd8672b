"""Error functions of two weights: typed or named, with exact gradients, for floats and for arrays."""

from surfaces.expression import parse
from surfaces.gallery import GALLERY
from surfaces.printing import to_text
from surfaces.recognition import gallery_key, recognized
from surfaces.surface import Surface
from surfaces.tokens import ExpressionError
from surfaces.values import w1, w2

__all__ = [
    "GALLERY",
    "ExpressionError",
    "Surface",
    "gallery_key",
    "parse",
    "recognized",
    "to_text",
    "w1",
    "w2",
]
