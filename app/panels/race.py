"""Race: several methods tuned with the same budget; session/racing.py runs it and reports the result."""

from ..contract import BUDGETS
from . import Panel

PANEL = Panel(
    title="Race",
    tip="Each method tunes itself with the same [budget], then its best run is compared; “Conditions” "
    "repeats that with a [schedule] and with [noise].",
    group="Compare",
    rank=4,
    topics=("race",),
    constants={"budgets": list(BUDGETS)},
)
