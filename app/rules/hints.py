"""Hints about names of a rule that can be read, but perhaps not as it was meant."""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from optimizers.terms import Term, evaluate, names_in
from surfaces.letters import GREEK

from .names import field_of

_EARLIER = re.compile(r"(.+)_(?:prev|previous|old|last|before|t|k|n|[a-z]?minus1)")
"""Names that look like the earlier value of another name, or its value at t."""
_USUAL = {
    **dict.fromkeys(("b1", "beta_one"), "β1"),
    **dict.fromkeys(("b2", "beta_two"), "β2"),
    **dict.fromkeys(("a", "mom"), "α"),
    **dict.fromkeys(("lr", "step", "stepsize", "step_size", "learning_rate", "lrate"), "η"),
}
"""Other spellings of hyper-parameters, which no method has, and the symbol that each may stand for."""
NOT_MEANT = "a number with a slider"


def hints(
    states: Iterable[str], hypers: Iterable[str], ranged: Iterable[str], called: Iterable[str]
) -> list[str]:
    """Return hints about the names of a rule, a sentence or two each.

    Args:
        states: the symbols of the states, and w.
        hypers: those of the hyper-parameters.
        ranged: those that have a range, which says that they are meant as numbers.
        called: names with a parenthesis next to them, as those of functions have.
    """
    known, said = {*states, "w", "g"}, []
    numbers = [name for name in hypers if name not in {*ranged}]
    for name in numbers:
        earlier = _EARLIER.fullmatch(name)
        if earlier and earlier[1] in known:
            said.append(f"{name} is {NOT_MEANT}. {_kept(earlier[1], name.removeprefix(f'{earlier[1]}_'))}")
        elif (usual := _USUAL.get(name)) and usual not in numbers:
            said.append(f"{name} is {NOT_MEANT}, 0.5 at first. {usual} begins at its usual value.")
        elif name in {*called} and name[0] not in GREEK:
            said.append(f"{name}(…) is read as {name} * (…): {name} is {NOT_MEANT}, and no function.")
    return said


def first_values(lines: Sequence[tuple[str, Term | float]]) -> list[str]:
    """Return hints about states that should not begin at 0: those that stay there, and those that hold w.

    `lines` are the symbols that they set, with their terms. A line with t in it may have a first value of its
    own, and needs no hint.
    """
    named = {symbol: (term, names_in(term)) for symbol, term in lines}
    free = {symbol: each for symbol, each in named.items() if "t" not in each[1]}
    said = []
    for symbol, (term, names) in named.items():
        before = f"{field_of(symbol)}_before"
        if symbol == "w":
            continue
        if symbol in free and before in names and _stays_at_0(term, names, before):
            example = f"{symbol} = if(t == 1, 0.1, …)"
            said.append(f"{symbol} begins at 0 and stays there. Give it a first value, as in {example}.")
        elif "w_before" in names and any(before in its for _, its in free.values()):
            said.append(
                f"{symbol} is 0 before the first step: write if(t == 1, w, {symbol}) for its old value."
            )
    return said


@np.errstate(all="ignore")
def _stays_at_0(term: Term | float, names: Iterable[str], before: str) -> bool:
    """Tell whether a line sets a state that is 0 to 0 again, whatever else is known: in two examples."""
    examples = (
        {name: np.float64(sign * 0.7) for name in names} | {before: np.float64(0)} for sign in (1, -1)
    )
    return all(evaluate(term, known) == 0 for known in examples)


def _kept(name: str, when: str) -> str:
    """Say how a rule reads the value of a name."""
    if when in ("t", "k", "n"):
        return f"Write {name} without an index."
    if name in ("g", "w"):
        return f"The lines q = p and p = {name} keep the {name} of the step before: write q for it."
    return f"A line p = {name} above that of {name} keeps its old value: write p for it."
