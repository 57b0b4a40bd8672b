"""How often a typed function is met well: the share of functions whose run is worth seeing in the end.

    python tests/benchmarks/met.py [--methods momentum adam ...] [--all] [--page]

For every method, from the opening page: the surfaces of the gallery typed as text, without what the gallery
knows of them, and the functions of tests/own_functions.tsv. "before" is the share that is worth seeing as it
stands, "met" the share after the search; each failure follows with its reasons. Times are of the search,
in milliseconds of CPU: the median and the longest. --all also prints what was changed for each function.

--page asks a server instead, as a page does that has never seen the texts: the milliseconds until the first
picture, and from there to what was found; median, nine tenths and longest.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from explorer_server import running
from own_functions import own_functions
from visitor import Visitor, run

from app.experiment import Experiment
from app.proposals.search import changeable, failings, proposal
from optimizers import OPTIMIZERS, finished, hypers
from surfaces import GALLERY, Surface


def what_fails(surface: Surface, shown: Experiment) -> tuple[str, ...]:
    return finished(failings(surface, shown.active, shown.start, shown.view, shown.steps))


def described(before: Experiment, after: Experiment) -> str:
    values = [
        f"{about.symbol}={getattr(after.active, about.name):g}"
        for about in hypers(after.active)
        if getattr(after.active, about.name) != getattr(before.active, about.name)
    ]
    names = [name for name in ("start", "view") if getattr(before, name) != getattr(after, name)]
    return ", ".join([*values, *(f"{name}={getattr(after, name)}" for name in names)]) or "nothing"


def measure(method: str, texts: list[str], tell: bool) -> tuple[str, list[str]]:
    opening = Experiment()
    before = opening if method == opening.active.key else opening.with_method(method)
    times, fine, failures = [], 0, []
    for text in texts:
        surface = Surface.parse(text)
        fine += not what_fails(surface, before)
        begin = time.process_time()
        found = finished(proposal(surface, before, [changeable(before.active)]))
        times.append(1e3 * (time.process_time() - begin))
        after = found.experiment or before
        if reasons := what_fails(surface, after):
            failures.append(f"    {text}: {', '.join(reasons)}")
        if tell:
            print(f"    {text}: {described(before, after)}")
    met = 1 - len(failures) / len(texts)
    share = f"{fine / len(texts):8.0%}{met:8.0%}{np.median(times):8.0f}{max(times):8.0f}"
    return share, failures


QUIET = 0.8
"""Seconds without a message after which no other is expected."""


async def answers(address: str, method: str) -> None:
    first, found = [], []
    visitor = await Visitor.enter(address, f"?run={method}")
    heard: asyncio.Queue[tuple[float, str]] = asyncio.Queue()
    listening = asyncio.create_task(listen(visitor, heard))
    for number, own in enumerate(own_functions()[::6], start=1):
        text = f"{own.text} + 1e-9 * {number}"  # never seen
        begin = time.perf_counter()
        ask = {"ask": "typed", "text": text, "number": number}
        await visitor.send_message({"number": 10**6 + number, "ask": ask})
        picture = later = None
        async for when, message in messages(heard):
            if picture is None:
                picture = when if says(message, "ground") else None
            elif says(message, "met"):
                later = when
        first += [1e3 * (picture - begin)] if picture else []
        found += [1e3 * (later - picture)] if later else []
        await visitor.send_message({"number": 10**7 + number, "ask": {"ask": "surface", "key": "bowl"}})
        async for _ in messages(heard):
            pass
    listening.cancel()
    columns = "".join(
        f"{each:8.0f}" for times in (first, found) for each in np.quantile(times, (0.5, 0.9, 1))
    )
    print(f"{method:18}{columns}", flush=True)


async def listen(visitor: Visitor, heard: asyncio.Queue) -> None:
    while True:
        message = await visitor.receive("PATCH-DOC", "explorer")
        heard.put_nowait((time.perf_counter(), message))


def says(message: str, topic: str) -> bool:
    return f'\\"{topic}\\"' in message


async def messages(heard: asyncio.Queue):
    """Yield what was heard, until nothing more is."""
    while True:
        try:
            yield await asyncio.wait_for(heard.get(), QUIET)
        except TimeoutError:
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--methods", nargs="+", choices=list(OPTIMIZERS), default=list(OPTIMIZERS))
    parser.add_argument("--all", action="store_true", help="print what was changed for each function")
    parser.add_argument("--page", action="store_true", help="measure the answers of a server")
    options = parser.parse_args()
    if options.page:
        print(f"{'':18}{'first picture':>24}{'found after that':>24}")
        with running(Path(tempfile.mkdtemp())) as server:
            for method in options.methods:
                run(answers(server.address, method))
        return
    sets = {
        "gallery": [surface.text for surface in GALLERY.values()],
        "own": [each.text for each in own_functions()],
    }
    print(f"{'':18}" + "".join(f"{f'{name} ({len(texts)})':>18}{'':14}" for name, texts in sets.items()))
    print(f"{'':18}" + f"{'before':>8}{'met':>8}{'ms':>8}{'most':>8}" * len(sets))
    for method in options.methods:
        found = [measure(method, texts, options.all) for texts in sets.values()]
        print(f"{method:18}" + "".join(share for share, _ in found), flush=True)
        for _, failures in found:
            print("".join(f"{failure}\n" for failure in failures), end="")


if __name__ == "__main__":
    main()
