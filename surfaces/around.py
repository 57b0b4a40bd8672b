r"""What papers and programs have around a formula, such as $...$ or `lambda x, y:`, is left out.

A function of a program may name its arguments as it likes: they become the weights.
"""

from __future__ import annotations

import re
from functools import reduce

from surfaces.letters import GREEK, LETTER
from surfaces.pieces import Piece, pieces_of, replaced, text_of
from surfaces.tokens import EXPRESSIONS, ExpressionError

_SIGNS = (
    (r"\$\$?(?=[^$]*[\\^_])", r"\$\$?"),  # only around LaTeX: $w1$ may be a price
    (r"\\\[", r"\\\]"),
    (r"\\\(", r"\\\)"),
    *((rf"{quote}(?=[^{quote}]*[-+*/^])", quote) for quote in "\"'`"),
)
"""Patterns of the signs before a formula and behind it."""
_WITHIN = [
    re.compile(rf"\s*+{before}(?P<formula>(?:(?!{before}|{behind}).)+){behind}\s*+[.,;]?\s*+", re.DOTALL)
    for before, behind in _SIGNS
]
_BALANCED = reduce(lambda inner, _: rf"(?:[^{{}}\\]|\\.|\{{{inner}\}})*+", range(9), "")
_DISPLAYED = re.compile(rf"\s*+\{{\s*+\\displaystyle\b({_BALANCED})\}}[.,;\s]*+", re.DOTALL)
"""A part of a formula as Wikipedia has it, with what its braces enclose."""
ENVIRONMENT = re.compile(
    r"\\(?:begin|end)\s*\{\s*(?:align|aligned|displaymath|equation|gather|math|split)\*?\s*\}"
)
"""What surrounds formulas in LaTeX."""
_BESIDE = re.compile(
    r"\\(?:tag|label)\s*\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])"
    r"|(?<!\S)#\s(?![^\n]*\breturn\b)[^\n]*|\A(?:\s*import\s+[\w.]+(?:\s+as\s+\w+)?(?=\s))+"
)
"""Numbers of formulas, comments of programs, and the modules that they import."""
_NAMED = re.compile(rf"\\\[({'|'.join(each.capitalize() for each in GREEK.values())}|Pi)\]")
"""A Greek letter as Mathematica copies it."""
_LETTERS = {name.capitalize(): letter for letter, name in reversed(GREEK.items())} | {"Pi": "π"}
_ALIGNED = re.compile("&")
_NEXT_LINE = re.compile(r"\\\\\s*(?:&\s*)?(?=[-+])")
"""The end of a line in LaTeX, where the formula goes on."""
_COPIED = re.compile(
    r"^\s*+(?:=(?!=)|(?!.*(?:\\|[_^]\{))(?:return\s++(?!=)|(?:const|let|var)\s++(?=\w+\s*+=)"
    r"|(?:minimi[sz]e|plot)\s++(?![=:;])))"
    r"|^\s*+\\?(?:arg\s*+\\?)?min\s*+_\s*+(?:\{[^{}]*\}|(?:[wxθ]|\\?theta)\b)"
    r"(?:\\[,;:! ]|\\q?quad|\s)*+(?![=:;])"
    r"|(?<=[^\s0-9.])\.\s*+$|(?<=[A-Za-z][0-9])\.\s*+$|,\s*+$"
)
"""What comes along with a line of a program or a cell, and what ends a formula within a sentence. In LaTeX
the letters of a word are factors."""

_NAME = rf"(?:[A-Za-z]|{LETTER})[A-Za-z0-9_₀-₉]*"
_ARGUMENT = rf"({_NAME})(?:\s*+:\s*+[\w.\[\]]+)?"
_DEFAULTS = rf"((?:\s*+,\s*+{_NAME}\s*+=\s*+[-+0-9.eE]++)*+)"
_ARGUMENTS = rf"\s*+\[?\s*+{_ARGUMENT}(?:\s*+,\s*+{_ARGUMENT}(?!\s*+=))?\s*+\]?{_DEFAULTS}\s*+"
_SET = rf"\s*+(?:(?:const|let|var)\s++)?(?:{_NAME}\s*+(?::?=|:|<-)\s*+)?"
_HEADERS = [
    re.compile(each)
    for each in (
        rf"\s*+def\s++\w+\s*+\({_ARGUMENTS}\)\s*+(?:->\s*+[\w.]+\s*+)?:",
        rf"{_SET}function\b\s*+\w*\s*+\({_ARGUMENTS}\)",
        rf"{_SET}lambda\s++{_ARGUMENTS}:",
        rf"{_SET}@\s*+\({_ARGUMENTS}\)",
        rf"{_SET}(?:\({_ARGUMENTS}\)|{_ARGUMENTS})\s*+(?:=>|->|→|↦|\\mapsto\b|\\to\b)",
        rf"\s*+{_NAME}\[{_ARGUMENTS}\]\s*+:?=",
    )
]
"""How functions begin in Python, JavaScript, R, MATLAB, Julia, mathematics and Mathematica."""
_OTHER = re.compile(rf"{_SET}(def|lambda|function)(?=\s++\w|\s*+\()")
"""How functions begin that have other arguments, which are refused."""
_BODY = re.compile(r"\s*+\{(?P<formula>.*\breturn\b.*)\}\s*+;?\s*+", re.DOTALL)
_RETURN = re.compile(r"(?P<before>[^\s;][ \t]*)?\breturn\b")
_LINE = re.compile(rf"(?:[^\S\n]*\n\s*+|\s{{2,}})(?P<defines>{_NAME}\s*+=(?!=))?")
_END = re.compile(r"(?<=\s)end\s*+;?\s*+\Z")
_APART = r"(?<![A-Za-z_.])(?<![A-Za-z][0-9])"
_DECLARED = re.compile(r"\b(?:const|let|var)\s++")


def formula_of(text: str) -> list[Piece]:
    """The characters of a text without what papers and programs have around a formula.

    Raises:
        ExpressionError: the function of a program has other arguments than two weights; the error names
            their place.
    """
    characters = pieces_of(text)
    if re.fullmatch(f"(?:{_DISPLAYED.pattern})+", text, re.DOTALL):
        parts = [match.span(1) for match in _DISPLAYED.finditer(text)]
        characters = [each for begin, end in parts for each in characters[begin:end]]
    characters = replaced(characters, _NAMED, lambda match: _LETTERS[match[1]])
    is_aligned = ENVIRONMENT.search(text) is not None
    for pattern in (_BESIDE, ENVIRONMENT, *([_ALIGNED] if is_aligned else []), _NEXT_LINE):
        characters = replaced(characters, pattern, lambda _: " ")
    for pattern in _WITHIN:
        if match := pattern.fullmatch(text_of(characters)):
            characters = characters[match.start("formula") : match.end("formula")]
    for header in _HEADERS:
        if match := header.match(text_of(characters)):
            return replaced(_of_program(characters, match), _COPIED, lambda _: "")
    if match := _OTHER.match(text_of(characters)):
        words = "a function of a program has the two weights alone: write lambda w1, w2: w1^2 + w2^2"
        raise ExpressionError(words, characters[match.start(1)][1])
    return replaced(characters, _COPIED, lambda _: "")


def _of_program(characters: list[Piece], header: re.Match[str]) -> list[Piece]:
    """The formula of a function in a program, in the names of the weights."""
    body = characters[header.end() :]
    if match := _BODY.fullmatch(text_of(body)):
        body = body[match.start("formula") : match.end("formula")]
    body = replaced(body, _LINE, lambda match: f"; {match['defines']}" if match["defines"] else " ")
    body = replaced(body, _DECLARED, lambda _: "")
    body = replaced(body, _RETURN, lambda match: f"{match['before']}; " if match["before"] else "")
    body = replaced(body, _END, lambda _: "") if "function" in header[0] else body
    groups = [each.rstrip("_") for each in header.groups() if each]
    names = [each for each in groups if "=" not in each]
    taken_apart = rf"[\s\[(]*({_NAME})\s*,\s*({_NAME})[\s\])]*=\s*{names[0]}\s*(?:;\s*)+"
    if len(names) == 1 and (match := re.match(taken_apart, text_of(body))):  # x, y = p
        names, body = list(match.groups()), body[match.end() :]
    defaults = "".join(each for each in groups if "=" in each).replace(",", ";")
    body = [*((each, characters[0][1]) for each in f"{defaults}; "), *body] if defaults else body
    weights = [EXPRESSIONS.spelled(each) for each in names]
    if weights[-1] == "w1" and weights[0] != "w1":
        first = next(number for number, each in enumerate(header.groups(), 1) if each)
        words = "the weights are w1 and w2, or x and y, in this order"
        raise ExpressionError(words, characters[header.start(first)][1])
    if len(names) == 1:
        counted = r"\(\s*+([12])\s*+\)" if "@" in header[0] else r"\[(?=\s*+[0-9]\s*+\])"
        component = re.compile(rf"{_APART}{names[0]}\s*+{counted}")
        return replaced(body, component, lambda match: f"w{match[1] if '@' in header[0] else '['}")
    renamed = dict(zip(names, ("w1", "w2"), strict=True))
    own = re.compile(rf"{_APART}(?:{'|'.join(names)})(?![A-Za-z0-9_₀-₉])")
    return replaced(body, own, lambda match: renamed[match[0]])
