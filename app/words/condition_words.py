"""A race over conditions -> a chart of places, and sentences about it."""

from collections.abc import Sequence
from itertools import combinations

from ..maps.conditions import TUNINGS, Result
from ..maps.race import JUDGES
from ..numerals import count, short
from .race_words import tuned_values

REFERENCE = "Fair tuning changes rankings: Wen et al. 2025 (arXiv 2509.02046)."


def told_conditions(results: Sequence[Result], steps: int) -> dict[str, object]:
    """Describe a race over conditions for the browser.

    Returns:
        `columns`, one per condition: its `schedule` and `noise` in words, and its `budget`; `rows`, one per
        method in the order of the last condition: its key as `method`, its `title`, and for each condition
        its `order` (0, 1, ...), `place` and `words`; and `words`, a list of sentences.
    """
    ordered = [list(result.entrants) for result in results]
    methods = [entrant.given for entrant in ordered[-1]]
    rows = []
    for method in methods:
        cells = []
        for entrants in ordered:
            order = next(i for i, entrant in enumerate(entrants) if type(entrant.given) is type(method))
            entrant = entrants[order]
            end = "no run to the end" if entrant.error is None else f"E = {short(entrant.error, 3)}"
            words = f"{method.title}, place {entrant.place}: {end}, {tuned_values(entrant)}"
            cells.append({"order": order, "place": entrant.place, "words": words})
        rows.append({"method": method.key, "title": method.title, "cells": cells})
    columns = [
        {
            "schedule": condition.schedule.title.lower() if condition.schedule else "steady η",
            "noise": f"σ = {short(condition.noise.sigma)}" if condition.noise else "no noise",
            "budget": condition.budget,
        }
        for condition, _ in results
    ]
    return {"columns": columns, "rows": rows, "words": words_of(results, steps)}


def words_of(results: Sequence[Result], steps: int) -> list[str]:
    """Say how the ranking changes, and how much was tuned."""
    titles = {type(entrant.given): entrant.given.title for entrant in results[0].entrants}
    places = [{type(entrant.given): entrant.place for entrant in result.entrants} for result in results]
    flips = {
        (one, other): (
            sum(each[one] < each[other] for each in places),
            sum(each[one] > each[other] for each in places),
        )
        for one, other in combinations(titles, 2)
    }
    noise = next(condition.noise for condition, _ in results if condition.noise)
    runs = sum(entrant.runs for result in results for entrant in result.entrants)
    budgets = f"{', '.join(map(str, TUNINGS[:-1]))} or {TUNINGS[-1]}"
    most = max(flips, key=lambda pair: (min(flips[pair]), sum(flips[pair])), default=None)
    if most is None or min(flips[most]) == 0:
        first = "No two methods change their order from condition to condition."
    else:
        (one, other), (ahead, behind) = most, flips[most]
        first = f"{titles[one]} is ahead of {titles[other]} in {ahead} of {len(results)} conditions"
        first += f", and behind in {behind}."
    return [
        first,
        f"Each method was tuned in each condition with {budgets} runs of {count(steps)} steps,"
        f" {count(runs)} in all; under noise (seed {noise.seed}) with one path each, and judged by the middle"
        f" one of {JUDGES} others.",
        REFERENCE,
    ]
