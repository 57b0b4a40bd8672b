"""Tries whether the tests can fail: changes one place of a room's source, and runs the tests of that room.

    python tests/mutants.py optimizers surfaces url wire interpreter [--count 300] [--seed 1] [--workers 2]

A change (a mutant) is one operator, number, condition, result or call. The tests kill it if one of them
fails, or if they no longer end. Those that survive are printed; each is a test that is missing, or a place at
which nothing depends on what is written there. The places are drawn with the seed. Nothing here is changed.
"""

import argparse
import ast
import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HOME = Path(__file__).parent.parent
ROOMS = {
    "optimizers": (["optimizers"], ["tests/optimizers", "tests/words/test_exports.py", "tests/rules"]),
    "surfaces": (["surfaces"], ["tests/surfaces", "tests/rules/test_reading.py", "tests/session"]),
    "url": (
        ["app/url.py", "app/settings.py", "app/lineup.py", "app/experiment.py"],
        ["tests/test_url.py", "tests/test_experiment.py", "tests/test_changes.py", "tests/session"],
    ),
    "wire": (
        [
            "app/session/wire.py",
            "app/session/doors.py",
            "app/packing.py",
            "static/wire.js",
            "static/facts.js",
        ],
        [
            *("tests/session", "tests/serving/test_guard.py", "tests/serving/test_log.py"),
            "tests/browser/test_wire.py",
        ],
    ),
    "interpreter": (["static/engine"], ["tests/engine"]),
}
"""For each room its sources and its tests, those first that fail soonest."""
TABLES = ("surfaces/gallery.py",)
"""Sources whose numbers are for people to choose, not for tests to repeat."""
SPARE = 20
"""Seconds that the tests of a mutant may take beyond three times those of the source."""


class Mutant(NamedTuple):
    """One change of a source."""

    path: str
    begin: int
    """Where what is replaced begins, in characters, and where it ends."""
    end: int
    new: str

    def applied(self, source: str) -> str:
        """Return the changed source."""
        return source[: self.begin] + self.new + source[self.end :]

    def described(self, source: str) -> str:
        """Return the place and the line before and after."""
        line = source.count("\n", 0, self.begin)
        before, after = source.splitlines()[line], self.applied(source).splitlines()[line]
        return f"{self.path}:{line + 1}: {before.strip()}  →  {after.strip()}"


# Where a source can be changed

_SWAPPED = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.Pow: "*", ast.FloorDiv: "/", ast.Mod: "*",
    ast.And: "or", ast.Or: "and", ast.BitAnd: "|", ast.BitOr: "&",
}  # fmt: skip


def mutants_of_python(path: str, source: str) -> Iterator[Mutant]:
    """Yield all mutants of a module: not of annotations, docstrings and other texts."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    lines = source.splitlines()

    def at(line: int, column: int) -> int:  # the columns of ast are bytes
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    def span(node: ast.expr | ast.stmt) -> tuple[int, int]:
        return at(node.lineno, node.col_offset), at(node.end_lineno, node.end_col_offset)

    def between(left: ast.expr, right: ast.expr, operator: object) -> Iterator[Mutant]:
        begin, end = span(left)[1], span(right)[0]
        found = re.search(r"[^\s()]+(\s+(not|in))?(?=[\s(]*$)|[^\s()]+", source[begin:end])
        if found and type(operator) in _SWAPPED:
            yield Mutant(path, begin + found.start(), begin + found.end(), _SWAPPED[type(operator)])

    def visit(node: ast.AST) -> Iterator[Mutant]:
        match node:
            case ast.Compare(left=left, ops=operators, comparators=others):
                for one, operator, other in zip([left, *others], operators, others, strict=False):
                    yield from between(one, other, operator)
            case ast.BinOp(left=left, op=operator, right=right):
                yield from between(left, right, operator)
            case ast.BoolOp(op=operator, values=[first, second, *_]):
                yield from between(first, second, operator)
            case ast.UnaryOp(op=ast.Not() | ast.USub() as operator):
                begin = span(node)[0]
                yield Mutant(path, begin, begin + (3 if isinstance(operator, ast.Not) else 1), "")
            case ast.Constant(value=bool() as value):
                yield Mutant(path, *span(node), str(not value))
            case ast.Constant(value=int() as value):
                yield Mutant(path, *span(node), str(value + 1))
            case ast.Constant(value=float() as value):
                yield Mutant(path, *span(node), repr(2 * value if value else 1.0))
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
                yield Mutant(path, *span(test), f"(not ({source[slice(*span(test))]}))")
            case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
                yield Mutant(path, *span(value), "None")
            case ast.Expr(value=ast.Call()):
                yield Mutant(path, *span(node), "pass")
        for name, part in ast.iter_fields(node):
            if name not in ("annotation", "returns", "type_comment"):
                for each in part if isinstance(part, list) else [part]:
                    if isinstance(each, ast.AST):
                        yield from visit(each)

    yield from visit(ast.parse(source))


_JS_SWAPPED = {
    "===": "!==", "!==": "===", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||", "||": "&&",
    "??": "&&", "+": "-", "-": "+", "*": "/", "/": "*", "+=": "-=", "-=": "+=", "%": "*", "<<": ">>",
    ">>>": "<<", "&": "|", "|": "&",
}  # fmt: skip
_JS_TOKEN = re.compile(
    r"""(?P<skip>//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)"""
    r"""|(?<=\s)(?P<operator>===|!==|<=|>=|&&|\|\||\?\?|\+=|-=|>>>|<<|[-+*/%<>&|])(?=\s)"""
    r"""|(?<![\w.])(?P<number>\d+(?:\.\d+)?)(?![\w.])|(?P<truth>\btrue\b|\bfalse\b)"""
    r"""|(?<=return )(?P<result>[^\n]+)(?=\n)|(?<=if )(?P<test>\([^()\n]*\))""",
    re.DOTALL,
)


def mutants_of_javascript(path: str, source: str) -> Iterator[Mutant]:
    """Yield all mutants of a module of the browser; what follows a comment's or a text's begin stays."""
    for found in _JS_TOKEN.finditer(source):
        kind, text = found.lastgroup, found.group()
        new = {
            "operator": lambda text: _JS_SWAPPED[text],
            "number": lambda text: str(float(text) * 2) if "." in text else str(int(text) + 1),
            "truth": lambda text: "false" if text == "true" else "true",
            "result": lambda _: "undefined",
            "test": lambda text: f"(!{text})",
        }.get(kind)
        if new is not None and text != "undefined":
            yield Mutant(path, *found.span(), new(text))


def mutants_of(room: str) -> list[Mutant]:
    """Return all mutants of a room."""
    found: list[Mutant] = []
    for name in ROOMS[room][0]:
        place = HOME / name
        for file in sorted([*place.rglob("*.py"), *place.rglob("*.js")]) if place.is_dir() else [place]:
            write = mutants_of_python if file.suffix == ".py" else mutants_of_javascript
            path = file.relative_to(HOME).as_posix()
            if path not in TABLES:
                found += write(path, file.read_text(encoding="utf-8"))
    return found


# Whether the tests see a change


def fails(tree: Path, tests: list[str], seconds: float) -> bool:
    """Run tests in a copy, in a process that has imported what other packages there are already."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.chdir(tree)
        sys.path[:0] = [str(tree)]
        os.environ |= {"PYTHONPATH": str(tree), "HYPOTHESIS_PROFILE": "unshrunk"}
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        import pytest

        os._exit(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *tests]))
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            _end(child)
            return status != 0
        time.sleep(0.02)
    _end(child)
    os.waitpid(child, 0)
    return True


def _end(group: int) -> None:
    """End what the tests of a mutant have started and left behind."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _get_ready() -> None:
    """Import what all children need, and nothing of this project."""
    import hypothesis
    import sympy  # noqa: F401

    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("unshrunk", deadline=None, derandomize=True, phases=phases)


def _copy(to: Path) -> Path:
    names = subprocess.run(["git", "ls-files"], cwd=HOME, check=True, capture_output=True, text=True).stdout
    for name in names.splitlines():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HOME / name, to / name)
    return to


def try_some(room: str, chosen: list[Mutant]) -> None:
    """Print a line of JSON for each mutant: whether it died, and what it is."""
    _get_ready()
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        tree, tests = _copy(Path(folder)), ROOMS[room][1]
        begin = time.monotonic()
        if fails(tree, tests, 1200):
            sys.exit(f"The tests of {room} fail without a change.")
        seconds = 3 * (time.monotonic() - begin) + SPARE
        for mutant in chosen:
            source = (tree / mutant.path).read_text(encoding="utf-8")
            (tree / mutant.path).write_text(mutant.applied(source), encoding="utf-8")
            died = fails(tree, tests, seconds)
            (tree / mutant.path).write_text(source, encoding="utf-8")
            print(json.dumps([died, mutant.described(source)], ensure_ascii=False), flush=True)


def main() -> None:
    """Try mutants of the rooms that are named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rooms", nargs="+", choices=list(ROOMS))
    parser.add_argument("--count", type=int, default=300, help="mutants of a room (default: 300)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--part", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    for room in options.rooms:
        every = mutants_of(room)
        chosen = random.Random(options.seed).sample(every, min(options.count, len(every)))
        if options.part is not None:
            try_some(room, chosen[options.part :: options.workers])
            continue
        command = [sys.executable, __file__, room]
        command += [f"--{name}={getattr(options, name)}" for name in ("count", "seed", "workers")]
        parts = [
            subprocess.Popen([*command, f"--part={part}"], stdout=subprocess.PIPE)
            for part in range(options.workers)
        ]
        results = [json.loads(line) for part in parts for line in part.communicate()[0].splitlines()]
        if any(part.returncode for part in parts):
            sys.exit(f"{room}: could not be tried.")
        survivors = [about for has_died, about in results if not has_died]
        share = 1 - len(survivors) / len(results)
        print(*(f"    {about}" for about in survivors), sep="\n")
        print(f"{room}: {share:.1%} of {len(results)} mutants died, out of {len(every)}.", flush=True)


if __name__ == "__main__":
    main()
