"""Hypothesis strategies: texts of the grammar, arbitrary texts, and points of the plane."""

from hypothesis import strategies as st

from surfaces.names import CALLS

numbers = st.sampled_from(
    ["0", "1", "2", "3", "7", "10", "0.5", ".25", "2.", "1e-3", "1.5e2", "1e300", "1e-300"]
)
names = st.sampled_from(["w1", "w2", "x", "y", "w_1", "w₂", "pi", "e", "tau", "π"])
signs = st.sampled_from(
    [" + ", " - ", "*", "/", " / ", " ", "^", "**", " % ", "·", " × ", "−", "*-", "^-", "²"]
)


@st.composite
def _calls(draw, arguments):
    name = draw(st.sampled_from(sorted(CALLS)))
    least, most = CALLS[name][0]
    return f"{name}({', '.join(draw(st.lists(arguments, min_size=least, max_size=most)))})"


@st.composite
def _rows(draw, operands):
    text = draw(st.sampled_from(["", "", "-", "+"])) + draw(operands)
    for _ in range(draw(st.integers(0, 3))):
        text += draw(signs) + draw(operands)
    return text


# Mostly valid error functions; some contain a constant that is not real, or two numbers in a row.
expressions = _rows(
    st.recursive(
        st.one_of(names, names, numbers),
        lambda inner: st.one_of(_rows(inner).map("({})".format), _calls(_rows(inner))),
        max_leaves=12,
    )
)

# Mostly invalid texts: pieces of the language in any order, any characters, and damaged valid texts.
_pieces = st.sampled_from(
    [*"+-*/^%()., ", *CALLS, "w1", "w2", "x", "1", "2.5", "1e9", "²", "_", "__class__", "'", "!", "|"]
)
anything = st.one_of(
    st.lists(_pieces, max_size=60).map("".join),
    st.text(max_size=320),
    st.text(st.characters(categories=["Cs", "Cf", "Nd", "No", "Mn", "Zs", "Sm"]), max_size=20),
    st.tuples(expressions, st.text(max_size=2), st.integers(0, 40)).map(
        lambda t: t[0][: t[2]] + t[1] + t[0][t[2] :]
    ),
)

# Pieces of LaTeX, of programs and of pages, in any order.
_papers = st.sampled_from(
    [
        *[
            r"\frac",
            r"\sqrt",
            r"\left(",
            r"\right)",
            r"\left|",
            r"\right|",
            r"\cdot",
            r"\sin",
            r"\exp",
            r"\theta_1",
            r"\mathbf{w}",
            r"\lVert",
            r"\rVert",
        ],
        *[
            "{",
            "}",
            "_",
            "^",
            "[",
            "]",
            "(",
            ")",
            "|",
            "‖",
            "√",
            "½",
            "²",
            "₁",
            ":",
            ",",
            "=",
            ">",
            "<",
            "+",
            "-",
            "/",
            "*",
            "12",
            "0.5",
            "w_1",
            "w_{2}",
            "x",
            "y",
            "e^{",
            "w[0]",
            "np.sin(",
            "Math.PI",
            "if(",
            "1/N Σᵢ",
            "x_i",
        ],
        *[
            r"\,",
            r"\\",
            r"\foo",
            r"\sum_{i=1}^{N}",
            r"\mathbb{E}",
            r"‖w‖²",
            r"sin^2",
            r"\frac12",
            r"\sqrt[3]",
            r"E=",
            r"f(x,y)=",
            r"{",
            r"w1",
            r">",
            r"0:",
            r"sin",
            r"cos",
        ],
        *("\u00a0", "\u2009", "\u200b", "–", "⋅", " "),
    ]
)
pasted = st.one_of(st.lists(_papers, max_size=25).map("".join), st.lists(_papers, max_size=25).map(" ".join))

coordinates = st.floats(-4, 4)
reals = st.one_of(
    coordinates,
    st.sampled_from([0.0, -0.0, 1.0, -1.0, 2.0, 1e-320, 1e200, -1e200, 1e308]),
    st.sampled_from([float("nan"), float("inf"), float("-inf")]),
)
