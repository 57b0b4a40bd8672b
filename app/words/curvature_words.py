"""Curvature -> what the page says about it, and the principal directions that it draws."""

import math
from collections.abc import Iterable, Mapping

from optimizers import OPTIMIZERS, Optimizer, Trajectory
from surfaces import Surface

from ..experiment import View
from ..maps.curvature import Curvature, curvature
from ..numerals import place, short
from ..runs.summary import named

Point = tuple[float, float]


def curvature_points(surface: Surface, path: Trajectory, cursor: int, view: View) -> dict[str, Point]:
    """Return the points to look at by their names: the start, w(t) at the cursor, and the minima in view."""
    t = min(cursor, path.t.size - 1)
    points = {"start": 0} | ({f"w({t})": t} if t else {})
    found = {name: (float(path.w1[t]), float(path.w2[t])) for name, t in points.items()}
    seen = [minimum for minimum in surface.minima if _is_inside(minimum, view)]
    return found | {
        "minimum" if len(seen) == 1 else f"minimum {number}": minimum
        for number, minimum in enumerate(seen, start=1)
    }


def bounded_run(active: Optimizer) -> Optimizer:
    """Return the run whose bound on η is shown beside gradient descent's: the active one, or momentum.

    Momentum replaces a method without a bound, and gradient descent itself, which has only η. It has the α of
    the active run, if that has one.
    """
    if active.stability_bound is not None and len(vars(active)) > 1:
        return active
    return OPTIMIZERS["momentum"](**{name: value for name, value in vars(active).items() if name == "alpha"})


def told_curvature(
    surface: Surface, run: Optimizer, view: View, points: Mapping[str, Point]
) -> dict[str, object]:
    """Return what the browser is told about the curvature at some points.

    Args:
        surface: an error function.
        run: the method whose bound on η is shown.
        view: the view.
        points: (w1, w2) by name.

    Returns:
        `run`, the method in words, and `points`. Each has its `name`, `w`, the same in words as `place`,
        `eigenvalues` with the larger one first, `eigenvectors` in the same order (numbers that are not finite
        are None), and its `words`.
    """
    length = math.hypot(*(high - low for low, high in view))
    told = []
    for name, point in points.items():
        found = curvature(surface, *point, run, length=length)
        told.append(
            {
                "name": name,
                "w": point,
                "place": place(point, view),
                "eigenvalues": _numbers(found.eigenvalues),
                "eigenvectors": [_numbers(vector) for vector in found.eigenvectors],
                "words": words(found),
            }
        )
    return {"run": named(run), "points": told}


def words(found: Curvature) -> dict[str, str]:
    """Return a curvature in words; "–" means not defined.

    A bound is ∞ if every η is stable, because E does not curve at all. It is "none" if no η is stable,
    because E curves downwards along a line.
    """
    downwards = found.eigenvalues[1] < 0
    bounds = {name: getattr(found, name) for name in ("descent_bound", "run_bound")}
    return {
        "kind": found.kind,
        "eigenvalues": ", ".join(map(short, found.eigenvalues)),
        "condition": short(found.condition),
        **{name: "none" if downwards else short(bound) for name, bound in bounds.items()},
    }


def _numbers(values: Iterable[float]) -> list[float | None]:
    return [float(value) if math.isfinite(value) else None for value in values]


def _is_inside(point: Point, view: View) -> bool:
    return all(low <= w <= high for w, (low, high) in zip(point, view, strict=True))
