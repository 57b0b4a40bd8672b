"""How fast the loops are, beside what others would write, beside another version, and in the browser.

    pip install '.[benchmark]'
    python tests/benchmarks/engine.py [--beside DIR]

One path: `descend` with everything recorded, beside torch.optim.Adam and beside a loop written by hand for
Adam and for this very surface, which keeps nothing but the path; and with a schedule, beside without. Many
paths: `endpoints` beside a serial numba loop (compiled before the clock starts). The browser: `follow` of
static/engine in Chromium, once it has run for a while, and the first run of all. Another version: the same
runs of both, in processes of their own. The variants take turns, and each figure is the best of its turns, so
that a busy machine favours none of them.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import time
import tracemalloc
from functools import partial
from pathlib import Path
from textwrap import indent
from urllib.parse import urlsplit

import numba
import numpy as np
import torch
from playwright.sync_api import Route, sync_playwright
from servers import ARGUMENTS, chromium_path

from optimizers import OPTIMIZERS, SCHEDULES, descend, endpoints, instructions
from optimizers.schedules import factors
from surfaces import GALLERY

STEPS = 2000
SIDE, SIDE_STEPS = 200, 200
TURNS = 9
VALUES = ETA, BETA1, BETA2, EPSILON = 0.01, 0.9, 0.999, 1e-8
RUN = OPTIMIZERS["adam"](*VALUES)

GRADIENTS = {
    "bowl": ("6*w1", "20*w2"),
    "rosenbrock": ("-2*(1 - w1) - 400*w1*(w2 - w1*w1)", "200*(w2 - w1*w1)"),
    "beale": (
        "2*(1.5 - w1 + w1*w2)*(w2 - 1) + 2*(2.25 - w1 + w1*w2*w2)*(w2*w2 - 1)"
        " + 2*(2.625 - w1 + w1*w2*w2*w2)*(w2*w2*w2 - 1)",
        "2*(1.5 - w1 + w1*w2)*w1 + 4*(2.25 - w1 + w1*w2*w2)*w1*w2 + 6*(2.625 - w1 + w1*w2*w2*w2)*w1*w2*w2",
    ),
}
ERRORS = {
    "bowl": lambda w: 3 * w[0] ** 2 + 10 * w[1] ** 2,
    "rosenbrock": lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
    "beale": lambda w: (
        (1.5 - w[0] + w[0] * w[1]) ** 2
        + (2.25 - w[0] + w[0] * w[1] ** 2) ** 2
        + (2.625 - w[0] + w[0] * w[1] ** 3) ** 2
    ),
}
STEP = """\
g1 = {g1}
g2 = {g2}
m1 = beta1*m1 + (1 - beta1)*g1
m2 = beta1*m2 + (1 - beta1)*g2
s1 = beta2*s1 + (1 - beta2)*g1*g1
s2 = beta2*s2 + (1 - beta2)*g2*g2
c1 = 1 - beta1**t
c2 = 1 - beta2**t
w1 -= eta*(m1/c1)/sqrt(s1/c2 + epsilon)
w2 -= eta*(m2/c1)/sqrt(s2/c2 + epsilon)
"""
ONE = """\
def by_hand(w1, w2, steps, eta, beta1, beta2, epsilon):
    m1 = m2 = s1 = s2 = 0.0
    path = [(w1, w2)]
    for t in range(1, steps + 1):
{step}
        path.append((w1, w2))
    return path
"""
MANY = """\
def serial(w1s, w2s, steps, eta, beta1, beta2, epsilon):
    ends = np.empty((2, w1s.size))
    for i in range(w1s.size):
        w1, w2 = w1s[i], w2s[i]
        m1 = m2 = s1 = s2 = 0.0
        for t in range(1, steps + 1):
{step}
        ends[0, i], ends[1, i] = w1, w2
    return ends
"""

RUNS = [("adam", "rosenbrock"), ("gradient-descent", "bowl"), ("nadam", "ackley"), ("rprop", "himmelblau")]
STATIC = Path(__file__).parents[2] / "static"
# Answers each line with the seconds of so many runs, the best of several.
TIMES = """\
import sys, time
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY
for line in sys.stdin:
    key, name, steps = line.split()
    surface, times = GALLERY[name], []
    for _ in range(40):
        begin = time.perf_counter()
        descend(OPTIMIZERS[key](), surface, surface.start, int(steps))
        times.append(time.perf_counter() - begin)
    print(min(times), flush=True)
"""
# Returns the milliseconds of the first run, and for each number of steps those of a run once they are steady.
FOLLOW = """async ([run, several]) => {
    const { follow } = await import("/engine/run.js")
    const timed = (steps, times) => {
        const begin = performance.now()
        for (let i = 0; i < times; i++) follow({ ...run, steps })
        return (performance.now() - begin) / times
    }
    const first = timed(300, 1)
    timed(300, 300)
    const turns = (steps) => Array.from({ length: 20 }, () => timed(steps, Math.ceil(30000 / steps)))
    const best = (steps) => Math.min(...turns(steps))
    return [first, ...several.map(best)]
}"""


def written(template: str, key: str, indentation: int):
    """Define the function of a template with the step of a surface in its loop."""
    g1, g2 = GRADIENTS[key]
    namespace = {"sqrt": math.sqrt, "np": np}
    exec(template.format(step=indent(STEP.format(g1=g1, g2=g2), " " * indentation)), namespace)
    return namespace["by_hand" if template is ONE else "serial"]


def with_torch(key: str, steps: int) -> list[float]:
    w = torch.tensor(GALLERY[key].start, dtype=torch.float64, requires_grad=True)
    adam = torch.optim.Adam([w], ETA, (BETA1, BETA2), 1e-16)
    for _ in range(steps):
        adam.zero_grad()
        ERRORS[key](w).backward()
        adam.step()
    return w.tolist()


def best_in_turns(*works) -> list[float]:
    """Return the least number of seconds that each work took."""
    times = [[] for _ in works]
    for _ in range(TURNS):
        for work, several in zip(works, times, strict=True):
            begin = time.perf_counter()
            work()
            several.append(time.perf_counter() - begin)
    return [min(several) for several in times]


def one_path() -> None:
    print(f"One path, Adam, {STEPS} steps: microseconds a step")
    print(f"{'':12}{'descend':>9}{'by hand':>9}{'torch':>9}{'descend/by hand':>17}{'torch/descend':>15}")
    for key in GRADIENTS:
        surface, few = GALLERY[key], STEPS // 10
        ours = partial(descend, RUN, surface, surface.start, STEPS)
        by_hand = partial(written(ONE, key, 8), *surface.start, STEPS, *VALUES)
        path = ours()
        np.testing.assert_allclose((path.w1, path.w2), np.transpose(by_hand()), atol=1e-6)
        best = best_in_turns(ours, by_hand, partial(with_torch, key, few))
        mine, hand, torchs = (
            1e6 * time / steps for time, steps in zip(best, (STEPS, STEPS, few), strict=True)
        )
        print(f"{key:12}{mine:9.2f}{hand:9.2f}{torchs:9.1f}{mine / hand:17.2f}{torchs / mine:15.0f}")


def scheduled() -> None:
    print(f"\nOne path with a schedule, {STEPS} steps: microseconds a step, and of the factors, once a run")
    print(f"{'':30}{'without':>9}{'cosine':>9}{'with/without':>14}{'factors':>9}")
    schedule = SCHEDULES["cosine"](warm_up=20.0)
    for key, name in RUNS:
        run, surface = OPTIMIZERS[key](), GALLERY[name]
        plain = partial(descend, run, surface, surface.start, STEPS)
        works = plain, partial(plain, schedule=schedule), partial(factors.__wrapped__, schedule, STEPS)
        without, with_one, table = (1e6 * time / STEPS for time in best_in_turns(*works))
        print(f"{f'{key} on {name}':30}{without:9.3f}{with_one:9.3f}{with_one / without:14.2f}{table:9.3f}")


def many_paths() -> None:
    print(f"\nMany paths, Adam, {SIDE}×{SIDE} starts × {SIDE_STEPS} steps: milliseconds")
    print(f"{'':12}{'endpoints':>10}{'numba':>9}{'endpoints/numba':>17}")
    for key in GRADIENTS:
        surface = GALLERY[key]
        w1, w2 = (
            axis.ravel() for axis in np.meshgrid(*(np.linspace(*ends, SIDE) for ends in surface.domain))
        )
        ours = partial(endpoints, RUN, surface, w1, w2, SIDE_STEPS)
        serial = partial(numba.njit(written(MANY, key, 12)), w1, w2, SIDE_STEPS, *VALUES)
        ends = ours()
        np.testing.assert_allclose((ends.w1, ends.w2), serial(), rtol=1e-6, atol=1e-6)
        mine, numbas = (1e3 * time for time in best_in_turns(ours, serial))
        print(f"{key:12}{mine:10.1f}{numbas:9.1f}{mine / numbas:17.2f}")


def beside(folder: Path) -> None:
    print(f"\nOne path, 300 steps, beside {folder}: microseconds a run")
    print(f"{'':30}{'here':>9}{'beside':>9}{'here/beside':>13}")
    here = Path(__file__).parents[2]
    command = [sys.executable, "-c", TIMES]
    both = [
        subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": str(home)},
            cwd=home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for home in (here, folder)
    ]
    for key, name in RUNS:
        times = [[], []]
        for _ in range(TURNS):
            for process, several in zip(both, times, strict=True):
                print(key, name, 300, file=process.stdin, flush=True)
                several.append(1e6 * float(process.stdout.readline()))
        mine, other = map(min, times)
        print(f"{f'{key} on {name}':30}{mine:9.0f}{other:9.0f}{mine / other:13.2f}")
    for process in both:
        process.communicate()


def in_the_browser() -> None:
    several = 300, 1000, 10_000
    print("\nOne path in the browser: milliseconds a run")
    print(f"{'':30}{'first':>9}" + "".join(f"{steps:>9,}" for steps in several))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        for key, name in RUNS:
            page = browser.new_page()
            page.route("**/*", _serve)
            page.goto("http://static.test/")
            run = {"rule": instructions(OPTIMIZERS[key]), "surface": GALLERY[name].instructions}
            run |= {"values": vars(OPTIMIZERS[key]()), "start": GALLERY[name].start}
            times = page.evaluate(FOLLOW, [json.loads(json.dumps(run)), several])
            print(f"{f'{key} on {name}':30}" + "".join(f"{each:9.3f}" for each in times))
            page.close()
        browser.close()


def _serve(route: Route) -> None:
    path = STATIC / urlsplit(route.request.url).path.lstrip("/")
    if path.suffix == ".js":
        route.fulfill(body=path.read_text(), content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html>", content_type="text/html")


def memory() -> None:
    print("\nMemory of `endpoints` beside what it returns and was given: megabytes")
    surface = GALLERY["beale"]
    for starts in (10_000, 100_000, 1_000_000):
        w1, w2 = np.random.default_rng(0).uniform(-1, 1, (2, starts))
        tracemalloc.start()
        ends = endpoints(RUN, surface, w1, w2, 5)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        print(f"{starts:12,}{(peak - sum(each.nbytes for each in ends)) / 2**20:10.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--beside", type=lambda text: Path(text).resolve(), metavar="DIR", help="a checkout")
    options = parser.parse_args()
    torch.set_num_threads(1)
    one_path()
    scheduled()
    if options.beside:
        beside(options.beside)
    in_the_browser()
    many_paths()
    memory()
