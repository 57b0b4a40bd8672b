"""A race -> its table, and sentences about it."""

from collections.abc import Sequence

from optimizers import hypers
from optimizers.descent import ENDINGS
from surfaces import Surface

from ..experiment import Experiment
from ..lineup import STEADY, in_lineup
from ..maps.planes import EQUAL, axis
from ..maps.race import Entrant
from ..numerals import count, place, short

_FEW = 0.05
"""The share of good runs below which a tuned run owes much to the fineness of its tuning."""


def race_rows(
    entrants: Sequence[Entrant], surface: Surface, experiment: Experiment
) -> list[dict[str, object]]:
    """Return the table's rows, one per entrant, as JSON values; `run` is the tuned run, or None."""
    return [
        {
            "place": entrant.place,
            "title": entrant.given.title,
            "run": entrant.tuned and in_lineup(entrant.tuned, experiment.schedule, experiment.batch),
            "values": tuned_values(entrant),
            "good": entrant.good,
            "runs": entrant.runs,
            "steps": entrant.steps,
            "error": entrant.error,
            "judged": entrant.given.judged_symbol,
            "close": entrant.close,
            "remark": remark(entrant, surface, experiment.start),
        }
        for entrant in entrants
    ]


def tuned_values(entrant: Entrant) -> str:
    """Return the tuned values in words, "η 0.0123, α 0.8"; without a tuned run, only the names."""
    symbols = {about.name: about.symbol for about in hypers(entrant.given)}
    if entrant.tuned is None:
        return ", ".join(symbols[field] for field in entrant.fields)
    return ", ".join(f"{symbols[field]} {short(getattr(entrant.tuned, field))}" for field in entrant.fields)


def remark(entrant: Entrant, surface: Surface, start: tuple[float, float]) -> str:
    """Say what an entrant's numbers do not show; usually nothing."""
    if entrant.tuned is None and entrant.latest == 0:
        return ENDINGS["start"].format(why=surface.explain(*start))
    if entrant.tuned is None:
        return f"All runs end early, the last of them at t = {entrant.latest}."
    if not entrant.lowers:
        return "No run lowers E."
    few = "Few other values are nearly as good." if entrant.good < _FEW else ""
    return " ".join(filter(None, [_edges(entrant), few]))


def _edges(entrant: Entrant) -> str:
    """Say which tuned values are at an end of their ranges: beyond it, the method may do better."""
    ends = [
        about.symbol
        for about in hypers(entrant.given)
        if about.name in entrant.fields and getattr(entrant.tuned, about.name) in axis(about, 2)
    ]
    if not ends:
        return ""
    verb, its = ("is", "its range") if len(ends) == 1 else ("are", "their ranges")
    return f"{' and '.join(ends)} {verb} at the edge of {its}."


PLACES = (
    "The lowest final error is first; where errors differ by less than"
    f" {short(EQUAL)} of what the best run removes, the fewest steps to 1 %."
)
"""What decides the places."""


def report(experiment: Experiment, budget: int) -> str:
    """Describe the race: its conditions."""
    start = place(experiment.start, experiment.view)
    noise = ", without noise" if experiment.noise else ""
    if experiment.batch:
        noise = f", with batches of {count(experiment.batch)}{noise}"
    steady = experiment.schedule == STEADY
    schedule = "" if steady else f", with the schedule {experiment.schedule.title.lower()}"
    return f"{budget} runs of {count(experiment.steps)} steps for each, from {start}{schedule}{noise}."
