"""Neural-network optimizers as coordinate-wise update rules, and the loops that run them.

>>> from optimizers import OPTIMIZERS, SCHEDULES, descend, endpoints, hypers
>>> from surfaces import Surface
>>> momentum = OPTIMIZERS["momentum"](eta=0.001, alpha=0.9)
>>> path = descend(momentum, Surface.parse("3 w1^2 + 10 w2^2"), start=(-15, 20), steps=300)
>>> path.w1.shape, path.stopped
((301,), None)

`descend` follows one path and records every step, `endpoints` follows many and keeps where they end.
OPTIMIZERS has all methods by key, and SCHEDULES all that η may be multiplied with from step to step.
`help(OPTIMIZERS["adam"])` has its equations and its paper, and `hypers` its hyper-parameters:

>>> for about in hypers(OPTIMIZERS["adam"]):
...     print(f"{about.name}: {about.meaning}, {about.default:g} unless given, {about.bounds}")
eta: learning rate, 0.1 unless given, above 0
beta1: memory of gradients, 0.9 unless given, from 0 to below 1
beta2: memory of squares, 0.999 unless given, from 0 to below 1
epsilon: keeps the root from zero, 1e-08 unless given, above 0

A surface is anything with `value(w1, w2)` and `gradient(w1, w2)`; see `surfaces` for typed ones.

A method is one file of this package: a frozen dataclass of hyper-parameters with `key`, `accumulate` and
`update` (see `base.Optimizer`). Every module here is imported below, so a new file is a new method.
"""

import importlib
import pkgutil

from .arriving import Arrivals, arrivals, close_at
from .base import ABSENT, GROUPS, OPTIMIZERS, Hyper, Optimizer, hyper, hypers
from .batches import batches
from .descent import Stopped, Trajectory, descend, descending
from .instructions import instructions, schedule_instructions
from .many import Endpoints, Trajectories, endpoints, trajectories
from .noise import gradient_noise
from .progress import Progress, finished, stretched, without_warnings
from .schedules import SCHEDULES, Schedule

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = [
    "ABSENT",
    "GROUPS",
    "OPTIMIZERS",
    "SCHEDULES",
    "Arrivals",
    "Endpoints",
    "Hyper",
    "Optimizer",
    "Progress",
    "Schedule",
    "Stopped",
    "Trajectories",
    "Trajectory",
    "arrivals",
    "batches",
    "close_at",
    "descend",
    "descending",
    "endpoints",
    "finished",
    "gradient_noise",
    "hyper",
    "hypers",
    "instructions",
    "schedule_instructions",
    "stretched",
    "trajectories",
    "without_warnings",
]
