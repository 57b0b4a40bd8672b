"""Whether "Copy code: PyTorch" repeats the path: every method on every surface of the gallery.

    pip install '.[benchmark]'
    python tests/benchmarks/torch_scripts.py

It stands here because the tests do without PyTorch. Each runs without noise and with it. The last column is
the largest distance from the page's path, in units of the view. A path that is chaotic magnifies the last
digits, hence the short ones.
"""

import contextlib
import dataclasses
import io

import numpy as np

from app.experiment import Experiment, proposed_run
from app.runs.fan import follow
from app.words.exports import torch_script
from optimizers import OPTIMIZERS
from surfaces import GALLERY

STEPS = 60
NOISE = 0.3
TOLERANCE = 1e-4


def deviation(key: str, surface, noise: float) -> float:
    run = proposed_run(key, surface)
    experiment = dataclasses.replace(
        Experiment(), expression=surface.text, start=surface.start, steps=STEPS, runs=(run,), noise=noise
    )
    path = follow(run, surface, experiment)
    namespace: dict = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(torch_script(experiment, surface, path), namespace)
    found = namespace["path"].detach().numpy()
    sides = np.ptp(np.array(surface.domain, dtype=float), axis=1)
    return float((abs(found - np.transpose([path.w1, path.w2])) / sides).max())


def main() -> None:
    failures = 0
    for key in OPTIMIZERS:
        worst = max(
            (deviation(key, surface, noise), surface.title)
            for surface in GALLERY.values()
            for noise in (0.0, NOISE)
        )
        failures += worst[0] > TOLERANCE
        print(f"{key:20}{len(GALLERY):4} surfaces{worst[0]:12.1e}  ({worst[1]})")
    print(f"{failures} methods differ" if failures else "All of them repeat the path.")


if __name__ == "__main__":
    main()
