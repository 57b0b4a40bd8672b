"""Noise: its size in each gradient, and how paths end that differ only in their noise."""

from ..words.controls import noise_rows
from . import Panel

PANEL = Panel(
    title="Noise",
    tip="Random [noise] in each [gradient], for one [path] or up to fifty; the [seed] makes it repeatable.",
    rank=7,
    is_portable=True,
    constants={"noise": noise_rows()},
)
