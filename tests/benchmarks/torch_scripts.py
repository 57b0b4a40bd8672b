"""Whether "Copy code: PyTorch" repeats the path: methods, schedules and typed rules, on the whole gallery.

    pip install '.[benchmark]'
    python tests/benchmarks/torch_scripts.py

It stands here because the tests do without PyTorch. Each runs without noise and with it. The last column is
the largest distance from the page's path, in units of the view, or of w outside it. A path that is chaotic
magnifies the last digits, hence the short ones.
"""

import contextlib
import dataclasses
import io
from collections.abc import Callable, Iterator

import numpy as np

from app.experiment import Experiment, proposed_run
from app.lineup import STEADY
from app.rules import parse_rule
from app.rules.gallery import EXAMPLES
from app.runs.path import simulate
from app.words.exports import torch_script
from optimizers import OPTIMIZERS, SCHEDULES, Optimizer, Schedule, finished, hypers
from surfaces import GALLERY, Surface

STEPS = 60
NOISE = 0.3
TOLERANCE = 1e-4


def deviation(run: Optimizer, surface: Surface, noise: float, schedule: Schedule = STEADY) -> float:
    experiment = dataclasses.replace(
        Experiment(),
        expression=surface.text,
        start=surface.start,
        steps=STEPS,
        runs=(run,),
        schedules=(schedule,),
        noise=noise,
    )
    path = finished(simulate(run, surface, experiment, schedule=schedule))
    namespace: dict = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(torch_script(experiment, surface, [path]), namespace)
    found = namespace["path"].detach().numpy()
    sides = np.ptp(np.array(surface.domain, dtype=float), axis=1)
    wanted = np.transpose([path.w1, path.w2])
    return float((abs(found - wanted) / np.maximum(sides, abs(wanted))).max(initial=0))


def scheduled(schedule: type[Schedule]) -> Schedule:
    """Return a schedule whose every part comes to bear in a few steps."""
    values = {"warm_up": 7.0, "period": 9.0, "gamma": 0.9, "floor": 0.1}
    return schedule(**{about.name: values.get(about.name, about.default) for about in hypers(schedule)})


def cases() -> Iterator[tuple[str, Callable[[Surface], Optimizer], Schedule]]:
    for key in OPTIMIZERS:
        yield key, lambda surface, key=key: proposed_run(key, surface), STEADY
    for key, schedule in SCHEDULES.items():
        yield f"adamw/{key}", lambda surface: proposed_run("adamw", surface), scheduled(schedule)
    for key, example in EXAMPLES.items():
        yield (
            f"own: {key}",
            lambda _, example=example: parse_rule(example.text)(),
            scheduled(SCHEDULES["cosine"]),
        )


def main() -> None:
    failures = 0
    for name, run, schedule in cases():
        worst = max(
            (deviation(run(surface), surface, noise, schedule), surface.title)
            for surface in GALLERY.values()
            for noise in (0.0, NOISE)
        )
        failures += not worst[0] <= TOLERANCE
        print(f"{name:28}{len(GALLERY):4} surfaces{worst[0]:12.1e}  ({worst[1]})")
    print(f"{failures} cases differ" if failures else "All of them repeat the path.")


if __name__ == "__main__":
    main()
