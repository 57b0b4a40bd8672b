"""Curvature -> the page's words about it, and the principal directions to draw."""

import math
from collections.abc import Mapping

from optimizers import Optimizer
from surfaces import Surface

from ..maps.curvature import DESCENT, Curvature, Point, curvature
from ..numerals import finite, place, short
from ..settings import View
from .run_words import named


def told_curvature(
    surface: Surface, run: Optimizer, view: View, points: Mapping[str, Point]
) -> dict[str, object]:
    """Describe the curvature at some points, (w1, w2) by name, for the browser; one of them is the "start".

    Returns:
        `run`, the method whose bound on η is shown beside gradient descent's, with the values that the bound
        depends on; empty if the two bounds are equal. `points`: each has its `name`, `w`, the same in words
        as `place`, `eigenvalues` with the larger one first, `eigenvectors` in the same order (numbers that
        are not finite are None), and its `words`.
    """
    told = []
    for name, point in points.items():
        found = curvature(surface, *point, run, length=_length(point, points["start"], view))
        told.append(
            {
                "name": name,
                "w": point,
                "place": place(point, view),
                "eigenvalues": list(map(finite, found.eigenvalues)),
                "eigenvectors": [list(map(finite, vector)) for vector in found.eigenvectors],
                "words": words(found, run),
            }
        )
    return {"run": _bounded(run), "points": told}


def _length(point: Point, start: Point, view: View) -> float:
    """Return the length scale at a point: its distance from the start or the origin, at most the view's size.

    In the view of a diverging run the whole surface is a dot; by its size every point would be critical.
    """
    diagonal = math.hypot(*(high - low for low, high in view))
    return min(diagonal, max(math.dist(point, start), math.hypot(*point)))


def _bounded(run: Optimizer) -> str:
    if run.stability_bound == DESCENT.stability_bound and vars(run).keys() == vars(DESCENT).keys():
        return ""
    return run.title if run.stability_bound is None else named(run)


def words(found: Curvature, run: Optimizer) -> dict[str, str]:
    """Return a curvature in words; "–" means not defined.

    A bound is ∞ if every η is stable, because E is flat. It is "none" if no η is stable, because E curves
    downwards along a line. A method that divides its steps by a scale has a bound at each step, but none for
    all steps; for some methods no bound is known.
    """
    downwards = found.eigenvalues[1] < 0
    bounds = {name: getattr(found, name) for name in ("descent_bound", "run_bound")}
    said = {name: "none" if downwards else short(bound) for name, bound in bounds.items()}
    if run.stability_bound is None:
        at_each_step = run.sharpness_bound(math.inf) is not None
        said["run_bound"] = "no bound known for all steps" if at_each_step else "no bound known"
    return {
        "kind": found.kind,
        "eigenvalues": ", ".join(map(short, found.eigenvalues)),
        "condition": short(found.condition),
        **said,
    }
