"""Short rules to begin with."""

from typing import NamedTuple


class Example(NamedTuple):
    """A rule, what it is called, and what to notice."""

    title: str
    text: str
    words: str


def _named(title: str, text: str, words: str) -> Example:
    """Return a rule whose text begins with its name."""
    return Example(title, f"# {title}\n{text}", words)


EXAMPLES: dict[str, Example] = {
    "sign": _named(
        "Sign descent",
        "η in [0.001, 10] = 0.1\nw = w - η sign(g)",
        "Only the direction counts: all steps have the length η, so the path never comes to rest.",
    ),
    "bounded": _named(
        "Bounded momentum",
        "c in [1, 1000] = 100\nm = max(-c, min(c, α m + g))\nw = w - η m",
        "The momentum stays between -c and c: a long slope makes it no faster than that.",
    ),
    "rootless": _named(
        "Adam without the root",
        "η in [0.1, 1000] = 100\n"
        "m = β1 m + (1 - β1) g\ns = β2 s + (1 - β2) g^2\nw = w - η (m/(1 - β1^t))/(s/(1 - β2^t) + ε)",
        "Divided by the square itself, steep slopes take small steps and level ones take huge steps.",
    ),
    "forgetful": _named(
        "Forgetful momentum",
        "n in [2, 50] = 20\nm = if(mod(t, n) == 0, 0, α m) + g\nw = w - η m",
        "Every n steps it forgets its momentum, and is gradient descent for a moment.",
    ),
    "polyak": _named(
        "Polyak's momentum",
        "μ in [0, 0.99] = 0.9\nd = if(t == 1, 0, w - p)\np = w\nw = w + μ d - η g",
        "It keeps where it was, p, and goes on by a share μ of its last step: momentum, written without m.",
    ),
    "late": _named(
        "Late correction",
        "m = β1 m + (1 - β1) g\nw = w - η m/(1 - β1^(t - 1))",
        "Its correction is one step late: the first step divides by 1 - β1^0 = 0, and the run ends there.",
    ),
}
