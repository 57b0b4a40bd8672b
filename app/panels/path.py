"""Path: the surface with the paths on it, as on all other tabs but Gradient pairs, and nothing besides."""

from . import Panel

PANEL = Panel(title="Path")
