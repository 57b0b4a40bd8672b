"""All kinds of LaTeX that reach the page."""

import re

from app.lessons import LESSONS
from app.rules import parse_rule
from app.rules.gallery import EXAMPLES
from app.words.contents import constants
from app.words.equations import equations
from app.words.pair_words import head
from optimizers import OPTIMIZERS
from surfaces import GALLERY, Surface

FUNCTIONS = (
    "sin(g) + asin(g) + acos(g) + atan(g) + atan2(g, t) + sinh(g) + cosh(g) + tan(g) + tanh(g) + asinh(g)",
    "acosh(g) + atanh(g) + exp(g) + log(g) + log2(g) + log10(g) + sqrt(g) + cbrt(g) + abs(g) + sign(g)",
    "min(g, t) + max(g, t) + pow(g, 3) + hypot(g, t) + floor(g) + ceil(g) + mod(g, t) + 2^-g + pi + 1e-9",
    "softplus(g) + sigmoid(g) + relu(g) + huber(g, t) + logaddexp(g, t)",
)
BRANCHES = "w = w - η if(g >= 0, if(g == 1, 2, 3), if(g != 2, 4, if(g <= -1, -1, if(g > 5, 0, λ))))"
OF_DATA = "mean((w1 x1 + w2 unit_price - y)^2)^2/3 + sum(|w1 y|) mean(w2 x1) + sqrt(mean((w1 x1 - y)^2))"
CHOICES = "3 if(g > 0, if(g == t, 2, t), if(g <= 3, g, sin(g)))^2"
POWERS = "w = w - max(g, 1)^2 min(g, 2)^p/sign(g)^3 + floor(g)^2 if(g > 0, 1, 2)^2 + abs(g)^2 tanh(g)^p"


def all_formulas():
    """All kinds of LaTeX that reach the page."""
    rules = [*OPTIMIZERS.values(), *(parse_rule(example.text) for example in EXAMPLES.values())]
    rules += [parse_rule(text) for text in (BRANCHES, POWERS, *(f"w = w - η ({each})" for each in FUNCTIONS))]
    for line in (line for rule in rules for line in equations(rule)):
        filled = re.sub("⟨.*?⟩", r"\\left(-1.5{\\cdot}10^{-7}\\right)", line.filled)
        yield from (line.general, *([line.scheduled] if line.scheduled else []))
        yield from (filled, rf"{{{line.symbol}}}_1(5) \approx {filled}")
    texts = [*FUNCTIONS, *(f"{a}*w2" for a in FUNCTIONS), CHOICES]
    texts = [re.sub(r"\bg\b", "w1", re.sub(r"\bt\b", "w2", text)) for text in texts]
    of_data = Surface.parse(OF_DATA, {"x1": [1], "unit_price": [2], "y": [3]})
    for surface in (*GALLERY.values(), *map(Surface.parse, texts), of_data):
        yield from (surface.latex, *surface.gradient_latex)
    for schedule in constants()["schedules"].values():
        yield from schedule.get("lines", ())
    for sentence in (each for lesson in LESSONS.values() for row in lesson.sentences for each in row):
        yield from sentence.words.split("$")[1::2]
    for found in map(head, (method() for method in OPTIMIZERS.values())):
        yield from (found["tex"], found["formula_tex"])


def text(tree):
    """The letters of a tree that `mathml` of static/draw/mathml.js returns."""
    return "".join(child if isinstance(child, str) else text(child) for child in tree[2:])
