"""Path: only the surface with the paths on it, which all other tabs but Gradient pairs show, too."""

from . import Panel

PANEL = Panel(title="Path")
