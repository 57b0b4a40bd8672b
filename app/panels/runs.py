"""Runs: the active run and the pinned ones in a table, which the browser writes."""

from . import Panel

PANEL = Panel(
    title="Runs",
    tip="This run and every [pinned run] side by side: how well they end, and how fast.",
    group="Compare",
    rank=3,
    is_portable=True,
)
