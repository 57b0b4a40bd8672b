"""Experiment -> arrays: what the plots draw of the runs, by pure functions that know nothing of Bokeh.

A drag computes the active run anew, and of all else what depends on it. The surface below is `ground`.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from optimizers import Trajectory
from surfaces import Surface

from ..experiment import FARTHEST, Experiment, View, legal_view
from ..look import PATH_COLOURS, PIN_SHADES
from ..maps.pairs import pairs_scene
from ..maps.plane_map import plane_settings
from ..maps.planes import axes_of
from ..words.curvature_words import bounded_run, curvature_points, curvature_scene
from .fan import Fan, fan_of, fan_sources, follow, noise_columns, path_count, pinned_fan_sources
from .lines import clip_path, early_steps, inside_view, joined
from .summary import named, status
from .traces import cropped, limits, range_settings

_MOST_DOTS = 120
"""Up to this many points, each step of the path gets a dot."""


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
    bounded = bounded_run(experiment.active)
    crosses, curvatures = curvature_scene(surface, bounded, experiment.view, looked_at)
    if looked_at or last is None or last.experiment.panel == "curvature":
        sources |= crosses
    shown = [path, *(other for other, number in zip(pinned, experiment.pins, strict=True) if number > 0)]
    settings |= range_settings(shown, experiment, last and last.settings)
    sources["error_trace"] = cropped(path, experiment.crop)
    tending = {f"{name}_limits": limits(experiment.active, path, name) for name in ("m", "s")}
    known = {} if last is None else last.tending
    for name, lines in tending.items():
        if name not in known or lines["word"] or known[name]["word"]:
            sources[name] = lines
    fans = (fan, *pinned_fans)
    words = {
        **status((path, *pinned), fans, surface, experiment, inside),
        "curvature": {"run": named(bounded), "points": curvatures},
    }
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


def fitted_view(path: Trajectory, view: View) -> View:
    """Return a view that holds the whole path with a margin; points too far for any view are left out.

    Where the path hardly moves in a direction, the view keeps a width there that suits the other direction,
    or its own width where the path does not move at all. If there is no such view, it stays as it is.
    """
    near = np.maximum(abs(path.w1), abs(path.w2)) <= FARTHEST / 2
    if not near.any():
        return view
    spans = [(float(w[near].min()), float(w[near].max())) for w in (path.w1, path.w2)]
    widest = max(high - low for low, high in spans)
    fitted = []
    for (low, high), (view_low, view_high) in zip(spans, view, strict=True):
        width = max(high - low, 0.2 * widest)
        if width <= 1e-6 * max(1.0, abs(low), abs(high)):
            width = max(view_high - view_low, 1e-6 * abs(low))
        middle = (low + high) / 2
        fitted.append((middle - 0.58 * width, middle + 0.58 * width))
    return legal_view(fitted) or view
