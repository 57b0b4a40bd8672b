"""Hypothesis strategies for texts of update rules, mostly valid and mostly invalid ones."""

from hypothesis import strategies as st

from surfaces.names import CALLS

numbers = st.sampled_from(["0", "1", "2", "3", "0.5", ".25", "10", "1e-3", "1e300", "1e-300"])
names = st.sampled_from(["m", "s", "v", "g", "w", "t", "η", "α", "β1", "ε", "λ", "p", "pi"])
EXACT = {"sqrt": 1, "sign": 1, "abs": 1, "min": 2, "max": 2}
"""Functions that all readings round alike, and their numbers of arguments."""


def _operations(inner, functions):
    calls = [
        st.tuples(*[inner] * count).map(lambda each, name=name: f"{name}({', '.join(each)})")
        for name, count in functions.items()
    ]
    signs = st.sampled_from([" + ", " - ", "*", "/", " "])
    comparisons = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    return st.one_of(
        st.tuples(inner, signs, inner).map(lambda each: f"({each[0]}){each[1]}({each[2]})"),
        inner.map(lambda each: f"-({each})"),
        inner.map(lambda each: f"({each})^2"),
        st.tuples(inner, st.sampled_from(["", " + 1", " + 8", " + 9", " + 30000"])).map(
            lambda each: f"p^(t{each[1]}) + {each[0]}"
        ),
        st.tuples(inner, comparisons, inner, inner, inner).map(
            lambda each: f"if({each[0]} {each[1]} {each[2]}, {each[3]}, {each[4]})"
        ),
        *calls,
    )


def values(functions, leaves=8):
    return st.recursive(names | numbers, lambda inner: _operations(inner, functions), max_leaves=leaves)


def rules(functions=EXACT | {"exp": 1, "log": 1, "tanh": 1, "mod": 2, "floor": 1, "hypot": 3, "cbrt": 1}):
    """A text with some of the states m, s and v, and a line for w."""
    return _rules(values(functions))


@st.composite
def _rules(draw, value):
    """Cached with its strategy for values, which takes long to make."""
    states = draw(st.lists(st.sampled_from(["m", "s", "v"]), unique=True, max_size=3))
    lines = [f"{state} = {draw(value)}" for state in states]
    w = draw(st.sampled_from(["w - {}", "{}", "w - η g - {}", "(1 - λ) w - η {}"]))
    return draw(st.sampled_from(["\n", "; "])).join([*lines, "w = " + w.format(f"({draw(value)})")])


_pieces = st.sampled_from(
    [
        *"+-*/^%()[]=<>,;:\n ._",
        *CALLS,
        "if",
        "in",
        "m",
        "w",
        "g",
        "t",
        "η",
        "β1",
        "w = w - ",
        "m = ",
        "2.5",
        "1e9",
        "²",
    ]
)
anything = st.one_of(
    st.lists(_pieces, max_size=60).map("".join),
    st.text(max_size=620),
    st.text(st.characters(categories=["Cs", "Cf", "Nd", "No", "Mn", "Zs", "Sm"]), max_size=20).map(
        "w = w - ".__add__
    ),
    st.tuples(rules(), st.text(max_size=2), st.integers(0, 60)).map(
        lambda t: t[0][: t[2]] + t[1] + t[0][t[2] :]
    ),
)
