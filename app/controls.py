"""Hyper-parameter metadata -> the rows of number controls that static/sliders.js shows."""

import math

from optimizers import Optimizer, hypers

from .experiment import FARTHEST, MAX_STEPS, Experiment


def method_rows(experiment: Experiment) -> list[dict]:
    """Return a row for each hyper-parameter of the active method, and one for the number of steps."""
    return [*_hyper_rows(experiment.active), _steps_row(experiment.steps)]


def start_rows(experiment: Experiment) -> list[dict]:
    """Return a row without a slider for each coordinate of the start."""
    return [
        {
            "path": ["start", place],
            "label": name,
            "tooltip": f"{name} of the start",
            "value": experiment.start[place],
            "default": experiment.start[place],
            "tick": 0.1,
            "advice": "a number, such as −1.5",
            **_bounds(-FARTHEST, FARTHEST),
        }
        for place, name in enumerate(("w1", "w2"))
    ]


def _hyper_rows(run: Optimizer) -> list[dict]:
    return [
        {
            "path": ["values", about.name],
            "label": about.symbol,
            "tooltip": f"{about.meaning} (double click: back to {about.default!r})",
            "value": float(getattr(run, about.name)),
            "default": about.default,
            "scale": about.scale,
            "low": about.low,
            "high": about.high,
            "tick": about.tick,
            "advice": f"a number {about.bounds}",
            **_bounds(about.least, about.most, about.least_included, about.most_included),
        }
        for about in hypers(run)
    ]


def _steps_row(steps: int) -> dict:
    return {
        "path": ["steps"],
        "label": "Steps",
        "tooltip": "how many updates (double click: back to 300)",
        "value": steps,
        "default": 300,
        "scale": "linear",
        "low": 10,
        "high": 2000,
        "tick": 10,
        "whole": True,
        "advice": f"a whole number from 1 to {MAX_STEPS}",
        **_bounds(1, MAX_STEPS),
    }


def _bounds(least: float, most: float, least_included: bool = True, most_included: bool = True) -> dict:
    return {
        "least": least,
        "most": most if math.isfinite(most) else 1.7976931348623157e308,
        "least_included": least_included,
        "most_included": most_included,
    }
