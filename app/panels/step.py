"""Step: the arithmetic of the step at the cursor, which the browser writes from the rule and the run."""

from . import Panel

PANEL = Panel(
    title="Step",
    tip="The arithmetic of one [step] for both [weight]s, with all numbers put in.",
    rank=2,
    is_portable=True,
)
