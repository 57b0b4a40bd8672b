"""The list of words: what each term on the page means, in one sentence, and the tips that use them.

In a tip a term stands in brackets, such as "the [learning rate]", and the page links it to the list.
"""

WORDS = {
    # The function
    "weight": "A number that training changes, like the position of a knob; here there are two, w₁ and w₂.",
    "error": "E says how wrong a model is with these weights; training lowers it, as one walks downhill.",
    "domain": "The places at which E is defined; outside of it the map is hatched, and a run ends there.",
    "gradient": "∇E, the slope at a place: it points straight uphill, and its length says how steep it is.",
    "contour line": "It joins places of equal error, as on a hiking map: where lines are close, it is steep.",
    "minimum": "A place that is lower than all around it, such as the bottom of a bowl.",
    "saddle": "A level place such as a mountain pass: E falls in one direction and rises in another.",
    "basin": "All starts from which a run ends at the same place, as all rain in a valley ends in one lake.",
    # The method
    "optimizer": "The rule that makes a step of each gradient, such as momentum or Adam.",
    "hyper-parameter": "A number that you choose and training leaves alone, such as the learning rate.",
    "learning rate": "η says how long steps are: too small and the run crawls, too large and it overshoots.",
    "momentum": "It keeps a share of the last step for the next one, as a heavy ball keeps rolling.",
    "first moment": "m, a running mean of the gradients: what jumps to and fro cancels, what stays adds up.",
    "second moment": "s, a running mean of squared gradients: how large they are, whatever their sign.",
    "memory": "β, the share of a running mean that stays: with 0.9 it remembers 10 steps, with 0.99 100.",
    "bias correction": "Running means begin at 0, too small; a division by 1 − βᵗ mends that.",
    "weight decay": "It pulls each weight a little towards 0 at every step, as a weak rubber band would.",
    "schedule": "A plan by which the learning rate changes during the run, as a driver brakes before a stop.",
    "warm-up": "The learning rate grows from almost 0 over the first steps, as one sets off in first gear.",
    # The run
    "start": "The weights before the first step: the white marker, which you can drag.",
    "step": "One change of the weights, from w(t−1) to w(t).",
    "path": "All places that a run has been at, from dark at its start to bright at its end.",
    "pinned run": "A run that stays, so that you can compare it with what you change next.",
    "diverge": "A run diverges if its steps grow without end, as a swing that is pushed harder each time.",
    "overshoot": "A run overshoots if it passes the bottom and has to turn back, as a ball in a bowl does.",
    "noise": "Chance in each gradient: in training it comes from seeing only some of the data at a time.",
    "seed": "It chooses the random numbers: the same seed gives the same noise again.",
    "data": "The rows of numbers that a model is to reproduce: E is a mean or a sum over all of them.",
    "model": "What E fits to the data: a curve that each pair of weights draws, such as f = w₁x + w₂.",
    "batch": "The few rows of the data from which one step takes its gradient.",
    "epoch": "As many steps as it takes to see all rows of the data once.",
    "budget": "How many runs a method may spend on finding good hyper-parameters.",
    # The shape of the function
    "curvature": "How fast the slope changes along a line: much across a narrow ravine, little along it.",
    "Hessian": "The table of all second derivatives of E: how E curves in every direction at a place.",
    "eigenvalue": "λ, the curvature along a main direction of a place; below 0 it curves downwards.",
    "condition number": "Largest over smallest curvature: 1 is a round bowl, 100 a ravine ten times longer.",
    "sharpness": "λ₁, the largest eigenvalue of the Hessian: how narrow the valley is where the run is.",
    "stability bound": "The sharpness above which steps swing wider and wider; 2/η for gradient descent.",
    "gradient pair": "Two gradients that one weight meets one after the other.",
    "logarithmic scale": "Equal lengths are equal factors: from 1 to 10 is as far as from 10 to 100.",
}
"""Term -> one sentence, in the order of the list."""

TIPS = {
    "function": "E is the [error] of each pair of [weight]s. Type it or choose one: its [gradient] follows.",
    "method": "The [optimizer] makes a [step] of each [gradient]. Its [hyper-parameter]s have a slider each.",
    "traces": "The [error] and the method's running means over t. Press on a trace to go to that [step].",
}
"""Section of the page -> what it shows; those of panels and tabs are in their modules."""


def term_of(meaning: str) -> str | None:
    """Return the term with which a name begins, such as "memory" for "memory of squares"."""
    return next((term for term in WORDS if meaning.startswith(term)), None)
