"""A rule that was read -> a method: a class like those of `optimizers`, with the arithmetic of its lines."""

import abc
import dataclasses
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any, ClassVar, Self

import numpy as np

from optimizers import OPTIMIZERS, Hyper, Optimizer, hyper, hypers
from optimizers.base import Number
from optimizers.terms import Term, evaluate
from surfaces.statements import Range

from .names import field_of
from .reading import Rule

KEY = "own"


class Kept(tuple[Any, ...]):
    """The state of a rule: like a NamedTuple with `_fields`, but made without generating source."""

    __slots__ = ()
    _fields: tuple[str, ...] = ()

    def __new__(cls, /, *values: Any, **named: Any) -> Self:
        """Take the values by position, by name, or both."""
        values = *values, *(named.pop(name) for name in cls._fields[len(values) :])
        if named or len(values) != len(cls._fields):
            raise TypeError(f"the state has the fields {', '.join(cls._fields)}")
        return super().__new__(cls, values)

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def _replace(self, /, **values: Any) -> Self:
        return type(self)(**{**self._asdict(), **values})


class OwnRule(Optimizer, listed=False):
    """A typed rule; `method_of` makes a class of each.

    They behave like frozen dataclasses, but no source is generated for them, because a visitor chose the
    names of their fields. Plain numbers become NumPy's, so that all arithmetic follows IEEE 754.
    """

    hints: ClassVar[tuple[str, ...]] = ()
    """Sentences about what was perhaps not meant as it is read."""

    key = KEY
    title = "Own rule"
    summary = "A line for each state, the last for w. g is the gradient, t the step; other names get sliders."

    def __init__(self, /, *values: Any, **named: Any):
        defaults = {field.name: field.default for field in dataclasses.fields(self)}
        named |= dict(zip(defaults, values, strict=False))
        if len(values) > len(defaults) or not named.keys() <= defaults.keys():
            raise TypeError(f"the rule has the hyper-parameters {', '.join(defaults) or 'none'}")
        vars(self).update(defaults | named)

    def __setattr__(self, name: str, value: object) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({values})"

    def accumulate(self, t: Number, g: Number, state: Any) -> Any:
        return self.remembered(t, 0.0, g, state)

    def remembered(self, t: Number, w: Number, g: Number, state: Any) -> Any:
        before = {f"{name}_before": value for name, value in state._asdict().items()}
        found = self._followed(self.lines[:-1], {"t": t, "g": g, "w_before": w, **before})
        return self.State(*(found[name] for name in self.State._fields))

    def update(self, t: Number, w: Number, g: Number, state: Any) -> Any:
        _, term = self.lines[-1]
        given = {"t": t, "g": g, "w_before": w, **state._asdict()}
        subtracted = _subtracted(term)
        if subtracted is None:
            subtracted = Term("sub", Term("w_before"), term)
        return self._followed([("w", subtracted)], given)["w"]

    def moved(self, t: Number, w: Number, g: Number, state: Any) -> Any:
        found = self._followed(self.lines[-1:], {"t": t, "g": g, "w_before": w, **state._asdict()})["w"]
        if isinstance(w, np.ndarray) and np.shape(found) != w.shape:  # the line may not use w
            return np.broadcast_to(found, np.broadcast_shapes(np.shape(found), w.shape))
        return found

    def _followed(self, lines: Iterable[tuple[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
        """Return the values that lines set; each line may use those before it."""
        known = vars(self) | given
        plain = [name for name, value in known.items() if type(value) in (int, float)]
        alone = len(plain) == len(known)
        if alone or all(isinstance(value, float | int | np.ndarray | np.generic) for value in known.values()):
            known |= {name: np.float64(known[name]) for name in plain}
        elif "t" in plain:
            known["t"] = float(known["t"])
        with np.errstate(all="ignore" if alone else None):
            for name, term in lines:
                known[name] = evaluate(term, known)
        return {name: float(known[name]) if alone else known[name] for name, _ in lines}


def _subtracted(term: Any) -> Any:
    """Return x of a term w − x; None for any other term."""
    if isinstance(term, Term) and term.name == "sub":
        first, second = term.operands
        if isinstance(first, Term) and first.name == "w_before":
            return second
    return None


def method_of(rule: Rule, text: str) -> type[OwnRule]:
    """Make the class of a rule that was typed as `text`."""
    known = _known(rule.hypers)
    fields = {
        field_of(symbol): _declared(symbol, known.get(symbol), rule.ranges.get(symbol))
        for symbol in sorted(rule.hypers, key=lambda symbol: symbol != "η")
    }
    symbols = {field_of(symbol): symbol for symbol, _ in rule.lines[:-1]}
    getters = {name: property(itemgetter(i)) for i, name in enumerate(symbols)}
    namespace = {
        "__module__": __name__,
        "__doc__": "A rule that somebody typed.",
        "__annotations__": dict.fromkeys(fields, float),
        "State": type("State", (Kept,), {"__slots__": (), "_fields": tuple(symbols), **getters}),
        "title": rule.name or OwnRule.title,
        "text": text,
        "hints": rule.hints,
        "lines": tuple((field_of(symbol), term) for symbol, term in rule.lines),
        "symbols": symbols,
        "moments": _moments(symbols),
        **fields,
    }
    made: Any = abc.ABCMeta("OwnRule", (OwnRule,), namespace, listed=False)
    return dataclasses.dataclass(init=False, repr=False, eq=False)(made)


def _moments(symbols: Mapping[str, str]) -> dict[str, str]:
    """Return the two states to plot: those called m and s, or else the first ones."""
    names = sorted(symbols, key=lambda name: name not in ("m", "s"))[:2]
    return {name: "" for name in symbols if name in names}


def _known(symbols: Iterable[str]) -> dict[str, Hyper]:
    """Return the hyper-parameters that methods of the package have, by their symbols.

    The first method that has one decides, but methods with mostly the same hyper-parameters as these come
    first: a rule with η, β1, β2 and ε has Adam's η, and not that of gradient descent.
    """
    wanted = set(symbols)

    def unlike(method: type[Optimizer]) -> float:
        its = {about.symbol for about in hypers(method)}
        share = len(its ^ wanted) / len(its | wanted)
        return share if share < 0.5 else 1.0

    found: dict[str, Hyper] = {}
    for method in sorted(OPTIMIZERS.values(), key=unlike):
        for about in hypers(method):
            found.setdefault(about.symbol, about)
    return found


def _declared(symbol: str, known: Hyper | None, given: Range | None) -> Any:
    """Declare the field of a hyper-parameter: with the range that was typed, a known one, or 0 to 1."""
    meaning = known.meaning if known else "a number of this rule"
    if given:
        return _ranged(symbol, meaning, known, given)
    if known:
        about = dataclasses.asdict(known)
        about = {name: about[name] for name in ("default", "low", "high", "scale", "tick", "unit")}
        brackets = "(["[known.least_included] + ")]"[known.most_included]
        bounds = f"{brackets[0]}{known.least!r}, {known.most!r}{brackets[1]}"
        return hyper(symbol, meaning, bounds=bounds, **about)
    return hyper(symbol, meaning, default=0.5, low=0, high=1, tick=0.01, bounds="(-inf, inf)")


def _ranged(symbol: str, meaning: str, known: Hyper | None, given: Range) -> Any:
    default = given.middle if given.default is None else given.default
    if given.default is None and known is not None and given.low <= known.default <= given.high:
        default = known.default
    return hyper(
        symbol,
        meaning,
        default=default,
        low=given.low,
        high=given.high,
        scale="log" if given.is_log else "linear",
        tick=given.tick,
        bounds=f"[{given.low!r}, {given.high!r}]",
    )
