"""A classroom on one machine: many people over real websockets who drag, let go and look.

    python tests/benchmarks/load.py [--people 150] [--seconds 180] [--workers 2]
    python tests/benchmarks/load.py --neighbours
    python tests/benchmarks/load.py --attack [WORDS] --people 40 --workers 1 [--seconds 10]
    python tests/benchmarks/load.py --limit [--proxy]
    python tests/benchmarks/load.py --wifi 200 --seconds 60 [--again]
    python tests/benchmarks/load.py --opening 100
    python tests/benchmarks/load.py --day 20000
    python tests/benchmarks/load.py --memory 40

Each person drags and comes to rest once a second, at their own moments: the drag sends one change on its
way, and half a second later another one with its end. The page sends no more than that on the tab "Path".
Like the page, each says which columns of the run it has computed, so that they need not come.
One in five has the basins open; --map-ticks says how many changes a drag sends there. A time counts from the
end of a drag, even if an answer is still awaited then, until the server's run has arrived.

With --proxy the workers are servers of their own behind nginx, as the README has them. --wifi puts one
network before the server that all share: 20 Mbit/s, 30 ms in each direction, one packet in a hundred 200 ms
late. The people come within a minute with empty browsers and drag at once.

Everything runs on this machine, so the figures have the cost of the load in them. Memory is the proportional
set size of the server's processes. The server inherits the environment; the unit of systemd has
PYTHONMALLOC=malloc in it.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
from classroom.attacks import bear_attacks
from classroom.crowd import serve
from classroom.drags import attend, bear_neighbours, find_limit, open_at_once
from classroom.memory import hold, live_a_day
from classroom.wifi import share_wifi
from servers import HERE, explorer
from visitor import run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument(
        "--map-ticks", type=int, default=1, metavar="N", help="what people with a map send during a drag (1)"
    )
    parser.add_argument("--rate", type=float, default=1.0, help="drags of each in a second (1)")
    parser.add_argument("--proxy", action="store_true", help="servers behind nginx in place of one port")
    parser.add_argument("--again", action="store_true", help="with --wifi: browsers have kept the files")
    others = parser.add_mutually_exclusive_group()
    others.add_argument(
        "--neighbours", action="store_true", help="what a class meets beside pages that flood"
    )
    others.add_argument(
        "--attack",
        nargs="?",
        const="",
        metavar="WORDS",
        help="what a class meets while one attacks, of each kind whose name has these words",
    )
    others.add_argument("--limit", action="store_true", help="how many drags a second are answered in time")
    others.add_argument("--opening", type=int, metavar="N", help="open N pages at once")
    others.add_argument("--wifi", type=int, metavar="N", help="N people on one Wi-Fi")
    others.add_argument("--day", type=int, metavar="N", help="what N sessions leave in memory of one process")
    others.add_argument("--memory", type=int, metavar="N", help="what each of N sessions holds when in use")
    options = parser.parse_args()
    if options.wifi:
        share_wifi(options)
        return
    if options.day:
        with explorer(program=[str(HERE / "observed.py")]) as server:
            run(live_a_day(options, server.url, server.pid), seconds=None)
        return
    modes = {
        bear_neighbours: options.neighbours,
        bear_attacks: options.attack is not None,
        find_limit: options.limit,
        open_at_once: options.opening,
        hold: options.memory,
    }
    measure = next((mode for mode, chosen in modes.items() if chosen), attend)
    with serve(options) as server:
        run(measure(options, server.url, server.pid), seconds=None)


if __name__ == "__main__":
    main()
