"""Axes in positions of a slider: log₁₀ of a value whose scale is "log", else the value.

They cover the slider. The height of a strip, which shows no hyper-parameter, goes from 0 to 1.
"""

from typing import Any

import numpy as np

from optimizers import Hyper


def position(about: Hyper | None, value: Any) -> Any:
    """Return the slider position of a value or of many; a share of a strip's height stays as it is."""
    return np.log10(value) if about is not None and about.scale == "log" else value


def ends(about: Hyper | None) -> tuple[float, float]:
    """Return the positions of a slider's ends."""
    if about is None:
        return 0.0, 1.0
    return float(position(about, about.low)), float(position(about, about.high))
