"""The words below the surface about a run that is not worth seeing: what happens, and why."""

from functools import cache, lru_cache
from typing import Any

from sympy import Symbol, evaluate, factor, nsimplify, oo

from optimizers import Optimizer, Trajectory, hypers
from surfaces import Surface
from surfaces.tokens import joined

from ..experiment import Experiment
from ..lessons import LESSONS
from ..maps.curvature import curvature
from ..maps.tuning import rate_of
from ..numerals import count, short
from ..proposals.search import Proposal, changeable
from ..runs.worth import CLIMBS, ENDS, LEAVES, NO_START, SMALL, STILL
from ..url import from_query
from .run_words import ended
from .typed_words import changed_names, set_words

_TOO_LARGE = 1.0
"""η is said to be too large from this multiple of the stability limit on."""
_SLOW = 0.01
"""η is said to be small below this share of it."""
_MOST = 2
"""Values that a button names, at most."""


def repair_words(surface: Surface, path: Trajectory, experiment: Experiment, why: tuple[str, ...]) -> str:
    """Return what happens in a run that is not worth seeing, with the known causes; "" for other runs.

    `why` is what `blamed` returns for it. A path that leaves the view is no problem; the page says so itself.
    """
    if not set(why) - {LEAVES}:
        return ""
    if path.stopped is not None:
        what = ended(path, surface)
    elif LEAVES in why and {STILL, SMALL} & set(why):  # the little that is in view tells nothing
        what = _departure(path, experiment)
    elif CLIMBS in why and STILL not in why:
        what = "The run does not descend."
    elif STILL in why and surface.gradient(*map(float, experiment.start)) == (0.0, 0.0):
        what = "The run stands still: E has no slope at the start."
    elif STILL in why:
        what = f"The run hardly moves in {count(experiment.steps)} steps."
    else:
        what = "The run is too small to see in this view."
    scheduled = experiment.applied is not None  # the bounds are for one η
    rate = "" if scheduled else _about_rate(surface, path, experiment.active, why)
    return " ".join(filter(None, [what, rate]))


def _departure(path: Trajectory, experiment: Experiment) -> str:
    """Say since when a run is out of the view, and that E rises, if it does."""
    (left, right), (low, high) = experiment.view
    inside = (left <= path.w1) & (path.w1 <= right) & (low <= path.w2) & (path.w2 <= high)
    error = path.judged.error
    risen = ", and E rises" if error[-1] > error[0] else ""
    if inside[-1]:
        return f"Most of the run is out of view{risen}."
    since = path.t[inside][-1] + 1 if inside.any() else 0
    return f"The run is out of view from t = {count(int(since))} on{risen}."


def _about_rate(surface: Surface, path: Trajectory, run: Optimizer, why: tuple[str, ...]) -> str:
    """Compare η with the largest stable η at the start, where that explains a run."""
    if run.stability_bound is None or NO_START in why:
        return ""
    w1, w2 = float(path.w1[0]), float(path.w2[0])
    found = curvature(surface, w1, w2, run)
    bound, steepest = found.run_bound, found.eigenvalues[0]
    if not 0 < bound < float("inf"):
        return ""
    times = float(vars(run)["eta"]) / bound
    is_slow = STILL in why and LEAVES not in why
    if not (is_slow and times < _SLOW) and not ({ENDS, CLIMBS} & set(why) and times >= _TOO_LARGE):
        return ""
    formula = bound_formula(type(run))
    equal = f"{formula} = {short(bound, 2)}" if formula else short(bound, 2)
    share = short(times, 2)
    size = f"only {share} of" if times < _SLOW else "just above" if share == "1" else f"{share} times"
    return f"η is {size} the stability limit, {equal}, λ = {short(steepest, 3)} at the start."


@cache
def bound_formula(method: type[Optimizer]) -> str:
    """Return a method's bound on η as text, "2(α + 1)/λ"; empty if it has none, or only a longer one."""
    try:
        with evaluate(False):
            bound = method(**{about.name: Symbol(about.symbol) for about in hypers(method)}).stability_bound
    except TypeError:  # the bound needs more than arithmetic
        return ""
    if bound is None:
        return ""
    text = str(factor(nsimplify(bound, rational=True) / Symbol("λ")))
    if text.startswith("-") or str(oo) in text:
        return ""
    return text.replace("*(", "(").replace("*", " ").replace("-", "−")


def is_meant(experiment: Experiment) -> bool:
    """Tell whether the open lesson proposes the shown run: then it is bad on purpose."""
    return experiment.lesson in LESSONS and _state(experiment) in _states(experiment.lesson)


@lru_cache(maxsize=64)
def _states(key: str) -> frozenset[tuple[Any, ...]]:
    links = ["", *(link for _, link in LESSONS[key].tries)]
    return frozenset(_state(from_query(f"lesson={key}&{link}")[0]) for link in links)


def _state(experiment: Experiment) -> tuple[Any, ...]:
    run = experiment.active, experiment.applied
    return experiment.expression, experiment.start, experiment.steps, *run, experiment.view


def mending_turns(run: Optimizer, why: tuple[str, ...]) -> list[frozenset[str]]:
    """Return the changes that may repair a run, the smallest first; none if only the view does not fit."""
    if not set(why) - {LEAVES, SMALL}:
        return []
    rate = getattr(rate_of(run), "name", None)
    first = [frozenset({"start"})] if NO_START in why else []
    rates = [frozenset({rate}), frozenset({rate, "view"})] if rate and NO_START not in why else []
    return [*first, *rates, *([] if first else [frozenset({"start"})]), changeable(run)]


def offer(experiment: Experiment, proposal: Proposal) -> dict[str, object]:
    """Return a button that repairs a run: its `label`, which names most of it, and the whole `change`."""
    after = proposal.experiment
    if after is None:
        raise ValueError("nothing was found that could be offered")
    names = changed_names(experiment, after)
    values = [name for name in names if name not in ("start", "view")]
    if "start" in names and (NO_START in proposal.why or not values):
        label = "Move the start"
    elif values:
        label = f"Use {joined(set_words(after, values[:_MOST]))}"
    else:
        label = "Fit view"
    fields = {name: getattr(after.active, name) for name in values}
    change = {name: getattr(after, name) for name in names if name in ("start", "view")}
    return {"label": label, "change": change | ({"values": fields} if fields else {})}
