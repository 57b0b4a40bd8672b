"""Race: several methods tuned with the same budget; session/racing.py runs it and reports the result."""

from ..contract import BUDGETS
from . import Panel

PANEL = Panel(title="Race", group="Compare", rank=4, topics=("race",), constants={"budgets": list(BUDGETS)})
