"""The names in a rule: Greek letters or their English names, with an index or a word, and their fields.

A name has one symbol however it is typed (β1, β_1, β₁ and beta1 are "β1"; η_max and eta_max are "ηmax"), and
one field, which is English and made for Python ("beta1", "eta_max").
"""

import keyword
import re

from optimizers import Optimizer
from surfaces.letters import ALIKE, GREEK, LETTER
from surfaces.tokens import FROM_LOWERED

MAX_NAME = 20
"""The most characters of a symbol."""
_ALIKE = str.maketrans(ALIKE)
_LETTERS = {english: letter for letter, english in GREEK.items()}
_RAISED = {"plus": "⁺", "minus": "⁻"}
NAME = re.compile(
    rf"{LETTER}(?:_?[0-9₀-₉]+|_[A-Za-z][A-Za-z0-9_₀-₉]*|[⁺⁻](?![⁰¹²³⁴⁵⁶⁷⁸⁹]))?|π|[A-Za-z][A-Za-z0-9_₀-₉]*"
)
_ENGLISH = re.compile(rf"({'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?:_?([0-9]+)|_([A-Za-z].*))?")
_OTHERWISE = {"π": "pi", "PI": "pi", "eps": "ε", "varepsilon": "ε"}
_OBJECT = (
    *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"),
    *("toLocaleString", "toString", "valueOf"),
)
"""Names that every object of the browser has."""
_TAKEN = {*keyword.kwlist, *Optimizer.__annotations__, *dir(Optimizer), *dir(tuple), *_OBJECT, "noise"}
"""Names that cannot be fields; `noise` is a column that a run has besides its state."""


def symbol_of(name: str) -> str:
    """Return the symbol of a name as it was typed."""
    name = name.translate(FROM_LOWERED).translate(_ALIKE).rstrip("_")
    name = _OTHERWISE.get(name, name)
    if match := _ENGLISH.fullmatch(name):
        name = _LETTERS[match[1]] + (match[2] or match[3] or "")
    elif name[0] in GREEK:
        name = name[0] + name[1:].lstrip("_")
    else:
        return re.sub(r"_+([0-9]+)$", r"\1", name)
    return name[0] + _RAISED.get(name[1:], name[1:])


def field_of(symbol: str) -> str:
    """Return the field of a symbol."""
    name, tail = GREEK.get(symbol[0], symbol[0]), symbol[1:]
    if symbol[0] in GREEK and tail and not tail.isdigit():
        tail = "_" + next((word for word, raised in _RAISED.items() if raised == tail), tail)
    name += tail
    return f"{name}_" if name in _TAKEN or name.endswith("_before") else name


def typed(symbol: str) -> str:
    """Return how a symbol is typed; `symbol_of` is the inverse."""
    if symbol[0] in GREEK and symbol[1:2].isalpha():
        return f"{symbol[0]}_{symbol[1:]}"
    return symbol


def is_field(name: str) -> bool:
    """Tell whether a text can be the name of a field of some method."""
    return len(name) <= MAX_NAME + 12 and name.isascii() and name.isidentifier()
