"""The search for what shows a function: a view of its features, a start in it, and values for the method."""

import dataclasses
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from optimizers import (
    Hyper,
    Optimizer,
    Progress,
    Schedule,
    Trajectories,
    Trajectory,
    close_at,
    descending,
    finished,
    hypers,
    stretched,
    trajectories,
    without_warnings,
)
from surfaces import Surface, gallery_key

from ..experiment import Experiment
from ..maps.extents import box, is_inside
from ..maps.tuning import rate_of
from ..runs.worth import CLIMBS, ENDS, SHORT, STEPS, STILL, Looks, blamed, looks
from ..settings import View
from .destination import ENOUGH, Destination
from .features import Features, features
from .framing import best_view, shows
from .rates import all_rates, caps, decades, rates_near, steepness, suited, variants
from .starts import EDGE, starts
from .stationary import MINIMUM
from .views import USUAL, Point, half, length, middle, view_around, view_of

UNSEEN = "features out of sight"
"""The reason to change a view that does not show what the function has to show."""

_STEPS = 300
"""The most steps of a run in a scan; the run that is chosen is followed with all of its steps."""
_HAIR = 0.02
"""By how much runs of a scan must be better than just worth seeing."""
_STEEPER = 1e5
"""A curvature at a minimum that is more than this many times those at starts is ignored: it is a kink's."""
_FAR = 30
"""In views this many times larger or smaller than usual, the other hyper-parameters are scaled, too."""
_TRIES = 6
"""The most runs of a scan that are followed alone."""
_STARTS = 12
"""The most starts that are tried in the view."""
_FEW = 4
"""The most starts that are tried with other hyper-parameters, or in a view of another size."""
_SIZES = (0.5, 2.0, 0.2, 5.0)
"""Sizes of other views, in that of the best one."""
_LATER = 0.02
"""The score that a place loses for each place before it."""
_OTHER = 0.03
"""The score that a run loses for each decade between its rate and the present one."""
_OTHER_REMEDY = 0.3
"""The same where the view need not show the features of the function, as when a run is mended."""
_UNOFFERED = 3.0
"""The score that a run loses if sliders do not offer its values, but do offer those of another run."""
_AT_REST = 0.9
"""A run that arrives is close to its end from this share of its steps on."""
_HELD = 1.3
"""A view grows by at most this factor along a side to hold the whole of a run."""
_BESIDE = 0.04
"""The room beside such a run, in sides of the view."""
_REMEMBERED = 64
"""Surfaces whose features are remembered."""


@dataclass(frozen=True)
class Proposal:
    """An experiment that shows more of a function than the present one."""

    experiment: Experiment | None
    """None if the present one shows the function and a run worth seeing, or if no such experiment was
    found."""
    why: tuple[str, ...]
    """The reasons why the present one does not: those of `runs.worth`, and UNSEEN."""
    before: Trajectory
    """The present run."""
    found: Features
    """What the function has to show."""
    arrives: bool = False
    """Whether the run of the experiment arrives: it stays close to a minimum, and comes to rest there."""
    breaks_off: bool = False
    """Whether that run ends before its last step."""


class _Place(NamedTuple):
    """A run from a start in a view, with each of some rates."""

    run: Optimizer
    rates: np.ndarray
    start: Point
    view: View
    capped: tuple[str, ...] = ()
    """Hyper-parameters that get the value of the rate, too, so that they keep it from growing."""


class _Choice(NamedTuple):
    run: Optimizer
    start: Point
    view: View
    score: float


class _Scan(NamedTuple):
    """The runs of some places, one place after another."""

    places: list[_Place]
    of: np.ndarray
    """The number of each run's place."""
    rates: np.ndarray
    paths: Trajectories
    views: np.ndarray
    """The view of each, shape (2, 2, n)."""
    seen: Looks


@lru_cache(maxsize=_REMEMBERED)
def _known(surface: Surface) -> list[Features]:
    """Return a list that is empty until `features_of` puts the features of a surface into it."""
    return []


def features_of(surface: Surface) -> Progress[Features]:
    """Return the features of a surface, which are remembered."""
    known = _known(surface.knowing(()) if surface.minima else surface)
    if not known:
        known[:] = [(yield from features(surface))]  # another search may have been as fast
    return known[0]


def lacks_minima(surface: Surface) -> bool:
    """Tell whether nobody knows the minima of a surface: neither the gallery nor a search."""
    return not (surface.minima or _known(surface) or (gallery_key(surface) and not surface.let))


def with_minima_sought(surface: Surface) -> Surface:
    """Return a surface with its minima as the page tells them, after a search if nobody knows them."""
    if isinstance(surface, Surface) and lacks_minima(surface):
        finished(features_of(surface))
    return with_minima(surface)


def with_minima(surface: Surface) -> Surface:
    """Return a surface with the minima among its features, if these are remembered and complete.

    One that knows minima, such as those of the gallery, keeps them.
    """
    found = () if surface.minima else _known(surface)
    minima = [point for each in found if not each.more for point in each.points if point.kind == MINIMUM]
    if not minima or not all(point.is_isolated for point in minima):
        return surface
    lowest_first = sorted(minima, key=lambda point: point.error)
    return surface.knowing(tuple((point.w1, point.w2) for point in lowest_first))


def failings(
    surface: Surface,
    run: Optimizer,
    start: Point,
    view: View,
    steps: int,
    schedule: Schedule | None = None,
) -> Progress[tuple[str, ...]]:
    """Follow a run, and return why it is not worth seeing; see `blamed`."""
    return blamed((yield from descending(run, surface, start, steps, schedule=schedule)), view)


def changeable(run: Optimizer) -> frozenset[str]:
    """Return the names of everything that a search may change: "start", "view" and the hyper-parameters."""
    return frozenset(about.name for about in hypers(run)) | {"start", "view"}


@without_warnings
def proposal(
    surface: Surface,
    experiment: Experiment,
    turns: Iterable[frozenset[str]],
    insists: bool = True,
    keeps: bool = False,
) -> Progress[Proposal]:
    """Look for hyper-parameters, a start and a view that show a function and a run worth seeing.

    The present experiment stays if it shows the function and a run that is worth seeing and arrives.

    This is a generator: it yields the share of the work that is done (see `optimizers.finished`). The work
    does not depend on a clock, and is bounded.

    Args:
        surface: the surface of the experiment's expression.
        experiment: the present one. Its noise is left out, and its pinned runs stay as they are.
        turns: what may be changed (see `changeable`); each is tried if nothing was found with the one before.
        insists: whether the view must show the features of the function, and not only the run.
        keeps: whether a view that shows them stays, and so the start, and the values unless the run ends
            early or E rises.
    """
    where = surface, experiment.start, experiment.steps
    before = yield from stretched(descending(experiment.active, *where, schedule=experiment.applied), 0, 0)
    found = yield from stretched(features_of(surface), 0, 0.4)
    why = blamed(before, experiment.view)
    is_seen = not insists or shows(surface, found, experiment.view)
    why = why if is_seen else (UNSEEN, *why)
    if found.terrain.empty or found.terrain.level:
        return Proposal(None, why, before, found)
    if not why and Destination.of(found).is_reached(before, experiment.view):
        return Proposal(None, why, before, found)
    if keeps and is_seen:
        if ENDS not in why and not before.judged.error[-1] > before.judged.error[0]:
            return Proposal(None, why, before, found)
        turns = [free - {"start", "view"} for free in turns]
    for free in dict.fromkeys(turns):
        search = _Search(surface, experiment, found, free, insists, why)
        choice = yield from stretched(search.best(), 0.4, 1)
        if choice is not None:
            run, start, view, _ = choice
            runs = (run, *experiment.runs[1:])
            path = yield from stretched(
                descending(run, surface, start, experiment.steps, schedule=experiment.applied), 1, 1
            )
            view = search.holding(path, view)
            shown = dataclasses.replace(experiment, runs=runs, start=start, view=view)
            new, breaks_off = None if shown == experiment else shown, path.stopped is not None
            return Proposal(new, why, before, found, _arrives(path, found), breaks_off)
    return Proposal(None, why, before, found)


def _arrives(path: Trajectory, found: Features) -> bool:
    """Tell whether a run is at rest for some of its steps, close to a minimum if there is one.

    At a flat one, the page does not say of a run that it has arrived (see `with_minima`).
    """
    at_rest = close_at(path)
    is_still = path.stopped is None and at_rest is not None and at_rest <= _AT_REST * path.t[-1]
    minima = [point for point in found.points if point.kind == MINIMUM]
    steep = [point[:2] for point in minima if point.is_isolated]
    return is_still and (not minima or (bool(steep) and close_at(path, steep) is not None))


class _Search:
    """A search over what may be changed."""

    def __init__(
        self,
        surface: Surface,
        experiment: Experiment,
        found: Features,
        free: frozenset[str],
        insists: bool,
        why: tuple[str, ...],
    ) -> None:
        self.surface = surface
        self.run = experiment.active
        self.schedule = experiment.applied
        self.start = experiment.start
        self.view = experiment.view
        self.steps = experiment.steps
        self.found = found
        self.destination = Destination.of(found)
        self.free = free
        self.insists = insists
        self.is_seen = UNSEEN not in why
        self.is_too_fast = not insists and bool({ENDS, CLIMBS} & set(why)) and STILL not in why
        """Whether the rate must not grow, because the run diverges."""
        rate = rate_of(self.run)
        self.rate = None if rate is None or rate.name not in free else rate
        """The hyper-parameter that takes the rates; None if there is none, or it must stay."""

    def best(self) -> Progress[_Choice | None]:
        """Return the best choice of the first stage that has a good one, or else the best of all."""
        best = None
        stages = (self.values, self.views_of_runs, self.starts, self.other_values, self.other_views)
        for number, stage in enumerate(stages):
            share = number / len(stages)
            places = yield from stretched(stage(), share, share)
            choice = yield from stretched(self.choose(places), share, share + 1 / len(stages))
            if choice is not None and (best is None or choice.score > best.score):
                best = choice
            if best is not None and best.score >= ENOUGH:
                break
        if best is None and not self.is_seen:
            best = yield from self.whatever()
        return best

    def whatever(self) -> Progress[_Choice | None]:
        """Return the run that stays longest in a view of the features, even if it is not worth seeing."""
        scan = yield from self.scanned((yield from self.starts()))
        if scan is not None:
            longest = -(scan.seen.in_view * scan.seen.steps)
            lane = int(np.lexsort((self.decades_off(scan.rates), scan.of, -scan.seen.extent, longest))[0])
            return self.choice(scan, lane, 0.0)
        view = self.frame
        if view is None or "start" not in self.free:
            return None
        return _Choice(self.run, self.start, view, 0.0)

    # The stages. Each returns places, those with the least changes first.

    @cached_property
    def frame(self) -> View | None:
        """The view in which the run is to be seen; None if the present one does not do and must stay."""
        if self.is_seen:
            return self.view
        return best_view(self.surface, self.found) if "view" in self.free else None

    def values(self) -> Progress[list[_Place]]:
        """Change only the rate, in the view that stands."""
        yield 0.0
        if not self.is_seen or not self.is_start_kept():
            return []
        places = self.places([self.start], self.view)
        if self.rate is not None:  # the present rate is tried, too
            now = getattr(self.run, self.rate.name)
            places[0] = places[0]._replace(rates=np.union1d(places[0].rates, [now]))
        return places

    def views_of_runs(self) -> Progress[list[_Place]]:
        """Keep the start; each view holds the run with one rate, and the nearest minimum."""
        if "start" in self.free or "view" not in self.free:
            return []
        scan = yield from self.scanned([_Place(self.run, self.rates(all_rates), self.start, self.view)])
        if scan is None:
            return []
        minima = self.destination.minima[:, :2]
        nearest = minima[np.argsort(np.hypot(*(minima - self.start).T), kind="stable")[:1]].T
        places = []
        for rate, w1, w2 in zip(scan.rates, scan.paths.w1.T, scan.paths.w2.T, strict=True):
            points = np.stack([w1, w2])[:, np.isfinite(w1) & np.isfinite(w2)]
            view = view_of(np.concatenate([points, nearest], axis=1)) if points.size else None
            if view is not None and self.is_shown(view):
                places.append(_Place(self.run, np.array([rate]), self.start, view))
        return places

    def starts(self) -> Progress[list[_Place]]:
        """Try starts in the view."""
        yield 0.0
        view = self.frame
        if view is None:
            return []
        if "start" in self.free:
            return self.places(starts(self.surface, self.found, view)[:_STARTS], view)
        return [] if self.is_seen or not is_inside(self.start, view) else self.places([self.start], view)

    def other_values(self) -> Progress[list[_Place]]:
        """Change further hyper-parameters, too, and try rates of all sizes."""
        yield 0.0
        view = self.frame
        if view is None:
            return []
        some = starts(self.surface, self.found, view)[:_FEW] if "start" in self.free else [self.start]
        if self.is_seen and self.is_start_kept():
            some = list(dict.fromkeys([self.start, *some]))
        return [
            _Place(run, self.rates(decades), start, view)
            for start in some
            for run in (self.run, *variants(self.run, self.free, length(view), self.height(start)))
        ]

    def other_views(self) -> Progress[list[_Place]]:
        """Try views of other sizes, in which a run may be seen that is not in the best one."""
        yield 0.0
        view = self.frame
        if view is None or "view" not in self.free:
            return []
        places = []
        for size in _SIZES:
            other = view_around(middle(view), size * half(view))
            if other is None or not self.is_shown(other):
                continue
            if "start" in self.free:
                places += self.places(starts(self.surface, self.found, other)[:_FEW], other)
            elif is_inside(self.start, other):
                places += self.places([self.start], other)
        return places

    def holding(self, path: Trajectory, view: View) -> View:
        """Return a view that holds the whole of a run, or the view itself if that would be much larger."""
        points = np.stack([path.w1, path.w2])
        points = points[:, np.isfinite(points).all(axis=0)]
        ends = points.min(axis=1), points.max(axis=1)
        if "view" not in self.free or all(is_inside(end, view) for end in ends):
            return view
        low, high = np.array(view).T
        room = _BESIDE * (high - low)
        left, right = np.minimum(low, ends[0] - room), np.maximum(high, ends[1] + room)
        wider = view_around(left / 2 + right / 2, right / 2 - left / 2)
        if wider is None or (half(wider) > _HELD * half(view)).any():
            return view
        is_held = all(is_inside(end, wider) for end in ends)
        return wider if is_held and self.is_shown(wider) and not blamed(path, wider) else view

    def is_start_kept(self) -> bool:
        """Return whether the start that stands can stay in the view that stands."""
        low, high = np.array(self.view).T
        room = EDGE * (high - low)
        return "start" not in self.free or is_inside(self.start, box(low + room, high - room))

    def is_shown(self, view: View) -> bool:
        """Return whether a view shows what it must show."""
        return not self.insists or shows(self.surface, self.found, view)

    def places(self, some: list[Point], view: View) -> list[_Place]:
        """Return places for starts in a view, with rates that suit them."""
        if not some:
            return []
        points = np.array([*some, *self.destination.minima[:, :2].tolist()]).T
        slopes, bends = steepness(self.surface, points)
        usual, at_minima = float(np.median(bends[: len(some)])), bends[len(some) :]
        steepest = at_minima.max(initial=0, where=at_minima <= _STEEPER * usual)
        size, capped = length(view), caps(self.run, self.free)
        places = []
        for start, slope, bend in zip(some, slopes, bends, strict=False):
            place = _Place(self.run, self.rates(rates_near, size, slope, max(bend, steepest)), start, view)
            places.append(place)
            if capped:
                places.append(place._replace(capped=capped))
            if not 1 / _FAR <= size / USUAL <= _FAR:
                other = suited(self.run, self.free, size, self.height(start))
                places += [place._replace(run=other)] if other != self.run else []
        return places

    def rates(self, some: Callable[..., np.ndarray], *of: float) -> np.ndarray:
        """Return the rates that a function of `rates` gives, or the present one if it must stay."""
        if self.rate is None:
            return np.array([math.nan])
        found = some(self.rate, *of)
        if self.is_too_fast:
            found = found[found <= getattr(self.run, self.rate.name)]
        return found

    def height(self, start: Point) -> float:
        """Return how high a point lies above the lowest minimum, or else its slope."""
        height = self.surface.value(*start) - self.destination.minima[:, 2].min(initial=math.inf)
        if not 0 < height < math.inf:
            height = math.hypot(*self.surface.gradient(*start))
        return height if 0 < height < math.inf else 1.0

    # The runs of places

    def scanned(self, places: list[_Place]) -> Progress[_Scan | None]:
        """Follow the runs of places; None if there are none."""
        places = [place for place in places if place.rates.size]
        if not places:
            return None
        of = np.repeat(np.arange(len(places)), [place.rates.size for place in places])
        rates = np.concatenate([place.rates for place in places])
        values = {}
        for about in hypers(self.run):
            tied = [about.name in self.tied(place) for place in places]
            each = np.array([getattr(place.run, about.name) for place in places])
            value = np.where(np.array(tied)[of], rates, each[of])
            values[about.name] = value if np.ptp(value) else float(value[0])
        w1, w2 = np.array([place.start for place in places])[of].T
        run = dataclasses.replace(self.run, **values)
        steps = min(self.steps, _STEPS)
        paths = yield from trajectories(run, self.surface, w1, w2, steps, self.schedule)
        views = np.array([place.view for place in places])[of].transpose(1, 2, 0)
        return _Scan(places, of, rates, paths, views, looks(paths, views))

    def decades_off(self, rates: np.ndarray) -> np.ndarray:
        """Return how many decades lie between rates and the present one; 0 if there is none."""
        now = 0.0 if self.rate is None else getattr(self.run, self.rate.name)
        found: np.ndarray = np.abs(np.log10(rates / now)) if now > 0 else np.zeros(rates.size)
        return found  # the rate of a typed rule may be 0

    def tied(self, place: _Place) -> tuple[str, ...]:
        """Return the hyper-parameters that take the rates in a place."""
        return () if self.rate is None else (self.rate.name, *place.capped)

    def choice(self, scan: _Scan, lane: int, score: float) -> _Choice:
        """Return a run of a scan, by its number."""
        place = scan.places[scan.of[lane]]
        run = dataclasses.replace(place.run, **dict.fromkeys(self.tied(place), float(scan.rates[lane])))
        return _Choice(run, place.start, place.view, score)

    def choose(self, places: list[_Place]) -> Progress[_Choice | None]:
        """Return the run with the highest score that is worth seeing when it is followed alone, if any is."""
        scan = yield from self.scanned(places)
        if scan is None:
            return None
        yield 1.0
        good = self.are_worth_seeing(scan.seen)
        scores = self.destination.scores(scan.paths, scan.seen, scan.views, np.where(good, scan.of, -1))
        offered = self.are_offered(scan)
        scores -= _LATER * scan.of + _UNOFFERED * (~offered & (good & offered).any())
        scores -= (_OTHER if self.insists else _OTHER_REMEDY) * self.decades_off(scan.rates)
        order = np.argsort(np.where(good, -scores, math.inf), kind="stable")
        for lane in order[: min(_TRIES, np.count_nonzero(good))].tolist():
            choice = self.choice(scan, lane, float(scores[lane]))
            alone = self.surface, choice.run, choice.start, choice.view, self.steps, self.schedule
            if not (yield from stretched(failings(*alone), 1, 1)):
                return choice
        return None

    def are_worth_seeing(self, seen: Looks) -> np.ndarray:
        """Tell which runs of a scan are worth seeing."""
        reasons = seen.reasons(_HAIR)
        if self.steps <= STEPS * (1 + _HAIR):  # as many as were asked for
            reasons[SHORT] = seen.steps < self.steps
        bad: np.ndarray = np.any(list(reasons.values()), axis=0)
        return ~bad

    def are_offered(self, scan: _Scan) -> np.ndarray:
        """Tell which runs have a rate, and other values that were changed, that sliders offer."""

        def is_offered(run: Optimizer, about: Hyper) -> bool:
            value = getattr(run, about.name)
            return bool(about.low <= value <= about.high or value == getattr(self.run, about.name))

        rate = self.rate
        others = [about for about in hypers(self.run) if about != rate]
        found = np.array([all(is_offered(place.run, about) for about in others) for place in scan.places])
        runs: np.ndarray = found[scan.of]
        return runs if rate is None else runs & (scan.rates >= rate.low) & (scan.rates <= rate.high)
