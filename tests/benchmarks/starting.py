"""How long the command takes to print its address, and to answer, beside `import panel`.

    python tests/benchmarks/starting.py [--times 7]

- import panel: a new Python that imports Panel and ends.
- address: from the start of the command until it has printed the address that it serves.
- answer: until it has answered a request that was sent at that moment.
- processor: used by then, of the system too; it hardly depends on what else the machine does.

They take turns. Figures are medians; a share is that of `import panel`.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
import urllib.request

from servers import cpu_seconds

IMPORT = [sys.executable, "-c", "import panel"]
SERVE = [sys.executable, "-m", "app", "--port", "0"]


def imported() -> dict[str, tuple[float, float]]:
    """Return the seconds of an import, by the clock and of the processor."""
    before, begin = _of_children(), time.perf_counter()
    subprocess.run(IMPORT, check=True)
    return {"import panel": (time.perf_counter() - begin, _of_children() - before)}


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def started() -> dict[str, tuple[float, float]]:
    """Return the seconds of a start, by the clock and of the processor, until the address and the answer."""
    begin = time.perf_counter()
    with subprocess.Popen(SERVE, stdout=subprocess.PIPE, text=True) as server:
        address = server.stdout.readline().split()[-1]
        found = {"address": (time.perf_counter() - begin, cpu_seconds(server.pid))}
        urllib.request.urlopen(f"{address}liveness").read()
        found["answer"] = time.perf_counter() - begin, cpu_seconds(server.pid)
        server.terminate()
    return found


def main() -> None:
    """Measure, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=7)
    times = parser.parse_args().times
    turns = [imported() | started() for _ in range(times + 1)][1:]  # the first one reads the disk
    print(f"{'':24}{'clock (s)':>12}{'share':>8}{'processor (s)':>16}{'share':>8}")
    base = [statistics.median(turn["import panel"][k] for turn in turns) for k in (0, 1)]
    for figure in turns[0]:
        clock, processor = (statistics.median(turn[figure][k] for turn in turns) for k in (0, 1))
        shares = clock / base[0], processor / base[1]
        print(f"{figure:24}{clock:12.2f}{shares[0]:8.2f}{processor:16.2f}{shares[1]:8.2f}")


if __name__ == "__main__":
    main()
