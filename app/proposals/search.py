"""The search for what is worth seeing: hyper-parameters first, then the start, then the view."""

import dataclasses
import math
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optimizers import (
    Optimizer,
    Schedule,
    Trajectories,
    Trajectory,
    descending,
    hypers,
    stretched,
    trajectories,
)
from surfaces import Surface

from ..experiment import Experiment
from ..maps.extents import box, is_inside
from ..maps.tuning import rate_of
from ..runs.worth import SHORT, STEPS, Looks, blamed, looks
from ..settings import View
from .rates import all_rates, caps, decades, rates_near, steepness, suited, variants
from .terrain import Terrain, terrain
from .views import Point, half, length, middle, rounded, view_around, view_of

_STEPS, _FALLING = 200, 300
"""Runs of more steps are scanned with so many; with the second number if there is no minimum to rest in.
The one that is chosen is followed with all."""
_ROOM, _HAIR = 0.3, 0.02
"""By how much runs of a scan must be better than just worth seeing, if there are such, and in any case."""
_ENOUGH = 0.8
"""A run gets somewhere if it makes this share of the way down to the lowest E that is known in its view."""
_NEAR = 0.05
"""A run gets somewhere, too, if it comes this near to a minimum, in halves of its view's sides."""
_ALL_BUT = 0.001
"""Of the rates with which a run loses all but this share of what it can, the smallest is the calmest."""
_TRIES = 6
"""Runs of a scan that are followed alone, at most."""
_ASIDE = np.array([(a * i, b * j) for a, b in ((0.6, 0.8), (0.3, 0.4)) for j in (1, -1) for i in (-1, 1)])
"""Starts in a view, from its middle, in halves of its sides."""
_MIRRORED = np.array([(1, 1), (-1, 1), (1, -1), (-1, -1)])
_CLOSER = (0.7, 0.5, 0.3, 0.15, 0.07, 0.03)
"""How near to a minimum a start is moved, in shares of its distance."""
_SIZES = (1, 0.4, 2, 0.2, 4, 0.1, 10, 0.02, 40, 4e-3, 200, 1e-3, 1e3, 1e-4, 1e4, 1e-5, 1e-6, 1e-7)
"""Sizes of views, in the present one, that are tried."""
_FAR = 30
"""In views so many times larger or smaller, other hyper-parameters that suit are tried, too."""

BARE, FINE, BEST = range(3)
"""Grades of a run: it is worth seeing; it is so by far; it gets somewhere, too."""


@dataclass(frozen=True)
class Proposal:
    """What shows more of a function than what stands."""

    experiment: Experiment | None
    """None if what stands is worth seeing, or if nothing that is was found."""
    why: tuple[str, ...]
    """The reasons why what stands is not worth seeing."""
    before: Trajectory
    """The run that stands."""
    found: Terrain
    """The surface far and wide."""


class _Place(NamedTuple):
    """A run from a start in a view, with each of some rates."""

    run: Optimizer
    rates: np.ndarray
    start: Point
    view: View
    capped: tuple[str, ...] = ()
    """Hyper-parameters that are equal to the rate, so that it does not grow."""


class _Choice(NamedTuple):
    run: Optimizer
    start: Point
    view: View
    grade: int


def failings(
    surface: Surface,
    run: Optimizer,
    start: Point,
    view: View,
    steps: int,
    schedule: Schedule | None = None,
) -> Generator[float, None, tuple[str, ...]]:
    """Follow a run, and return why it is not worth seeing; see `blamed`."""
    return blamed((yield from descending(run, surface, start, steps, schedule=schedule)), view)


def changeable(run: Optimizer) -> frozenset[str]:
    """Return the names of all that a search may change: "start", "view" and the hyper-parameters."""
    return frozenset(about.name for about in hypers(run)) | {"start", "view"}


def proposal(
    surface: Surface, experiment: Experiment, turns: Iterable[frozenset[str]]
) -> Generator[float, None, Proposal]:
    """Look for hyper-parameters, a start and a view with which the active run is worth seeing.

    This is a generator: it yields the share of the work that is done (see `optimizers.finished`). The work
    does not depend on a clock, and is bounded.

    Args:
        surface: the surface of the experiment's expression.
        experiment: what stands. Its noise is left out, and its pinned runs stay as they are.
        turns: what may be changed (see `changeable`); each is tried if nothing was found with the one before.
    """
    schedule = experiment.applied
    where = surface, experiment.start, experiment.steps
    before = yield from stretched(descending(experiment.active, *where, schedule=schedule), 0, 0)
    why = blamed(before, experiment.view)
    found = yield from stretched(terrain(surface, experiment.view), 0, 0.2)
    if not why or found.empty or found.level:
        return Proposal(None, why, before, found)
    for free in dict.fromkeys(turns):
        choice = yield from _Search(surface, experiment, found, free).best()
        if choice is not None:
            run, start, view, _ = choice
            runs = (run, *experiment.runs[1:])
            shown = dataclasses.replace(experiment, runs=runs, start=start, view=view)
            return Proposal(shown, why, before, found)
    return Proposal(None, why, before, found)


class _Search:
    """The search with what may be changed."""

    def __init__(
        self, surface: Surface, experiment: Experiment, found: Terrain, free: frozenset[str]
    ) -> None:
        self.surface = surface
        self.run = experiment.active
        self.schedule = experiment.applied
        self.start = experiment.start
        self.view = experiment.view
        self.steps = experiment.steps
        self.minima = found.minima
        self.nearest = found.nearest
        self.free = free
        self.rate = rate_of(self.run)
        self.rates_vary = self.rate is not None and self.rate.name in free

    def best(self) -> Generator[float, None, _Choice | None]:
        """Return the first choice of the highest grade."""
        best = None
        for share, stage in ((0.2, self.other_values), (0.4, self.other_starts), (0.6, self.other_views)):
            places = yield from stretched(stage(), share, share)
            choice = yield from stretched(self.choose(places), share, share + 0.2)
            if choice is not None and (best is None or choice.grade > best.grade):
                best = choice
            if best is not None and best.grade == BEST:
                break
        return best

    # Where to look. Each returns places, the first of them with the least changes.

    def other_values(self) -> Generator[float, None, list[_Place]]:
        """Change only hyper-parameters."""
        yield 0.0
        many, few = self.rates(all_rates), self.rates(decades)
        places = [_Place(self.run, many, self.start, self.view)]
        if capped := caps(self.run, self.free):
            places.append(_Place(self.run, many, self.start, self.view, capped))
        others = variants(self.run, self.free, length(self.view), self.height(self.start))
        return places + [_Place(other, few, self.start, self.view) for other in others]

    def other_starts(self) -> Generator[float, None, list[_Place]]:
        """Move the start: closer to a minimum in the view, or else to other parts of the view."""
        yield 0.0
        if "start" not in self.free:
            return []
        seen = [np.array(minimum[:2]) for minimum in self.minima if is_inside(minimum[:2], self.view)][:2]
        if seen:
            inside = np.clip(self.start, *np.transpose(self.view))
            points = [
                minimum + share * (inside - minimum) * signs
                for share in _CLOSER
                for minimum in seen
                for signs in _MIRRORED
            ]
        else:
            points = [middle(self.view) + half(self.view) * aside for aside in _ASIDE]
        return self.places([(point, self.view) for point in points])

    def other_views(self) -> Generator[float, None, list[_Place]]:
        """Move the view, so that a minimum is in its middle if there is any; the start goes with it."""
        if "view" not in self.free:
            return []
        if "start" not in self.free:
            return (yield from self.views_of_runs())
        centre = yield from self.centre()
        if centre is None:
            return []
        aside = (np.array(self.start) - middle(self.view)) / half(self.view)
        usual = 0.2 < np.abs(aside).max() < 0.9
        asides = np.concatenate([aside * _MIRRORED, _ASIDE]) if usual else _ASIDE
        pairs = []
        for size in _SIZES:
            view = view_around(centre, size * half(self.view))
            if view is not None:
                points = middle(view) + half(view) * asides
                pairs += [(point, view) for point in points[self.falls(*points.T)][:2]]
        return self.places(pairs)

    def centre(self) -> Generator[float, None, np.ndarray | None]:
        """Return the middle of other views; a minimum out of sight is looked at again from near by."""
        if not self.minima:
            return None if self.nearest is None else np.array(self.nearest)
        centre = np.array(self.minima[0][:2])
        if not is_inside(centre, self.view):
            sides = half(self.view)
            there = yield from terrain(self.surface, box(centre - sides, centre + sides))
            self.minima = there.minima or self.minima
            centre = np.array(self.minima[0][:2])
        return centre

    def views_of_runs(self) -> Generator[float, None, list[_Place]]:
        """Keep the start; each view holds one run and the first minimum. The calmest good run comes first."""
        here = _Place(self.run, self.rates(all_rates), self.start, self.view)
        paths = yield from self.followed([here])
        minimum = [np.array(minimum[:2])[:, np.newaxis] for minimum in self.minima[:1]]
        with np.errstate(all="ignore"):
            gain = np.nan_to_num(paths.error[0] / 2 - paths.error[-1] / 2, nan=-np.inf)
            good = gain >= (1 - _ALL_BUT) * gain.max()
        order = np.lexsort((here.rates, np.where(good, 0, -gain), ~good))
        places = []
        for rate, w1, w2 in zip(here.rates[order], paths.w1.T[order], paths.w2.T[order], strict=True):
            points = np.stack([w1, w2])[:, np.isfinite(w1) & np.isfinite(w2)]
            view = view_of(np.concatenate([points, *minimum], axis=1)) if points.size else None
            if view is not None:
                places.append(here._replace(rates=np.array([rate]), view=view))
        return places

    def falls(self, w1: np.ndarray, w2: np.ndarray) -> np.ndarray:
        """Tell where E has a value and a slope."""
        g1, g2 = self.surface.gradient(w1, w2)
        found: np.ndarray = (
            np.isfinite(self.surface.value(w1, w2)) & np.isfinite(g1) & ((g1 != 0) | (g2 != 0))
        )
        return found

    def places(self, pairs: list[tuple[np.ndarray, View]]) -> list[_Place]:
        """Return places for starts and views, with rates that suit them."""
        round_pairs = dict.fromkeys((rounded(point, view), view) for point, view in pairs)
        legal = [pair for pair in round_pairs if is_inside(*pair)]
        if not legal:
            return []
        points = np.array([start for start, _ in legal]).T
        capped = caps(self.run, self.free)
        places = []
        for (start, view), slope, bend in zip(legal, *steepness(self.surface, *points), strict=True):
            size = length(view)
            place = _Place(self.run, self.rates(rates_near, size, slope, bend), start, view)
            places.append(place)
            if capped:
                places.append(place._replace(capped=capped))
            if not 1 / _FAR <= size / length(self.view) <= _FAR:
                other = suited(self.run, self.free, size, self.height(start))
                places += [place._replace(run=other)] if other != self.run else []
        return places

    def rates(self, some: Callable[..., np.ndarray], *of: float) -> np.ndarray:
        """Return the rates that a function of `rates` gives, or the present one if it must stay."""
        if self.rates_vary:
            return some(self.rate, *of)
        return np.array([math.nan if self.rate is None else getattr(self.run, self.rate.name)])

    @property
    def tied(self) -> tuple[str, ...]:
        """The hyper-parameter that takes the rates; a rule may have none."""
        return () if self.rate is None else (self.rate.name,)

    def height(self, start: Point) -> float:
        """Return how high a point lies above the lowest minimum, or else its slope."""
        lowest = min((minimum.error for minimum in self.minima), default=math.nan)
        height = self.surface.value(*start) - lowest
        if not 0 < height < math.inf:
            height = math.hypot(*self.surface.gradient(*start))
        return height if 0 < height < math.inf else 1.0

    # What is there

    def followed(self, places: list[_Place]) -> Generator[float, None, Trajectories]:
        """Follow the runs of places, one place after another."""
        of = np.repeat(np.arange(len(places)), [place.rates.size for place in places])
        rates = np.concatenate([place.rates for place in places])
        values = {}
        for about in hypers(self.run):
            tied = [about.name in (*self.tied, *place.capped) for place in places]
            each = np.array([getattr(place.run, about.name) for place in places])
            value = np.where(np.array(tied)[of], rates, each[of])
            values[about.name] = value if np.ptp(value) else float(value[0])
        w1, w2 = np.array([place.start for place in places])[of].T
        run = dataclasses.replace(self.run, **values)
        steps = min(self.steps, _STEPS if self.minima else _FALLING)
        return (yield from trajectories(run, self.surface, w1, w2, steps, self.schedule))

    def choose(self, places: list[_Place]) -> Generator[float, None, _Choice | None]:
        """Return the calmest run of the first place with one of the highest grade, followed alone."""
        if not places:
            return None
        paths = yield from self.followed(places)
        of = np.repeat(np.arange(len(places)), [place.rates.size for place in places])
        seen = looks(paths, np.array([place.view for place in places])[of].transpose(1, 2, 0))
        yield 1.0
        bare, fine = (self.worth(seen, room) for room in (_HAIR, _ROOM))
        best = fine & self.gets_somewhere(paths, places, of, seen)
        rates = np.concatenate([place.rates for place in places])
        refused = np.zeros(of.shape, dtype=bool)
        for grade, good in ((BEST, best), (FINE, fine), (BARE, bare)):
            for lane in self.calmest(good & ~refused, of, seen, of[refused]):
                place = places[of[lane]]
                changed = (*self.tied, *place.capped) if self.rates_vary else ()
                run = dataclasses.replace(place.run, **dict.fromkeys(changed, float(rates[lane])))
                alone = self.surface, run, place.start, place.view, self.steps, self.schedule
                if not (yield from stretched(failings(*alone), 1, 1)):
                    return _Choice(run, place.start, place.view, grade)
                refused[lane] = True
        return None

    def worth(self, seen: Looks, room: float) -> np.ndarray:
        reasons = seen.reasons(room)
        if self.steps <= STEPS * (1 + room):  # as many as were asked for
            reasons[SHORT] = seen.steps < self.steps
        bad: np.ndarray = np.any(list(reasons.values()), axis=0)
        return ~bad

    def gets_somewhere(
        self, paths: Trajectories, places: list[_Place], of: np.ndarray, seen: Looks
    ) -> np.ndarray:
        """Tell which runs come near to a minimum in their view, or far down; all, if there is no minimum."""
        if not self.minima:
            return np.ones(of.shape, dtype=bool)
        found = np.zeros(of.shape, dtype=bool)
        row = np.maximum(seen.steps, 0)[np.newaxis]
        w1, w2 = (np.take_along_axis(w, row, axis=0)[0] for w in (paths.w1, paths.w2))
        for number, place in enumerate(places):
            inside = [minimum[:3] for minimum in self.minima if is_inside(minimum[:2], place.view)]
            if inside:
                lanes = of == number
                to1, to2, error = np.array(inside).T[:, :, np.newaxis]
                sides = half(place.view)
                with np.errstate(all="ignore"):
                    away = np.hypot((w1[lanes] - to1) / sides[0], (w2[lanes] - to2) / sides[1]).min(axis=0)
                    first, last, lowest = seen.first[lanes] / 2, seen.last[lanes] / 2, error.min() / 2
                    found[lanes] = (away <= _NEAR) | (first - last >= _ENOUGH * (first - lowest))
        return found

    def calmest(self, good: np.ndarray, of: np.ndarray, seen: Looks, last: np.ndarray) -> Iterator[int]:
        """Yield for each place the smallest rate that is about as good as any; of some places, at most.

        The places of which a run was refused come last, the more often the later.
        """
        with np.errstate(all="ignore"):
            gain = seen.first / 2 - seen.last / 2
        numbers = np.unique(of[good])
        often = (last == numbers[:, np.newaxis]).sum(axis=1)
        for number in numbers[np.argsort(often, kind="stable")][:_TRIES]:
            lanes = np.flatnonzero(good & (of == number))
            yield int(lanes[gain[lanes] >= (1 - _ALL_BUT) * np.max(gain[lanes])][0])
