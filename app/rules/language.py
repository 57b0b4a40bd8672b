"""The language of rules: its characters, its functions, and the names that mean something in it."""

import math

from surfaces.names import CALLS, CHOICE
from surfaces.names import SYNONYMS as OF_EXPRESSIONS
from surfaces.tokens import ADVICE, COMPARED, OPERATORS, Alphabet, ExpressionError, Token

from .names import MAX_NAME, NAME, symbol_of

ALPHABET = Alphabet(
    characters=600,
    tokens=400,
    name=NAME,
    spelled=symbol_of,
    operators=OPERATORS
    | COMPARED
    | {sign: sign for sign in "=[]|√∛{}\\"}
    | {":=": "=", "←": "="}
    | {";": ";", "\n": ";", "\r": ";", "\r\n": ";"},
    advice={character: words.replace("w1", "g") for character, words in ADVICE.items()}
    | {
        "@": "write g^2 for the product of g with itself: each weight has its own g",
        "'": "quotes are not allowed: each weight has its own g, so write g^2 for g'g",
        ":": "leave out the colon: a line is a name, = and what it becomes",
        "∇": "write g for the gradient",
        "∂": "write g for the gradient",
        "?": "write if(g > 0, 1, 2) for a choice",
        "&": "write one if(…) within another",
        **dict.fromkeys("–—", "write - for a minus sign"),
        ".": "a dot may only stand within a number: write g^2 for g.pow(2), and sqrt(g) for g.sqrt()",
        "_": "an underscore may only stand within a name, as in β_1",
    },
)
ARITIES = {name: arity for name, (arity, _) in CALLS.items()} | {CHOICE: (3, 3)}
"""The functions, each with the least and the greatest number of its arguments."""
NESTEROV = "Nesterov momentum is written m = α m + g; w = w − η (g + α m)"
NUMBERS = {"pi": math.pi, "e": math.e}
GIVEN = {
    "g": "the gradient, which the surface gives",
    "t": "the number of the step",
    "pi": "a number",
    "e": "a number",
}
"""Names that cannot be set, and what they are."""
ONE = "a rule sees one coordinate, w, and g, its gradient at w(t−1)"
REFUSED = {
    **dict.fromkeys(("w1", "w2", "g1", "g2"), f"{ONE}, not the other coordinate. {NESTEROV}"),
    "E": f"{ONE}, but not E",
    **dict.fromkeys(("nan", "NaN", "inf", "Inf", "infinity", "Infinity"), "this is not a real number"),
    **dict.fromkeys(("and", "or", "not"), "write one if(…) within another"),
    **dict.fromkeys(("in", "else", "then"), "this word cannot be a name"),
    **dict.fromkeys(("grad", "gradient", "nabla", "dE", "dw", "dEdw"), "write g for the gradient"),
    **dict.fromkeys(
        ("random", "rand", "randn", "normal"),
        "a rule has no random numbers: the panel Noise adds some to the gradient",
    ),
}
"""Names that mean nothing here, and what to write instead."""
SYNONYMS = {
    **OF_EXPRESSIONS,
    **dict.fromkeys(("where", "cond", "ifelse"), f"{CHOICE}(g > 0, 1, 2)"),
    **dict.fromkeys(("clip", "clamp"), "max(−1, min(1, g))"),
    "norm": "abs(g): a rule sees one coordinate, so there is no norm over both",
}
"""Functions of other languages, and what to write for them."""


class RuleError(ExpressionError):
    """Why a text is no update rule.

    Attributes:
        message: what is wrong and what to write instead, in plain words. Plain text: escape it where it is
            shown.
        position: 0-based index into the text, or None where the text as a whole is meant.
    """


def check_length(token: Token) -> None:
    """Refuse a name that is too long."""
    if len(token.text) > MAX_NAME:
        raise RuleError(f"a name has at most {MAX_NAME} characters", token.position)
