"""Path: only the surface with the paths on it, which all other tabs but Gradient pairs show, too."""

from . import Panel

PANEL = Panel(
    title="Path",
    tip="Each place is a pair of [weight]s, its colour their [error], and a [contour line] joins equal ones. "
    "From the white marker the [path] walks downhill in [step]s.",
)
