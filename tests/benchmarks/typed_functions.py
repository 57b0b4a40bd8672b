"""How often a typed function is shown: its points and lengths, the start and the run, in the view found.

    python tests/benchmarks/typed_functions.py [--methods momentum adam ...] [--table FILE] [--page]

For every method, from the opening page, and for every function of tests/shown_functions.tsv (or of another
file with its columns): the share that is shown, and the milliseconds of CPU that the search took, its median,
nine tenths and the longest. Each function that is not shown follows with the reasons. `found` is the time in
which all that a function has to show is found.

--page asks a server instead, as a page does that has never seen the texts: the milliseconds from Enter until
the first picture, and from there to what was found; median, nine tenths and longest; and in how many of them
the view was changed more than once.
"""

import argparse
import asyncio
import dataclasses
import json
import re
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from explorer_server import running
from shown import Shown, faults, shown_functions
from visitor import Visitor, run

from app.experiment import Experiment
from app.proposals.features import features
from app.proposals.search import changeable, proposal
from optimizers import OPTIMIZERS, finished


def milliseconds(times: list[float]) -> str:
    return "".join(f"{each:8.0f}" for each in np.quantile(times, (0.5, 0.9, 1)))


def measure(method: str, table: list[Shown]) -> tuple[str, list[str]]:
    opening = Experiment()
    if method != opening.active.key:
        opening = opening.with_method(method)
    times, bad = [], []
    for function in table:
        page = dataclasses.replace(opening, expression=function.text)
        begin = time.process_time()
        found = finished(proposal(function.surface, page, [changeable(page.active)]))
        times.append(1e3 * (time.process_time() - begin))
        if reasons := faults(function, found.experiment or page):
            bad.append(f"    {function.text}: {', '.join(reasons)}")
    return f"{1 - len(bad) / len(table):8.1%}{milliseconds(times)}", bad


QUIET = 0.9
"""Seconds without a message after which no other is expected."""


async def answers(address: str, method: str, table: list[Shown]) -> None:
    first, found, twice = [], [], 0
    visitor = await Visitor.enter(address, f"?run={method}")
    heard: asyncio.Queue[tuple[float, str]] = asyncio.Queue()
    listening = asyncio.create_task(listen(visitor, heard))
    for number, function in enumerate(table[::4], start=1):
        text = f"{function.text} + 1e-9 * {number}"  # never seen
        begin = time.perf_counter()
        await visitor.send_message(
            {"number": 10**6 + number, "ask": {"ask": "typed", "text": text, "number": number}}
        )
        await visitor.send_message(
            {"number": 2 * 10**6 + number, "ask": {"ask": "entered", "number": number}}
        )
        picture = later = None
        views: list[str] = []
        async for when, message in messages(heard):
            if picture is None:
                picture = when if says(message, "ground") else None
            elif says(message, "met"):
                later = when
            if picture is not None:
                views += re.findall(r'view=([^"&\\]+)', message)
        first += [1e3 * (picture - begin)] if picture else []
        found += [1e3 * (later - picture)] if later else []
        twice += len(list(dict.fromkeys(views))) > 2
        await visitor.send_message({"number": 10**7 + number, "ask": {"ask": "surface", "key": "bowl"}})
        async for _ in messages(heard):
            pass
    listening.cancel()
    print(f"{method:18}{milliseconds(first)}{milliseconds(found)}{twice:8} of {len(first)}", flush=True)


async def listen(visitor: Visitor, heard: asyncio.Queue) -> None:
    while True:
        message = await visitor.receive("PATCH-DOC", "explorer")
        heard.put_nowait((time.perf_counter(), message))


def says(message: str, topic: str) -> bool:
    return json.dumps(f'"{topic}"').strip('"') in message


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
    parser.add_argument("--table", type=Path, help="another table than tests/shown_functions.tsv")
    parser.add_argument("--page", action="store_true", help="measure the answers of a server")
    options = parser.parse_args()
    table = shown_functions(options.table)
    if options.page:
        print(f"{'':18}{'first picture':>24}{'found after that':>24}{'changed twice':>16}")
        with running(Path(tempfile.mkdtemp())) as server:
            for method in options.methods:
                run(answers(server.address, method, table))
        return
    times = []
    for function in table:
        begin = time.process_time()
        finished(features(function.surface))
        times.append(1e3 * (time.process_time() - begin))
    print(f"{len(table)} functions{'shown':>12}{'ms':>8}{'p90':>8}{'most':>8}")
    print(f"{'found':26}{milliseconds(times)}")
    for method in options.methods:
        share, bad = measure(method, table)
        print(f"{method:18}{share}", flush=True)
        print("".join(f"{each}\n" for each in bad), end="")


if __name__ == "__main__":
    main()
