"""How long the maps take: basins and a hyper-parameter plane on every surface of the gallery.

    python tests/benchmarks/maps.py [--side 200] [--steps 200] [--method adam]

Columns, in milliseconds: `endpoints` alone from all starts of the basin map; `arrivals`, which also finds the
step from which on each run is close to its end; the whole basin map, which also clusters the ends; the plane
of the method's first two hyper-parameters; and the longest wait from one report of progress to the next, or
to the result, which is how long an unwanted map goes on. Each is the best of its turns.
"""

import argparse
import time
from functools import partial

import numpy as np

from app.maps.basins import basins
from app.maps.planes import plane
from optimizers import OPTIMIZERS, arrivals, endpoints, finished, hypers
from surfaces import GALLERY

TURNS = 5


def seconds(work) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def best(work) -> float:
    return 1e3 * min(seconds(work) for _ in range(TURNS))


def longest_wait(generator) -> float:
    times = [time.perf_counter()]
    times += [time.perf_counter() for _ in generator]
    return max(np.diff([*times, time.perf_counter()]))


def measure(key: str, method: str, side: int, steps: int) -> list[float]:
    surface = GALLERY[key]
    run = OPTIMIZERS[method](**surface.suggested.get(method, {}))
    starts = np.meshgrid(*(np.linspace(*interval, side) for interval in surface.domain))
    fields = tuple(about.name for about in hypers(run))[:2]
    maps = [
        lambda: basins(surface, run, surface.domain, steps, side),
        lambda: plane(surface, run, surface.start, steps, fields, side),
    ]
    return [
        best(partial(endpoints, run, surface, *starts, steps)),
        best(lambda: finished(arrivals(run, surface, *starts, steps))),
        *(best(lambda work=work: finished(work())) for work in maps),
        1e3 * min(max(longest_wait(work()) for work in maps) for _ in range(TURNS)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--side", type=int, default=200, help="starts, or values, along each axis")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--method", choices=[key for key in OPTIMIZERS if len(hypers(OPTIMIZERS[key])) > 1])
    options = parser.parse_args()
    method = options.method or "adam"
    print(f"{method}, {options.side}×{options.side} runs × {options.steps} steps: milliseconds")
    print(f"{'':18}{'endpoints':>10}{'arrivals':>10}{'basins':>10}{'plane':>10}{'wait':>8}")
    for key in GALLERY:
        *times, wait = measure(key, method, options.side, options.steps)
        print(f"{key:18}{''.join(f'{each:10.0f}' for each in times)}{wait:8.1f}", flush=True)


if __name__ == "__main__":
    main()
