"""The functions of the language: for each its name, arity, derivative, LaTeX and two implementations.

They are SymPy functions that SymPy knows nothing about: its own sin, Abs, Max, ... ask its assumption
system questions while they are built or differentiated, and some of those questions never end. These never
evaluate, and their derivatives are the ones written here, at kinks with the usual conventions: sign(0) = 0,
floor and ceil are flat, and where several arguments of max or min tie, they share the slope equally.

Adding a function is adding one `define`.
"""

from __future__ import annotations

import builtins
import math
import operator
from collections.abc import Callable, Sequence
from functools import partial, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Function, Integer, S

from surfaces import algebra

add = partial(algebra.add, cancel=True)
multiply = partial(algebra.multiply, cancel=True)
divide = partial(algebra.divide, cancel=True)
power = partial(algebra.power, cancel=True)
negate = partial(algebra.negate, cancel=True)
_TWO = Integer(2)
Array = NDArray[np.float64]


class RealFunction(Function):  # type: ignore[misc]  # SymPy has no types
    """A function of real arguments; `define` makes the subclasses."""

    is_commutative = True
    arity: tuple[int, int]
    partial: bool
    scalar: Callable[..., float]
    array: Callable[..., Array]
    slopes: Callable[..., Sequence[Expr]]
    template: str

    def fdiff(self, argindex: int = 1) -> Expr:
        """The partial derivative with respect to the argument `argindex` (counted from 1)."""
        return type(self).slopes(*self.args)[argindex - 1]

    def latex(self, arguments: Sequence[str]) -> str:
        """LaTeX of the call, given that of its arguments."""
        first, *rest = arguments
        return self.template.format(first, *rest, all=", ".join(arguments), rest=", ".join(rest))

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = self.latex([printer._print(argument) for argument in self.args])
        return text if exp is None else rf"{{{text}}}^{{{exp}}}"


FUNCTIONS: dict[str, type[RealFunction]] = {}  # name in the language -> SymPy function
NAMESPACES: dict[str, dict[str, Callable[..., Any]]] = {"scalar": {}, "array": {}}
"""What generated code may call."""


def define(
    name: str,
    scalar: Callable[..., float],
    array: Callable[..., Any],
    slopes: Callable[..., Sequence[Expr]],
    *,
    arity: tuple[int, int] = (1, 1),
    partial: bool = False,
    latex: str | None = None,
    spoken: bool = True,
) -> type[RealFunction]:
    """Enter one function into the table.

    Args:
        name: its name in the language, and in SymPy's `str`.
        scalar: for floats; raises ArithmeticError or ValueError, or gives nan, outside the domain.
        array: for float64 arrays that broadcast; nan outside the domain.
        slopes: from the arguments to the partial derivatives.
        arity: least and greatest number of arguments.
        partial: whether it is undefined somewhere.
        latex: template for `str.format`: {0}, {1}, ..., {all}, {rest}.
        spoken: whether visitors may call it (some occur in derivatives only).
    """
    function = type(
        name,
        (RealFunction,),
        {
            "__module__": __name__,
            # Where pickle finds the class: this file leaves Python's abs, min and max alone.
            "__qualname__": f"{name}_" if hasattr(builtins, name) else name,
            "nargs": tuple(range(arity[0], arity[1] + 1)),
            "arity": arity,
            "partial": partial,
            "scalar": staticmethod(scalar),
            "array": staticmethod(array),
            "slopes": staticmethod(slopes),
            "template": latex or rf"\{name}\left({{all}}\right)",
            "_imp_": staticmethod(array),  # so that sympy.lambdify works too
        },
    )
    NAMESPACES["scalar"][name], NAMESPACES["array"][name] = scalar, array
    if spoken:
        FUNCTIONS[name] = function
    return function


_Defined = type[RealFunction]
"""The type of a function that occurs in its own slopes, or in those of an earlier one."""


def _operator(name: str) -> str:
    return rf"\operatorname{{{{{name}}}}}\left({{all}}\right)"


def _square(u: Expr) -> Expr:
    return power(u, _TWO)


def _one_minus_square(u: Expr) -> Expr:
    return add(S.One, negate(_square(u)))


def _inverse_root(u: Expr) -> Expr:
    return power(u, -S.Half)


# --------------------------------------------------------------------------------- exponential and logarithms

exp: _Defined = define("exp", math.exp, np.exp, lambda u: [exp(u)], latex="e^{{{0}}}")
log = define(
    "log", math.log, np.log, lambda u: [power(u, S.NegativeOne)], partial=True, latex=r"\ln\left({0}\right)"
)


def _log_base(x: float, base: float) -> float:
    return math.log(x) / math.log(base)


def _log_base_array(x: Array, base: Array) -> Array:
    return np.log(x) / np.log(base)


log_base: _Defined = define(
    "log_base",
    _log_base,
    _log_base_array,
    lambda u, b: [
        divide(S.One, multiply(u, log(b))),
        negate(divide(log_base(u, b), multiply(b, log(b)))),
    ],
    arity=(2, 2),
    partial=True,
    latex=r"\log_{{{1}}}\left({0}\right)",
    spoken=False,  # the parser makes it of log(x, base)
)
log10 = define(
    "log10",
    math.log10,
    np.log10,
    lambda u: [divide(S.One, multiply(u, log(Integer(10))))],
    partial=True,
    latex=r"\log_{{10}}\left({0}\right)",
)
log2 = define(
    "log2",
    math.log2,
    np.log2,
    lambda u: [divide(S.One, multiply(u, log(_TWO)))],
    partial=True,
    latex=r"\log_{{2}}\left({0}\right)",
)

# --------------------------------------------------------------------- trigonometric and hyperbolic functions

sin = define("sin", math.sin, np.sin, lambda u: [cos(u)])
cos: _Defined = define("cos", math.cos, np.cos, lambda u: [negate(sin(u))])
tan: _Defined = define("tan", math.tan, np.tan, lambda u: [add(S.One, _square(tan(u)))])
asin = define("asin", math.asin, np.arcsin, lambda u: [_inverse_root(_one_minus_square(u))],
              partial=True, latex=r"\arcsin\left({0}\right)")  # fmt: skip
acos = define("acos", math.acos, np.arccos, lambda u: [negate(_inverse_root(_one_minus_square(u)))],
              partial=True, latex=r"\arccos\left({0}\right)")  # fmt: skip
atan = define("atan", math.atan, np.arctan, lambda u: [power(add(S.One, _square(u)), S.NegativeOne)],
              latex=r"\arctan\left({0}\right)")  # fmt: skip
atan2 = define(
    "atan2",
    math.atan2,
    np.arctan2,
    lambda y, x: [
        divide(x, add(_square(x), _square(y))),
        negate(divide(y, add(_square(x), _square(y)))),
    ],
    arity=(2, 2),
    latex=_operator("atan2"),
)
sinh = define("sinh", math.sinh, np.sinh, lambda u: [cosh(u)])
cosh: _Defined = define("cosh", math.cosh, np.cosh, lambda u: [sinh(u)])
tanh: _Defined = define("tanh", math.tanh, np.tanh, lambda u: [_square(sech(u))])
asinh = define("asinh", math.asinh, np.arcsinh, lambda u: [_inverse_root(add(S.One, _square(u)))],
               latex=_operator("arsinh"))  # fmt: skip
acosh = define("acosh", math.acosh, np.arccosh, lambda u: [_inverse_root(add(_square(u), S.NegativeOne))],
               partial=True, latex=_operator("arcosh"))  # fmt: skip
atanh = define("atanh", math.atanh, np.arctanh, lambda u: [power(_one_minus_square(u), S.NegativeOne)],
               partial=True, latex=_operator("artanh"))  # fmt: skip


def _sech(x: float) -> float:
    """1/cosh(x), and 0 where cosh(x) overflows."""
    return 1.0 / math.cosh(x) if not abs(x) >= 710.4 else 0.0


# The slope of tanh is its square; 1 − tanh² would lose all digits far from 0.
sech: _Defined = define(
    "sech",
    _sech,
    lambda x: 1.0 / np.cosh(x),
    lambda u: [negate(multiply(sech(u), tanh(u)))],
    latex=_operator("sech"),
    spoken=False,
)

# ---------------------------------------------------------------------------------------- logistic functions

# None of them overflows on the way to a finite value; `stable` finds them in what is typed with exp and log.


def _sigmoid(x: float) -> float:
    small = math.exp(-abs(x))
    return (1.0 if x >= 0 else small) / (1.0 + small)


def _sigmoid_array(x: Array) -> Array:
    small = np.exp(-np.abs(x))
    return np.where(np.greater_equal(x, 0), 1.0, small) / (1.0 + small)


def _softplus(x: float) -> float:
    return _max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _softplus_array(x: Array) -> Array:
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def _logaddexp(x: float, y: float) -> float:
    apart = 0.0 if x == y else abs(x - y)
    return _max(x, y) + math.log1p(math.exp(-apart))


def _logaddexp_array(x: Array, y: Array) -> Array:
    apart = np.where(np.equal(x, y), 0.0, np.abs(np.subtract(x, y)))
    return np.maximum(x, y) + np.log1p(np.exp(-apart))


sigmoid: _Defined = define(
    "sigmoid",
    _sigmoid,
    _sigmoid_array,
    lambda u: [multiply(sigmoid(u), sigmoid(add(negate(u))))],
    latex=_operator("sigmoid"),
)
softplus = define("softplus", _softplus, _softplus_array, lambda u: [sigmoid(u)], latex=_operator("softplus"))
logaddexp = define(
    "logaddexp",
    _logaddexp,
    _logaddexp_array,
    lambda u, v: [sigmoid(add(u, negate(v))), sigmoid(add(v, negate(u)))],
    arity=(2, 2),
    latex=_operator("logaddexp"),
)

# ---------------------------------------------------------------------------------- roots and absolute values


def _of_many(function: np.ufunc) -> Callable[..., Array]:
    """A function of two arrays as one of many, taken one after the other."""
    return lambda *arrays: reduce(function, arrays)


def _cbrt(x: float) -> float:
    """The C library's root, which may be off by four units in the last place, after one Newton step."""
    root = math.cbrt(x)
    return root - (root - x / (root * root)) / 3 if root and root - root == 0 else root


def _cbrt_array(x: Array) -> Array:
    root = np.cbrt(x)
    better = root - (root - x / (root * root)) / 3
    return np.where(np.isfinite(better), better, root)


cbrt: _Defined = define(
    "cbrt",
    _cbrt,
    _cbrt_array,
    lambda u: [divide(S.One, multiply(Integer(3), _square(cbrt(u))))],
    latex=r"\sqrt[3]{{{0}}}",
)
hypot: _Defined = define(
    "hypot",
    math.hypot,
    _of_many(np.hypot),
    lambda *u: [divide(each, hypot(*u)) for each in u],
    arity=(2, 6),
    latex=_operator("hypot"),
)


def _sign(x: float) -> float:
    return 1.0 if x > 0 else -1.0 if x < 0 else 0.0 if x == 0 else x


sign = define("sign", _sign, np.sign, lambda u: [S.Zero], latex=_operator("sign"))
abs_ = define("abs", math.fabs, np.abs, lambda u: [sign(u)], latex=r"\left|{0}\right|")

# -------------------------------------------------------------------------------------- steps, minima, maxima


def _max(first: float, *rest: float) -> float:
    for value in rest:
        first = first if first > value or first != first else value
    return first


def _min(first: float, *rest: float) -> float:
    for value in rest:
        first = first if first < value or first != first else value
    return first


_max_array, _min_array = _of_many(np.maximum), _of_many(np.minimum)


def _leads(first: float, *rest: float) -> float:
    return 0.0 if any(first < value for value in rest) else 1.0 / (1 + sum(first == value for value in rest))


def _trails(first: float, *rest: float) -> float:
    return 0.0 if any(first > value for value in rest) else 1.0 / (1 + sum(first == value for value in rest))


def _leads_array(first: Array, *rest: Array) -> Array:
    ties = sum(np.equal(first, value) for value in rest)
    share: Array = (first == _max_array(first, *rest)) / (1.0 + ties)
    return share


def _trails_array(first: Array, *rest: Array) -> Array:
    ties = sum(np.equal(first, value) for value in rest)
    share: Array = (first == _min_array(first, *rest)) / (1.0 + ties)
    return share


def _each_first(function: Callable[..., Expr], arguments: tuple[Expr, ...]) -> list[Expr]:
    return [function(u, *arguments[:i], *arguments[i + 1 :]) for i, u in enumerate(arguments)]


# The slopes of max and min: 1 where the first argument alone is the greatest (least), 1/n where n of them
# tie, 0 elsewhere.
leads = define("leads", _leads, _leads_array, lambda *u: [S.Zero] * len(u),
               arity=(2, 6), latex=r"\left[{0} \geq {rest}\right]", spoken=False)  # fmt: skip
trails = define("trails", _trails, _trails_array, lambda *u: [S.Zero] * len(u),
                arity=(2, 6), latex=r"\left[{0} \leq {rest}\right]", spoken=False)  # fmt: skip
max_ = define("max", _max, _max_array, lambda *u: _each_first(leads, u), arity=(2, 6))
min_ = define("min", _min, _min_array, lambda *u: _each_first(trails, u), arity=(2, 6))


# ---------------------------------------------------------------------------------------------------- choices

# lower(a, b, x, y) is x where a < b, else y; upto has a ≤ b and same a = b. Where a or b is undefined, so is
# the choice. Each is as steep as the branch taken (`calculus`): a sum of slopes times 1 and 0 would be
# undefined where the other branch is.


def _choice(name: str, compare: Callable[[Any, Any], Any], sign: str) -> _Defined:
    def scalar(a: float, b: float, x: float, y: float) -> float:
        return x if compare(a, b) else y if a == a and b == b else math.nan

    def array(a: Array, b: Array, x: Array, y: Array) -> Array:
        known = np.equal(a, a) & np.equal(b, b)
        return np.where(known, np.where(compare(a, b), x, y), np.nan)

    return define(
        name,
        scalar,
        array,
        lambda *u: [S.Zero] * len(u),
        arity=(4, 4),
        latex=rf"\begin{{{{cases}}}}{{2}} & \text{{{{where }}}} {{0}} {sign} {{1}}\\"
        r" {3} & \text{{else}}\end{{cases}}",
        spoken=False,
    )


lower = _choice("lower", operator.lt, "<")
upto = _choice("upto", operator.le, r"\leq")
same = _choice("same", operator.eq, "=")
CHOICES = (lower, upto, same)


def _huber(x: float, d: float) -> float:
    size = abs(x)
    least = _min(size, d)
    return least * (size - least / 2)


def _huber_array(x: Array, d: Array) -> Array:
    size = np.abs(x)
    least = np.minimum(size, d)
    return least * (size - least / 2)


def _huber_slopes(u: Expr, d: Expr) -> list[Expr]:
    size = abs_(u)
    within = trails(size, d)
    beyond = add(S.One, negate(within))
    return [
        add(multiply(within, u), multiply(beyond, d, sign(u))),
        multiply(beyond, add(size, negate(d))),
    ]


# z²/2 where |z| ≤ d, else d (|z| − d/2).
huber = define("huber", _huber, _huber_array, _huber_slopes, arity=(2, 2), latex=_operator("huber"))


def _near(x: float, whole: float) -> bool:
    return abs(x - whole) <= max(1e-12 * max(abs(x), abs(whole)), 1e-15)


def _floor(x: float) -> float:
    """The floor of math.js: 7 for 0.7/0.1, which is 6.999... because of rounding."""
    low = float(math.floor(x))
    return low + 1 if _near(x, low + 1) and not _near(x, low) else low


def _near_array(x: Array, whole: Array) -> NDArray[np.bool_]:
    return np.abs(x - whole) <= np.maximum(1e-12 * np.maximum(np.abs(x), np.abs(whole)), 1e-15)


def _floor_array(x: Array) -> Array:
    low = np.floor(x) + 0.0  # 0 for −0, as with floats
    return np.where(_near_array(x, low + 1) & ~_near_array(x, low), low + 1, low)


def _mod(x: float, y: float) -> float:
    return x - y * _floor(x / y) if y else x


def _mod_array(x: Array, y: Array) -> Array:
    return np.where(np.equal(y, 0), x, x - y * _floor_array(np.divide(x, y)))


floor = define("floor", _floor, _floor_array, lambda u: [S.Zero], latex=r"\left\lfloor {0}\right\rfloor")
ceil = define("ceil", lambda x: -_floor(-x), lambda x: -_floor_array(-x), lambda u: [S.Zero],
              latex=r"\left\lceil {0}\right\rceil")  # fmt: skip
# The sign is the divisor's, and mod(x, 0) is x, as in math.js.
mod = define("mod", _mod, _mod_array, lambda u, v: [S.One, negate(floor(divide(u, v))) if v != 0 else S.Zero],
             arity=(2, 2), latex=r"\left({0} \bmod {1}\right)")  # fmt: skip
