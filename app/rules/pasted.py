"""Rules as they stand in papers and programs, in the language of rules: LaTeX, indices of t, other signs.

Only notation that the language refuses is rewritten, so a rule that it can read keeps its meaning.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from surfaces.around import ENVIRONMENT
from surfaces.pasted import OF_A_MODULE, STYLES, from_latex, is_latex
from surfaces.pieces import at_places, pieces_of, replaced, text_and_places
from surfaces.tokens import Token, quote

from .language import ALPHABET, NESTEROV, ONE, RuleError

_LETTER = rf"(?:[A-Za-z]|\\theta|\\(?:{'|'.join(STYLES)})\s*\{{\s*\\?[A-Za-z]+\s*\}})"
_INDEX = r"_\s*(?:[ti](?![A-Za-z])|\{[^{}]*\})|\^\s*\{\s*\([^{}]*\)\s*\}"
_GRADIENT = re.compile(
    rf"\\nabla\s*(?:_\s*(?:\{{[^{{}}]*\}}|\\?[A-Za-z]+))?\s*{_LETTER}(?:{_INDEX})?"
    r"\s*(?:\\left\s*)?\((?P<at>(?:[^()]|\(t\s*(?:[+-]\s*1)?\))*)\)"
)
"""The gradient of a function, at a point."""
_POINT = re.compile(rf"\s*{_LETTER}\s*(?:{_INDEX})?\s*(?:\\right)?\s*")
_PARTIAL = re.compile(r"\\frac\s*\{\s*\\partial\s*[A-Z]\s*\}\s*\{\s*\\partial\s*(?:w|\\theta|x)(?:_t)?\s*\}")
_HAT = re.compile(r"\\(?:wide)?(hat|tilde|bar)\s*(?:\{\s*(\\?[A-Za-z]+)\s*\}|(?:\s)([A-Za-z])|(\\[A-Za-z]+))")
_LINE_END = re.compile(r"[,.;]?\s*\\\\(?:\s*\[[^\]]*\])?")
_SIGN = re.compile(r"\\(leftarrow|gets|odot|circ)(?![A-Za-z])")
_AT = re.compile(r"_\s*(?:t(?![A-Za-z])|\{\s*t\s*([+-]\s*1)?\s*\})|\^\s*\{\s*\(\s*t\s*([+-]\s*1)?\s*\)\s*\}")
"""An index t, t + 1 or t − 1."""
_COMMENT = re.compile(r"#[^\n\r]*")
_NAME = re.compile(r"\s*#+[^\S\n\r]*([^\n\r]*)")
_MAX_NAME = 30
_WEIGHTS = ("x", "θ")
"""What papers call w."""


def _gradient(match: re.Match[str]) -> str:
    if _POINT.fullmatch(match["at"]) is None:
        raise RuleError(f"{ONE}, and no other gradient. {NESTEROV}", match.start("at"))
    return " g "


def _hat(match: re.Match[str]) -> str:
    return f" {match[2] or match[3] or match[4]}_{{{match[1]}}}"


_REWRITTEN: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (ENVIRONMENT, lambda _: " "),
    (_LINE_END, lambda _: "\n"),
    (_SIGN, lambda match: "=" if match[1] in ("leftarrow", "gets") else "*"),
    (_GRADIENT, _gradient),
    (_PARTIAL, lambda _: " g "),
    (_HAT, _hat),
]
"""Patterns of LaTeX that is rewritten, one after the other, each with what stands in its place."""


def plain(text: str) -> tuple[str, list[int], dict[int, int]]:
    """Rewrite LaTeX, and say for each character of the result, and for its end, where it came from.

    Indices of t are left out. They are the last thing returned: the place in the result at which one stood
    -> 0 for t, 1 for t + 1, -1 for t − 1.

    Raises:
        ExpressionError: a part of the text is not read.
    """
    characters = replaced(pieces_of(text), _COMMENT, lambda _: "")
    characters = replaced(characters, OF_A_MODULE, lambda match: match["name"])
    bare, places = text_and_places(characters, len(text))
    if not is_latex(bare):
        return bare, places, {}
    for pattern, instead in _REWRITTEN:
        characters = replaced(characters, pattern, instead)
    stood: dict[int, int] = {}  # indices by their places

    def leave_out(match: re.Match[str]) -> str:
        stood[characters[match.start()][1]] = int((match[1] or match[2] or "0").replace(" ", ""))
        return " "

    kept, places = text_and_places(replaced(characters, _AT, leave_out), len(text))
    with at_places(places):
        found = [(one, places[at]) for piece, at in from_latex(kept) for one in piece]
    last = found[-1][1] if found else -1  # spaces at the end are left out
    indices = {len(found): index for place, index in stood.items() if place > last}
    indices |= {number: stood[place] for number, (_, place) in enumerate(found) if place in stood}
    return *text_and_places(found, len(text)), indices


def name_in(text: str) -> str:
    """Return the name of a rule: the comment with which its text begins; "" if there is none.

    Raises:
        RuleError: the name is too long, or has other signs than a name may have.
    """
    match = _NAME.match(text)
    if match is None:
        return ""
    name = match[1].strip()
    if len(name) > _MAX_NAME:
        raise RuleError(f"the name of a rule has at most {_MAX_NAME} characters", match.start(1) + _MAX_NAME)
    if wrong := re.search(r"[^\w .,+()'’−–-]", name):
        words = "the name of a rule has letters, digits, spaces and + - . , ' ( ) alone"
        raise RuleError(words, match.start(1) + wrong.start())
    return name


def index_of(token: Token, written: str, indices: Mapping[int, int]) -> int | None:
    """Return the index that a name had in the text of which `plain` made `written`."""
    match = ALPHABET.name.match(written, token.position)
    return indices.get(match.end()) if match else None


def as_set(statement: Sequence[Token]) -> list[Token]:
    """Return a line with the sign = where it has <-, or an operator before it, as in w -= η g."""
    if len(statement) < 4 or statement[0].kind != "name":
        return list(statement)
    name, first, second, *rest = statement
    if (first.kind, second.kind) == ("<", "-") and second.position == first.position + 1:
        return [name, first._replace(kind="=", text="="), *rest]
    if first.kind in ("+", "-", "*", "/") and second.kind == "=":
        opening, closing = Token("(", "(", second.position), Token(")", ")", rest[-1].position)
        return [name, second, name, first, opening, *rest[:-1], closing, rest[-1]]
    return list(statement)


def with_w(lines: Sequence[list[Token]]) -> list[list[Token]]:
    """Return lines with w for what papers call it, x or θ, if that is what the last line sets."""
    if not lines or any(line[0].text == "w" for line in lines) or lines[-1][0].text not in _WEIGHTS:
        return list(lines)
    theirs = lines[-1][0].text
    return [[each._replace(text="w") if each.text == theirs else each for each in line] for line in lines]


def check_indices(lines: Sequence[Sequence[Token]], index: Callable[[Token], int | None]) -> None:
    """Refuse names whose index says that they are old where a rule reads the new value, or the other way."""
    of_lines = {line[0].text: (number, index(line[0])) for number, line in enumerate(lines)}
    for number, line in enumerate(lines):
        for token in line[2:]:
            its, (where, set_at) = index(token), of_lines.get(token.text, (0, None))
            if its is None or set_at is None:
                continue
            name = quote(token.text)
            is_new = where < number
            if its < set_at - 1:
                raise RuleError(f"{name} of two steps before needs a line of its own", token.position)
            if is_new and its < set_at:
                kept = f"keep the old one with a line p = {name} above that of {name}"
                raise RuleError(f"{name} is its new value here: {kept}", token.position)
            if not is_new and its >= set_at:
                raise RuleError(f"{name} is its old value here: put its line above this one", token.position)
