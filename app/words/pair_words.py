"""Gradient pairs -> the page's words about their maps; a title has the formula of the code that ran."""

import unicodedata
from functools import cache

from sympy import Expr, Integer, Symbol, evaluate
from sympy.printing.precedence import precedence
from sympy.printing.str import StrPrinter

from optimizers import Optimizer
from optimizers.pairs import Measure, compared, measure, measure_of, numbers

from ..maps.pairs import pair_maps, pair_runs
from ..numerals import finite, short
from .symbols import symbols_of

_NAMES = {"g1": "g₁", "g2": "g₂", "eta": "η", "step1": "step 1", "step2": "step 2"}
_TEX = {
    "g1": "g_1",
    "g2": "g_2",
    "eta": r"\eta",
    "step1": r"\text{step 1}",
    "step2": r"\text{step 2}",
}


def told_pairs(run: Optimizer, reach: float) -> dict[str, object]:
    """Describe the maps over [−reach, reach]² for the browser; see `PairMaps`.

    Returns:
        `meaning`, what the colours mean; `reach`, `largest`, `levels`, and `maps`, each with its `title`, the
        same as mathematics in `head`, its `values` and its `example`: the pair `g` that the article series
        calculates, and its measure as `word`; or None.
    """
    found = pair_maps(run, reach)
    maps = zip(found.runs, found.values, strict=True)
    return {
        "meaning": meaning(run),
        "reach": reach,
        "largest": found.largest,
        "levels": found.levels.tolist(),
        "maps": [
            {"title": title(each), "head": head(each), "values": values, "example": _example(each)}
            for each, values in maps
        ],
    }


def meaning(run: Optimizer) -> str:
    """Say in one sentence what red and green mean on the maps of a run."""
    than = "one of gradient descent" if "eta" in vars(run) else "the second gradient"
    return run.pair_meaning or f"Red: the second step is longer than {than}; green: it is shorter."


def title(run: Optimizer) -> str:
    """Return a map's title: the series' name for its measure, the method, and the formula."""
    first = ", ".join(filter(None, [run.pair_symbol.replace("_", ""), run.title]))
    return f"{first}\n{_formula(measure_of(run), 'eta' in vars(run))[0]}"


def head(run: Optimizer) -> dict[str, str]:
    """Return a title in parts: the measure's `symbol`, the method in `words`, and the `formula`.

    The symbol is also in LaTeX, in `tex`, and so is the formula, in `formula_tex`.
    """
    plain, tex = _formula(measure_of(run), "eta" in vars(run))
    symbol = {"symbol": run.pair_symbol, "tex": _tex(run.pair_symbol)}
    return {**symbol, "words": run.title, "formula": plain, "formula_tex": tex}


def _tex(symbol: str) -> str:
    """Return a letter with a tilde, an index, or both in LaTeX."""
    letter, _, index = unicodedata.normalize("NFKD", symbol).replace("_", "").partition("\u0303")
    name, index = letter[:1], letter[1:] + index
    return (rf"\tilde {name}" if "\u0303" in symbol else name) + (f"_{{{index}}}" if index else "")


@cache
def _formula(of: Measure, has_rate: bool) -> tuple[str, str]:
    """Return the formula of a measure, read from it with symbols, in plain text and in LaTeX; η may be 1."""
    given = symbols_of(compared(of)) | ({} if has_rate else {"eta": Integer(1)})
    with evaluate(False):
        found = of(*(given[name] for name in compared(of)))
    plain, tex = (str(printer({"order": "none"}).doprint(found)) for printer in (_Plain, _Tex))
    return plain.replace("-", "−"), tex


def explain_pair(run: Optimizer, g1: float, g2: float) -> list[list[tuple[str, float | None]]]:
    """Return the numbers of a pair for each visible map, as rows of a name and a number.

    The measure comes last, after the numbers of the two steps that it compares. Numbers that are not finite
    are None.
    """
    explained = []
    for each in pair_runs(run):
        kinds = {
            name.rstrip("12"): None for name in compared(measure_of(each)) if name not in ("eta", "g1", "g2")
        }
        found = numbers(each, g1, g2)
        rows = {_name(f"{kind}{step}"): found[f"{kind}{step}"] for kind in ("g", *kinds) for step in (1, 2)}
        rows[f"measure {each.pair_symbol}".rstrip()] = measure(each, g1, g2)
        explained.append([(name, finite(float(value))) for name, value in rows.items()])
    return explained


def _example(run: Optimizer) -> dict[str, object] | None:
    if run.pair_example is None:
        return None
    places = ", ".join(map(short, run.pair_example))
    return {"g": run.pair_example, "word": f"({places}): {short(float(measure(run, *run.pair_example)))}"}


def _name(name: str) -> str:
    """Return the name of a number of the two steps: m(1) for the m of step 1."""
    return _NAMES.get(name, f"{name[:-1]}({name[-1]})")


class _Plain(StrPrinter):  # type: ignore[misc]  # SymPy has no types
    """Writes a formula as people do in plain text: η g₂, |x|, "a where b, else c".

    SymPy finds its methods by the names of its classes.
    """

    def _print_Symbol(self, symbol: Symbol) -> str:  # noqa: N802
        return _name(symbol.name)

    def _print_Abs(self, formula: Expr) -> str:  # noqa: N802
        return f"|{self._print(formula.args[0])}|"

    def _print_Mul(self, formula: Expr) -> str:  # noqa: N802
        sign, factors = ("-", formula.args[1:]) if formula.args[0] == -1 else ("", formula.args)
        words = [self.parenthesize(factor, precedence(formula)) for factor in factors if factor != 1]
        return sign + " ".join(words or ["1"])

    def _print_Relational(self, formula: Expr) -> str:  # noqa: N802
        text: str = super()._print_Relational(formula)
        return text.replace(">=", "≥").replace("<=", "≤")

    def _print_Where(self, formula: Expr) -> str:  # noqa: N802
        condition, yes, no = map(self._print, formula.args)
        return f"{yes} where {condition}, else {no}"


class _Tex(_Plain):
    """Writes the same in LaTeX."""

    def _print_Symbol(self, symbol: Symbol) -> str:  # noqa: N802
        return _TEX.get(symbol.name) or _name(symbol.name)

    def _print_Abs(self, formula: Expr) -> str:  # noqa: N802
        return rf"\left|{self._print(formula.args[0])}\right|"

    def _print_Relational(self, formula: Expr) -> str:  # noqa: N802
        text = super()._print_Relational(formula)
        return text.replace("≥", r"\geq").replace("≤", r"\leq")

    def _print_Where(self, formula: Expr) -> str:  # noqa: N802
        condition, yes, no = map(self._print, formula.args)
        return rf"{yes} \text{{ where }} {condition}, \text{{ else }} {no}"
