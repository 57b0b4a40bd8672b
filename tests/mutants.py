"""Tries whether the tests can fail: changes one place of a room's source, and runs the tests of that room.

    python tests/mutants.py optimizers surfaces url wire interpreter [--count 300] [--seed 1] [--workers 1]

A change (a mutant) is one operator, number, condition, result or call. The tests kill it if one of them
fails, or if they no longer end. Those that survive are printed; each is a test that is missing, or a place at
which nothing depends on what is written there. The places are drawn with the seed. Nothing here is changed.

The tests are collected once and run once, and it is noted how long each takes and which lines it reaches. A
mutant meets those that reach its line, the quickest and deadliest first, in a fork of that process in which
the functions have their new code. If they pass, and the line is also reached while modules are imported, they
are collected and run anew with the changed source. It needs Python 3.12 or newer, for sys.monitoring.
"""

import argparse
import ast
import contextlib
import functools
import gc
import importlib
import inspect
import itertools
import json
import os
import pickle
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import NamedTuple

import hypothesis
import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))

from chromium import ARGUMENTS, chromium_path

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
            "app/session/bokeh_patches.py",
            "app/packing.py",
            "app/session/reader.py",
            *("static/wire.js", "static/packing.js", "static/facts.js"),
            *("static/bus.js", "static/experiment.js", "static/connection.js"),
        ],
        [
            *("tests/wire", "tests/test_changes.py", "tests/session", "tests/serving/test_guard.py"),
        ],
    ),
    "interpreter": (["static/engine"], ["tests/engine"]),
}
"""For each room its sources and its tests."""
TABLES = ("surfaces/gallery.py",)
"""Sources whose numbers are for people to choose, not for tests to repeat."""
LONGEST = 20
"""Seconds of tests that a mutant meets at most; who outlives them is a survivor. All are of the CPU."""
SPARE = 10
"""Seconds that they may take beyond three times those of the source."""
STUCK = 60
"""Seconds of the clock that they may take beyond three times those of the source."""
_HOUR = 3600
EXAMPLES = 30
"""How many examples Hypothesis tries, where a test does not say."""
OTHERS = ("sympy", "optax", "panel", "playwright.sync_api")
"""Packages of others that tests import, and that are slow to import."""


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

    def line(self, source: str) -> int:
        """Return the number of its line, from 1."""
        return source.count("\n", 0, self.begin) + 1

    def described(self, source: str) -> str:
        """Return the place and the line before and after."""
        line = self.line(source) - 1
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
_JS_ASIDE = re.compile(
    r"""(//[^\n]*|/\*.*?\*/)|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[(, ])/(?![ /]).*?(?<!\\)/""",
    re.DOTALL,
)
"""Comments, texts and patterns."""
_JS_PLACES = {
    r"(?<=\s)(===|!==|<=|>=|&&|\|\||\?\?|\+=|-=|>>>|<<|[-+*/%<>&|])(?=\s)": lambda text: _JS_SWAPPED[text],
    r"(?<![\w.])\d+(\.\d+)?(?![\w.])": lambda text: str(2 * float(text) if "." in text else int(text) + 1),
    r"\b(true|false)\b": lambda text: "false" if text == "true" else "true",
    r"(?m)(?<=return )(?=\S)(?!(?:undefined|null|true|false)\b *$)[^\n]+$": lambda _: "undefined",
    r"(?<=if )\((?:[^()\n]|\((?:[^()\n]|\([^()\n]*\))*\))*\)": lambda text: f"(!{text})",
    r"(?m)(?<=^  )( *)(?!if |for |while |return |\} )[\w.]+\([^\n]*\)$": lambda _: "undefined",
}
"""Operators, numbers, truths, results, conditions and calls, as patterns; and what each becomes."""


def mutants_of_javascript(path: str, source: str) -> Iterator[Mutant]:
    """Yield all mutants of a module of the browser: not of comments and texts."""
    code = _JS_ASIDE.sub(lambda found: re.sub(r"[^\n]", " " if found[1] else "_", found[0]), source)
    for pattern, new in _JS_PLACES.items():
        for found in re.finditer(pattern, code):
            before = source[slice(*found.span())]
            if all(before.count(one) == before.count(other) for one, other in ("()", "[]", "{}")):
                yield Mutant(path, *found.span(), new(before))


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


# Which tests see a line

Lines = set[tuple[str, int]]
"""Lines of Python, as path and number."""


class Test(NamedTuple):
    """What is known of a test."""

    name: str
    seconds: float
    """Of the CPU, without a browser's."""
    waited: float
    """Seconds of the clock."""
    in_browser: bool
    lines: Lines
    """Those that it reaches."""


class Notes:
    """A plugin that notes what is known of each test, each as if it were the first that runs."""

    def __init__(self, tree: Path) -> None:
        self.tests: list[Test] = []
        self.shared: Lines = set()
        """Lines that are reached before the tests begin, or in what several of them share."""
        self._tree = f"{tree}/"
        self._lines = self.shared
        sys.monitoring.use_tool_id(sys.monitoring.COVERAGE_ID, "mutants")
        sys.monitoring.register_callback(sys.monitoring.COVERAGE_ID, sys.monitoring.events.LINE, self._note)
        self.listen(True)

    def listen(self, does: bool) -> None:
        """Begin to note lines, or end."""
        sys.monitoring.set_events(sys.monitoring.COVERAGE_ID, sys.monitoring.events.LINE if does else 0)

    def _note(self, code: object, line: int) -> object:
        if code.co_filename.startswith(self._tree):
            self._lines.add((code.co_filename.removeprefix(self._tree), line))
        return sys.monitoring.DISABLE

    @contextlib.contextmanager
    def _noting(self, lines: Lines) -> Iterator[None]:
        before, self._lines = self._lines, lines
        sys.monitoring.restart_events()
        try:
            yield
        finally:
            self._lines = before
            sys.monitoring.restart_events()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        clear_caches(self._tree)
        lines, begin, begin_to_wait = set(), time.process_time(), time.monotonic()
        with self._noting(lines):
            result = yield
        seconds, waited = time.process_time() - begin, time.monotonic() - begin_to_wait
        self.tests.append(Test(item.nodeid, seconds, waited, "chromium" in item.fixturenames, lines))
        return result

    def pytest_runtest_logreport(self, report):
        if report.failed:
            print(report.longreprtext)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        with self._noting(self._lines if fixturedef.scope == "function" else self.shared):
            return (yield)


@functools.cache
def _caches(tree: str) -> list:
    """Return the caches of the project, once everything is imported."""
    kind = type(functools.cache(len))
    caches = [each for each in gc.get_objects() if type(each) is kind]
    return [each for each in caches if _code_of(each.__wrapped__).co_filename.startswith(tree)]


def clear_caches(tree: str) -> None:
    """Forget what the tests before, or imports, have computed."""
    for cached in _caches(tree):
        cached.cache_clear()
    if module := sys.modules.get("surfaces.surface"):
        module._MEMORY.results.clear()  # what has been read of texts
        for surface in sys.modules["surfaces"].GALLERY.values():
            for name, value in vars(module.Surface).items():
                if isinstance(value, functools.cached_property):
                    vars(surface).pop(name, None)


def _code_of(function: object) -> CodeType:
    return getattr(function, "__code__", clear_caches.__code__)


def met_by(mutant: Mutant, source: str, tests: list[Test], shared: Lines) -> tuple[list[Test], list[Test]]:
    """Return the tests that reach the statement of a mutant, and others that may depend on it.

    Others may if the statement is reached while modules are imported, or in no test of this process.
    """
    if mutant.path.endswith(".js"):
        return _first(test for test in tests if test.in_browser), []
    lines = {(mutant.path, line) for line in _statement(source, mutant.line(source))}
    found = [test for test in tests if test.lines & lines]
    names = {test.name for test in found}
    others = [test for test in tests if test.name not in names] if not found or shared & lines else []
    return _first(found), _first(others)


def _first(tests: Iterable[Test]) -> list[Test]:
    """Return those that run within the time that there is."""
    found, seconds = [], 0.0
    for test in tests:
        found.append(test)
        seconds += test.seconds
        if seconds > LONGEST:
            break
    return found


def _statement(source: str, line: int) -> range:
    """Return the lines of the innermost statement at a line, without those of the statements in it."""
    found = [range(line, line + 1)]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            end = body[0].lineno if body else node.end_lineno + 1
            lines = range(node.lineno, max(end, node.lineno + 1))
            found += [lines] if line in lines else []
    return min(found[1:] or found, key=len)


# Whether the tests see a change


def new_codes(path: Path, source: str) -> dict[CodeType, CodeType] | None:
    """Return what the functions of a module become by a changed source; None if more than that changes."""
    old, new = (_codes(compile(text, str(path), "exec")) for text in (path.read_text("utf-8"), source))
    if [code.co_qualname for code in old] != [code.co_qualname for code in new]:
        return None
    changed = {one: other for one, other in zip(old, new, strict=True) if one != other}
    outside = [pair for pair in changed.items() if not pair[0].co_flags & inspect.CO_OPTIMIZED]
    return None if any(itertools.starmap(_differ, outside)) else changed


def _codes(code: CodeType) -> list[CodeType]:
    """Return the code of a module and of all functions and classes in it."""
    inner = [each for each in code.co_consts if isinstance(each, CodeType)]
    return [code, *(each for one in inner for each in _codes(one))]


def _differ(one: CodeType, other: CodeType) -> bool:
    """Whether the code of a module or a class differs otherwise than in its functions."""
    plain = [[each for each in code.co_consts if not isinstance(each, CodeType)] for code in (one, other)]
    return one.co_code != other.co_code or repr(plain[0]) != repr(plain[1]) or one.co_names != other.co_names


class Trials:
    """A plugin that tries mutants in forks of the process that has collected the tests.

    For each it calls `tell(mutant, died, again)`; the tests named by `again` must be collected anew.
    """

    def __init__(self, tree: Path, mutants: list[Mutant], tell: Callable[[Mutant, bool, list[str]], None]):
        self._tree, self._mutants, self._tell = tree, mutants, tell
        self._notes, self._killer = Notes(tree), tree.parent / "killer"

    def pytest_runtestloop(self, session):
        self._notes.listen(False)
        assert not session.testsfailed, "The tests cannot be collected."
        _caches(f"{self._tree}/")
        functions = [each for each in gc.get_objects() if isinstance(each, FunctionType)]
        items = {item.nodeid: item for item in session.items}
        assert not fails(partial(self._learn, session), _HOUR, _HOUR), "The tests fail without a change."
        tests, shared = pickle.loads((self._tree.parent / "notes").read_bytes())
        kills: Counter[str] = Counter()
        gc.freeze()
        for mutant in self._mutants:
            path = self._tree / mutant.path
            source = path.read_text("utf-8")
            tests.sort(key=lambda test: test.waited / (1 + kills[test.name]))  # those first that kill many
            meets, others = met_by(mutant, source, tests, shared)
            codes = new_codes(path, mutant.applied(source)) if path.suffix == ".py" else {}
            path.write_text(mutant.applied(source), "utf-8")  # for the browser, and for servers of tests
            act = partial(self._pass_with, codes, functions, [items[test.name] for test in meets])
            limits = 3 * sum(test.seconds for test in meets), 3 * sum(test.waited for test in meets)
            self._killer.write_text("")
            died = bool(codes is not None and meets) and fails(act, *limits)
            kills[self._killer.read_text()] += 1
            path.write_text(source, "utf-8")
            again = [*meets, *others] if codes is None or (others and not died) else []
            self._tell(mutant, died, [test.name for test in again])
        return True

    def _learn(self, session: pytest.Session) -> bool:
        session.config.pluginmanager.register(self._notes)
        self._notes.listen(True)
        is_good = self._pass(session.items[::-1])  # which must not depend on their order
        (self._tree.parent / "notes").write_bytes(pickle.dumps((self._notes.tests, self._notes.shared)))
        return is_good

    def _pass_with(self, codes: dict[CodeType, CodeType], functions: list[FunctionType], items: list) -> bool:
        for function in functions:
            if function.__code__ in codes:
                function.__code__ = codes[function.__code__]
        clear_caches(f"{self._tree}/")
        return self._pass(items)

    def _pass(self, items: list[pytest.Item]) -> bool:
        for item, following in itertools.pairwise([*items, None]):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if item.session.testsfailed:
                self._killer.write_text(item.nodeid)
                return False
        return True


class Order:
    """A plugin that runs only some tests, in their order."""

    def __init__(self, names: list[str]) -> None:
        self._places = {name: place for place, name in enumerate(names)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        found = [item for item in items if item.nodeid in self._places]
        items[:] = sorted(found, key=lambda item: self._places[item.nodeid])


def fails(act: Callable[[], bool], seconds: float, waits: float) -> bool:
    """Whether something does not hold in a fork of this process, raises, or takes too long."""
    child = os.fork()
    if child == 0:
        is_good = False
        try:
            os.setpgid(0, 0)
            most = int(seconds) + SPARE
            resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
            is_good = act()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(not is_good)
    until = time.monotonic() + waits + STUCK
    done, status = 0, 1
    while not done and time.monotonic() < until:
        time.sleep(0.01)
        done, status = os.waitpid(child, os.WNOHANG)
    with contextlib.suppress(ProcessLookupError):  # what it has started and left behind
        os.killpg(child, signal.SIGKILL)
    if not done:
        os.waitpid(child, 0)
    return not done or status != 0


@contextlib.contextmanager
def one_chromium(folder: str) -> Iterator[None]:
    """Start a Chromium that all forks share."""
    command = [chromium_path(), *ARGUMENTS, "--remote-debugging-port=0", f"--user-data-dir={folder}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, process_group=0) as process:
        told = next(line for line in process.stderr if line.startswith("DevTools listening on"))
        os.environ["CHROMIUM_AT"] = told.split()[-1]
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def passes(tree: Path, tests: list[str], plugin: object) -> bool:
    """Collect and run tests in a copy."""
    os.chdir(tree)
    sys.path[:0] = [str(tree)]
    os.environ |= {"PYTHONPATH": str(tree), "HYPOTHESIS_PROFILE": "unshrunk"}
    sys.dont_write_bytecode = True  # a changed source must not be taken for what was compiled from the source
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    options = [
        "-x",
        "-q",
        "-s",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        f"--basetemp={tree.parent}/temporary",
    ]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # it is about what is imported already
    return pytest.main([*options, *tests], [plugin]) == 0


def try_some(room: str, chosen: list[Mutant]) -> None:
    """Print a line of JSON for each mutant: whether it died, and what it is."""
    out, error = os.dup(1), os.dup(2)
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile(
        "unshrunk", deadline=None, derandomize=True, phases=phases, max_examples=EXAMPLES
    )
    os.environ["JAX_ENABLE_X64"] = "1"  # as in conftest.py, which is imported after JAX here
    for name in OTHERS:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder, one_chromium(f"{folder}/browser"):
        tree, unsure, printed = _copy(Path(folder, "tree")), Path(folder, "unsure"), Path(folder, "printed")
        unsure.touch()
        sys.stdout.flush()
        for stream in (1, 2):
            os.dup2(os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)

        def tell(mutant: Mutant, died: bool, again: list[str]) -> None:
            if again:
                with unsure.open("ab") as file:
                    pickle.dump((mutant, again), file)
            else:
                about = mutant.described((tree / mutant.path).read_text("utf-8"))
                os.write(out, json.dumps([died, about]).encode() + b"\n")

        if fails(partial(passes, tree, ROOMS[room][1], Trials(tree, chosen, tell)), 24 * _HOUR, 24 * _HOUR):
            os.write(error, printed.read_bytes()[:10_000])
            sys.exit(1)
        with unsure.open("rb") as file:
            while file.peek(1):
                mutant, names = pickle.load(file)
                path = tree / mutant.path
                source = path.read_text("utf-8")
                path.write_text(mutant.applied(source), "utf-8")
                files = sorted({name.partition("::")[0] for name in names})
                died = fails(partial(passes, tree, files, Order(names)), 6 * LONGEST, _HOUR)
                path.write_text(source, "utf-8")
                tell(mutant, died, [])


def _copy(to: Path) -> Path:
    names = subprocess.run(["git", "ls-files"], cwd=HOME, check=True, capture_output=True, text=True).stdout
    for name in names.splitlines():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HOME / name, to / name)
    return to


def main() -> None:
    """Try mutants of the rooms that are named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rooms", nargs="+", choices=list(ROOMS))
    parser.add_argument("--count", type=int, default=300, help="mutants of a room (default: 300)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="mutants at a time (default: 1)")
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
        killed = 0
        for result in (json.loads(line) for part in parts for line in part.stdout):
            killed += result[0]
            if not result[0]:
                print(f"    {result[1]}", flush=True)
        if any(part.wait() for part in parts):
            sys.exit(f"{room}: could not be tried.")
        share = f"{killed} of {len(chosen)} mutants died ({killed / len(chosen):.1%})"
        print(f"{room}: {share}, drawn from {len(every)} with the seed {options.seed}.", flush=True)


if __name__ == "__main__":
    main()
