"""Experiment -> arrays: what the plots draw, computed by pure functions that know nothing of Bokeh.

`ground` is the surface below (it depends on the expression and the view), `scene` is the runs above it (all
else). A drag recomputes the active run only.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from optimizers import Optimizer, Trajectory, close_at, hypers
from surfaces import Surface

from .curvature_words import curvature_points, curvature_scene
from .experiment import FARTHEST, Experiment, View
from .fan import Fan, fan_of, fan_sources, follow, noise_columns, path_count, pinned_fan_sources, spread
from .lines import clip_path, early_steps, inside_view, joined
from .look import PATH_COLOURS, PIN_SHADES
from .pairs import pairs_scene
from .plane_map import plane_settings
from .planes import axes_of

GRID = 256
"""Samples of E along each axis of the view."""
LEVELS = 15
"""Contour lines, including the lowest and the highest tone, which are not drawn."""
_MOST_DOTS = 120
"""Up to this many points, each step of the path gets a dot."""

Range = tuple[float, float]


@dataclass(frozen=True)
class Ground:
    """The surface over a view: `tone` from 0 (lowest) to 1, nan outside the domain, shape (GRID, GRID)."""

    w1: np.ndarray
    w2: np.ndarray
    error: np.ndarray
    tone: np.ndarray
    levels: np.ndarray
    has_holes: bool


@dataclass(frozen=True)
class Scene:
    """What is shown, ready to be drawn: columns by source name, properties by model name, and words.

    `sources` leaves out what has not changed since the scene before. A column is an array, a list of arrays
    (one a line or an image) or a tuple of words.
    """

    experiment: Experiment
    trajectory: Trajectory
    pinned: tuple[Trajectory, ...]
    fans: tuple[Fan, ...]
    """Where the other paths of each run go; empty ones without noise."""
    tending: dict[str, dict]
    """Where the moments tend to; see `limits`."""
    sources: dict[str, dict[str, np.ndarray | list[np.ndarray] | tuple[str, ...]]]
    settings: dict[str, dict[str, object]]
    status: dict[str, object]


def ground(surface: Surface, view: View) -> Ground:
    """Sample the surface over a view and choose tones and levels that show its shape.

    The scale is a power: tone = ((E − low) / (high − low))^(1/p), with p such that half of the view lies
    below the middle tone. A bowl over four decades, a Rosenbrock valley and Ackley's plateau all keep
    their structure, and the tone still grows with E everywhere.
    """
    w1, w2 = (np.linspace(*interval, GRID) for interval in view)
    error = surface.value(*np.meshgrid(w1, w2))
    finite = error[np.isfinite(error)]
    if not finite.size:
        return Ground(w1, w2, error, np.full_like(error, np.nan), np.empty(0), has_holes=True)
    low, high = _bulk(finite)
    if not high > low:
        return Ground(
            w1, w2, error, np.where(np.isfinite(error), 0.4, np.nan), np.empty(0), finite.size < error.size
        )
    with np.errstate(invalid="ignore"):
        share = np.clip(error / (high - low) - low / (high - low), 0, 1)
    middle = float(np.median(share[np.isfinite(share)]))
    power = min(max(math.log(max(middle, 1e-12)) / math.log(0.5), 0.4), 8)
    lowest = 2 if power > 2.5 else 1  # the floor of a narrow valley has no room for a line
    tones = np.linspace(0, 1, LEVELS + 1)[lowest:-1]
    return Ground(
        w1, w2, error, share ** (1 / power), low + (high - low) * tones**power, finite.size < error.size
    )


def _bulk(finite: np.ndarray) -> Range:
    """Return the lowest and highest value to spend tones on: all of them, but for spikes such as poles."""
    low, low_bulk, high_bulk, high = np.quantile(finite, (0, 0.02, 0.98, 1))
    spread = high_bulk - low_bulk
    if spread > 0:
        low = low_bulk if low_bulk - low > 20 * spread else low
        high = high_bulk if high - high_bulk > 20 * spread else high
    return float(low), float(high)


def scene(surface: Surface, experiment: Experiment, last: Scene | None = None) -> Scene:
    """Run the methods and prepare what the plots draw of them.

    Args:
        surface: the surface of the experiment's expression.
        experiment: what to show.
        last: the scene that is on the screen; what it has of the pinned runs is not computed again, nor a fan
            when only the view is another.
    """
    path = follow(experiment.active, surface, experiment)
    same_pinned = last is not None and _decides_pinned(last.experiment) == _decides_pinned(experiment)
    if same_pinned:
        pinned, pinned_fans = last.pinned, last.fans[1:]
    else:
        pinned = tuple(follow(run, surface, experiment) for run in experiment.runs[1:])
        pinned_fans = tuple(fan_of(run, surface, experiment) for run in experiment.runs[1:])
    same_fan = same_pinned and last.experiment.active == experiment.active
    fan = last.fans[0] if same_fan else fan_of(experiment.active, surface, experiment)
    inside = inside_view(path.w1, path.w2, experiment.view)
    sources = active_sources(path, experiment.view, inside)
    sources["trajectory"] |= noise_columns(experiment, path)
    if last is None or fan.lines or last.fans[0].lines:
        sources |= fan_sources(fan, experiment.view)
    if not same_pinned or last.experiment.pins != experiment.pins:
        sources |= pinned_sources(pinned, experiment.pins) | pinned_fan_sources(pinned_fans, experiment.pins)
    settings = {}
    if experiment.tab == "pairs":
        maps, settings = pairs_scene(experiment.active, experiment.reach)
        sources |= maps
    elif experiment.tab == "plane":
        settings = plane_settings(axes_of(experiment.active, experiment.axes), experiment.active)
    looked_at = {}
    if experiment.panel == "curvature":
        looked_at = curvature_points(surface, path, experiment.cursor, experiment.view)
    crosses, curvatures = curvature_scene(surface, experiment.active, experiment.view, looked_at)
    if looked_at or last is None or last.experiment.panel == "curvature":
        sources |= crosses
    shown = [path, *(other for other, number in zip(pinned, experiment.pins, strict=True) if number > 0)]
    found = ranges(shown, experiment)
    for name, bounds in found.items():
        if last is not None and name != "t" and not (name == "error" and experiment.crop):
            before = last.settings[f"{name}_range"]
            found[name] = bounds = steady(bounds, (before["start"], before["end"]), log=name == "error_log")
        settings[f"{name}_range"] = {"start": bounds[0], "end": bounds[1]}
    sources["error_trace"] = cropped(path, found["error"] if experiment.crop else None)
    tending = {f"{name}_limits": limits(experiment.active, path, name) for name in ("m", "s")}
    known = {} if last is None else last.tending
    for name, lines in tending.items():
        if name not in known or lines["word"] or known[name]["word"]:
            sources[name] = lines
    fans = (fan, *pinned_fans)
    words = {**status((path, *pinned), fans, surface, experiment, inside), "curvature": curvatures}
    return Scene(experiment, path, pinned, fans, tending, sources, settings, words)


def _decides_pinned(experiment: Experiment) -> tuple:
    noise = experiment.noise, experiment.seed, path_count(experiment)
    return experiment.expression, experiment.start, experiment.steps, experiment.runs[1:], noise


def active_sources(path: Trajectory, view: View, inside: np.ndarray) -> dict[str, dict]:
    """Return the columns of all sources that show the active run."""
    columns = {"t": path.t, "w1": path.w1, "w2": path.w2, "error": path.error, "g1": path.g1, "g2": path.g2}
    for name, (first, second) in path.state.items():
        columns[f"{name}1"], columns[f"{name}2"] = first, second
    dots = path.t.size <= _MOST_DOTS
    nothing = np.empty(0)
    sources = {
        "trajectory": columns,
        **drawn_path(path, view, inside),
        "dots": {
            "w1": path.w1[inside] if dots else nothing,
            "w2": path.w2[inside] if dots else nothing,
            "share": np.sqrt(path.t[inside] / max(path.t.size - 1, 1)) if dots else nothing,
        },
        "ends": ends(path, inside),
    }
    for name in ("m", "s"):
        first, second = path.state.get(name, (nothing, nothing))
        sources[f"{name}_trace"] = {"t": path.t[: first.size], "first": first, "second": second}
    return sources


def pinned_sources(pinned: tuple[Trajectory, ...], pins: tuple[int, ...]) -> dict[str, dict]:
    """Return the columns of the sources that show the pinned runs.

    `colour` counts through the shades of all hues: PIN_SHADES for each number, dark to bright.
    """
    shown = [(path, number - 1) for path, number in zip(pinned, pins, strict=True) if number > 0]
    w1, w2, colours = [], [], []
    for path, hue in shown:
        edges = early_steps(path.t.size - 1, PIN_SHADES)
        for shade, (low, high) in enumerate(pairwise(edges)):
            w1.append(path.w1[low : high + 1])
            w2.append(path.w2[low : high + 1])
            colours.append(hue * PIN_SHADES + shade * (PIN_SHADES - 1) / max(len(edges) - 2, 1))
    middle = np.array([hue * PIN_SHADES + PIN_SHADES // 2 for _, hue in shown], dtype=float)
    sources = {
        "pin_path": {"w1": w1, "w2": w2, "colour": np.array(colours, dtype=float)},
        "pin_ends": {
            "w1": np.array([path.w1[-1] for path, _ in shown]),
            "w2": np.array([path.w2[-1] for path, _ in shown]),
            "colour": middle,
            "number": tuple(str(hue + 1) for _, hue in shown),
        },
        "pin_error": {
            "t": [path.t for path, _ in shown],
            "error": [path.error for path, _ in shown],
            "colour": middle,
        },
    }
    for name in ("m", "s"):
        keeping = [
            (path, colour) for (path, _), colour in zip(shown, middle, strict=True) if name in path.state
        ]
        sources[f"pin_{name}"] = {
            "t": [path.t for path, _ in keeping],
            "first": [path.state[name][0] for path, _ in keeping],
            "second": [path.state[name][1] for path, _ in keeping],
            "colour": np.array([colour for _, colour in keeping], dtype=float),
        }
    return sources


def drawn_path(path: Trajectory, view: View, inside: np.ndarray) -> dict[str, dict]:
    """Return the columns of `path`, at most PATH_COLOURS lines of one colour each, and of `halo`, one line.

    The colour goes by √(t/T): the first steps, which go farthest, get more of the colours. A line a colour
    costs the browser as much at 1000 steps as at 30. What is drawn above the plot is not clipped by it, so
    lines end at the edge of the view by themselves.
    """
    steps = path.t.size - 1
    edges = early_steps(steps, PATH_COLOURS)
    if inside.all():
        halo = (path.w1, path.w2)
        lines = [[w[low : high + 1] for low, high in pairwise(edges)] for w in halo]
    else:
        clipped = clip_path(path.w1, path.w2, view)
        halo = [joined(segments) for segments in clipped]
        lines = [[joined(segments[low:high]) for low, high in pairwise(edges)] for segments in clipped]
    share = np.sqrt((edges[:-1] + edges[1:]) / 2 / max(steps, 1))
    return {"path": {"w1": lines[0], "w2": lines[1], "share": share}, "halo": {"w1": halo[0], "w2": halo[1]}}


def ends(path: Trajectory, inside: np.ndarray) -> dict[str, np.ndarray]:
    """Return the start and, if it is another, the last point; one that is out of view is nan."""
    at = np.array([0, path.t.size - 1])
    shown = inside[at] & [True, path.t.size > 1]
    return {
        "w1": np.where(shown, path.w1[at], np.nan),
        "w2": np.where(shown, path.w2[at], np.nan),
        "share": np.array([0.0, 1.0]),
    }


def steady(wanted: Range, before: Range, log: bool = False) -> Range:
    """Return the range that there was while what is wanted lies in it and takes at least half of it.

    An axis that moves with every tick of a slider is hard to read, and takes longer to paint than the path.
    """
    (low, high), (old_low, old_high) = (map(math.log10, each) if log else each for each in (wanted, before))
    fits = old_low <= low and high <= old_high and high - low >= (old_high - old_low) / 2
    return before if fits else wanted


def ranges(paths: list[Trajectory], experiment: Experiment) -> dict[str, Range]:
    """Return the ranges of the traces, which end at round numbers."""
    error = np.concatenate([path.error for path in paths])
    found = {
        "t": (0.0, float(experiment.steps)),
        "error": round_range(error),
        "error_log": log_range(error),
    }
    if experiment.crop:
        low, _ = round_range(np.minimum(error, experiment.crop))
        found["error"] = min(low, 0.0), experiment.crop
    for name in ("m", "s"):
        moments = [moment for path in paths for moment in path.state.get(name, ())]
        found[name] = round_range(np.concatenate([np.empty(0), *moments]))
    return found


def cropped(path: Trajectory, bounds: Range | None) -> dict[str, np.ndarray]:
    """Return the error over t; with bounds only what lies within, for nothing else cuts it off."""
    if bounds is None or (path.error <= bounds[1]).all() or path.t.size < 2:
        return {"t": path.t, "error": path.error}
    t, error = clip_path(path.t, path.error, ((0.0, float(path.t[-1])), bounds))
    return {"t": joined(t), "error": joined(error)}


def limits(run: Optimizer, path: Trajectory, name: str) -> dict[str, list[np.ndarray] | tuple[str, ...]]:
    """Return where a moment tends to while the gradient is constant, one line a weight; else no lines.

    A moment that moves by x(t) = a x(t−1) + b with |a| < 1 tends to b/(1 − a): g/(1 − α) for momentum.
    """
    columns = {"t": [], "value": [], "at": [], "word": []}
    if name in path.state and path.t.size > 1 and not np.ptp(path.g1) and not np.ptp(path.g2):
        place = run.State._fields.index(name)

        def moved(x: float, g: float) -> float:
            state = list(run.initial())
            state[place] = x
            return run.accumulate(1, g, run.State(*state))[place]

        for g in (float(path.g1[0]), float(path.g2[0])):
            offset, slope = moved(0.0, g), moved(1.0, g) - moved(0.0, g)
            if abs(slope) < 1 and math.isclose(
                moved(2.0, g), offset + 2 * slope, rel_tol=1e-9, abs_tol=1e-12
            ):
                value = offset / (1 - slope)
                columns["t"].append(np.array([0.0, path.t[-1]]))
                columns["value"].append(np.array([value, value]))
                columns["at"].append(value)
                columns["word"].append(f"{value:.4g}".replace("-", "−"))
    return {**columns, "at": np.array(columns["at"], dtype=float), "word": tuple(columns["word"])}


def round_range(values: np.ndarray) -> Range:
    """Return round bounds around finite values (0 to 1 if there are none), with a little room."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    if high - low > 1e300:
        return low, high
    if not high > low:
        room = abs(low) if abs(low) > 1e-300 else 1.0
        return low - room, high + room
    unit = 10.0 ** math.floor(math.log10(high - low)) / 4
    if unit == 0 or not math.isfinite(low / unit):
        return low, high
    return math.floor(low / unit - 0.1) * unit, math.ceil(high / unit + 0.1) * unit


def log_range(values: np.ndarray) -> Range:
    """Return whole decades around the positive values, at most 40 of them below the largest."""
    finite = values[np.isfinite(values) & (values >= 1e-306)]  # below that a decade has no digits left
    if not finite.size:
        return 0.1, 10.0
    high = min(math.ceil(math.log10(float(finite.max())) + 0.05), 308)
    low = min(max(math.floor(math.log10(float(finite.min())) - 0.05), high - 40, -307), high - 1)
    return 10.0**low, 10.0**high


def status(
    paths: tuple[Trajectory, ...],
    fans: tuple[Fan, ...],
    surface: Surface,
    experiment: Experiment,
    inside: np.ndarray,
) -> dict[str, object]:
    """Return what the page says about the runs, in words and numbers."""
    path = paths[0]
    last = path.t.size - 1
    runs = zip(experiment.runs, (0, *experiment.pins), paths, fans, strict=True)
    return {
        "last": last,
        "steps": experiment.steps,
        "w": [float(path.w1[last]), float(path.w2[last])],
        "outside": int((~inside).sum()),
        "runs": [
            {
                "title": run.title,
                "values": values(run),
                "pin": pin,
                **summary(each, surface),
                "fan": spread(each, fan),
            }
            for run, pin, each, fan in runs
        ],
    }


def values(run: Optimizer) -> str:
    """Return the hyper-parameters of a run in words: "η 0.001, α 0.9"."""
    return ", ".join(f"{about.symbol} {getattr(run, about.name):.6g}" for about in hypers(run)).replace(
        "e-0", "e-"
    )


def summary(path: Trajectory, surface: Surface) -> dict[str, object]:
    """Return the figures by which runs are compared; None where there is none.

    `distance` is how far from the nearest known minimum w* the run ends, and `close` the first step from
    which on ‖w − w*‖ stays within 1 % of ‖w(0) − w*‖. `growing` tells that E(T) > E(0).
    """
    first, error = float(path.error[0]), float(path.error[-1])
    distance = close = None
    if surface.minima:
        ends = [math.hypot(path.w1[-1] - w1, path.w2[-1] - w2) for w1, w2 in surface.minima]
        distance = min(ends)
        close = close_at(path, surface.minima)
        distance = distance if math.isfinite(distance) else None
    return {
        "error": error if math.isfinite(error) else None,
        "distance": distance,
        "close": close,
        "ended": ended(path, surface),
        "stopped": path.stopped.step if path.stopped else None,
        "growing": error > first,
    }


def ended(path: Trajectory, surface: Surface) -> str:
    """Say where and why a run ended early; empty where it did not."""
    stopped = path.stopped
    if stopped is None:
        return ""
    why = surface.explain(stopped.w1, stopped.w2) or stopped.reason
    if stopped.step == 0:
        return f"No first step: {why} at the start."
    return f"The run ends at t = {stopped.step}: {why} there."


def fitted_view(path: Trajectory, view: View) -> View:
    """Return a view that holds the whole path with a margin.

    Where the path hardly moves in a direction, the view keeps a width there that suits the other direction,
    or its own width where the path does not move at all. Points too far for any view are left out.
    """
    near = np.maximum(abs(path.w1), abs(path.w2)) <= FARTHEST / 2
    spans = [(float(w[near].min()), float(w[near].max())) for w in (path.w1, path.w2)]
    widest = max(high - low for low, high in spans)
    fitted = []
    for (low, high), (view_low, view_high) in zip(spans, view, strict=True):
        width = max(high - low, 0.2 * widest)
        if width <= 1e-6 * max(1.0, abs(low), abs(high)):
            width = view_high - view_low
        middle = (low + high) / 2
        fitted.append((middle - 0.58 * width, middle + 0.58 * width))
    return fitted[0], fitted[1]
