"""The installed trajectory explorer: the names for scripts and notebooks, in one package.

>>> from trajectory_explorer import OPTIMIZERS, Surface, descend, explore
>>> descend(OPTIMIZERS["adam"](eta=0.1), Surface.parse("w1^2 + 9 w2^2"), start=(-4, 3), steps=100)
>>> explore("w1^2 + 9 w2^2", "adam", eta=0.1)
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.saved.component import TrajectoryExplorer
    from app.saved.notebook import explore
    from app.serving.panel import open_page
    from optimizers import OPTIMIZERS, SCHEDULES, Trajectory, descend, endpoints, gradient_noise, hypers
    from surfaces import GALLERY, ExpressionError, Surface

__all__ = [
    "GALLERY",
    "OPTIMIZERS",
    "SCHEDULES",
    "ExpressionError",
    "Surface",
    "Trajectory",
    "TrajectoryExplorer",
    "descend",
    "endpoints",
    "explore",
    "gradient_noise",
    "hypers",
    "open_page",
]


def __getattr__(name: str) -> Any:
    """Import a name when it is first used, because most modules are large."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import app
    import optimizers
    import surfaces

    return next(getattr(package, name) for package in (app, optimizers, surfaces) if hasattr(package, name))
