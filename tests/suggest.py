"""Writes surfaces/suggested.json: what the search proposes for every method on every surface of the gallery.

    python tests/suggest.py [KEY ...]

The keys are those of the surfaces and methods that are new or have changed; without any, all are searched, in
minutes. The page has these values at once when a surface or a method is chosen. What is not there is searched
then.
"""

import argparse
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
    where = {"expression": surface.text, "data": surface.data, "start": surface.start, "view": surface.domain}
    opened = Experiment(**where, runs=(method(),))
    values = frozenset(about.name for about in hypers(method))
    found = finished(proposal(surface, opened, [values], insists=False)).experiment or opened
    return {
        about.name: getattr(found.active, about.name)
        for about in hypers(method)
        if getattr(found.active, about.name) != about.default
    }


Suggestions = dict[str, dict[str, dict[str, float]]]
"""Surface -> method -> field -> value, without what is empty."""


def suggestions(keys: set[str], known: Suggestions) -> Suggestions:
    """Return what suits every method on every surface: searched for these keys, and else what is known."""
    return {
        name: {
            key: values
            for key in OPTIMIZERS
            if (
                values := suggestion(surface, key) if {name, key} & keys else known.get(name, {}).get(key, {})
            )
        }
        for name, surface in GALLERY.items()
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("keys", nargs="*", metavar="KEY")
    keys = set(parser.parse_args().keys) or set(GALLERY)
    if unknown := keys - {*GALLERY, *OPTIMIZERS}:
        parser.error(f"no surface or method has the key {', '.join(sorted(unknown))}")
    found = suggestions(keys, json.loads(FILE.read_text(encoding="utf-8")))
    lines = [f" {json.dumps(name)}: {json.dumps(each)}" for name, each in found.items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
