"""Neural-network optimizers as coordinate-wise update rules, and the loops that run them.

>>> from optimizers import OPTIMIZERS, descend
>>> descend(OPTIMIZERS["momentum"](eta=0.001, alpha=0.9), surface, start=(-15, 20), steps=300)

A method is one file of this package: a frozen dataclass of hyper-parameters with `key`, `accumulate` and
`update` (see `base.Optimizer`). Every module here is imported below, so a new file is a new method.
"""

import importlib
import pkgutil

from .arriving import Arrivals, arrivals, close_at
from .base import ABSENT, GROUPS, OPTIMIZERS, Hyper, Optimizer, hyper, hypers
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
