"""Curvature of the surface at a point: what kind of point it is, and how large a learning rate may be."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optimizers import OPTIMIZERS, Optimizer, Trajectory
from surfaces import Surface

from ..settings import View
from .extents import box, is_inside

CRITICAL = 1e-6
"""A point is critical if its slope is at most this, in units of the largest curvature times a length."""
FLAT = 1e-9
"""A critical point is degenerate if E curves along a direction by at most this share of its larger |λ|."""
_ROUNDING = 16 * math.ulp(1.0)
"""Share of the larger |λ| up to which the smaller one is only rounding."""
_CONSTANT = 1e-9
_SAMPLES = 256

DESCENT = OPTIMIZERS["gradient-descent"]()
"""The method whose bound is 2 / λmax."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Curvature:
    """The second-order picture of E at a point."""

    kind: str
    """"minimum", "maximum", "saddle", "degenerate" (critical, but flat along a direction, so that second
    derivatives do not decide), "not critical", or "undefined" (E, ∇E or the Hessian is not finite; then all
    numbers are nan)."""
    eigenvalues: tuple[float, float]
    """The principal curvatures: the eigenvalues λ of the Hessian, the larger first. One that differs from 0
    only by rounding is 0."""
    eigenvectors: tuple[tuple[float, float], tuple[float, float]]
    """Their directions (w1, w2), of length 1 and at right angles. The sign is free: w1 ≥ 0 here."""
    condition: float
    """The condition number |λ|max / |λ|min: 1 in a round bowl, large in a ravine, inf if one λ is 0, nan if
    both are."""
    descent_bound: float
    """2 / λmax: below it η is stable for gradient descent. inf if λmax ≤ 0."""
    run_bound: float
    """The same for the method and hyper-parameters of the given run; nan without one, or if its method has no
    such bound."""


def curvature_points(surface: Surface, path: Trajectory, cursor: int, view: View) -> dict[str, Point]:
    """Return the points of the panel by name: the start, w(t) at the cursor, and the minima in view."""
    t = min(cursor, path.t.size - 1)
    points = {"start": 0} | ({f"w({t})": t} if t else {})
    found = {name: (float(path.w1[t]), float(path.w2[t])) for name, t in points.items()}
    seen = [minimum for minimum in surface.minima if is_inside(minimum, view)]
    return found | {
        "minimum" if len(seen) == 1 else f"minimum {number}": minimum
        for number, minimum in enumerate(seen, start=1)
    }


def curvature(
    surface: Surface, w1: float, w2: float, run: Optimizer | None = None, length: float = 1.0
) -> Curvature:
    """Return the curvature of a surface at a point.

    The point is critical if ‖∇E‖ ≤ CRITICAL · |λ|max · `length`, a large distance on this surface, such as
    the diagonal of the view. So the end of a run that has converged to six digits is critical, although its
    slope is not exactly 0. The bounds on η hold for the second-order model of E at the point. They say
    nothing about directions along which E curves downwards: no η is stable there. `run_bound` is that of
    `run`.
    """
    hessian = np.array(surface.hessian(float(w1), float(w2)))
    slope = math.hypot(*surface.gradient(float(w1), float(w2)))
    if not (np.isfinite(hessian).all() and math.isfinite(slope)):
        nothing = (math.nan, math.nan)
        return Curvature("undefined", nothing, (nothing, nothing), math.nan, math.nan, math.nan)
    high, low, columns = _eigen(hessian)
    least, most = sorted((abs(low), abs(high)))
    if slope > CRITICAL * most * length:
        kind = "not critical"
    elif least <= FLAT * most:
        kind = "degenerate"
    else:
        kind = "minimum" if low > 0 else "maximum" if high < 0 else "saddle"
    directions = [column if column[0] >= 0 else -column for column in columns.T[::-1]]
    return Curvature(
        kind=kind,
        eigenvalues=(high, low),
        eigenvectors=(_pair(directions[0]), _pair(directions[1])),
        condition=math.nan if most == 0 else math.inf if least == 0 else most / least,
        descent_bound=_bound(DESCENT, high),
        run_bound=math.nan if run is None else _bound(run, high),
    )


def _pair(direction: np.ndarray) -> Point:
    return float(direction[0]), float(direction[1])


def _eigen(hessian: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Return the larger and the smaller eigenvalue of a Hessian, and the eigenvectors as `eigh` does.

    The eigenvalue nearer to 0 is computed as the determinant over the other one, because the one of `eigh`
    is off by a rounding of the other one.
    """
    (low, high), columns = np.linalg.eigh(hessian)
    steep = float(max(high, low, key=abs))
    if steep == 0:
        return 0.0, 0.0, columns
    (h11, h12), (_, h22) = hessian / abs(steep)  # products of these do not overflow
    share = float(h11 * h22 - h12 * h12)
    other = steep * share if abs(share) > _ROUNDING else 0.0
    return max(steep, other), min(steep, other), columns


def _bound(run: Optimizer, curvature: float) -> float:
    bound = run.stability_bound
    if bound is None:
        return math.nan
    return float(bound / curvature) if curvature > 0 else math.inf


class Principal(NamedTuple):
    """The principal curvatures of many Hessians, arrays of one shape; off by a rounding of the larger |λ|.

    E curves by `high` = λmax along (cos φ, sin φ), and by `low` = λmin across it, along (−sin φ, cos φ).
    """

    high: np.ndarray
    low: np.ndarray
    cosine: np.ndarray
    sine: np.ndarray

    @property
    def steepest(self) -> np.ndarray:
        """The larger |λ|."""
        larger: np.ndarray = np.maximum(np.abs(self.high), np.abs(self.low))
        return larger

    @property
    def soft(self) -> np.ndarray:
        """The unit vectors along which E curves least, shape (2, ...)."""
        is_along = np.abs(self.high) < np.abs(self.low)
        return np.where(
            is_along, *(np.stack(each) for each in ((self.cosine, self.sine), (-self.sine, self.cosine)))
        )

    def parts(self, v1: np.ndarray, v2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the components of vectors (v1, v2) along and across."""
        return self.cosine * v1 + self.sine * v2, self.cosine * v2 - self.sine * v1

    def vectors(self, along: np.ndarray, across: np.ndarray) -> np.ndarray:
        """Return the vectors with these components, shape (2, ...); the inverse of `parts`."""
        return np.stack([self.cosine * along - self.sine * across, self.sine * along + self.cosine * across])


def principal(h11: np.ndarray, h12: np.ndarray, h22: np.ndarray) -> Principal:
    """Return the principal curvatures of Hessians with these entries."""
    middle, half = (h11 + h22) / 2, np.hypot((h11 - h22) / 2, h12)
    angle = np.arctan2(2 * h12, h11 - h22) / 2
    return Principal(middle + half, middle - half, np.cos(angle), np.sin(angle))


def principal_at(surface: Surface, at: np.ndarray) -> Principal:
    """Return the principal curvatures of a surface at points, shape (2, ...)."""
    (h11, h12), (_, h22) = surface.hessian(*at)
    return principal(h11, h12, h22)


def level_box(surface: Surface, start: Point) -> View | None:
    """Return the box around all points at which E is at most E(start), if E is quadratic with a minimum.

    Whatever only descends, such as the paths of gradient descent and of momentum with small steps, never
    leaves it. Let g be the gradient at the start, and v the direction of a curvature λ. Then E at the start
    is q/2 above the minimum w*, q = Σ (g·v)² / λ, and w* is the start − Σ (g·v)/λ v. The ellipse around w*
    reaches as far as √(q/λ) along v. Where E is level along v, it counts as far as along the other direction.

    Returns:
        the box; None if the second-order model at the start has no minimum, or has it at the start.
    """
    hessian, slope = (np.array(each(*map(float, start))) for each in (surface.hessian, surface.gradient))
    if not (np.isfinite(hessian).all() and np.isfinite(slope).all()):
        return None
    high, low, columns = _eigen(hessian)
    if low < 0 or high <= 0 or not slope.any():
        return None
    along = columns.T @ slope
    with np.errstate(all="ignore"):
        step, square = (np.where([low > 0, True], each / (low, high), 0.0) for each in (along, along**2))
        length = np.sqrt(square.sum() / np.array([low or high, high]))
        middle, half = start - columns @ step, np.hypot(*(columns * length).T)
    found = box(middle - half, middle + half)
    return found if np.isfinite(found).all() else None


def constant_curvatures(surface: Surface, view: View) -> tuple[float, float] | None:
    """Return the principal curvatures (λmax, λmin) if E is quadratic over the view, else None.

    The entries of the Hessian are compared, to nine digits of the largest, at points that are spread evenly
    but on no grid (the R₂ sequence, Roberts 2018), so that no period and no symmetry of E is missed.
    """
    index = np.arange(1, _SAMPLES + 1)
    plastic = 1.32471795724474602596  # the root of x³ = x + 1
    w1, w2 = (
        low + (high - low) * ((0.5 + index / plastic**power) % 1)
        for power, (low, high) in enumerate(view, start=1)
    )
    (h11, h12), (_, h22) = surface.hessian(w1, w2)
    entries = np.stack([h11, h12, h22])
    with np.errstate(all="ignore"):
        constant = np.ptp(entries, axis=1).max() <= _CONSTANT * np.abs(entries).max()  # False with a nan
    if not constant:
        return None
    high, low, *_ = principal(*entries[:, 0])
    return float(high), float(low)
