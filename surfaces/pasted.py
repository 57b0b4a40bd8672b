"""What people write on paper or paste, in the language of `grammar`: pages, PDFs, LaTeX and programs.

`plain` rewrites characters and words, and notes where each came from; `as_meant` rewrites tokens. All that
they rewrite was refused before, besides σ(…): no other text that the grammar reads by itself is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise

from surfaces.around import formula_of
from surfaces.letters import ALIKE, GREEK, LETTER
from surfaces.names import CALLS, CHOICE, OVER_ROWS, SYNONYMS, VALUES
from surfaces.pieces import Piece, at_places, pieces_of, replaced, text_and_places, text_of
from surfaces.summed import with_sums
from surfaces.tokens import ExpressionError, Token, quote

_INVISIBLE = dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\ufe0e\ufe0f\ufeff", "")
_SPACES = dict.fromkeys("\u00a0\u202f\u205f\u2062\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " ")
_FRACTIONS = {
    sign: f"({above}/{below})" for sign, above, below in zip("½⅓⅔¼¾⅕⅛", "1121311", "2334458", strict=True)
}
_ALIKE = {
    **_INVISIBLE,
    **_SPACES,
    **_FRACTIONS,
    **dict.fromkeys("‐‑‒–—﹣", "-"),
    **dict.fromkeys("⋅∙•‧", "·"),
    **dict.fromkeys("✕✖⨯", "×"),
    **dict.fromkeys("∕⁄", "/"),
    **dict.fromkeys("∣❘", "|"),
    **dict.fromkeys("∥ǁ", "‖"),
    "∗": "*",
    "ℓ": "l",
    "∈": " in ",
    **dict.fromkeys("≔≡", "="),
    "⩽": "≤",
    "⩾": "≥",
    **ALIKE,
}
"""Characters that look like one of the language's, or like nothing, and what they stand for."""

# ------------------------------------------------------------------------------------------------------ LaTeX

STYLES = (
    *("mathbf", "mathrm", "mathit", "mathsf", "mathcal", "boldsymbol", "bm", "vec"),
    *("operatorname", "text", "textrm", "mathop", "rm", "bf"),
)
"""Commands that say how letters look."""
_SIZES = (
    *("left", "right", "middle", "displaystyle", "textstyle", "limits", "quad", "qquad", "thinspace"),
    *("big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr"),
)
_FUNCTIONS = ("sin", "cos", "tan", "sinh", "cosh", "tanh", "ln", "log", "exp", "min", "max")
_COMMANDS = {
    **dict.fromkeys((*_SIZES, ",", ";", ":", "!", ">", " ", "space", "enspace"), " "),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), "\\"),
    **dict.fromkeys(("lvert", "rvert", "vert", "mid"), "|"),
    **dict.fromkeys(("lVert", "rVert", "Vert", "|"), "‖"),
    **dict.fromkeys(("{", "lbrace", "lbrack"), "("),
    **dict.fromkeys(("}", "rbrace", "rbrack", "rfloor", "rceil"), ")"),
    **dict.fromkeys(("le", "leq", "leqslant"), "≤"),
    **dict.fromkeys(("ge", "geq", "geqslant"), "≥"),
    "ne": "≠", "neq": "≠", "lt": "<", "gt": ">", "coloneqq": "=", "equiv": "=", "triangleq": "=",
    "cdot": "·", "times": "×", "ast": "*", "div": "/", "infty": "∞", "in": " in",
    "lfloor": " floor(", "lceil": " ceil(", "sqrt": "√", "sum": "∑", "lg": " log10",
    **{name: letter for letter, name in GREEK.items()},
    "ell": "l", "varepsilon": "ε", "varphi": "φ", "varrho": "ρ", "vartheta": "θ", "pi": "π",
    **{name: f" {name}" for name in _FUNCTIONS},
    **{f"arc{name}": f" a{name}" for name in ("sin", "cos", "tan")},
}  # fmt: skip
"""LaTeX commands and what they stand for."""
_NO_VECTORS = "write out products of vectors: w1^2 + w2^2 for that of w with itself"
_ADVICE = {
    "mathbb": "there are no sets and no expectations here: write the function of w1 and w2 itself",
    **dict.fromkeys(("hat", "bar", "tilde", "overline"), "leave out what stands above the letter"),
    **dict.fromkeys(("top", "intercal", "langle", "odot"), _NO_VECTORS),
    "arg": "write only what is to be made small: the page looks for its minima",
    **dict.fromkeys(("prod", "int"), "write out each factor or term: products and integrals are not read"),
    **dict.fromkeys(("partial", "nabla"), "write E itself: its derivatives are found by the page"),
    "begin": "write if(w1 > 0, w1, 0) for cases, and everything on one line",
    **dict.fromkeys(("(", ")", "[", "]"), "leave out the signs within the text: write one formula"),
    **dict.fromkeys(("pm", "mp"), "write + or -: there is one error function"),
    "\\": "write everything on one line",
}
_SIGNS = {"∇": "nabla", "∂": "partial", "∫": "int", "∏": "prod", "±": "pm", "∓": "mp", "⊤": "top"}
"""Characters that are refused as the commands of LaTeX for them."""
_COMMAND = re.compile(r"\\([A-Za-z]+|.)?", re.DOTALL)
_DEGREE = re.compile(r"\s*\[\s*([0-9]+)\s*\]")
_GROUP = re.compile(r"\*?\s*\{\s*([A-Za-z]+[0-9]*|\\theta)\s*\}")
_INDEX = re.compile(
    r"_\s*(?:\{\s*([A-Za-z0-9∞]+|\\infty)\s*\}|([A-Za-z0-9∞]|\\infty)"
    r"|(\{\s*)?\\(?:mathrm|text|textrm|mathsf|operatorname)\s*\{\s*([A-Za-z]+)\s*\}(?(3)\s*\}))"
)
_CHOICE = re.compile(r"(?:[^:{}\\]|\\[A-Za-z]+|\{[^{}]*\})*:")
"""What follows a brace that opens a choice."""
_CLOSING = {"(": ")", "{": "}"}
_RANGE = re.compile(r"\bin\s*(?:\[[^\[\]]*)?$")
_LETTERS = re.compile(r"[A-Za-z]+[0-9]*")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def is_latex(text: str) -> bool:
    """Whether a text is read as LaTeX."""
    return "\\" in text or "_{" in text or "^{" in text


def from_latex(text: str) -> Iterator[Piece]:
    """LaTeX without commands, besides a backslash for a fraction; braces group, letters are names each."""
    end = len(text.rstrip(" \t\n.,"))  # a formula within a sentence
    at = 0
    is_word = False  # the last piece could be continued by a letter or a digit
    closing: list[str] = []  # of the braces that are written
    while at < end:
        was_word, is_word = is_word, False
        if index := _INDEX.match(text, at):
            yield "_" + (index[1] or index[2] or index[4]).replace("\\infty", "∞"), at
            at, is_word = index.end(), True
        elif text[at] == "\\":
            piece, at = _command(text, at)
            if piece[0] == "(" and _CHOICE.match(text, at):
                piece = "{", piece[1]
            closing += [_CLOSING[piece[0][-1:]]] if piece[0][-1:] in _CLOSING else []
            yield (closing.pop(), piece[1]) if piece[0] == ")" and closing else piece
            is_word = piece[0][-1:].isalnum()
        elif found := _NUMBER.match(text, at) or _LETTERS.match(text, at):
            if was_word:
                yield " ", at
            yield from _names(found[0], at)
            at, is_word = found.end(), True
        else:
            is_range = _RANGE.search(text, 0, at) is not None
            brackets = {} if is_range else {"[": "(", "]": ")"}
            yield ({"~": " ", "&": " "} | brackets).get(text[at], text[at]), at
            at += 1


def _command(text: str, at: int) -> tuple[Piece, int]:
    match = _COMMAND.match(text, at)
    assert match
    name, end = match[1] or "", match.end()
    if name in _ADVICE:
        raise ExpressionError(_ADVICE[name], at)
    if name in STYLES:
        if group := _GROUP.match(text, end):
            return (" " + group[1].replace("\\theta", "θ"), at), group.end()
        return (" ", at), end
    if name == "sqrt" and (degree := _DEGREE.match(text, end)):
        roots = {"2": "√", "3": "∛"}
        if degree[1] not in roots:
            raise ExpressionError(f"write (w1)^(1/{quote(degree[1], 4)}) for this root", at)
        return (roots[degree[1]], at), degree.end()
    if name not in _COMMANDS:
        shown = quote(f"\\{name}")
        raise ExpressionError(f"{shown} is not read here: write it in plain words, as in sqrt(w1)", at)
    return (_COMMANDS[name], at), end


def _names(letters: str, at: int) -> Iterator[Piece]:
    """A number, the name of a function or a constant, or names of one letter each."""
    is_name = letters == "in" or letters in (*CALLS, *VALUES, *OVER_ROWS, CHOICE) or not letters[:2].isalpha()
    for i, letter in enumerate(letters):
        yield (letter if is_name or letter.isdigit() else f" {letter}"), at + i


# --------------------------------------------------------------------------------------------- plain and code

_MODULES = (
    r"(?:np|numpy|jnp|jax\.numpy|jax\.nn|math|Math|torch\.nn\.functional|torch|tf\.math|tf\.nn|tf|F"
    r"|scipy\.special|sp|sympy)"
)
_SUBSCRIPT = r"(?:_[0-9]+|_?[₀-₉]+)"
_ONE = f"(?:[A-Za-z]|{LETTER})"
_NORM = r"(?:‖|\|\|)\s*(?:w|θ|theta|(x))\s*(?:‖|\|\|)"
_BEFORE = r"(?<![A-Za-z_.₀-₉])(?<![A-Za-z][0-9])"


_OTHERS = ("fmod", "logsumexp", "norm", "root")
"""Functions of modules that are not quite those of the language."""
_READ = SYNONYMS | {"where": CHOICE}


def _called(match: re.Match[str]) -> str:
    name = match["name"]
    instead = name if name in _OTHERS else _READ.get(name, name)
    if name == "linalg":
        raise ExpressionError("write sqrt(w1^2 + w2^2) for the length of w", match.start())
    return instead if instead in CALLS or instead == CHOICE else name


def _component(match: re.Match[str]) -> str:
    indices = {each["index"] for each in match.re.finditer(match.string)}
    if indices == {"1", "2"}:  # as Julia and R count
        return f"w{match['index']}"
    if match["index"] not in "01":
        raise ExpressionError(
            "w has two components, counted from 0: write w[0] or w[1]", match.start("index")
        )
    return f"w{int(match['index']) + 1}"


def _norm(match: re.Match[str]) -> str:
    if match[1]:
        raise ExpressionError("x is one weight: write |x|, or sqrt(x^2 + y^2) for both", match.start(1))
    kind = (match["kind"] or "").lstrip("_").translate(str.maketrans("₁₂", "12"))
    if kind == "1":
        length, is_squared = "(abs(w1)+abs(w2))", False
    elif kind == "∞":
        length, is_squared = " max(abs(w1),abs(w2))", False
    else:
        is_squared = match["square"] is not None
        length = "(w1^2+w2^2)" if is_squared else " sqrt(w1^2+w2^2)"
    return length + ("" if is_squared else match["square"] or "")


def _refused(match: re.Match[str]) -> str:
    raise ExpressionError("write the number in its place: nothing is replaced here", match.start())


def _product(match: re.Match[str]) -> str:
    return _FACTOR.sub(r"\1 ", match[0])


_FACTOR = re.compile(rf"({_ONE}{_SUBSCRIPT})(?={_ONE})")
_SQUARE = r"\s*(?:²|\^\s*(?:2(?![0-9.])|\{\s*2\s*\}))"
OF_A_MODULE = re.compile(rf"{_BEFORE}{_MODULES}\s*\.\s*(?P<name>[A-Za-z][A-Za-z0-9]*)")
"""A function of a program's module, such as torch.sign."""
_REWRITTEN: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (OF_A_MODULE, _called),
    (re.compile(rf"{_BEFORE}(?:w|x|θ|theta)\s*\[(\[)?\s*(?P<index>[0-9]+)\s*\](?(1)\])"), _component),
    (re.compile(r"/\.(?![0-9])"), _refused),
    (re.compile(r"(?<=[a-z][a-z])\.(?=\()"), lambda _: ""),
    (re.compile(rf"{_NORM}(?P<kind>_[12∞]|[₁₂])?(?P<square>{_SQUARE})?"), _norm),
    (re.compile(rf"(?<![A-Za-z0-9_.₀-₉])(?:{_ONE}{_SUBSCRIPT}){{2,}}(?![A-Za-z0-9_₀-₉])"), _product),
    (re.compile("‖"), lambda match: "|"),
]
"""Patterns of what is rewritten, one after the other, each with what stands in its place."""


def plain(text: str) -> tuple[str, list[int], list[str]]:
    """Rewrite a text; say for each character of the result, and for its end, where it came from; and notes.

    Raises:
        ExpressionError: a part of the text is none of the language; the error names its place.
    """
    formula, places = text_and_places(formula_of(text), len(text))
    with at_places(places):
        pieces = from_latex(formula) if is_latex(formula) else pieces_of(formula)
        alike = [(_alike(one, at, formula), places[at]) for piece, at in pieces for one in piece]
    characters = with_sums([(character, place) for each, place in alike for character in each])
    for pattern, instead in _REWRITTEN:
        characters = replaced(characters, pattern, instead)
    characters, notes = _with_points(_called_with_brackets(characters))
    if match := _LAST.search(text):
        notes.append(f"{match[1]} is read as a factor: leave it out if it is the number of the formula.")
    if match := _MINUS.search(text):
        base, exponent = match.groups()
        read = f"{match[0]} is read as {base} e − {exponent}"
        notes.append(f"{read}: write {base}e-{exponent} for the number.")
    return *text_and_places(characters, len(text)), notes


_MINUS = re.compile(r"(?<![\w.])([0-9]+\.?[0-9]*)[eE]−([0-9]+)")
"""A number as it is printed, which is a difference as it is typed."""
_LAST = re.compile(r"\\q?quad\s*(\([0-9]+\))\s*\Z")
"""A number far behind a formula, which multiplies it."""


def _alike(character: str, place: int, text: str) -> str:
    if character in _SIGNS:
        raise ExpressionError(_ADVICE[_SIGNS[character]], place)
    if character in _FRACTIONS and text[place - 1 : place] in tuple("0123456789."):
        raise ExpressionError("write 2.5 for two and a half", place)
    return _ALIKE.get(character, character)


def _called_with_brackets(characters: list[Piece]) -> list[Piece]:
    """Calls as Mathematica has them: Sin[x] is sin(x)."""
    text, written = text_of(characters), [character for character, _ in characters]
    opened: list[str] = []
    for at, sign in enumerate(text):
        if sign == "[":
            match = _CALLED.search(text, 0, at)
            name = SYNONYMS.get(match[1].lower(), match[1].lower()) if match else ""
            opened.append(name if name in CALLS or name == CHOICE else "")
            if match and opened[-1]:
                written[match.start(1) : match.end(1)] = [name, *[""] * (len(match[1]) - 1)]
                written[at] = "("
        elif sign == "]" and opened and opened.pop():
            written[at] = ")"
        elif sign == "," and opened[-1:] in (["log"], ["atan"]):
            raise ExpressionError("write log(w1, 2), or atan2(w2, w1): in this order", characters[at][1])
    changed = [(one, at) for each, (_, at) in zip(written, characters, strict=True) for one in each]
    return replaced(changed, _PI, lambda _: "pi") if "(" in written and changed != characters else changed


_CALLED = re.compile(r"(?<![A-Za-z0-9_.])([A-Za-z][A-Za-z0-9]*)\s*\Z")
_PI = re.compile(rf"{_BEFORE}Pi(?![A-Za-z0-9_₀-₉])")


def _with_points(characters: list[Piece]) -> tuple[list[Piece], list[str]]:
    """Numbers with a decimal point for a comma, if one comma stands where none can separate; and a note."""
    text = text_of(characters)
    commas = list(_COMMA.finditer(text))
    if all(_may_separate(text, match) for match in commas):
        return characters, []
    first = commas[0]
    note = f"Read with decimal commas: {first[0]} is {first[1]}.{first[2]}."
    return replaced(characters, _COMMA, lambda match: f"{match[1]}.{match[2]}"), [note]


_COMMA = re.compile(r"(?<![\w.,])([0-9]+)(?:,|\{,\})([0-9]+)(?![0-9.,]|\{,)(?![^\[\]]*\])")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


def _may_separate(text: str, match: re.Match[str]) -> bool:
    """Whether a comma between digits may stand between two arguments, or between thousands."""
    opened: list[int] = []
    for at, sign in enumerate(text[: match.start()]):
        if sign in "([{":
            opened.append(at)
        elif sign in ")]}" and opened:
            opened.pop()
    if "{,}" in match[0] or not opened:
        return _THOUSANDS.fullmatch(match[0]) is not None
    if text[opened[-1]] == "{":
        return ":" in text
    called = _CALLED.search(text, 0, opened[-1])
    if called is None or len(called[1]) == 1 or called[1] in OVER_ROWS:
        return False
    return called[1] not in CALLS or CALLS[called[1]][0][1] > 1


def as_meant(tokens: Sequence[Token], defined: Collection[str]) -> tuple[list[Token], list[str]]:
    """Names that are several or another one: xy as x y, σ(z) as sigmoid(z); and notes.

    Args:
        tokens: those of a text.
        defined: the names that have a meaning of their own in it.
    """
    is_called = [one.kind == "name" and other.kind == "(" for one, other in pairwise(tokens)] + [False]
    sigmas = [called for token, called in zip(tokens, is_called, strict=True) if token.text == "σ"]
    has_weight = any(token.text in ("w1", "w2") for token in tokens)
    found: list[Token] = []
    notes: list[str] = []
    for token in tokens:
        text, before = token.text, found[-1].text if found else ""
        if token.kind != "name" or text in defined:
            found.append(token)
        elif text == "σ" and all(sigmas):
            found.append(token._replace(text="sigmoid"))
            notes.append("σ(…) is read as sigmoid(…): write σ * (…) for a product with a number σ.")
        elif text in ("xy", "yx") and has_weight and before not in (*CALLS, "^", "√", "∛"):
            found += [token._replace(text={"x": "w1", "y": "w2"}[each]) for each in text]
            notes.append(f"{text} is read as {text[0]} {text[1]}.")
        else:
            found.append(token)
    written = " ".join(token.text for token in found)
    if "w1 ( 1 )" in written and "w1 ( 2 )" in written:
        notes.append("x(1) is read as x times 1: write x1 and x2 for the weights.")
    return found, list(dict.fromkeys(notes))
