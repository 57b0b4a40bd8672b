"""The functions that E may use, each with a few words on what it does, for completion while one types."""

from surfaces.names import CALLS, CHOICE

WORDS = {
    "exp": "e to the power of z",
    "log": "natural logarithm; log(z, b) has the base b",
    "ln": "natural logarithm",
    "log10": "logarithm with base 10",
    "log2": "logarithm with base 2",
    "sin": "sine, of radians",
    "cos": "cosine, of radians",
    "tan": "tangent, of radians",
    "asin": "inverse of sine",
    "acos": "inverse of cosine",
    "atan": "inverse of tangent",
    "atan2": "angle of the point with ordinate y and abscissa x",
    "sinh": "hyperbolic sine",
    "cosh": "hyperbolic cosine",
    "tanh": "hyperbolic tangent, from −1 to 1",
    "asinh": "inverse of sinh",
    "acosh": "inverse of cosh",
    "atanh": "inverse of tanh",
    "sigmoid": "1/(1 + e^−z), from 0 to 1",
    "softplus": "log(1 + e^z), a smooth relu",
    "relu": "z above 0, else 0",
    "logaddexp": "log(e^a + e^b)",
    "huber": "z²/2 up to |z| = d, a line beyond",
    "sqrt": "square root",
    "cbrt": "cube root",
    "square": "z²",
    "cube": "z³",
    "pow": "a to the power of b",
    "hypot": "√(a² + b²), a distance",
    "sign": "−1, 0 or 1",
    "abs": "|z|",
    "max": "the largest of some values",
    "min": "the smallest of some values",
    "floor": "the whole number below",
    "ceil": "the whole number above",
    "mod": "remainder of a division",
    "if": "if(condition, a, b): a where it holds, else b",
}


def function_names() -> list[list[str]]:
    """Return the names of all functions, each with its words."""
    return [[name, WORDS[name]] for name in sorted((*CALLS, CHOICE))]
