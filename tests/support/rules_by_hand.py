"""Seven update rules, each as text and as a plain loop over one weight; imports nothing of the product."""

import math


def sign(x):
    return (x > 0) - (x < 0)


def fading(w, gradient, steps, h):
    path = [w]
    for t in range(1, steps + 1):
        w -= h["eta"] * gradient(w) / (1 + h["p"] * t)
        path.append(w)
    return path


def logarithmic(w, gradient, steps, h):
    path, s = [w], 0.0
    for _ in range(steps):
        g = gradient(w)
        s = s + math.log(1 + abs(g))
        w = w - h["eta"] * math.tanh(g) / (1 + s)
        path.append(w)
    return path


def bounded(w, gradient, steps, h):
    path, m = [w], 0.0
    for _ in range(steps):
        m = h["alpha"] * m + max(-h["c"], min(h["c"], gradient(w)))
        w -= h["eta"] * m
        path.append(w)
    return path


def resilient(w, gradient, steps, h):
    path, s, p = [w], 0.0, 0.0
    for t in range(1, steps + 1):
        g = gradient(w)
        if t == 1:
            s = h["eta"]
        elif g * p > 0:
            s *= 1.2
        elif g * p < 0:
            s *= 0.5
        p = g
        w -= s * sign(g)
        path.append(w)
    return path


def delayed(w, gradient, steps, h):
    """The gradient is used two steps late: a line sees what a line below it has set in the last step."""
    path, older, old = [w], 0.0, 0.0
    for _ in range(steps):
        older, old = old, gradient(w)
        w -= h["eta"] * older
        path.append(w)
    return path


def cyclic(w, gradient, steps, h):
    path, m = [w], 0.0
    for t in range(1, steps + 1):
        m = (0.0 if t % 7 == 0 else h["alpha"] * m) + gradient(w)
        w -= h["eta"] * m / 2 ** (t // 30)
        path.append(w)
    return path


def pulled(w, gradient, steps, h):
    """Decay that multiplies w, so that the line is not w less something."""
    path, v = [w], 0.0
    for t in range(1, steps + 1):
        g = gradient(w)
        v = max(h["beta"] * v, abs(g))
        w = (1 - h["eta"] * h["lambda_"]) * w - h["eta"] * math.exp(-t / 50) * g / (v + 1)
        path.append(w)
    return path


RULES = [
    (fading, "w = w - η g/(1 + p t)", {"eta": 0.02, "p": 0.1}),
    (logarithmic, "s = s + ln(1 + abs(g))\nw = w - η tanh(g)/(1 + s)", {"eta": 0.3}),
    (bounded, "m = α m + max(-c, min(c, g))\nw = w - η m", {"eta": 0.01, "alpha": 0.6, "c": 1.5}),
    (
        resilient,
        "s = if(t == 1, η, if(g p > 0, 1.2, if(g p < 0, 0.5, 1)) s)\np = g\nw = w - s sign(g)",
        {"eta": 0.01},
    ),
    (delayed, "a = b; b = g; w = w - η a", {"eta": 0.004}),
    (
        cyclic,
        "m = if(t % 7 == 0, 0, α m) + g\nw = w - η m/2^floor(t/30)",
        {"eta": 0.003, "alpha": 0.9},
    ),
    (
        pulled,
        "v = max(β v, abs(g))\nw = (1 - η λ) w - η exp(-t/50) g/(v + 1)",
        {"eta": 0.05, "beta": 0.9, "lambda_": 0.1},
    ),
]


# Three surfaces: E as text, its slopes by hand, each of one weight alone, and a start


SURFACES = [
    ("3 w1^2 + 10 w2^2", (lambda x: 6 * x, lambda x: 20 * x), (-1.5, 2.0)),
    ("w1^4/4 - w1^2/2 + exp(w2) - w2", (lambda x: x**3 - x, lambda x: math.exp(x) - 1), (0.3, -1.2)),
    (
        "sin(2 w1) + w1^2 + log(1 + w2^2)",
        (lambda x: 2 * math.cos(2 * x) + 2 * x, lambda x: 2 * x / (1 + x * x)),
        (1.7, 2.5),
    ),
]
