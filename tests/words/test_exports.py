"""Exported texts: the table has all digits, and the scripts repeat the path."""

import ast
import csv
import dataclasses
import io
import itertools
import json
import math
import sys
import types

import nbformat
import numpy as np
import pytest
import torch_stand_in

from app.experiment import Experiment, proposed_run
from app.lessons import LESSONS
from app.rules import parse_rule
from app.runs.follow import runs_of
from app.runs.path import simulate
from app.url import from_query
from app.words.exports import notebook, numpy_script, table, torch_script
from app.words.run_words import values
from optimizers import OPTIMIZERS, SCHEDULES, descend, finished, hypers
from optimizers.scripts import rule_lines
from surfaces import GALLERY, Surface

EVERYTHING = (
    "sin(w1) + max(w1, w2, 0.5)^2 + min(w1, 2 w2) + mod(w1, 2) + cbrt(w2) + log(w1^2 + 1, 3) + abs(w1 - w2)"
    " + ceil(w1/3) + hypot(w1, w2) + atan2(w2, 2) + sign(w1) + log10(2 + w2^2) + w1^1.5 + floor(w2)"
    " + tanh(w1 w2) + log(1 + exp(w1 - w2)) + sigmoid(w1)^2 + huber(w1, 0.4) + logaddexp(w1, w2) + relu(w2)"
)


@pytest.fixture
def torch_at_hand(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", torch_stand_in.torch())


@pytest.fixture
def plotted(monkeypatch):
    """What a script asks of Matplotlib: the contour lines, the lines by label, and the limits."""
    found = types.SimpleNamespace(lines={}, shown=0)

    def contour(w1, w2, heights, levels, **_):
        assert (np.diff(levels) > 0).all()
        found.w1, found.w2, found.heights = w1, w2, heights

    def plot(w1, w2, _, label, **__):
        found.lines[label] = np.transpose([getattr(each, "values", each) for each in (w1, w2)])

    def show():
        found.shown += 1

    axes = types.SimpleNamespace(contour=contour, plot=plot, set=lambda **limits: vars(found).update(limits))
    figure = types.SimpleNamespace(legend=lambda **_: None)
    library = types.ModuleType("matplotlib")
    library.pyplot = types.ModuleType("matplotlib.pyplot")
    library.pyplot.subplots = lambda **_: (figure, axes)
    library.pyplot.show = show
    monkeypatch.setitem(sys.modules, "matplotlib", library)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", library.pyplot)
    return found


def path_of(script: str) -> np.ndarray:
    namespace = {}
    exec(compile(script, "<script>", "exec"), namespace)
    return namespace["path"]


def experiment_on(surface: Surface, run, steps: int = 120) -> Experiment:
    return dataclasses.replace(
        Experiment(), expression=surface.text, start=surface.start, steps=steps, runs=(run,)
    )


CHAOS = 1e4
"""How much farther off a path may be that rounds otherwise at each step, and not only at the start."""


def sensitivity(path, surface: Surface, experiment: Experiment) -> np.ndarray:
    """Distances of runs from a path if the start differs in its last digit, shape (T+1, 2).

    A path may be chaotic; then another order of the same arithmetic is as far off as such a run.
    """
    size = path.t.size
    far = np.zeros((size, 2))
    for ends in itertools.product((-math.inf, math.inf), repeat=2):
        start = tuple(map(math.nextafter, experiment.start, ends))
        other = finished(simulate(experiment.active, surface, dataclasses.replace(experiment, start=start)))
        gap = np.full((size, 2), math.inf)
        n = min(size, other.t.size)
        gap[:n] = np.abs(np.transpose([path.w1[:n] - other.w1[:n], path.w2[:n] - other.w2[:n]]))
        far = np.maximum(far, gap)
    return np.maximum.accumulate(far.max(axis=1, keepdims=True)).repeat(2, axis=1)


@pytest.mark.parametrize("surface", ["bowl", "beale", "ackley"])
@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_numpy_script_repeats_the_path_of_every_method(key, surface, capsys):
    surface = GALLERY[surface]
    experiment = experiment_on(surface, proposed_run(key, surface))
    path = finished(simulate(experiment.active, surface, experiment))
    found, wanted = path_of(numpy_script(experiment, surface, [path])), np.transpose([path.w1, path.w2])
    allowed = 1e-12 + 1e-9 * np.abs(wanted) + CHAOS * sensitivity(path, surface, experiment)
    assert found.shape == wanted.shape
    assert (np.abs(found - wanted) <= allowed).all()
    assert str(found[-1]) in capsys.readouterr().out


def test_a_script_plots_an_error_of_whole_numbers_and_prints_what_every_output_can_show(plotted, monkeypatch):
    surface = Surface.parse("floor(w1) + floor(w2)")
    runs = OPTIMIZERS["adam"](eta=0.1), OPTIMIZERS["momentum"](eta=0.1)
    experiment = dataclasses.replace(
        experiment_on(surface, runs[0], 20), start=(1.0, 1.0), runs=runs, pins=(1,)
    )
    paths = [finished(simulate(run, surface, experiment)) for run in runs]
    output = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", output)
    path_of(numpy_script(experiment, surface, paths))
    output.seek(0)
    assert output.read().startswith("Momentum [")
    assert plotted.shown == 1


def test_the_numpy_script_knows_every_function(capsys):
    surface = Surface.parse(EVERYTHING)
    experiment = dataclasses.replace(experiment_on(surface, OPTIMIZERS["adam"](eta=0.05)), start=(1.3, 0.7))
    path = finished(simulate(experiment.active, surface, experiment))
    assert path.t.size > 20
    found = path_of(numpy_script(experiment, surface, [path]))
    np.testing.assert_allclose(found, np.transpose([path.w1, path.w2]), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "if(w1 > 0.5, (w1 - 1)^2 + log(w1), sqrt(3 - w1) + w2^2) + 0.1 w2^2",
        "if(w1 == 0.5, w2^2, 1/(w1 - 0.5)^2 + w1^2 + w2^2)",
        "{w2 <= 0: w1^2 + w2^2, w1^2 + sin w2}",
    ],
)
@pytest.mark.parametrize("start", [(1.3, 0.7), (-0.5, 2.0), (0.5, 0.3)])
def test_a_script_needs_no_value_of_the_branch_that_is_not_taken(text, start, capsys):
    surface = Surface.parse(text)
    experiment = dataclasses.replace(experiment_on(surface, OPTIMIZERS["adam"](eta=0.05)), start=start)
    path = finished(simulate(experiment.active, surface, experiment))
    with np.errstate(all="ignore"):
        found = path_of(numpy_script(experiment, surface, [path]))
    np.testing.assert_allclose(found, np.transpose([path.w1, path.w2]), rtol=1e-9, atol=1e-9)
    compile(torch_script(experiment, surface, [path]), "<script>", "exec")


def test_a_script_says_latex_as_it_was_typed():
    surface = Surface.parse(r"\frac{1}{2} w_1^2 + w_2^2")
    experiment = experiment_on(surface, OPTIMIZERS["adam"](eta=0.05))
    path = finished(simulate(experiment.active, surface, experiment))
    script = ast.parse(numpy_script(experiment, surface, [path]))
    assert surface.text in ast.get_docstring(script)


def test_the_script_of_a_run_that_ended_ends_as_early(capsys):
    surface = GALLERY["bowl"]
    experiment = experiment_on(surface, OPTIMIZERS["momentum"](eta=0.2, alpha=0.0), steps=400)
    path = finished(simulate(experiment.active, surface, experiment))
    script = numpy_script(experiment, surface, [path])
    assert "  # then " in script
    assert path_of(script).shape == (320, 2)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_numpy_script_repeats_a_noisy_path_of_every_method(key, capsys):
    surface = GALLERY["beale"]
    quiet = experiment_on(surface, proposed_run(key, surface))
    noisy = quiet.changed({"noise": 0.3, "seed": 2**32 - 1, "fan": 5})
    path = finished(simulate(noisy.active, surface, noisy))
    script = numpy_script(noisy, surface, [path])
    assert "noise = 0.3 * np.random.default_rng([4294967295, 0]).standard_normal((121, 2))" in script
    found = path_of(script)
    np.testing.assert_allclose(found, np.transpose([path.w1, path.w2]), rtol=1e-9, atol=1e-12)
    assert not np.allclose(found, np.transpose(finished(simulate(quiet.active, surface, quiet))[1:3]))


@pytest.mark.parametrize("write", [numpy_script, torch_script])
def test_a_script_draws_noise_only_where_there_is_some_and_with_numpy(write):
    surface = GALLERY["bowl"]
    quiet = experiment_on(surface, OPTIMIZERS["adam"]())
    noisy = quiet.changed({"noise": 0.5, "seed": 3})
    without, script = (
        write(each, surface, [finished(simulate(each.active, surface, each))]) for each in (quiet, noisy)
    )
    assert "noise" not in without
    assert script.count("import numpy as np\n") == 1
    added = [line for line in script.splitlines() if line not in without.splitlines()]
    assert [line for line in added if "noise" in line and "default_rng" not in line] == [
        "    g = gradient(w) + noise[t - 1]"
    ]


def test_the_script_of_a_noisy_run_that_ended_ends_as_early(capsys):
    surface = Surface.parse("w1 - log(w1) + w2^2")
    run = OPTIMIZERS["gradient-descent"](eta=0.1)
    noisy = dataclasses.replace(experiment_on(surface, run), start=(1.0, 0.0), noise=8.0)
    path = finished(simulate(run, surface, noisy))
    assert path.stopped is not None
    found = path_of(numpy_script(noisy, surface, [path]))
    np.testing.assert_allclose(found, np.transpose([path.w1, path.w2]), rtol=1e-9, atol=1e-12)


def test_runs_of_one_method_have_different_names_as_on_the_page():
    momentum = OPTIMIZERS["momentum"]
    runs = tuple(
        momentum(eta=eta, alpha=alpha) for eta, alpha in ((0.001, 0.9), (0.0123456789, 0.5), (1e-7, 0))
    )
    experiment = dataclasses.replace(Experiment(), runs=runs, pins=(3, -1), steps=2)
    found = runs_of(GALLERY["bowl"], experiment)
    rows = list(csv.DictReader(io.StringIO(table(found, experiment.pins))))
    assert [(row["run"], row["method"], row["values"]) for row in rows[::3]] == [
        ("0", "Momentum", "η 0.001, α 0.9"),
        ("3", "Momentum", "η 0.0123457, α 0.5"),
        ("1", "Momentum", "η 1e−7, α 0"),
    ]
    for script in (numpy_script, torch_script):
        title = ast.get_docstring(ast.parse(script(experiment, GALLERY["bowl"], [run.path for run in found])))
        assert title == (
            "2 runs, the last of which is the active one: Momentum η 0.001, α 0.9.\n\n"
            "2 steps from w = (-15.0, 20.0) on E(w1, w2) = 3 w1^2 + 10 w2^2."
        )


@pytest.mark.parametrize("noise", [0.0, 0.2])
@pytest.mark.parametrize("write", [numpy_script, torch_script])
def test_a_script_has_all_runs_that_are_shown_each_with_its_schedule(
    write, noise, torch_at_hand, plotted, capsys
):
    surface = GALLERY["beale"]
    typed = parse_rule("m = p m + g; runs = m; w = w - η runs")
    experiment = dataclasses.replace(
        experiment_on(surface, OPTIMIZERS["adam"](eta=0.1)),
        runs=(
            OPTIMIZERS["adam"](eta=0.1),
            OPTIMIZERS["momentum"](eta=1e-3),
            typed(eta=1e-3, p=0.5),
            OPTIMIZERS["rprop"](),
        ),
        schedules=(SCHEDULES["cosine"](warm_up=9.0), SCHEDULES["constant"](), SCHEDULES["step"]()),
        pins=(2, 4, -1),
        noise=noise,
    )
    runs = runs_of(surface, experiment)
    namespace: dict = {}
    exec(write(experiment, surface, [run.path for run in runs]), namespace)
    labels = [f"{run.method.title} {values(run.method, run.schedule)}" for run in (runs[1], runs[2], runs[0])]
    assert [label for label, _ in namespace["runs"]] == labels == list(plotted.lines)
    for run, (label, path) in zip((runs[1], runs[2], runs[0]), namespace["runs"], strict=True):
        wanted = np.transpose([run.path.w1, run.path.w2])
        np.testing.assert_allclose(getattr(path, "values", path), wanted, rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(plotted.lines[label], getattr(path, "values", path))
    assert namespace["path"] is namespace["runs"][-1][1]


@pytest.mark.parametrize(
    ("write", "text", "start"),
    [
        (numpy_script, EVERYTHING, (1.3, 0.7)),
        (numpy_script, "log(w1) + w2^2", (1.3, 0.7)),
        (numpy_script, "exp(700 w1) + w2^2", (-0.5, 0.7)),
        (torch_script, "3 w1^2 + 10 w2^2", (1.3, 0.7)),
    ],
)
def test_the_plot_has_the_contour_lines_of_the_function_in_the_view(
    write, text, start, torch_at_hand, plotted, capsys
):
    surface = Surface.parse(text)
    experiment = experiment_on(surface, OPTIMIZERS["adam"](eta=0.01), steps=5)
    experiment = dataclasses.replace(experiment, start=start, view=((-3.0, 2.0), (-1.0, 4.0)))
    exec(write(experiment, surface, [finished(simulate(experiment.active, surface, experiment))]), {})
    assert (plotted.xlim, plotted.ylim) == experiment.view
    assert plotted.shown == 1
    wanted = surface.value(plotted.w1, plotted.w2[:, np.newaxis])
    np.testing.assert_allclose(plotted.heights, wanted, rtol=1e-9, atol=1e-12)
    assert np.isfinite(wanted).any()


def test_without_matplotlib_a_script_says_that_there_is_no_plot(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    surface = GALLERY["bowl"]
    experiment = experiment_on(surface, OPTIMIZERS["momentum"]())
    path_of(numpy_script(experiment, surface, [finished(simulate(experiment.active, surface, experiment))]))
    assert "Without Matplotlib there is no plot." in capsys.readouterr().out


def test_the_notebook_is_the_script_in_cells(plotted, capsys):
    surface = Surface.parse("w1^2 + 2 * w2^2 * (1 + sin(w1)^2)")
    experiment = experiment_on(surface, OPTIMIZERS["adam"](eta=0.1)).pinned().with_method("momentum")
    runs = runs_of(surface, experiment)
    text = notebook(experiment, surface, [run.path for run in runs])
    found = nbformat.reads(text, as_version=4)
    nbformat.validate(found)
    title, *code = found.cells
    assert "on E(w1, w2) = w1^2 + 2 \\* w2^2 \\* (1 + sin(w1)^2)" in title.source
    assert [cell.cell_type for cell in code] == ["code"] * 4
    namespace: dict = {}
    for cell in code:
        exec(cell.source, namespace)
    np.testing.assert_allclose(namespace["path"], np.transpose([runs[0].path.w1, runs[0].path.w2]), rtol=1e-9)
    assert len(plotted.lines) == 2
    script = numpy_script(experiment, surface, [run.path for run in runs])
    assert all(cell.source in script for cell in code)


@pytest.mark.parametrize("link", ["lesson=line-through-points&guess=place", "steps=20&guess=curve"])
def test_a_notebook_asks_for_a_guess_and_its_cells_follow_the_whole_run(link, plotted, capsys):
    experiment, _ = from_query(link)
    surface = Surface.parse(experiment.expression, experiment.data)
    awaited = [run.path for run in runs_of(surface, experiment)]
    title, *code = json.loads(notebook(experiment, surface, awaited))["cells"]
    lesson = LESSONS.get(experiment.lesson)
    asked = lesson.question.words if lesson else "How will E go over t?"
    assert title["source"].endswith(f"**Guess first.** {asked} Then run the cells.")
    namespace: dict = {}
    for cell in code:
        exec(cell["source"], namespace)
    path = descend(experiment.active, surface, experiment.start, experiment.steps)
    np.testing.assert_allclose(namespace["path"], np.transpose([path.w1, path.w2]), rtol=1e-9)


@pytest.mark.parametrize("key", SCHEDULES)
@pytest.mark.parametrize("given", [{}, {"warm_up": 17.0, "period": 7.0, "rise": 0.29}])
def test_the_scripts_follow_the_schedule(key, given, torch_at_hand, capsys):
    schedule = SCHEDULES[key]
    schedule = schedule(**{about.name: given.get(about.name, about.default) for about in hypers(schedule)})
    surface = GALLERY["beale"]
    typed = parse_rule("rate = g; factor = rate; holder = factor; schedule = holder; w = w - η schedule")
    runs = OPTIMIZERS["adamw"](), typed(eta=1e-3)
    for run in runs:
        experiment = dataclasses.replace(experiment_on(surface, run, steps=100), schedules=(schedule,))
        path = finished(simulate(run, surface, experiment, schedule=schedule))
        is_scheduled = experiment.applied is not None
        script, of_torch = (write(experiment, surface, [path]) for write in (numpy_script, torch_script))
        for found in (path_of(script), path_of(of_torch).values):
            np.testing.assert_allclose(found, np.transpose([path.w1, path.w2]), rtol=1e-9, atol=1e-12)
        assert ("rate * factor(t)" in script) == is_scheduled
        assert ("torch.optim.lr_scheduler.LambdaLR(" in of_torch) == is_scheduled


def test_the_script_of_a_method_without_a_schedule_is_as_if_none_were_chosen():
    surface, run = GALLERY["bowl"], OPTIMIZERS["rprop"]()
    plain = experiment_on(surface, run)
    experiment = dataclasses.replace(plain, schedules=(SCHEDULES["cosine"](),))
    path = finished(simulate(run, surface, experiment, schedule=experiment.schedule))
    for script in (numpy_script, torch_script):
        assert script(experiment, surface, [path]) == script(plain, surface, [path])


def test_the_table_has_the_rates_of_all_runs_if_one_has_a_schedule():
    runs = OPTIMIZERS["momentum"](eta=0.001), OPTIMIZERS["adam"](eta=0.5), OPTIMIZERS["adadelta"]()
    schedules = SCHEDULES["linear"](floor=0.25), SCHEDULES["constant"]()
    experiment = dataclasses.replace(Experiment(), runs=runs, schedules=schedules, pins=(1, 2), steps=4)
    found = runs_of(GALLERY["bowl"], experiment)
    rows = list(csv.DictReader(io.StringIO(table(found, experiment.pins))))
    adadelta = getattr(runs[2], "eta", None)
    expected = [0.001, 0.0008125, 0.000625, 0.0004375], [0.5] * 4, [adadelta] * 4
    for number, rates in enumerate(expected):
        said = [row["eta"] for row in rows if row["run"] == str(number)]
        assert said[0] == ""
        assert [float(each) if each else None for each in said[1:]] == pytest.approx(rates)
    assert "eta" not in table(runs_of(GALLERY["bowl"], Experiment()), ()).partition("\n")[0].split(",")


def test_a_typed_text_does_not_break_the_script():
    surface = Surface.parse("w1^2")
    experiment = dataclasses.replace(
        experiment_on(surface, OPTIMIZERS["momentum"]()), expression='w1 """ + \\'
    )
    path = finished(simulate(experiment.active, surface, experiment))
    for script in (numpy_script, torch_script):
        compile(script(experiment, surface, [path]), "<script>", "exec")


@pytest.mark.parametrize("noise", [0.0, 2.0])
def test_the_table_has_every_step_of_every_run_with_all_digits(noise):
    experiment = Experiment(noise=noise).pinned().with_method("adam").pinned().with_method("gradient-descent")
    experiment = experiment.changed({"pins": [5, -2]})
    runs = runs_of(GALLERY["bowl"], experiment)
    paths = dict(zip((0, 5, 2), [run.path for run in runs], strict=True))
    rows = list(csv.DictReader(io.StringIO(table(runs, experiment.pins))))
    assert len(rows) == 3 * 301
    for row in rows:
        path, t = paths[int(row["run"])], int(row["t"])
        for name in ("w1", "w2", "error", "g1", "g2"):
            assert float(row[name]) == getattr(path, name)[t]
        for name in ("m", "s"):
            for i in (0, 1):
                cell = row[f"{name}{i + 1}"]
                assert cell == "" if name not in path.state else float(cell) == path.state[name][i][t]


TYPED = [
    "m = β1 m + (1 − β1) g\ns = β2 s + (1 − β2) g^2\nw = w − η (m/(1 − β1^t)) / sqrt(s/(1 − β2^t) + ε)",
    "w = w - if(t <= 10, η, η/10) g/sqrt(t)",
    "m = if(mod(t, 7) == 0, 0, α m) + max(g, -5); w = w - η min(m, max(p, 0.1))*floor(t/3)",
    "path = g; np = path; error = np + sin(t); noise = error; w = w - η noise*exp(-p)",
    "p = 0.3; q = t; w = w - p q/1000 g + sqrt(η)/100",
    "m = t; w = 1/m",
    "w = w - η tanh(g) + atan2(g, 3)/100 - hypot(g, 1, t)/1e4 + cbrt(g)/100 + abs(g)^p/100 + log(t, 2)/100",
    "w = w - if(η < p, 0.01, 0.02) sign(g) if(g == 0, 0, 1) + ceil(g)/1e3 + asinh(g)/1e3 - η/2^t",
    "w = w - (softplus(g) - sigmoid(-g))/900 - η relu(g)/9 - huber(g, p)/900 - logaddexp(g, t)/900",
    "d = if(t == 1, 0, w - p); p = w; a = a + (w - a)/t; w = w + 0.5 d - η g/10 - (w - a)/100",
    "whole = g; x = whole; w = (1 - η λ) w - η x t^2/100",
    "w = w - (-0.5)^t g/100 - (-2)^sign(g)/100",
]


@pytest.mark.parametrize("text", TYPED)
@pytest.mark.parametrize("surface", [GALLERY["bowl"], Surface.parse(EVERYTHING)], ids=["bowl", "everything"])
def test_the_numpy_script_repeats_the_path_of_a_typed_rule_whatever_its_names_are(text, surface, capsys):
    experiment = dataclasses.replace(experiment_on(surface, parse_rule(text)(), steps=40), start=(1.3, 0.7))
    for each in (experiment, experiment.changed({"noise": 0.1, "seed": 3})):
        path = finished(simulate(each.active, surface, each))
        assert path.t.size > 10
        found = path_of(numpy_script(each, surface, [path]))
        np.testing.assert_allclose(found, np.transpose([path.w1, path.w2]), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("write", [numpy_script, torch_script])
def test_cubes_of_cubes_are_written_as_fast_as_other_arithmetic(write):
    depth = 20  # 3^20 factors, if each were written for itself
    surface = GALLERY["bowl"]
    rule = parse_rule(f"w = w - {'(' * depth}g/100{')^3' * depth}")()
    experiment = experiment_on(surface, rule, steps=3)
    script = write(experiment, surface, [finished(simulate(rule, surface, experiment))])
    compile(script, "<script>", "exec")
    assert len(script) < 3000


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("w = w - η^t g", ["w = w - eta ** t * g"]),
        ("w = w - η^(p^t) g^t", ["w = w - eta ** p ** t * g ** t"]),
        ("w = w - η g/t", ["t = count(t)", "w = w - eta * g / t"]),
        ("w = w - t^t g", ["t = count(t)", "w = w - t ** t * g"]),
        ("w = w - (1/t)^t g", ["t = count(t)", "w = w - (1.0 / t) ** t * g"]),
        ("w = w - t^p g", ["t = count(t)", "w = w - t ** p * g"]),
        ("w = w - η^(t + 1) g", ["t = count(t)", "w = w - eta ** (t + 1.0) * g"]),
        ("m = t; w = w - g/m", ["t = count(t)", "m = 0 * g + t", "w = w - g / m"]),
        ("m = p; w = w - η m g", ["m = 0 * g + p", "w = w - eta * m * g"]),
    ],
)
def test_a_script_makes_t_a_number_unless_it_is_a_mere_exponent_and_a_state_a_vector(text, lines):
    rule = parse_rule(text)
    fields = (*(about.name for about in hypers(rule)), *rule.State._fields)
    assert rule_lines(rule, {"counted": "count({})"}, {field: field for field in fields}) == lines


def test_a_script_leaves_large_whole_numbers_unchanged_by_floor(capsys):
    surface = GALLERY["bowl"]
    rule = parse_rule("w = w - (floor(1e13 + t) - 1e13)/1000 + 0*floor(g)")()
    experiment = experiment_on(surface, rule, steps=12)
    path = finished(simulate(rule, surface, experiment))
    assert path.w1[0] - path.w1[1] == pytest.approx(0.001)
    found = path_of(numpy_script(experiment, surface, [path]))
    np.testing.assert_allclose(found, np.transpose([path.w1, path.w2]), rtol=1e-12)


def test_a_number_in_a_script_overflows_without_an_error(capsys):
    surface = GALLERY["bowl"]
    experiment = experiment_on(surface, parse_rule("w = w - g/t^t^t")(), steps=12)
    path = finished(simulate(experiment.active, surface, experiment))
    with np.errstate(all="ignore"):
        found = path_of(numpy_script(experiment, surface, [path]))
    np.testing.assert_allclose(found, np.transpose([path.w1, path.w2]), rtol=1e-9)


@pytest.mark.parametrize("noise", [0.0, 0.1])
@pytest.mark.parametrize("rule", [*OPTIMIZERS, *TYPED])
def test_the_torch_script_repeats_the_path(rule, noise, torch_at_hand, capsys):
    surface = GALLERY["bowl"]
    run = OPTIMIZERS[rule]() if rule in OPTIMIZERS else parse_rule(rule)()
    experiment = experiment_on(surface, run, steps=40).changed({"noise": noise, "seed": 3})
    path = finished(simulate(run, surface, experiment))
    assert path.t.size > 10
    found = path_of(torch_script(experiment, surface, [path])).values
    np.testing.assert_allclose(found, np.transpose([path.w1, path.w2]), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("write", "text"),
    [
        (numpy_script, "mean((w1 x + w2 - y)^2) + k w1^2"),
        (numpy_script, "sqrt(mean(log(1 + exp(-y (w1 x + w2))))) + sum(sin(x) w1^2)/9"),
        (numpy_script, "mean(huber(w2 tanh(w1 x) - y, 0.5))"),
        (torch_script, "mean((w1 x + w2 - y)^2) + k exp(k) w1^2"),
        (torch_script, "sum(sin(x) w1^2)/9 + sum(w2^2 exp(y)) + w1"),
    ],
)
def test_a_script_has_the_rows_of_the_data(write, text, torch_at_hand, capsys):
    surface = Surface.parse(text, {"x": [-1.0, 0.1, 2.5], "y": [1.0, -0.7, 1e-3]})
    experiment = experiment_on(surface, OPTIMIZERS["adam"](eta=0.05), steps=40)
    path = finished(simulate(experiment.active, surface, experiment))
    script = write(experiment, surface, [path])
    assert "(0.1, -0.7),\n" in script
    found = path_of(script)
    wanted = np.transpose([path.w1, path.w2])
    np.testing.assert_allclose(getattr(found, "values", found), wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("write", [numpy_script, torch_script])
@pytest.mark.parametrize("size", [1, 3, 6])
def test_the_scripts_repeat_the_batches_of_every_run(write, size, capsys, torch_at_hand):
    table = {"x": [0.5, -1.0, 2.0, 1.5, -0.25, 3.0, -2.0], "y": [1.0, -0.5, 2.5, 3.0, 0.25, 3.5, -1.5]}
    surface = Surface.parse("mean((w1 x + w2 - y)^2)", table)
    runs = OPTIMIZERS["adam"](eta=0.05), OPTIMIZERS["momentum"](eta=0.01, alpha=0.9)
    experiment = dataclasses.replace(
        experiment_on(surface, runs[0]), runs=runs, batches=(size, 2), pins=(1,), seed=5, data=surface.data
    )
    shown = runs_of(surface, experiment)
    namespace = {}
    exec(compile(write(experiment, surface, [run.path for run in shown]), "<script>", "exec"), namespace)
    found = [np.array(getattr(path, "values", path), dtype=float) for _, path in namespace["runs"]]
    assert [label.rpartition("; ")[2] for label, _ in namespace["runs"]] == ["batch 2", f"batch {size}"]
    for run, path in zip(reversed(shown), found, strict=True):
        np.testing.assert_allclose(path, np.transpose([run.path.w1, run.path.w2]), rtol=1e-6, atol=1e-9)


def test_the_table_has_the_error_of_the_batches_and_the_gradient_of_all_rows():
    surface = Surface.parse("mean((w1 x - y)^2) + w2^2", {"x": [1, 2, 3, 4, 5], "y": [1, 3, 2, 5, 4]})
    run = OPTIMIZERS["gradient-descent"](eta=0.01)
    experiment = dataclasses.replace(
        experiment_on(surface, run, 20), runs=(run, run), batches=(2, 0), pins=(1,), data=surface.data
    )
    some, every = runs_of(surface, experiment)
    rows = list(csv.DictReader(io.StringIO(table((some, every), (1,)))))
    for name in ("batch_error", "full_g1", "full_g2"):
        assert [float(row[name]) for row in rows[:21]] == getattr(some.path, name).tolist()
    assert [row["batch_error"] for row in rows[21:]] == [row["error"] for row in rows[21:]]
    assert [row["full_g1"] for row in rows[21:]] == [row["g1"] for row in rows[21:]]
    assert rows[0]["values"] == "η 0.01; batch 2"
