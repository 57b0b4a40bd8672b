"""How long the maps take: basins and a hyper-parameter plane on every surface of the gallery.

    python tests/benchmarks/maps.py [--side 200] [--steps 200] [--method adam] [--surface bowl] [--turns 5]

Columns, in milliseconds: `endpoints` alone from all starts of the basin map; `arrivals`, which also finds the
step from which on each run is close to its end; the coarse basin map of every fourth start, and the whole one
that goes on with it, both of which also cluster the ends; the plane of the method's first two
hyper-parameters; and the longest wait from one report of progress to the next, or to the result, which is how
long an unwanted map goes on. Each is the best of its turns.
"""

import argparse
import time
from functools import partial

import numpy as np

from app.maps.basin_map import COARSER
from app.maps.basins import basins
from app.maps.planes import plane
from optimizers import OPTIMIZERS, arrivals, endpoints, finished, hypers
from surfaces import GALLERY


def seconds(work) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def best(work, turns: int) -> float:
    return 1e3 * min(seconds(work) for _ in range(turns))


def longest_wait(generator) -> float:
    times = [time.perf_counter()]
    times += [time.perf_counter() for _ in generator]
    return max(np.diff([*times, time.perf_counter()]))


def measure(key: str, method: str, side: int, steps: int, turns: int) -> list[float]:
    surface = GALLERY[key]
    run = OPTIMIZERS[method](**surface.suggested.get(method, {}))
    starts = np.meshgrid(*(np.linspace(*interval, side) for interval in surface.domain))
    fields = tuple(about.name for about in hypers(run))[:2]
    square = surface, run, surface.domain, steps, side
    coarse = finished(basins(*square, every=COARSER))
    maps = [
        lambda: basins(*square, every=COARSER),
        lambda: basins(*square, coarse=coarse),
        lambda: plane(surface, run, surface.start, steps, fields, side),
    ]
    return [
        best(partial(endpoints, run, surface, *starts, steps), turns),
        best(lambda: finished(arrivals(run, surface, *starts, steps)), turns),
        *(best(lambda work=work: finished(work()), turns) for work in maps),
        1e3 * min(max(longest_wait(work()) for work in maps) for _ in range(turns)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--side", type=int, default=200, help="starts, or values, along each axis")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--method", choices=[key for key in OPTIMIZERS if len(hypers(OPTIMIZERS[key])) > 1])
    parser.add_argument("--surface", choices=list(GALLERY), help="only this one")
    parser.add_argument("--turns", type=int, default=5)
    options = parser.parse_args()
    method = options.method or "adam"
    print(f"{method}, {options.side}×{options.side} runs × {options.steps} steps: milliseconds")
    print(f"{'':18}{'endpoints':>10}{'arrivals':>10}{'coarse':>10}{'basins':>10}{'plane':>10}{'wait':>8}")
    for key in [options.surface] if options.surface else GALLERY:
        *times, wait = measure(key, method, options.side, options.steps, options.turns)
        print(f"{key:18}{''.join(f'{each:10.0f}' for each in times)}{wait:8.1f}", flush=True)


if __name__ == "__main__":
    main()
