"""Reads the browser modules in static/: what they import, what they call, and the names that they give."""

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"
_COMMENT = re.compile(r"(^|\s)//[^\n]*")
_IMPORT = re.compile(r'^import \{ (.*?) \} from "([\w./]+)"$', re.MULTILINE)
_WORD = re.compile(r'"([\w:-]+)"')
_BARE = r"(?<![\w$])(?<![^.]\.)"  # behind no point, but behind three of them
_PAIRS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Call:
    """A call: where it stands, its arguments as text, and itself in one line, but for all but the first."""

    place: int
    arguments: list[str]
    short: str


@dataclass(frozen=True)
class Module:
    """A browser module; `name` is its path in static/."""

    name: str

    @cached_property
    def text(self) -> str:
        """All but the comments."""
        return _COMMENT.sub(r"\1", (STATIC / self.name).read_text(encoding="utf-8"))

    @cached_property
    def body(self) -> str:
        """All but the comments and imports."""
        return _IMPORT.sub("", self.text)

    @cached_property
    def imports(self) -> dict[str, str]:
        """The modules from which names are imported, by name."""
        return {
            name: posixpath.normpath(posixpath.join(posixpath.dirname(self.name), file))
            for names, file in _IMPORT.findall(self.text)
            for name in names.split(", ")
        }

    def calls(self, function: str) -> list[Call]:
        """All calls of a function by its bare name."""
        found = []
        for match in re.finditer(rf"{_BARE}{function}\(", self.body):
            arguments = split(enclosed(self.body, match.end() - 1))
            short = f"{function}({arguments[0] if arguments else ''})"
            found.append(Call(match.start(), arguments, " ".join(short.split())))
        return found

    def mentions(self, name: str) -> int:
        """How often a name stands there, other than in words, behind a point or as a key."""
        return len(re.findall(rf"{_BARE}{name}\b(?!:)", re.sub(r'"[^"\n]*"', '""', self.body)))

    def words(self, argument: str, place: int) -> set[str] | None:
        """The words that an argument may be: a literal, one of a list, a constant, or the variable of a loop.

        None for all else.
        """
        if match := _WORD.fullmatch(argument):
            return {match[1]}
        if argument.startswith("["):
            return self._list(re.sub(r"\[\w+\]$", "", argument))
        if not re.fullmatch(r"\w+", argument):
            return None
        begins = re.finditer(r"for (?=\(const (\w+|\[[\w, ]+\]) of )", self.body[:place])
        loops = [begin.end() for begin in begins if argument in re.findall(r"\w+", begin[1])]
        if not loops:
            return self._list(argument)
        variable, _, of = enclosed(self.body, loops[-1]).removeprefix("const ").partition(" of ")
        if variable == argument:
            return self._list(of)
        is_second = variable.endswith(f", {argument}]") and of.endswith(".entries()")
        return self._list(of.removesuffix(".entries()")) if is_second else None

    def _list(self, text: str) -> set[str] | None:
        """The words of a list that is written out, or of a constant that is one, or that is one word."""
        if match := re.fullmatch(r"(?:new Set\()?(\w+)\)?|Object\.keys\((\w+)\)", text):
            name = match[1] or match[2]
            constant = re.search(rf"^ *const {name} = (?:new Set\()?(?=([\[{{\"]))", self.body, re.MULTILINE)
            if constant is None:
                return None
            if constant[1] == '"':
                return {_WORD.match(self.body, constant.end())[1]}
            text = constant[1] + enclosed(self.body, constant.end()) + _PAIRS[constant[1]]
            if match[2]:
                return set(keys(text)) if constant[1] == "{" else None
        return set(_WORD.findall(text)) if re.fullmatch(r'\[(?:"[\w:-]+"(?:, )?)+\]', text) else None


def modules() -> list[Module]:
    """All modules."""
    return [Module(path.relative_to(STATIC).as_posix()) for path in sorted(STATIC.rglob("*.js"))]


def enclosed(text: str, at: int) -> str:
    """What stands between the bracket at a place and the one that closes it."""
    opened, i, quote = [], at, None
    while True:
        letter = text[i]
        if quote:
            if letter == "\\":
                i += 1
            elif letter == quote:
                quote = None
        elif letter in '"`':
            quote = letter
        elif letter in _PAIRS:
            opened.append(_PAIRS[letter])
        elif opened and letter == opened[-1]:
            opened.pop()
            if not opened:
                return text[at + 1 : i]
        i += 1


def split(text: str) -> list[str]:
    """The parts of a text between its commas, but for those within brackets and words."""
    parts, depth, quote, begin = [], 0, None, 0
    for i, letter in enumerate(text):
        if quote:
            quote = None if letter == quote and text[i - 1] != "\\" else quote
        elif letter in '"`':
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter == "," and depth == 0:
            parts.append(text[begin:i].strip())
            begin = i + 1
    return [part for part in [*parts, text[begin:].strip()] if part]


def keys(text: str) -> list[str]:
    """What stands before the colons of an object as it is written: {a: 1, b, ...c} has a, b, and ...c."""
    return [re.split(r":\s", part, maxsplit=1)[0] for part in split(enclosed(text, 0))]
