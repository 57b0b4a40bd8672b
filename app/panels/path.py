"""Path: only the surface with the paths on it, which all other tabs but Gradient pairs show, too."""

from . import Panel

PANEL = Panel(
    title="Path",
    tip="The [path] of each run. Colour is the [error], and a [contour line] joins equal ones.",
)
