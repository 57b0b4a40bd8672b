"""Exported texts: a table of every step, and scripts that repeat the runs, noise and schedules included."""

import ast
import builtins
import csv
import dataclasses
import io
import json
import keyword
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from optimizers import Optimizer, Schedule, Trajectory, hypers
from optimizers.scripts import factor_function, rule_lines
from surfaces import Surface

from ..contract import GUESSES
from ..experiment import Experiment
from ..lessons import LESSONS
from ..lineup import ALL_ROWS, applied
from ..runs.follow import Run, runs_of
from .run_words import values


def table(runs: Sequence[Run], pins: Sequence[int]) -> str:
    """Return every step of every run as CSV, with all digits.

    The runs have the numbers, titles and values shown on the page; the active run, the first, has number 0.
    If a schedule changes the η of any run, the column `eta` has η at each step. If a method is judged
    elsewhere than at w, there are columns with this point, and E there. If steps see only some rows of the
    data, the last columns have E of these rows, and ∇E of all.
    """
    moments = list(dict.fromkeys(name for run in runs for name in run.path.state))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [f"{name}{i}" for name in moments for i in (1, 2)]
    rates = ["eta"] if any(run.path.factor is not None for run in runs) else []
    judged = ("judged1", "judged2", "judged_error") if any(run.path.apart for run in runs) else ()
    has_batches = any(run.path.batch_error is not None for run in runs)
    batch = ("batch_error", "full_g1", "full_g2") if has_batches else ()
    writer.writerow(
        ["run", "method", "values", "t", "w1", "w2", "error", "g1", "g2", *names, *rates, *judged, *batch]
    )
    for number, run in zip((0, *map(abs, pins)), runs, strict=True):
        path, which = run.path, (number, run.method.title, values(run.method, run.schedule, run.batch))
        nothing = [None] * path.t.size
        columns: list[Iterable[float | None]] = [path.w1, path.w2, path.error, path.g1, path.g2]
        for name in moments:
            columns += path.state.get(name, (nothing, nothing))
        columns += [_rates(run)] * len(rates)
        columns += path.judged if judged else ()
        if batch:
            of_batch = path.error if path.batch_error is None else path.batch_error
            columns += of_batch, path.full_g1, path.full_g2
        for t, *row in zip(range(path.t.size), *columns, strict=True):
            numbers = ("" if value is None else repr(float(value)) for value in row)
            writer.writerow([*which, t, *numbers])
    return text.getvalue()


def _rates(run: Run) -> list[float | None]:
    """Return η at each t; None at the start, and where a method has none."""
    size, factor = run.path.t.size, run.path.factor
    eta: Any = getattr(run.method, "eta", None)
    return [None, *([eta] * (size - 1) if factor is None else (eta * factor[1:]).tolist())]


def numpy_script(experiment: Experiment, surface: Surface, paths: Sequence[Trajectory]) -> str:
    """Return a NumPy script that computes the runs that are shown, and plots them.

    The active run is the last one; its `path`, an array of shape (T+1, 2), is what the script ends with. The
    `paths` of the experiment's runs say where these end.
    """
    return _numpy_parts(experiment, surface, paths).text


def notebook(experiment: Experiment, surface: Surface, paths: Sequence[Trajectory]) -> str:
    """Return the NumPy script as a notebook of Jupyter: a cell for each run, and one for the plot.

    While a guess is awaited, the first cell asks for it: nothing is told before the others are run.
    """
    script = _numpy_parts(experiment, surface, paths)
    begin = f"{_escaped(script.title)}\n{_question(experiment)}"
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "source": begin}]
    for part in (script.head, *script.runs, script.plot):
        cells.append({"cell_type": "code", "source": part, "execution_count": None, "outputs": []})
    for number, cell in enumerate(cells):
        cell |= {"id": f"cell-{number}", "metadata": {}, "source": cell["source"].strip()}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    written = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def _question(experiment: Experiment) -> str:
    """Return what is to be guessed; "" if nothing is."""
    if not experiment.awaited:
        return ""
    lesson = LESSONS.get(experiment.lesson)
    places = {"place": f"Where will w be at t = {experiment.steps}?", "curve": "How will E go over t?"}
    asked = lesson.question.words if lesson and "guess=" in lesson.question.link else places[experiment.guess]
    return f"**Guess first.** {asked} Then run the cells."


def _escaped(text: str) -> str:
    """Return a text as Markdown that shows it as it is."""
    return re.sub(r"([\\`*_\[\]<>#|~$&])", r"\\\1", text)


def _numpy_parts(experiment: Experiment, surface: Surface, paths: Sequence[Trajectory]) -> "_Script":
    gradient = [line for line in surface.lines if not line.startswith("e = ")]
    value = surface.sources["value"].python
    rows = "" if surface.data is None else ", data_rows=data_rows"
    count = "    data_count = len(data_rows)\n" if rows else ""
    return _script(
        experiment,
        surface,
        paths,
        _NUMPY,
        f"{_numbers(surface)}{_rows(surface)}"
        f"def gradient(w{rows}):\n{count}    w1, w2 = {_weights(gradient)}\n"
        f"{_indented(gradient)}    return np.array([g1, g2])\n\n\n"
        f"def error(w{rows}):\n{count}    w1, w2 = {_weights(value)}\n    try:\n"
        f"{_indented(value, 8)}        return e\n    except (ArithmeticError, ValueError):\n"
        '        return float("nan")  # there is no E here\n',
        [*gradient, *value],
    )


def _weights(lines: Sequence[str]) -> str:
    """Return what a function of these lines reads w as: Python's floats, which are faster, or NumPy's.

    Python's own would stop the script where the branch of an `if` that is not taken divides by 0.
    """
    return "w" if _CHOICES.intersection(_called(lines)) else "map(float, w)"


def torch_script(experiment: Experiment, surface: Surface, paths: Sequence[Trajectory]) -> str:
    """Return a PyTorch script of the runs that are shown; see `numpy_script`.

    The gradient is autograd's. At a kink it may choose another side than the page.
    """
    lines = surface.sources["value"].python
    given, rows, count = "", "", ""
    if surface.data is not None:
        given, rows = ", data_rows=data_rows", ", data_rows"
        count = "    data_count = len(data_rows)\n"
    return _script(
        experiment,
        surface,
        paths,
        _TORCH,
        f"{_numbers(surface, 'torch.tensor(', ')')}{_rows(surface, 'torch.tensor(', ')')}"
        f"def error(w{given}):\n{count}    w1, w2 = w\n{_indented(lines)}"
        "    return e + 0 * (w1 + w2)\n\n\n"
        f"def gradient(w{given}):\n    w = w.detach().requires_grad_()\n"
        f"    return torch.autograd.grad(error(w{rows}), w)[0]\n",
        lines,
    ).text


def _numbers(surface: Surface, begin: str = "", end: str = "") -> str:
    """Return the lines that set the parameters of E."""
    lines = [f"{name} = {begin}{value!r}{end}\n" for name, value in surface.numbers.items()]
    return "".join([*lines, "\n\n"]) if lines else ""


def _rows(surface: Surface, begin: str = "", end: str = "") -> str:
    """Return the lines that set the rows of the data, which functions of the script take as an argument."""
    if surface.data is None:
        return ""
    rows = [f"    {row!r},\n" for row in zip(*surface.data.columns, strict=True)]
    names = ", ".join(surface.data.names)
    return f"data_rows = {begin}[  # of {names}\n{''.join(rows)}]{end}\n\n\n"


def _indented(lines: Sequence[str], by: int = 4) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in lines)


_TAKEN = {
    *keyword.kwlist,
    *dir(builtins),
    "w",
    "g",
    "t",
    "e",
    "path",
    "noise",
    "batch",
    "batches",
    "np",
    "torch",
    "math",
    "whole",
    "remainder",
    "rate",
    "factor",
    "holder",
    "schedule",
    "runs",
    "label",
    "plt",
}
"""Names that a script has, besides those of the functions that it needs; fields are called otherwise."""


class _Dialect(NamedTuple):
    """How to write a script with one library."""

    head: str
    point: str
    full: str
    stack: str
    error: str
    """E at (x, y), as a float."""
    numpy: tuple[str, str]
    """The import of NumPy if the head has none, and the conversion of its arrays."""
    rule: dict[str, str]
    functions: dict[str, str]
    """The functions of E by name: "" if Python has it, else its definition."""
    other: str
    """The definition of every other function, with {0} for its name."""
    schedule: "_Schedule"
    quiet: str = ""
    """The definition that makes functions nan where they are undefined, if the library's raise."""


class _Schedule(NamedTuple):
    """How a script multiplies its `rate` by `factor(t)`."""

    begin: str
    """The lines before the loop."""
    rate: str
    """The η of step t."""
    step: str
    """The lines at the end of a step."""


class _Script(NamedTuple):
    """A script in parts, which are the cells of a notebook."""

    title: str
    head: str
    runs: tuple[str, ...]
    plot: str

    @property
    def text(self) -> str:
        """The whole script."""
        title = self.title.replace("\\", "\\\\").replace('"', "'")
        return "\n\n".join([f'"""{title}"""', self.head, *self.runs, self.plot])


def _script(
    experiment: Experiment,
    surface: Surface,
    paths: Sequence[Trajectory],
    dialect: _Dialect,
    functions: str,
    lines: Sequence[str],
) -> _Script:
    """Return a script.

    `functions` is the source of `gradient` and `error`, and `lines` are those of both that call functions of
    E.
    """
    called = _called(lines)
    if experiment.awaited:  # code shows nothing before it is run
        told = dataclasses.replace(experiment, guess=GUESSES[0])
        paths = [run.path for run in runs_of(surface, told)]
    definitions = [dialect.functions.get(name, dialect.other.format(name)) for name in called]
    if dialect.quiet and _CHOICES.intersection(called):
        wrapped = [re.sub(r"^(\w+) = (math\.\w+)$", _QUIETLY, text) for text in definitions]
        definitions = [dialect.quiet, *wrapped]
    taken = {*_TAKEN, *re.findall(r"\w+", " ".join([dialect.head, functions, *definitions]))}
    shown = _shown(experiment, paths)
    runs = [_run(*each, experiment, dialect, taken, alone=len(shown) == 1) for each in shown]
    rules = [line for run in runs for line in run.rule]
    definitions += _helpers(rules, dialect.stack.partition(".")[0])
    used = "".join([*definitions, *(run.text for run in runs)])
    noise = _noise(experiment, [path for *_, path in shown], dialect)
    has_batches = any(path.rows is not None for *_, path in shown)
    if has_batches:
        definitions.append(_BATCHES.format(experiment.seed))
    head = [
        *(f"import {module}\n\n" for module in ("functools", "math") if f"{module}." in used),
        dialect.numpy[0] if noise or has_batches else "",
        dialect.head,
        *(f"{text}\n" for text in definitions if "\n" not in text and text),
        *(f"\n\n{text}\n" for text in definitions if "\n" in text),
        f"\n\n{functions}\n\n{noise}runs = []",
    ]
    return _Script(
        _title(experiment, len(runs)),
        "".join(head),
        tuple(run.text for run in runs),
        _plot(experiment, dialect, bool(noise) or has_batches),
    )


def _shown(
    experiment: Experiment, paths: Sequence[Trajectory]
) -> list[tuple[Optimizer, Schedule, Trajectory]]:
    """Return the pinned runs that are not hidden, and then the active run."""
    active, *pinned = zip(experiment.runs, experiment.schedules, paths, strict=True)
    return [*(run for run, pin in zip(pinned, experiment.pins, strict=True) if pin > 0), active]


class _Run(NamedTuple):
    """A run in a script: the lines of its rule, and the whole source."""

    rule: list[str]
    text: str


def _run(
    run: Optimizer,
    schedule: Schedule,
    path: Trajectory,
    experiment: Experiment,
    dialect: _Dialect,
    taken: Collection[str],
    *,
    alone: bool,
) -> _Run:
    fields = [*(about.name for about in hypers(run)), *run.State._fields]
    names = {field: f"{field}_" if field in taken else field for field in fields}
    rule = rule_lines(type(run), dialect.rule, names)
    given = {names[about.name]: getattr(run, about.name) for about in hypers(run)}
    rate_schedule = applied(run, schedule)
    if rate_schedule:
        rule = [f"{names['eta']} = {dialect.schedule.rate}", *rule]
        given = {"rate" if name == names["eta"] else name: value for name, value in given.items()}
    state = zip(run.State._fields, run.initial(), strict=True)
    size = ALL_ROWS if path.rows is None else path.rows.shape[1]
    label = f"{run.title} {values(run, schedule, size)}"
    quoted = json.dumps(label, ensure_ascii=False)
    ended = "" if path.stopped is None else f"  # then {path.stopped.reason}"
    noise = " + noise[t - 1]" if experiment.noise else ""
    seen = ", [data_rows[i] for i in batch[t - 1]]" if size else ""
    text = [
        f"# {label}\n",
        f"{factor_function(rate_schedule, experiment.steps)}\n\n\n" if rate_schedule else "",
        *(f"{name} = {value!r}\n" for name, value in given.items()),
        f"w = {dialect.point.format(*map(repr, experiment.start))}\n",
        *(f"{names[name]} = {dialect.full.format(repr(value))}\n" for name, value in state),
        dialect.schedule.begin if rate_schedule else "",
        f"batch = batches({size}, {path.t.size - 1})\n" if size else "",
        "path = [w]\n",
        f"for t in range(1, {path.t.size}):{ended}\n",
        f"    g = gradient(w{seen}){noise}\n",
        *(f"    {line}\n" for line in rule),
        "    path.append(w)\n",
        dialect.schedule.step if rate_schedule else "",
        f"path = {dialect.stack}(path)\n",
        f"print({'' if alone else f'{run.title!r}, '}path[-1])\n",  # in ASCII, which every output can show
        f"runs.append(({quoted}, path))",
    ]
    return _Run(rule, "".join(text))


def _title(experiment: Experiment, count: int) -> str:
    """Return the title of a script: its run, or the number of its runs, and their function."""
    label = f"{experiment.active.title} {values(experiment.active, experiment.schedule, experiment.batch)}"
    which = label if count == 1 else f"{count} runs, the last of which is the active one: {label}"
    start = ", ".join(map(repr, experiment.start))
    return (
        f"{which}.\n\n{experiment.steps} steps from w = ({start}) on E(w1, w2) = {experiment.expression}.\n"
    )


def _plot(experiment: Experiment, dialect: _Dialect, has_numpy: bool) -> str:
    """Return the lines that plot the paths on contour lines of E, each of which has as much room."""
    (low1, high1), (low2, high2) = experiment.view
    numpy = "" if has_numpy else _indented(dialect.numpy[0].splitlines())
    return f"""\
try:
    import matplotlib.pyplot as plt
except ImportError:
    print("Without Matplotlib there is no plot.")
else:
{numpy}    w1 = np.linspace({low1!r}, {high1!r}, 100)
    w2 = np.linspace({low2!r}, {high2!r}, 100)
    with np.errstate(all="ignore"):
        heights = np.array([[{dialect.error} for x in w1] for y in w2], float)
    heights[~np.isfinite(heights)] = np.nan
    levels = np.unique(np.nanquantile(heights, np.linspace(0, 1, 20)))
    figure, axes = plt.subplots(layout="constrained")
    axes.contour(w1, w2, heights, levels, colors="lightgrey", linewidths=0.8)
    for label, path in runs:
        axes.plot(*path.T, ".-", markersize=3, label=label)
    axes.set(xlim=({low1!r}, {high1!r}), ylim=({low2!r}, {high2!r}), xlabel="w1", ylabel="w2")
    figure.legend(loc="outside upper left")
    plt.show()
"""


def _noise(experiment: Experiment, paths: Sequence[Trajectory], dialect: _Dialect) -> str:
    """Return the line that makes the noise of path 0 as `gradient_noise` does; "" without noise.

    Every script uses NumPy for it, because other libraries draw other numbers from a seed. Each run takes its
    first rows.
    """
    if experiment.noise == 0:
        return ""
    size = max(path.t.size for path in paths)
    drawn = f"np.random.default_rng([{experiment.seed}, 0]).standard_normal(({size}, 2))"
    return f"noise = {dialect.numpy[1].format(f'{experiment.noise!r} * {drawn}')}\n"


def _called(lines: Sequence[str]) -> list[str]:
    """Return the functions that lines call, each after those that it needs."""
    tree = ast.parse("\n".join(lines))
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    names = {called.id for called in calls if isinstance(called, ast.Name)}
    for name, needed in _NEEDS.items():
        if name in names:
            names |= needed
    return sorted(names, key=lambda name: (name in _NEEDS, name))


_CHOICES = {"lower", "upto", "same"}
_CHOICE = "def {}(a, b, x, y):\n    return x if a {} b else y"
_CHOICE_DEFINITIONS = {
    name: _CHOICE.format(name, sign) for name, sign in (("lower", "<"), ("upto", "<="), ("same", "=="))
}
_QUIET = """\
def quiet(function, *numbers):  # the branch that is not taken may be undefined
    try:
        return function(*numbers)
    except (ArithmeticError, ValueError):
        return math.nan"""
_QUIETLY = r"def \1(*numbers):\n    return quiet(\2, *numbers)"
_NEEDS = {"log_base": {"log"}, "ceil": {"floor"}, "mod": {"floor"}}

_BATCHES = """\
def batches(size, steps):  # the rows of each step, shuffled anew for every epoch
    rows = len(data_rows)
    epochs = -(-steps * size // rows)
    words = np.random.PCG64([{}, 0, 1]).random_raw(epochs * (rows - 1)).reshape(epochs, rows - 1)
    order = []
    for draws in words.tolist():
        epoch = list(range(rows))
        for last, draw in zip(range(rows - 1, 0, -1), draws):
            other = (draw >> 32) * (last + 1) >> 32
            epoch[last], epoch[other] = epoch[other], epoch[last]
        order += epoch
    return [sorted(order[size * t : size * (t + 1)]) for t in range(steps)]"""
_FLOOR = """\
def floor(x):
    low = {floor}(x)  # but 6.999..., which is 7 but for rounding, is 7
    is_low, is_next = ({isclose}(x, whole, {tolerances}) for whole in (low, low + 1))
    return low + 1 if is_next and not is_low else low"""
_CEIL = """\
def ceil(x):
    return -floor(-x)"""
_MOD = """\
def mod(x, y):
    return x - y * floor(x / y) if y else x"""
_SIGMOID = """\
def sigmoid(x):
    small = math.exp(-abs(x))
    return (1 if x >= 0 else small) / (1 + small)"""
_SOFTPLUS = """\
def softplus(x):
    return max(x, 0) + math.log1p(math.exp(-abs(x)))"""
_LOGADDEXP = """\
def logaddexp(x, y):
    return max(x, y) + math.log1p(math.exp(-abs(x - y)))"""
_HUBER = """\
def huber(x, d):
    least = min(abs(x), d)
    return least * (abs(x) - least / 2)"""
_LOG_BASE = """\
def log_base(x, base):
    return log(x) / log(base)"""
_FOLD = """\
def {0}(*numbers):
    return functools.reduce(torch.{1}, map(torch.as_tensor, numbers))"""

_WHOLE = """\
def whole(x):  # but 6.999..., which is 7 but for rounding, is 7
    low = {0}.floor(x)
    is_low, is_next = ({0}.isclose(x, each, 1e-12, 1e-15) for each in (low, low + 1))
    return {0}.where(is_low, low, {0}.where(is_next, low + 1, low))"""
_REMAINDER = """\
def remainder(x, y):
    return {0}.where(y == 0, x, x - y * whole(x / {0}.where(y == 0, 1.0, y)))"""
_HUBER_OF_VECTORS = "{0}.where({0}.abs({{0}}) <= {{1}}, {{0}} ** 2 / 2, {{1}} * ({0}.abs({{0}}) - {{1}} / 2))"
_HELPED = {"floor": "whole({})", "ceil": "-whole(-{})", "mod": "remainder({}, {})"}


def _vectors(library: str, names: str, operands: str) -> dict[str, str]:
    return {name: f"{library}.{name}({operands})" for name in names.split()}


def _helpers(rule: Sequence[str], library: str) -> list[str]:
    """Return the definitions of what the lines of a rule call besides the library."""
    text = "\n".join(rule)
    remainder = [_REMAINDER.format(library)] if "remainder(" in text else []
    return [_WHOLE.format(library), *remainder] if remainder or "whole(" in text else []


_NUMPY = _Dialect(
    head="import numpy as np\n",
    point="np.array([{}, {}])",
    full="np.full(2, {})",
    stack="np.array",
    error="error((x, y))",
    numpy=("", "{}"),
    rule={
        **_vectors("np", "sqrt sign exp log log2 log10 sin cos tan sinh cosh tanh cbrt", "{}"),
        **_vectors("np", "maximum minimum hypot", "{}, {}"),
        **{f"a{name}": f"np.arc{name}({{}})" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
        "atan2": "np.arctan2({}, {})",
        "sigmoid": "np.exp(-np.logaddexp(-{}, 0.0))",
        "softplus": "np.logaddexp({}, 0.0)",
        "logaddexp": "np.logaddexp({}, {})",
        "huber": _HUBER_OF_VECTORS.format("np"),
        "where": "np.where({}, {}, {})",
        **_HELPED,
        "plain": "{}",
        "counted": "np.float64({})",
    },
    functions={
        **_CHOICE_DEFINITIONS,
        "abs": "",
        "max": "",
        "min": "",
        "sign": "def sign(x):\n    return (x > 0) - (x < 0)",
        "leads": "def leads(x, *others):  # the slope of max\n"
        "    return (x >= max(others)) / (1 + others.count(x))",
        "trails": "def trails(x, *others):  # the slope of min\n"
        "    return (x <= min(others)) / (1 + others.count(x))",
        "floor": _FLOOR.format(
            floor="math.floor", isclose="math.isclose", tolerances="rel_tol=1e-12, abs_tol=1e-15"
        ),
        "ceil": _CEIL,
        "mod": _MOD,
        "log_base": _LOG_BASE,
        "sech": "def sech(x):\n    return 1 / math.cosh(x) if abs(x) < 710 else 0.0",
        "sigmoid": _SIGMOID,
        "softplus": _SOFTPLUS,
        "logaddexp": _LOGADDEXP,
        "huber": _HUBER,
    },
    other="{0} = math.{0}",
    schedule=_Schedule("", "rate * factor(t)", ""),
    quiet=_QUIET,
)
_TORCH = _Dialect(
    head="import torch\n\ntorch.set_default_dtype(torch.float64)\n",
    point="torch.tensor([{}, {}])",
    full="torch.full((2,), {})",
    stack="torch.stack",
    error="float(error(torch.tensor([x, y])))",
    numpy=("import numpy as np\n", "torch.from_numpy({})"),
    rule={
        **_vectors("torch", "sqrt sign exp log log2 log10 sin cos tan sinh cosh tanh", "{}"),
        **_vectors("torch", "asin acos atan asinh acosh atanh", "{}"),
        **_vectors("torch", "maximum minimum hypot atan2", "{}, {}"),
        "cbrt": "torch.sign({0}) * torch.abs({0}) ** (1 / 3)",
        "sigmoid": "torch.sigmoid({})",
        "softplus": "torch.logaddexp({0}, torch.zeros_like({0}))",
        "logaddexp": "torch.logaddexp({}, {})",
        "huber": _HUBER_OF_VECTORS.format("torch"),
        "where": "torch.where({}, {}, {})",
        **_HELPED,
        "plain": "torch.tensor({})",
        "counted": "torch.tensor(float({}))",
    },
    functions={
        **_CHOICE_DEFINITIONS,
        "max": _FOLD.format("max", "maximum"),
        "min": _FOLD.format("min", "minimum"),
        "hypot": _FOLD.format("hypot", "hypot"),
        "atan2": "def atan2(y, x):\n    return torch.atan2(torch.as_tensor(y), torch.as_tensor(x))",
        "cbrt": "def cbrt(x):\n    return torch.sign(x) * torch.abs(x) ** (1 / 3)",
        "floor": _FLOOR.format(
            floor="torch.floor", isclose="torch.isclose", tolerances="rtol=1e-12, atol=1e-15"
        ),
        "log": "def log(x):\n    return torch.log(torch.as_tensor(x))",
        "ceil": _CEIL,
        "mod": _MOD,
        "log_base": _LOG_BASE,
        "softplus": "def softplus(x):\n    return torch.logaddexp(x, torch.zeros_like(x))",
        "logaddexp": _FOLD.format("logaddexp", "logaddexp"),
        "huber": "def huber(x, d):\n"
        "    size, d = torch.abs(torch.as_tensor(x)), torch.as_tensor(d)\n"
        "    return torch.where(size <= d, size * size / 2, d * (size - d / 2))",
    },
    other="{0} = torch.{0}",
    schedule=_Schedule(
        "holder = torch.optim.SGD([torch.zeros(1)], lr=rate)  # it only holds η\n"
        "# LambdaLR has all digits of η. Others, such as CosineAnnealingLR, compute it from the η before or\n"
        "# in another order, which rounds otherwise.\n"
        "schedule = torch.optim.lr_scheduler.LambdaLR(holder, lambda count: factor(count + 1))\n",
        "schedule.get_last_lr()[0]",
        "    holder.step()\n    schedule.step()\n",
    ),
)
