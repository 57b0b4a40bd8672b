"""Writes surfaces/suggested.json: what the search proposes for every method on every surface of the gallery.

    python tests/suggest.py

The page has these values at once when a surface or a method is chosen. What is not there is searched then.
"""

import json
from pathlib import Path

from app.experiment import Experiment
from app.proposals.search import proposal
from optimizers import OPTIMIZERS, finished, hypers
from surfaces import GALLERY, Surface

FILE = Path(__file__).parent.parent / "surfaces" / "suggested.json"


def suggestion(surface: Surface, key: str) -> dict[str, float]:
    """Return what differs from a method's defaults in the values that the search finds on a surface."""
    method = OPTIMIZERS[key]
    where = {"expression": surface.text, "start": surface.start, "view": surface.domain}
    opened = Experiment(**where, runs=(method(),))
    values = frozenset(about.name for about in hypers(method))
    found = finished(proposal(surface, opened, [values], insists=False)).experiment or opened
    return {
        about.name: getattr(found.active, about.name)
        for about in hypers(method)
        if getattr(found.active, about.name) != about.default
    }


def suggestions() -> dict[str, dict[str, dict[str, float]]]:
    """Return surface -> method -> field -> value, without what is empty."""
    found = {name: {key: suggestion(surface, key) for key in OPTIMIZERS} for name, surface in GALLERY.items()}
    return {name: {key: values for key, values in each.items() if values} for name, each in found.items()}


if __name__ == "__main__":
    lines = [f" {json.dumps(name)}: {json.dumps(each)}" for name, each in suggestions().items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
