"""The search for what shows a function: a view of its features, a start in it, and values for the method."""

import dataclasses
import math
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from optimizers import (
    Optimizer,
    Progress,
    Schedule,
    Trajectories,
    Trajectory,
    descending,
    finished,
    hypers,
    stretched,
    trajectories,
)
from surfaces import Surface

from ..experiment import Experiment
from ..maps.extents import is_inside
from ..maps.tuning import rate_of
from ..runs.worth import CLIMBS, ENDS, SHORT, STEPS, STILL, Looks, blamed, looks
from ..settings import View
from .features import Features, features
from .framing import best_view, shows
from .rates import all_rates, caps, decades, rates_near, steepness, suited, variants
from .starts import EDGE, starts
from .stationary import MINIMUM, SADDLE
from .views import Point, half, length, middle, view_around, view_of

UNSEEN = "features out of sight"
"""The reason why a view is not worth keeping: it does not show what the function has to show."""

_STEPS = 300
"""Runs of more steps are scanned with so many; the one that is chosen is followed with all."""
_HAIR = 0.02
"""By how much runs of a scan must be better than just worth seeing."""
_NEAR = 0.03
"""A run arrives if it ends this near to a minimum, in halves of its view's sides."""
_ALL_BUT = 0.002
"""It arrives, too, if it makes all but this share of the way down to the lowest E around it."""
_FAR = 0.25
"""Where nothing tells when a run arrives, it ranges over this share of a side."""
_WIDE = 0.4
"""A run that ranges over this share of a side is seen well."""
_SOON, _LATE = 0.08, 0.75
"""A run that arrives after these shares of the steps leaves time to see both how it comes there and that it rests."""
_LEAP, _WILD = 0.2, 0.45
"""A run leaps if one of its steps is as long as the first share of a side, and wildly as the second."""
_ALMOST, _AT_REST = 0.95, 0.6
"""It is there before these shares of the steps: where it made its way down, and where nothing else tells."""
_ZIGZAG = 5.0
"""A run wanders if it is so many times as long as it ranges."""
_STEEPER = 1e5
"""The curvature at a minimum counts if it is at most so many times that at starts: at kinks and borders it has no bound."""
_TRIES = 6
"""Runs of a scan that are followed alone, at most."""
_STARTS, _FEW = 12, 4
"""Starts that are tried, and with other hyper-parameters."""
_ENOUGH = 4.0
"""The score of a run that is worth seeing, arrives and is seen well; see `_Search.scores`."""
_REMEMBERED = 64


@dataclass(frozen=True)
class Proposal:
    """What shows more of a function than what stands."""

    experiment: Experiment | None
    """None if what stands shows the function and a run worth seeing, or if nothing that does was found."""
    why: tuple[str, ...]
    """The reasons why what stands does not: those of `runs.worth`, and UNSEEN."""
    before: Trajectory
    """The run that stands."""
    found: Features
    """What the function has to show."""


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
    score: float


@lru_cache(maxsize=_REMEMBERED)
def _known(surface: Surface) -> list[Features]:
    """Return a list that holds the features of a surface once they are known."""
    return []


def features_of(surface: Surface) -> Progress[Features]:
    """Return the features of a surface, which are remembered."""
    known = _known(surface)
    if not known:
        known.append((yield from features(surface)))
    return known[0]


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
    surface: Surface,
    experiment: Experiment,
    turns: Iterable[frozenset[str]],
    *,
    keeps: bool = True,
    insists: bool = True,
) -> Generator[float, None, Proposal]:
    """Look for hyper-parameters, a start and a view that show a function and a run worth seeing.

    This is a generator: it yields the share of the work that is done (see `optimizers.finished`). The work
    does not depend on a clock, and is bounded.

    Args:
        surface: the surface of the experiment's expression.
        experiment: what stands. Its noise is left out, and its pinned runs stay as they are.
        turns: what may be changed (see `changeable`); each is tried if nothing was found with the one before.
        keeps: whether what stands stays if it shows the function and a run worth seeing.
        insists: whether the view must show the features of the function, and not only the run.
    """
    where = surface, experiment.start, experiment.steps
    before = yield from stretched(descending(experiment.active, *where, schedule=experiment.applied), 0, 0)
    found = yield from stretched(features_of(surface), 0, 0.4)
    why = blamed(before, experiment.view)
    is_seen = not insists or shows(surface, found, experiment.view)
    why = why if is_seen else (UNSEEN, *why)
    if found.terrain.empty or found.terrain.level:
        return Proposal(None, why, before, found)
    if (
        keeps
        and not why
        and _arrives(before, found, experiment.view)
        and _longest_step(before, experiment.view) < _WILD
    ):
        return Proposal(None, why, before, found)
    for free in dict.fromkeys(turns):
        search = _Search(surface, experiment, found, free, is_seen, insists, why)
        choice = yield from stretched(search.best(), 0.4, 1)
        if choice is not None:
            run, start, view, _ = choice
            runs = (run, *experiment.runs[1:])
            shown = dataclasses.replace(experiment, runs=runs, start=start, view=view)
            return Proposal(None if shown == experiment else shown, why, before, found)
    return Proposal(None, why, before, found)


def _minima(found: Features) -> np.ndarray:
    """Return w1, w2 and E of the minima that belong together, shape (n, 3)."""
    return np.array([point[:3] for point in found.points if point.kind == MINIMUM]).reshape(-1, 3)


def _level(found: Features) -> float:
    """Return the level below which a run comes that has passed a saddle; inf if there is none."""
    return next((point.error for point in found.points if point.kind == SADDLE), math.inf)


def _arrives(run: Trajectory, found: Features, view: View) -> bool:
    return bool(
        _arrivals(run, looks(run, view), np.array(view), _minima(found), found.more, _level(found)) >= 0
    )


def _longest_step(paths: Trajectory | Trajectories, views: Any) -> Any:
    """Return the length of the longest step of runs in sides of their views."""
    sides = np.ptp(np.array(views), axis=1)
    with np.errstate(all="ignore"):
        lengths = np.hypot(np.diff(paths.w1, axis=0) / sides[0], np.diff(paths.w2, axis=0) / sides[1])
    return np.nan_to_num(lengths, posinf=0).max(axis=0, initial=0)


def _arrivals(
    paths: Trajectory | Trajectories,
    seen: Looks,
    views: np.ndarray,
    minima: np.ndarray,
    more: bool,
    below: float,
) -> np.ndarray:
    """Return the t from which on runs stay near to where they arrive; −1 for those that do not arrive.

    If there are `more` minima than are told, a run arrives also where it comes to rest. Without a minimum there is no place to arrive at: then it must come far,
    and `below` a level, that of a saddle.
    """
    total = paths.w1.shape[0] - 1
    if not minima.size:
        return np.where((seen.extent >= _FAR) & (seen.last < below), total, -1)
    row = np.maximum(seen.steps, 0)[np.newaxis]
    w1, w2 = (np.take_along_axis(w, row, axis=0)[0] for w in (paths.w1, paths.w2))
    sides = np.ptp(views, axis=1) / 2
    with np.errstate(all="ignore"):
        away = np.stack([np.hypot((w1 - m1) / sides[0], (w2 - m2) / sides[1]) for m1, m2, _ in minima])
        lowest = minima[np.argmin(away, axis=0), 2]
        gained = (seen.first / 2 - seen.last / 2) >= (1 - _ALL_BUT) * (seen.first / 2 - lowest / 2)
        far = np.hypot((paths.w1 - w1) / sides[0], (paths.w2 - w2) / sides[1]) > _NEAR
    late = np.where(far.any(axis=0), far.shape[0] - np.argmax(far[::-1], axis=0), 0)
    arrives = (
        (away.min(axis=0) <= _NEAR) | (gained & (late < _ALMOST * total)) | (more & (late < _AT_REST * total))
    )
    return np.where(arrives, late, -1)


class _Search:
    """The search with what may be changed."""

    def __init__(
        self,
        surface: Surface,
        experiment: Experiment,
        found: Features,
        free: frozenset[str],
        is_seen: bool,
        insists: bool,
        why: tuple[str, ...],
    ) -> None:
        self.surface = surface
        self.insists = insists
        self.is_wild = not insists and bool({ENDS, CLIMBS} & set(why)) and STILL not in why
        """Whether a smaller rate than the present one is looked for: a remedy is never wilder than what stands."""
        self.run = experiment.active
        self.schedule = experiment.applied
        self.start = experiment.start
        self.view = experiment.view
        self.steps = experiment.steps
        self.found = found
        self.free = free
        self.is_seen = is_seen
        self.rate = rate_of(self.run)
        self.rates_vary = self.rate is not None and self.rate.name in free
        self.minima = _minima(found)

    def best(self) -> Generator[float, None, _Choice | None]:
        """Return the best choice of the first stage that has one that is good enough; else the best of all."""
        best = None
        stages = (self.values, self.views_of_runs, self.starts, self.other_values, self.other_views)
        for number, stage in enumerate(stages):
            share = number / len(stages)
            places = yield from stretched(stage(), share, share)
            if places:
                choice = yield from stretched(self.choose(places), share, share + 1 / len(stages))
                if choice is not None and (best is None or choice.score > best.score):
                    best = choice
                if best is not None and best.score >= _ENOUGH:
                    break
        if best is None and self.insists and not self.is_seen:
            best = yield from self.whatever()
        return best

    def whatever(self) -> Generator[float, None, _Choice | None]:
        """Return the run that stays longest in a view of the function's features, though it is not worth seeing."""
        places = yield from self.starts()
        if not places:
            view = self.frame()
            return (
                None if view is None or "start" not in self.free else _Choice(self.run, self.start, view, 0.0)
            )
        paths = yield from self.followed(places)
        of = np.repeat(np.arange(len(places)), [place.rates.size for place in places])
        seen = looks(paths, np.array([place.view for place in places])[of].transpose(1, 2, 0))
        lane = np.lexsort((of, -seen.extent, -(seen.in_view * seen.steps)))[0]
        rate = float(np.concatenate([place.rates for place in places])[lane])
        place = places[of[lane]]
        changed = (*self.tied, *place.capped) if self.rates_vary else ()
        run = dataclasses.replace(place.run, **dict.fromkeys(changed, rate))
        return _Choice(run, place.start, place.view, 0.0)

    # Where to look. Each returns places, those with the least changes first.

    def frame(self) -> View | None:
        """Return the view that the run is to be seen in."""
        if self.is_seen:
            return self.view
        return best_view(self.surface, self.found) if "view" in self.free else None

    def values(self) -> Progress[list[_Place]]:
        """Change only the rate, in the view that stands."""
        yield 0.0
        if not self.is_seen or not self.stands():
            return []
        places = self.places([self.start], self.view)
        if self.rates_vary:  # what stands is among them
            now = getattr(self.run, self.rate.name)
            places[0] = places[0]._replace(rates=np.union1d(places[0].rates, [now]))
        return places

    def views_of_runs(self) -> Progress[list[_Place]]:
        """Keep the start; each view holds the run with one rate, and the nearest minimum."""
        if "start" in self.free or "view" not in self.free:
            return []
        here = _Place(self.run, self.rates(all_rates), self.start, self.view)
        if not here.rates.size:
            return []
        paths = yield from self.followed([here])
        minima = self.minima[
            np.argsort(np.hypot(*(self.minima[:, :2] - self.start).T), kind="stable")[:1], :2
        ].T
        places = []
        for rate, w1, w2 in zip(here.rates, paths.w1.T, paths.w2.T, strict=True):
            points = np.stack([w1, w2])[:, np.isfinite(w1) & np.isfinite(w2)]
            view = view_of(np.concatenate([points, minima], axis=1)) if points.size else None
            if view is not None and (not self.insists or shows(self.surface, self.found, view)):
                places.append(here._replace(rates=np.array([rate]), view=view))
        return places

    def stands(self) -> bool:
        """Return whether the start that stands can be kept in the view that stands."""
        if "start" not in self.free:
            return True
        low, high = np.array(self.view).T
        room = EDGE * (high - low)
        return is_inside(self.start, list(zip(low + room, high - room, strict=True)))

    def starts(self) -> Progress[list[_Place]]:
        """Try starts in the view."""
        yield 0.0
        view = self.frame()
        if view is None:
            return []
        if "start" not in self.free:
            return self.places([self.start], view) if not self.is_seen and is_inside(self.start, view) else []
        return self.places(starts(self.surface, self.found, view)[:_STARTS], view)

    def other_values(self) -> Progress[list[_Place]]:
        """Change further hyper-parameters, too."""
        yield 0.0
        view = self.frame()
        if view is None:
            return []
        some = [self.start] if "start" not in self.free else starts(self.surface, self.found, view)[:_FEW]
        some = [self.start, *some] if self.is_seen and self.stands() and self.start not in some else some
        places = [_Place(self.run, self.rates(decades), start, view) for start in some]
        for start in some:
            for other in variants(self.run, self.free, length(view), self.height(start)):
                places.append(_Place(other, self.rates(decades), start, view))
        return places

    def other_views(self) -> Progress[list[_Place]]:
        """Try views of other sizes, in which a run may be seen that is not in the usual one."""
        yield 0.0
        view = self.frame()
        if view is None or "view" not in self.free:
            return []
        places = []
        for size in (0.5, 2.0, 0.2, 5.0):
            other = view_around(middle(view), size * half(view))
            if other is None or (self.insists and not shows(self.surface, self.found, other)):
                continue
            if "start" in self.free or is_inside(self.start, other):
                some = (
                    starts(self.surface, self.found, other)[:_FEW] if "start" in self.free else [self.start]
                )
                places += self.places(some, other)
        return places

    def places(self, some: list[Point], view: View) -> list[_Place]:
        """Return places for starts in a view, with rates that suit them."""
        if not some:
            return []
        points = np.array([*some, *self.minima[:, :2].tolist()]).T
        slopes, bends = steepness(self.surface, *points)
        usual = float(np.median(bends[: len(some)]))
        steepest = bends[len(some) :].max(initial=0, where=bends[len(some) :] <= _STEEPER * usual)
        size, capped = length(view), caps(self.run, self.free)
        places = []
        for start, slope, bend in zip(some, slopes, bends, strict=False):
            place = _Place(self.run, self.rates(rates_near, size, slope, max(bend, steepest)), start, view)
            places.append(place)
            if capped:
                places.append(place._replace(capped=capped))
            if not 1 / 30 <= size / 25 <= 30:
                other = suited(self.run, self.free, size, self.height(start))
                places += [place._replace(run=other)] if other != self.run else []
        return places

    def rates(self, some, *of: float) -> np.ndarray:
        """Return the rates that a function of `rates` gives, or the present one if it must stay."""
        if self.rates_vary:
            found = some(self.rate, *of)
            return found[found <= getattr(self.run, self.rate.name)] if self.is_wild else found
        return np.array([math.nan if self.rate is None else getattr(self.run, self.rate.name)])

    @property
    def tied(self) -> tuple[str, ...]:
        """The hyper-parameter that takes the rates; a rule may have none."""
        return () if self.rate is None else (self.rate.name,)

    def height(self, start: Point) -> float:
        """Return how high a point lies above the lowest minimum, or else its slope."""
        lowest = self.minima[:, 2].min() if self.minima.size else math.nan
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
        return (yield from trajectories(run, self.surface, w1, w2, min(self.steps, _STEPS), self.schedule))

    def choose(self, places: list[_Place]) -> Generator[float, None, _Choice | None]:
        """Return the run with the highest score, followed alone; None if there is none worth seeing."""
        places = [place for place in places if place.rates.size]
        if not places:
            return None
        paths = yield from self.followed(places)
        of = np.repeat(np.arange(len(places)), [place.rates.size for place in places])
        views = np.array([place.view for place in places])[of].transpose(1, 2, 0)
        seen = looks(paths, views)
        yield 1.0
        rates = np.concatenate([place.rates for place in places])
        scores = self.scores(paths, seen, views, places, of, rates)
        tried = 0
        for lane in np.argsort(-scores, kind="stable"):
            if not scores[lane] > 0 or tried == _TRIES:
                break
            tried += 1
            place = places[of[lane]]
            changed = (*self.tied, *place.capped) if self.rates_vary else ()
            run = dataclasses.replace(place.run, **dict.fromkeys(changed, float(rates[lane])))
            alone = self.surface, run, place.start, place.view, self.steps, self.schedule
            if not (yield from stretched(failings(*alone), 1, 1)):
                return _Choice(run, place.start, place.view, float(scores[lane]))
        return None

    def are_offered(self, places: list[_Place], of: np.ndarray, rates: np.ndarray) -> np.ndarray:
        """Tell which runs have a rate, and other values that were changed, that sliders offer."""
        others = [about for about in hypers(self.run) if about.name not in self.tied]
        within = [
            all(
                about.low <= getattr(place.run, about.name) <= about.high
                or getattr(place.run, about.name) == getattr(self.run, about.name)
                for about in others
            )
            for place in places
        ]
        found = np.array(within)[of]
        return found if self.rate is None else found & (rates >= self.rate.low) & (rates <= self.rate.high)

    def scores(
        self,
        paths: Trajectories,
        seen: Looks,
        views: np.ndarray,
        places: list[_Place],
        of: np.ndarray,
        rates: np.ndarray,
    ) -> np.ndarray:
        """Return how well runs are seen: 0 or less if they are not worth seeing.

        A run worth seeing has 1; arriving counts 2.5 more, its extent in the view and a good moment to arrive
        up to 1 each, and an end in the lowest minimum, or another one than with other rates, half. A run that
        does not arrive has up to 1 for its way down. One that wanders to and fro, or leaps, loses up to 4, and one
        whose rate no slider offers 3, if there are others. Places that come first win by a little.
        """
        reasons = seen.reasons(_HAIR)
        if self.steps <= STEPS * (1 + _HAIR):  # as many as were asked for
            reasons[SHORT] = seen.steps < min(self.steps, _STEPS)
        good = ~np.any(list(reasons.values()), axis=0)
        is_whole = seen.steps == min(self.steps, _STEPS)
        at = _arrivals(paths, seen, views, self.minima, self.found.more, _level(self.found))
        total = paths.w1.shape[0] - 1
        leap = _longest_step(paths, views)
        lowest = self.minima[:, 2].min() if self.minima.size else _level(self.found)
        with np.errstate(all="ignore"):
            sides = np.ptp(views, axis=1)
            lengths = np.hypot(np.diff(paths.w1, axis=0) / sides[0], np.diff(paths.w2, axis=0) / sides[1])
            wander = np.nansum(lengths, axis=0) / np.maximum(seen.extent, 1e-300)
            way_down = np.nan_to_num((seen.first / 2 - seen.last / 2) / (seen.first / 2 - lowest / 2))
        arrives = at >= 0
        moment = np.where(at > total * _LATE, 0.3, np.where(at < total * _SOON, 0.6, 1.0))
        scores = 1.0 + 2.5 * arrives + np.minimum(seen.extent / _WIDE, 1) + np.where(arrives, moment, 0)
        scores += np.where(arrives, 0, np.clip(way_down, 0, 1))
        scores -= np.clip((wander - _ZIGZAG) / _ZIGZAG, 0, 2) + np.clip((leap - _LEAP) / _LEAP, 0, 2)
        scores -= np.where(leap > _WILD, 2.0, 0.0)
        within = self.are_offered(places, of, rates)
        scores -= 3.0 * (~within & (good & within).any())
        scores += 0.5 * self.ends(paths, seen, good & arrives, of, views)
        scores -= 0.02 * of + 2.0 * ~is_whole
        return np.where(good, scores, -1.0)

    def ends(
        self, paths: Trajectories, seen: Looks, good: np.ndarray, of: np.ndarray, views: np.ndarray
    ) -> np.ndarray:
        """Return up to 1 for starts from which many rates lead to other minima, and half for ends in the lowest."""
        if len(self.minima) < 2:
            return np.zeros(good.shape)
        row = np.maximum(seen.steps, 0)[np.newaxis]
        w1, w2 = (np.take_along_axis(w, row, axis=0)[0] for w in (paths.w1, paths.w2))
        sides = np.ptp(views, axis=1) / 2
        with np.errstate(all="ignore"):
            which = np.argmin(
                np.stack([np.hypot((w1 - m1) / sides[0], (w2 - m2) / sides[1]) for m1, m2, _ in self.minima]),
                axis=0,
            )
        found = np.where(which == 0, 0.5, 0.0)
        for number in np.unique(of[good]):
            lanes = good & (of == number)
            _, counts = np.unique(which[lanes], return_counts=True)
            found[lanes] += min(2 * (1 - counts.max() / counts.sum()), 1)
        return found
