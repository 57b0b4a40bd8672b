"""A method as text: its arithmetic, recorded with terms, in the language of rules.

The text is read back as the same operations in the same order, so that its path is the same to the bit. A
term that occurs twice gets a line of its own, as does a state that does not begin at 0.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from optimizers import Optimizer, hypers
from optimizers.caching import cached_by_class
from optimizers.terms import RUN, STEP, Term
from optimizers.terms import read as read_with

from .building import COMPARED
from .language import ARITIES
from .names import symbol_of, typed

_LETTERS = "abcdfhknpqruvyz"
"""Names for lines that set no state of the method."""
_SUM, _PRODUCT, _ROW, _SIGNED, _POWER, _ATOM = range(6)
"""What binds how tightly: a + b, a/b, a b, −a, a^b, a."""
_COMPARED = {name: sign for sign, name in COMPARED.items()}
_CALLED = {"maximum": "max", "minimum": "min", "where": "if"}


class UnwritableError(Exception):
    """The language of rules cannot express a method."""


@cached_by_class
def text_of(method: type[Optimizer]) -> str:
    """Return the rule of a method as text: as it was typed, or written from its arithmetic.

    Raises:
        UnwritableError: if the language cannot express it.
    """
    return method.text or "\n".join(_Writer(method).write())


def epsilon_outside(text: str) -> str:
    """Return the text of a rule with ε added to the root instead of within it, as in PyTorch; "" without one.

    A rule with two such roots is left alone: AdaDelta has ε within them in its paper and in PyTorch, too.
    """
    within = " + ε)"
    if text.count(within) != 1:
        return ""
    end = text.index(within)
    depth, start = 1, end
    while depth:  # to the parenthesis that is closed behind ε
        start -= 1
        depth += {")": 1, "(": -1}.get(text[start], 0)
    head = text[:start]
    if not head.endswith("sqrt"):
        return ""
    return f"{head.removesuffix('sqrt')}({head[-4:]}{text[start:end]}) + ε){text[end + len(within) :]}"


def _raised(term: Term) -> tuple[Term, int] | None:
    """Return (x, 2) of a product x x, (x, 3) of x x x, where x is one operation; else None."""
    if term.name != "mul":
        return None
    left, right = term.operands
    if left is right and isinstance(left, Term):
        return left, 2
    if isinstance(left, Term) and left.name == "mul" and left.operands[0] is left.operands[1] is right:
        return right, 3
    return None


class _Writer:
    """The lines of a method, in an order in which each sees the old and the new states that it needs."""

    def __init__(self, method: type[Optimizer]):
        names = [typed(method.symbols.get(field) or symbol_of(field)) for field in method.State._fields]
        self.hypers = {about.name: typed(about.symbol) for about in hypers(method)}
        taken = {*names, *self.hypers.values()}
        self.free = iter([letter for letter in _LETTERS if letter not in taken])
        hyper = {name: Term(symbol, when=RUN) for name, symbol in self.hypers.items()}
        t, w, g = Term("t", when=STEP), Term("w"), Term("g")
        old, new = ([Term(name) for name in names] for _ in range(2))
        self.old, self.new = ({id(leaf): leaf.name for leaf in leaves} for leaves in (old, new))
        """The states before and after the step, by the identity of their terms -> how they are written."""
        try:
            initial = read_with(method, hyper.__getitem__, t, w, g, old, new).initial
            begun = [
                Term("where", Term("eq", t, 1), value, leaf) if isinstance(value, Term) or value else leaf
                for leaf, value in zip(old, initial, strict=True)
            ]
            found = read_with(method, hyper.__getitem__, t, w, g, begun, new)
        except TypeError as error:
            raise UnwritableError(f"it does more than arithmetic: {error}") from None
        self.weight = found.weight
        self.lines = dict(zip(names, found.state, strict=True))
        """The name that a line sets -> its term; lines are written in another order."""
        self.named: dict[int, str] = {}
        """The terms that have a line, by their identity -> the name that it sets."""
        for name, term in self.lines.items():
            if isinstance(term, Term) and term.operands:
                self.named.setdefault(id(term), name)
        for term in self._shared():
            free = next(self.free, None)
            if free is None:
                raise UnwritableError("too much in it occurs twice")
            self.lines[free] = term
            self.named[id(term)] = free

    def _shared(self) -> list[Term]:
        """Return the operations that occur more than once, give a number, and are not made of w."""
        uses: Counter[int] = Counter()
        found: list[Term] = []
        of_w: dict[int, bool] = {}

        def count(term: Any) -> bool:
            """Count the uses within a term, and tell whether it is made of w."""
            if not isinstance(term, Term) or not term.operands:
                return isinstance(term, Term) and term.name == "w"
            uses[id(term)] += 1
            if uses[id(term)] == 1:
                raised = _raised(term)
                operands = term.operands if raised is None else raised[:1]
                of_w[id(term)] = max(list(map(count, operands)))
                found.append(term)
            return of_w[id(term)]

        for term in (*self.lines.values(), self.weight):
            count(term)
        truths = {*_COMPARED, "and", "or"}
        return [
            term
            for term in found
            if uses[id(term)] > 1
            and id(term) not in self.named
            and term.name not in truths
            and not of_w[id(term)]
        ]

    def write(self) -> Iterator[str]:
        """Yield the lines."""
        waiting = dict(self.lines)
        while waiting:
            parts = {name: set(self._parts(name, term)) for name, term in waiting.items()}
            ready = [name for name in waiting if not parts[name] & waiting.keys()]
            if not ready:
                raise UnwritableError("its states need each other")
            read_by = {name: {other for other in waiting if f"old {name}" in parts[other]} for name in ready}
            good = [name for name in ready if read_by[name] <= {name}]
            if good:
                yield f"{good[0]} = {self._line(good[0], waiting.pop(good[0]))}"
                continue
            # Lines that come later read the old value of each line that is ready: keep a copy of one.
            name, copy = ready[0], next(self.free)
            yield f"{copy} = {name}"
            self.old = {key: copy if old == name else old for key, old in self.old.items()}
        yield f"w = {self._show(self.weight, _SUM)}"

    def _parts(self, name: str, term: Any) -> Iterator[str]:
        """Yield the lines that a line needs, and "old x" for each old state x that it reads."""
        if id(term) in self.old:
            yield f"old {self.old[id(term)]}"
        elif id(term) in self.new:
            yield self.new[id(term)]
        elif isinstance(term, Term):
            if (line := self.named.get(id(term), name)) != name:
                yield line
            else:
                for operand in term.operands:
                    yield from self._parts(name, operand)

    def _line(self, name: str, term: Any) -> str:
        """Return the right side of a line."""
        if self.named.get(id(term)) == name:
            del self.named[id(term)]
            text = self._show(term, _SUM)
            self.named[id(term)] = name
            return text
        return self._show(term, _SUM)

    def _show(self, term: Any, level: int) -> str:
        """Return a term, in parentheses if it binds less tightly than `level`."""
        text, own = self._written(term)
        return text if own >= level else f"({text})"

    def _written(self, term: Any) -> tuple[str, int]:
        if not isinstance(term, Term):
            text = repr(term).removesuffix(".0")
            return text, _SIGNED if text.startswith("-") else _ATOM
        if id(term) in self.named or not term.operands:
            return self.old.get(id(term)) or self.named.get(id(term)) or term.name, _ATOM
        if raised := _raised(term):
            base, exponent = raised
            return f"{self._show(base, _ATOM)}^{exponent}", _POWER
        match term.name, *term.operands:
            case "add" | "sub", left, right:
                sign = "+" if term.name == "add" else "-"
                after = self._show(right, _PRODUCT)
                after = f"({after})" if after.startswith("-") else after
                return f"{self._show(left, _SUM)} {sign} {after}", _SUM
            case "mul", left, right:
                return self._product(left, right)
            case "div", above, below:
                return f"{self._show(above, _PRODUCT)}/{self._show(below, _POWER)}", _PRODUCT
            case "pow", base, exponent:
                return f"{self._show(base, _ATOM)}^{self._show(exponent, _POWER)}", _POWER
            case "neg", operand:
                return f"-{self._show(operand, _SIGNED)}", _SIGNED
            case "where", condition, yes, no:
                first = self._condition(condition)
                return f"if({first}, {self._show(yes, _SUM)}, {self._show(no, _SUM)})", _ATOM
            case name, *operands if name not in (*_COMPARED, "and", "or"):
                called = _CALLED.get(name, name)
                if called not in ARITIES:
                    raise UnwritableError(f"the language has no {name}")
                return f"{called}({', '.join(self._show(each, _SUM) for each in operands)})", _ATOM
        raise UnwritableError("a comparison is used as a number")

    def _product(self, left: Any, right: Any) -> tuple[str, int]:
        """Write factors beside each other where they are read as factors, else with a sign between them."""
        before, own = self._written(left)
        if own == _SUM:
            before, own = f"({before})", _ATOM
        after = self._show(right, _POWER)
        is_call = after.startswith("(") and before[-1].isalnum() and before not in self.hypers.values()
        if own >= _ROW and not after[0].isdigit() and not is_call:
            return f"{before} {after}", _ROW
        return f"{before}*{after}", _PRODUCT

    def _condition(self, term: Any) -> str:
        if isinstance(term, Term) and term.name in _COMPARED:
            left, right = (self._show(each, _SUM) for each in term.operands)
            return f"{left} {_COMPARED[term.name]} {right}"
        raise UnwritableError("a condition is more than one comparison")
