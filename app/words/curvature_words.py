"""Curvature -> what the page says and draws of it: short words, and a cross of the principal directions."""

from collections.abc import Mapping

import numpy as np

from optimizers import OPTIMIZERS, Optimizer, Trajectory
from surfaces import Surface

from ..experiment import View
from ..maps.curvature import Curvature, curvature
from ..numerals import place, short
from ..runs.lines import clip_path, inside_view

LENGTH = 0.12
"""How long a line of a cross is, where the sides of the view are 1."""

Point = tuple[float, float]


def curvature_points(surface: Surface, path: Trajectory, cursor: int, view: View) -> dict[str, Point]:
    """Return the points to look at by their names: the start, w(t) at the cursor, and the minima in view."""
    t = min(cursor, path.t.size - 1)
    points = {"start": 0} | ({f"w({t})": t} if t else {})
    found = {name: (float(path.w1[t]), float(path.w2[t])) for name, t in points.items()}
    seen = [minimum for minimum in surface.minima if inside_view(*map(np.array, minimum), view)]
    return found | {
        "minimum" if len(seen) == 1 else f"minimum {number}": minimum
        for number, minimum in enumerate(seen, start=1)
    }


def bounded_run(active: Optimizer) -> Optimizer:
    """Return the run whose bound on η stands beside that of gradient descent: the active one, or momentum.

    Momentum stands in for methods that have no bound, with the α of the active run if that has one, and for
    gradient descent itself, which has nothing but η.
    """
    if active.stability_bound is not None and len(vars(active)) > 1:
        return active
    return OPTIMIZERS["momentum"](**{name: value for name, value in vars(active).items() if name == "alpha"})


def curvature_scene(
    surface: Surface, run: Optimizer, view: View, points: Mapping[str, Point]
) -> tuple[dict[str, dict[str, np.ndarray]], list[dict[str, str]]]:
    """Return what is drawn and said of the curvature at some points.

    Args:
        surface: an error function.
        run: the method whose bound on η is told.
        view: what is seen of the plane.
        points: (w1, w2) by name.

    Returns:
        the columns of the source `curvature`, a row for each line (see `cross`); and for each point its
        `name`, where it is (`w`), and its `words`.
    """
    sides = [high - low for low, high in view]
    lines, said = [], []
    for name, point in points.items():
        found = curvature(surface, *point, run, length=float(np.hypot(*sides)))
        said.append({"name": name, "w": place(point, view), **words(found)})
        lines.append(cross(found, point, view))
    columns = np.concatenate([np.empty((6, 0)), *lines], axis=1)
    names = ("x0", "y0", "x1", "y1", "share", "sign")
    return {"curvature": dict(zip(names, columns, strict=True))}, said


def words(found: Curvature) -> dict[str, str]:
    """Return a curvature in words: – is for what is not defined.

    A bound is ∞ where every η is stable, as E does not curve at all, and "none" where none is, as E curves
    downwards along a line.
    """
    downwards = found.eigenvalues[1] < 0
    bounds = {name: getattr(found, name) for name in ("descent_bound", "run_bound")}
    return {
        "kind": found.kind,
        "eigenvalues": ", ".join(map(short, found.eigenvalues)),
        "condition": short(found.condition),
        **{name: "none" if downwards else short(bound) for name, bound in bounds.items()},
    }


def cross(found: Curvature, point: Point, view: View) -> np.ndarray:
    """Return two lines through a point along the principal directions, cut off at the edge of the view.

    Both are LENGTH long if the sides of the view are 1, so that they look alike however long the sides are.
    They are at right angles in the plane of the weights; on the screen only if its scales are equal.

    Returns:
        a column for each line, the one of λmax first: x0, y0, x1, y1, its share, which is |λ| in units of the
        larger one, and the sign of λ. There are no columns for a point out of view, nor where there are no
        directions, because E is not defined or does not curve at all.
    """
    eigenvalues = np.array(found.eigenvalues)
    largest = np.abs(eigenvalues).max()
    if not largest > 0 or not inside_view(*map(np.array, point), view):
        return np.empty((6, 0))
    sides = np.array([high - low for low, high in view])
    directions = np.array(found.eigenvectors)
    halves = LENGTH / 2 * directions / np.hypot(*(directions / sides).T)[:, None]
    w1, w2 = np.stack([point - halves, point + halves], axis=1).reshape(4, 2).T
    (x0, x1), (y0, y1) = (ends[::2].T for ends in clip_path(w1, w2, view))
    return np.array([x0, y0, x1, y1, np.abs(eigenvalues) / largest, np.sign(eigenvalues)])
