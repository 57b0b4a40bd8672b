"""Hints about names of a rule that can be read, but perhaps not as it was meant."""

import re
from collections.abc import Iterable

_EARLIER = re.compile(r"(.+)_(?:prev|previous|old|last|before|t|k|n|[a-z]?minus1)")
"""Names that look like the earlier value of another name, or its value at t."""
_USUAL = {
    **dict.fromkeys(("b1", "beta_one"), "β1"),
    **dict.fromkeys(("b2", "beta_two"), "β2"),
    **dict.fromkeys(("a", "mom"), "α"),
    **dict.fromkeys(("lr", "step", "stepsize", "step_size", "learning_rate", "lrate"), "η"),
}
"""Names that are no hyper-parameter of a method, and the symbol of the one that may be meant."""
NOT_MEANT = "a number with a slider"


def hints(states: Iterable[str], hypers: Iterable[str], ranged: Iterable[str]) -> list[str]:
    """Return hints about the names of a rule, a sentence or two each.

    Args:
        states: the symbols of the states, and w.
        hypers: those of the hyper-parameters.
        ranged: those that have a range, which says that they are meant as numbers.
    """
    known, said = {*states, "w", "g"}, []
    numbers = [name for name in hypers if name not in {*ranged}]
    for name in numbers:
        earlier = _EARLIER.fullmatch(name)
        if earlier and earlier[1] in known:
            said.append(f"{name} is {NOT_MEANT}. {_kept(earlier[1], name.removeprefix(f'{earlier[1]}_'))}")
        elif (usual := _USUAL.get(name)) and usual not in numbers:
            said.append(f"{name} is {NOT_MEANT}, 0.5 at first. {usual} begins at its usual value.")
    return said


def _kept(name: str, when: str) -> str:
    """Say how a rule reads the value of a name."""
    if when in ("t", "k", "n"):
        return f"Write {name} without an index."
    if name in ("g", "w"):
        return f"The lines q = p and p = {name} keep the {name} of the step before: write q for it."
    return f"A line p = {name} above that of {name} keeps its old value: write p for it."
