"""Schedules: how the learning rate changes over a run. Each is one file, a frozen dataclass with `factor`.

>>> from optimizers import OPTIMIZERS, SCHEDULES, descend
>>> cosine = SCHEDULES["cosine"](warm_up=20)
>>> descend(OPTIMIZERS["adam"](eta=0.1), surface, start=(-15, 20), steps=300, schedule=cosine)

Every module here is imported below, so a new file is a new schedule.
"""

import importlib
import pkgutil

from .base import SCHEDULES, Schedule, WarmedUp, factors

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["SCHEDULES", "Schedule", "WarmedUp", "factors"]
