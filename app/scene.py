"""Experiment -> arrays: what the plots draw, computed by pure functions that know nothing of Bokeh.

`ground` is the surface below (it depends on the expression and the view), `paths` are the runs above it (all
else). A drag recomputes the runs only.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from optimizers import Trajectory, descend
from surfaces import Surface

from .experiment import FARTHEST, Experiment, View
from .look import PATH_COLOURS

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
    """The active run, ready to be drawn: columns by source name, ranges by range name, and words."""

    trajectory: Trajectory
    sources: dict[str, dict[str, np.ndarray | list[np.ndarray]]]
    ranges: dict[str, Range]
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


def scene(surface: Surface, experiment: Experiment) -> Scene:
    """Run the active method and prepare what the plots draw of it."""
    run = experiment.active
    path = descend(run, surface, experiment.start, experiment.steps)
    columns = {"t": path.t, "w1": path.w1, "w2": path.w2, "error": path.error, "g1": path.g1, "g2": path.g2}
    for name, (first, second) in path.state.items():
        columns[f"{name}1"], columns[f"{name}2"] = first, second
    inside = inside_view(path.w1, path.w2, experiment.view)
    dots = path.t.size <= _MOST_DOTS
    nothing = np.empty(0)
    sources = {
        "trajectory": columns,
        **drawn_path(path, experiment.view, inside),
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
    return Scene(path, sources, ranges(path, experiment.steps), status(path, surface, experiment, inside))


def inside_view(w1: np.ndarray, w2: np.ndarray, view: View) -> np.ndarray:
    """Tell for each point whether the view contains it."""
    (w1_low, w1_high), (w2_low, w2_high) = view
    return (w1 >= w1_low) & (w1 <= w1_high) & (w2 >= w2_low) & (w2 <= w2_high)


def drawn_path(path: Trajectory, view: View, inside: np.ndarray) -> dict[str, dict]:
    """Return the columns of `path`, at most PATH_COLOURS lines of one colour each, and of `halo`, one line.

    The colour goes by √(t/T): the first steps, which go farthest, get more of the colours. A line a colour
    costs the browser as much at 1000 steps as at 30. What is drawn above the plot is not clipped by it, so
    lines end at the edge of the view by themselves.
    """
    steps = path.t.size - 1
    edges = np.unique(np.round(steps * np.linspace(0, 1, PATH_COLOURS + 1) ** 2).astype(int))
    if inside.all():
        halo = (path.w1, path.w2)
        lines = [[w[low : high + 1] for low, high in pairwise(edges)] for w in halo]
    else:
        clipped = clip_path(path.w1, path.w2, view)
        halo = [joined(segments) for segments in clipped]
        lines = [[joined(segments[low:high]) for low, high in pairwise(edges)] for segments in clipped]
    share = np.sqrt((edges[:-1] + edges[1:]) / 2 / max(steps, 1))
    return {"path": {"w1": lines[0], "w2": lines[1], "share": share}, "halo": {"w1": halo[0], "w2": halo[1]}}


def clip_path(w1: np.ndarray, w2: np.ndarray, view: View) -> tuple[np.ndarray, np.ndarray]:
    """Cut the path's segments at the edge of the view (Liang & Barsky 1984), all at once.

    Returns:
        the ends of every segment, two arrays of shape (T, 2); both ends are nan where nothing of the
        segment is seen.
    """
    enter, leave = np.zeros(w1.size - 1), np.ones(w1.size - 1)
    with np.errstate(all="ignore"):
        for w, (low, high) in ((w1, view[0]), (w2, view[1])):
            step = np.diff(w)
            at_low, at_high = (low - w[:-1]) / step, (high - w[:-1]) / step
            still = step == 0  # then it is in the view's strip all along, or never
            never = (w[:-1] < low) | (w[:-1] > high)
            enter = np.maximum(
                enter, np.where(still, np.where(never, np.inf, 0), np.minimum(at_low, at_high))
            )
            leave = np.minimum(leave, np.where(still, 1, np.maximum(at_low, at_high)))
        seen = enter <= leave
        cut = np.stack([np.where(seen, enter, np.nan), np.where(seen, leave, np.nan)], axis=1)
        ends = []
        for w in (w1, w2):
            at = w[:-1, None] + cut * np.diff(w)[:, None]
            at[:, 1] = np.where(cut[:, 1] == 1, w[1:], at[:, 1])  # whole segments meet to the bit
            ends.append(at)
    return ends[0], ends[1]


def joined(segments: np.ndarray) -> np.ndarray:
    """Return segments of shape (T, 2) as one line, broken by nan where a segment does not go on."""
    if not len(segments):
        return np.empty(0)
    line = np.concatenate([segments, np.full((len(segments), 1), np.nan)], axis=1)
    goes_on = np.append(segments[:-1, 1] == segments[1:, 0], False)
    keep = np.ones_like(line, dtype=bool)
    keep[:, 2] = ~goes_on
    keep[1:, 0] = ~goes_on[:-1]
    return line[keep]


def ends(path: Trajectory, inside: np.ndarray) -> dict[str, np.ndarray]:
    """Return the start and, if it is another, the last point; one that is out of view is nan."""
    at = np.array([0, path.t.size - 1])
    shown = inside[at] & [True, path.t.size > 1]
    return {
        "w1": np.where(shown, path.w1[at], np.nan),
        "w2": np.where(shown, path.w2[at], np.nan),
        "share": np.array([0.0, 1.0]),
    }


def ranges(path: Trajectory, steps: int) -> dict[str, Range]:
    """Return the ranges of the traces. They move in round steps, so that they seldom move while one drags."""
    found = {"t": (0.0, float(steps)), "error": round_range(path.error), "error_log": log_range(path.error)}
    for name in ("m", "s"):
        found[name] = round_range(np.concatenate(path.state.get(name, (np.empty(0),))))
    return found


def round_range(values: np.ndarray) -> Range:
    """Return round bounds around finite values (0 to 1 if there are none), with a little room."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    if high - low > 1e300:
        return low, high
    if not high > low:
        room = abs(low) or 1.0
        return low - room, high + room
    unit = 10.0 ** math.floor(math.log10(high - low)) / 4
    if unit == 0 or not math.isfinite(low / unit):
        return low, high
    return math.floor(low / unit - 0.1) * unit, math.ceil(high / unit + 0.1) * unit


def log_range(values: np.ndarray) -> Range:
    """Return whole decades around the positive values, at most 40 of them below the largest."""
    finite = values[np.isfinite(values) & (values > 0)]
    if not finite.size:
        return 0.1, 10.0
    high = min(math.ceil(math.log10(float(finite.max())) + 0.05), 308)
    low = min(max(math.floor(math.log10(float(finite.min())) - 0.05), high - 40, -307), high - 1)
    return 10.0**low, 10.0**high


def status(
    path: Trajectory, surface: Surface, experiment: Experiment, inside: np.ndarray
) -> dict[str, object]:
    """Return what the page says about the run, in words and numbers."""
    last = path.t.size - 1
    stopped = path.stopped
    if stopped is None:
        ended = ""
    elif stopped.step == 0:
        ended = f"No first step: {surface.explain(stopped.w1, stopped.w2)} at the start."
    else:
        why = surface.explain(stopped.w1, stopped.w2) or stopped.reason
        ended = f"The run ends at t = {stopped.step}: {why} there."
    outside = int((~inside).sum())
    return {
        "last": last,
        "steps": experiment.steps,
        "error": float(path.error[last]) if math.isfinite(path.error[last]) else None,
        "w": [float(path.w1[last]), float(path.w2[last])],
        "ended": ended,
        "outside": outside,
    }


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
