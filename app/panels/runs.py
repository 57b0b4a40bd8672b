"""Runs: the active run and the pinned ones in a table, which the browser writes."""

from . import Panel

PANEL = Panel(title="Runs", group="Compare", rank=3, is_portable=True)
