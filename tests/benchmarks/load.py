"""A classroom on one machine: many people over real websockets who drag, let go and look.

    python tests/benchmarks/load.py [--people 150] [--seconds 180] [--workers 2]
    python tests/benchmarks/load.py --attack [WORDS] --people 40 --workers 1 [--seconds 10]
    python tests/benchmarks/load.py --opening 100
    python tests/benchmarks/load.py --wifi 200 [--seconds 60]
    python tests/benchmarks/load.py --maps 40 [--points 20] [--seconds 20]

Each person drags and comes to rest once a second, at their own moments: the drag sends one change on its
way, and half a second later another one with its end. The page sends no more than that on the tab "Path".
Like the page, each says which columns of the run it has computed, so that they need not come.
One in five has the basins open. A time counts from the end of a drag, even if an answer is still awaited
then, until the server's run has arrived.

--wifi puts one network before the server that all share: 20 Mbit/s, 30 ms in each direction, one packet in a
hundred 200 ms late. The people come within a minute with empty browsers and drag at once. With --maps, half
have the basins open and half the hyper-parameters, and all drag without a rest; with --points, their E is
that of a line through so many points. The others drag alone before.

Everything runs on this machine, so the figures have the cost of the load in them. Memory is the proportional
set size of the server's processes. The server inherits the environment; the unit of systemd has
PYTHONMALLOC=malloc in it.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
from attacks import bear_attacks
from crowd_latency import computed_seconds, enter_class, line, own_seconds, warm_crowd
from mapping import drag_maps
from servers import explorer, megabytes
from tornado.httpclient import AsyncHTTPClient
from visitor import run
from wifi import share_wifi

PATIENCE = 120.0
"""Seconds that one of those who all come at once may wait for a page."""


async def attend(options: argparse.Namespace, address: str, pid: int) -> None:
    """Let a class drag for a while, and print how it went, and the memory in the course of it."""
    crowd = await warm_crowd(options, address)
    before = megabytes(pid)
    await enter_class(options, crowd)
    times, memory = [], [("at the begin", megabytes(pid))]
    computed, begin, mine = computed_seconds(pid), time.perf_counter(), own_seconds()
    for moment in ("in the middle", "at the end"):
        times += await crowd.drag(options.seconds / 2)
        memory.append((moment, megabytes(pid)))
    took = time.perf_counter() - begin
    print(f"from rest to the server's run: {line(times)}; errors: {crowd.errors}")
    print(f"{len(times) / took:.0f} drags a second came to rest, of {options.people}")
    server, load = (computed_seconds(pid) - computed) / took, (own_seconds() - mine) / took
    print(f"cores in use: {server:.2f} by the server, {load:.2f} by the load")
    print("memory: " + ", ".join(f"{value:.0f} MB {moment}" for moment, value in memory), end="")
    print(f"; {(memory[-1][1] - before) / options.people:.2f} MB a session")


async def open_at_once(options: argparse.Namespace, address: str, pid: int) -> None:
    """Open all pages at the same moment, and print when each had its first path."""
    count = options.opening
    AsyncHTTPClient.configure(
        None,
        max_clients=count,  # ten by itself, and others would come only when these have been served
        defaults={"connect_timeout": PATIENCE, "request_timeout": PATIENCE},
    )
    crowd = await warm_crowd(options, address)
    before = computed_seconds(pid)
    times = sorted(await crowd.enter(count, at_once=count))
    computed = computed_seconds(pid) - before
    print(f"{count} at once, {options.workers} workers; errors: {crowd.errors}")
    print(f"first path after: median {statistics.median(times):.1f} s, last {times[-1]:.1f} s")
    print(f"the server computed {computed:.1f} s, {1e3 * computed / count:.0f} ms a session")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--seconds", type=float, default=180.0)
    others = parser.add_mutually_exclusive_group()
    others.add_argument(
        "--attack",
        nargs="?",
        const="",
        metavar="WORDS",
        help="what a class meets while one attacks, of each kind whose name has these words",
    )
    others.add_argument("--opening", type=int, metavar="N", help="open N pages at once")
    others.add_argument("--wifi", type=int, metavar="N", help="N people on one Wi-Fi")
    others.add_argument("--maps", type=int, metavar="N", help="N people drag with maps open, beside others")
    parser.add_argument(
        "--points", type=int, default=0, metavar="N", help="with --maps: E comes from N points"
    )
    options = parser.parse_args()
    if options.wifi:
        share_wifi(options)
        return
    modes = {
        bear_attacks: options.attack is not None,
        open_at_once: options.opening,
        drag_maps: options.maps,
    }
    measure = next((mode for mode, chosen in modes.items() if chosen), attend)
    with explorer("--workers", str(options.workers)) as server:
        run(measure(options, server.url, server.pid), seconds=None)


if __name__ == "__main__":
    main()
