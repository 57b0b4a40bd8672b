"""Schedules: how the learning rate changes over a run. Each is one file, a frozen dataclass with `factor`.

>>> from optimizers import OPTIMIZERS, SCHEDULES, descend
>>> from surfaces import GALLERY
>>> cosine = SCHEDULES["cosine"](warm_up=20)
>>> path = descend(OPTIMIZERS["adam"](eta=0.1), GALLERY["bowl"], (-15, 20), 300, schedule=cosine)
>>> path.factor[[1, 10, 20, 160, 300]].round(3).tolist()
[0.05, 0.5, 1.0, 0.506, 0.0]

Every module here is imported below, so a new file is a new schedule.
"""

import importlib
import pkgutil

from .base import SCHEDULES, Schedule, WarmedUp, factors

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["SCHEDULES", "Schedule", "WarmedUp", "factors"]
