"""Noise: how much of it each gradient gets, and how the paths end that differ in it alone."""

from ..words.controls import noise_rows
from . import Panel

PANEL = Panel(title="Noise", rank=6, constants={"noise": noise_rows()})
