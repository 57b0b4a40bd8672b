"""How long a typed text takes: parse + differentiate + generate + load, never seen and seen before.

    python tests/benchmarks/expressions.py

Median of several runs in this process, with SymPy's own caches cleared before each "never seen" run. The last
column is the same text through a worker process, as the page does it.
"""

import statistics
import time

from sympy.core.cache import clear_cache

from surfaces import GALLERY, Surface
from surfaces.compiled import compile_text
from surfaces.surface import _MEMORY
from surfaces.worker import Worker

RUNS = 9
EXPENSIVE = (
    "exp(sin(w1) cos(w2)) atan(w1 w2) tanh(w1 + w2) log(2 + w1^2) hypot(w1, w2) cbrt(w1) asinh(w2)"
    " sqrt(w1^2 + 1) exp(cos(w1 - w2)) sin(w1^2) cos(w2^2) tanh(w1 w2) exp(-w1^2) atan(w2)"
    " log(3 + w2^2) cos(w1 w2) sin(2 w2) cos(3 w1)"
)


def milliseconds(work) -> float:
    begin = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - begin)


def never_seen(text: str) -> float:
    _MEMORY.results.clear()
    clear_cache()
    return milliseconds(lambda: Surface.parse(text).value_and_gradient(0.5, 0.5))


def seen(text: str) -> float:
    return milliseconds(lambda: Surface.parse(text).value_and_gradient(0.5, 0.5))


def main() -> None:
    worker = Worker()
    texts = {key: surface.text for key, surface in GALLERY.items()} | {"(an expensive one)": EXPENSIVE}
    print(
        f"{'milliseconds, median of ' + str(RUNS):30}{'never seen':>12}{'seen before':>12}{'by a worker':>12}"
    )
    for name, text in texts.items():
        columns = (
            [never_seen(text) for _ in range(RUNS)],
            [seen(text) for _ in range(RUNS)],
            [milliseconds(lambda text=text: worker.compile(text)) for _ in range(RUNS)],
        )
        print(f"{name:30}" + "".join(f"{statistics.median(column):12.2f}" for column in columns))
    worker.close()
    lines = "".join(compile_text(EXPENSIVE).sources["value_and_gradient"].lines)
    operations = sum(lines.count(sign) for sign in "+-*/(")
    print(f"The expensive one has {operations} operations and calls in E and its gradient.")


if __name__ == "__main__":
    main()
