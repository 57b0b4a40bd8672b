"""The named surfaces: one entry each, compiled when first used.

Formulas are the customary ones (Surjanovic & Bingham's Virtual Library of Simulation Experiments for the
test functions, lilipads for the two wells). So are domains and starts, except where a run could not be seen:
Rastrigin's and Ackley's domains hold only a few of their hollows, and no start is next to a minimum. The
minima are refined with Newton's method as far as double precision allows. "small-hole" is made for the lesson
on rolling over a small hole.

A surface that has a number by its nature, such as Rosenbrock's 100, has it as a parameter. PLAIN has these
surfaces with the number written out: the page opens with such a text, and lessons and links keep theirs.

The suggested values of each method are in suggested.json, which the page's search has written
(tests/suggest.py). Until that is run for a new surface or a new method, the page searches when it is chosen.
"""

from __future__ import annotations

import dataclasses
import json
from math import pi
from pathlib import Path

from surfaces.samples import SAMPLES
from surfaces.surface import Surface

_SUGGESTED = json.loads(Path(__file__).with_name("suggested.json").read_text(encoding="utf-8"))

_SURFACES: dict[str, Surface] = {
    "bowl": Surface(
        title="Bowl",
        text="3 w1^2 + k w2^2; k in [3, 300] = 10",
        plain="3 w1^2 + 10 w2^2",
        meanings={"k": "condition number × 3"},
        domain=((-25, 25), (-25, 25)),
        start=(-15.0, 20.0),
        minima=((0.0, 0.0),),
        keeps_minima=True,
    ),
    "ravine": Surface(
        title="Ravine",
        text="w1^2/κ + w2^2; κ in [1, 100] = 20",
        plain="w1^2/20 + w2^2",
        meanings={"kappa": "condition number"},
        domain=((-14, 14), (-5, 5)),
        start=(-12.0, 4.0),
        minima=((0.0, 0.0),),
        keeps_minima=True,
    ),
    "saddle": Surface(
        title="Saddle",
        text="w1^2 - w2^2",
        domain=((-3, 3), (-3, 3)),
        start=(1.0, 1e-3),
    ),
    "plateau": Surface(
        title="Plateau",
        text="ln(1 + w1^2 + w2^2)",
        domain=((-3, 3), (-3, 3)),
        start=(-2.0, 2.0),
        minima=((0.0, 0.0),),
    ),
    "two-wells": Surface(
        title="Two wells",
        text=(
            "w1^2 + w2^2 - 2 exp(-((w1 - d/2)^2 + w2^2)/0.2) - 3 exp(-((w1 + d/2)^2 + w2^2)/0.2);"
            " d in [0, 3] = 2"
        ),
        plain="w1^2 + w2^2 - 2 exp(-((w1 - 1)^2 + w2^2)/0.2) - 3 exp(-((w1 + 1)^2 + w2^2)/0.2)",
        meanings={"d": "distance of the wells"},
        domain=((-2, 2), (-2, 2)),
        start=(1.5, 1.5),
        minima=((-0.9363006340109187, 0.0), (0.905317899160115, 0.0)),
        suggested={"gradient-descent": {"eta": 0.01}},  # so that runs from all starts come to rest, too
    ),
    "small-hole": Surface(
        title="Small hole",
        text=(
            "0.01 exp(-((w1 + 2)^2 + w2^2)/2) - 0.01 exp(-((w1 - 3)^2 + w2^2)/3)"
            " - d exp(-((w1 + 0.5)^2 + w2^2)/0.4); d in [0, 0.02] = 0.006"
        ),
        plain=(
            "0.01 exp(-((w1 + 2)^2 + w2^2)/2) - 0.01 exp(-((w1 - 3)^2 + w2^2)/3)"
            " - 0.006 exp(-((w1 + 0.5)^2 + w2^2)/0.4)"
        ),
        meanings={"d": "depth of the small hole"},
        domain=((-4, 6), (-4, 4)),
        start=(-1.8, 0.2),
        minima=((3.000027946149008, 0.0), (-0.331922970029037, 0.0)),
        suggested={"lion": {"beta2": 0.9}},  # which the search leaves alone, as it is no rate
    ),
    "sin-cos": Surface(
        title="Sine and cosine",
        text="sin(w1) + cos(w2)",
        domain=((-5, 5), (-5, 5)),
        start=(1.0, 0.5),
        minima=((-pi / 2, -pi), (-pi / 2, pi), (3 * pi / 2, -pi), (3 * pi / 2, pi)),
    ),
    "rosenbrock": Surface(
        title="Rosenbrock",
        text="(1 - w1)^2 + b (w2 - w1^2)^2; b in [1, 1000] = 100",
        plain="(1 - w1)^2 + 100 (w2 - w1^2)^2",
        meanings={"b": "steepness of the valley's sides"},
        domain=((-2, 2), (-1, 3)),
        start=(-1.5, 2.0),
        minima=((1.0, 1.0),),
        keeps_minima=True,
    ),
    "beale": Surface(
        title="Beale",
        text="(1.5 - w1 + w1 w2)^2 + (2.25 - w1 + w1 w2^2)^2 + (2.625 - w1 + w1 w2^3)^2",
        domain=((-4.5, 4.5), (-4.5, 4.5)),
        start=(1.0, 1.0),
        minima=((3.0, 0.5),),
    ),
    "himmelblau": Surface(
        title="Himmelblau",
        text="(w1^2 + w2 - 11)^2 + (w1 + w2^2 - 7)^2",
        domain=((-6, 6), (-6, 6)),
        start=(0.0, 0.0),
        minima=(
            (3.0, 2.0),
            (3.5844283403304917, -1.8481265269644034),
            (-3.779310253377747, -3.283185991286169),
            (-2.805118086952745, 3.131312518250573),
        ),
    ),
    "booth": Surface(
        title="Booth",
        text="(w1 + 2 w2 - 7)^2 + (2 w1 + w2 - 5)^2",
        domain=((-10, 10), (-10, 10)),
        start=(-8.0, 7.0),
        minima=((1.0, 3.0),),
    ),
    "matyas": Surface(
        title="Matyas",
        text="0.26 (w1^2 + w2^2) - 0.48 w1 w2",
        domain=((-10, 10), (-10, 10)),
        start=(-9.0, -8.0),
        minima=((0.0, 0.0),),
    ),
    "mccormick": Surface(
        title="McCormick",
        text="sin(w1 + w2) + (w1 - w2)^2 - 1.5 w1 + 2.5 w2 + 1",
        domain=((-1.5, 4), (-3, 4)),
        start=(-1.0, 3.5),
        minima=((-0.5471975511965977, -1.5471975511965976), (2.5943951023931953, 1.5943951023931955)),
    ),
    "three-hump-camel": Surface(
        title="Three-hump camel",
        text="2 w1^2 - 1.05 w1^4 + w1^6/6 + w1 w2 + w2^2",
        domain=((-2, 2), (-2, 2)),
        start=(-1.9, -1.5),
        minima=(
            (0.0, 0.0),
            (-1.7475523458302888, 0.8737761729151444),
            (1.7475523458302888, -0.8737761729151444),
        ),
    ),
    "six-hump-camel": Surface(
        title="Six-hump camel",
        text="(4 - 2.1 w1^2 + w1^4/3) w1^2 + w1 w2 + (4 w2^2 - 4) w2^2",
        domain=((-2, 2), (-1, 1)),
        start=(-1.8, 0.2),
        minima=(
            (0.08984201310031806, -0.7126564030207396),
            (-0.08984201310031806, 0.7126564030207396),
            (-1.7036067149699807, 0.7960835686726251),
            (1.7036067149699807, -0.7960835686726251),
            (-1.6071047529201974, -0.5686514548841313),
            (1.6071047529201974, 0.5686514548841313),
        ),
    ),
    "styblinski-tang": Surface(
        title="Styblinski–Tang",
        text="0.5 w1^4 - 8 w1^2 + 2.5 w1 + 0.5 w2^4 - 8 w2^2 + 2.5 w2",
        domain=((-5, 5), (-5, 5)),
        start=(-4.0, 0.6),
        minima=(
            (-2.9035340277711774, -2.9035340277711774),
            (-2.9035340277711774, 2.746802770990837),
            (2.746802770990837, -2.9035340277711774),
            (2.746802770990837, 2.746802770990837),
        ),
    ),
    "goldstein-price": Surface(
        title="Goldstein–Price",
        text=(
            "(1 + (w1 + w2 + 1)^2 (19 - 14 w1 + 3 w1^2 - 14 w2 + 6 w1 w2 + 3 w2^2))"
            " (30 + (2 w1 - 3 w2)^2 (18 - 32 w1 + 12 w1^2 + 48 w2 - 36 w1 w2 + 27 w2^2))"
        ),
        domain=((-2, 2), (-2, 2)),
        start=(-1.5, 0.5),
        minima=((0.0, -1.0), (-0.6, -0.4), (1.8, 0.2), (1.2, 0.8)),
    ),
    "branin": Surface(
        title="Branin",
        text="(w2 - 5.1 w1^2/(4 pi^2) + 5 w1/pi - 6)^2 + 10 (1 - 1/(8 pi)) cos(w1) + 10",
        domain=((-5, 10), (0, 15)),
        start=(6.0, 14.0),
        minima=((pi, 2.275), (-pi, 12.275), (3 * pi, 2.475)),
    ),
    "rastrigin": Surface(
        title="Rastrigin",
        text="2 A + w1^2 - A cos(2 pi w1) + w2^2 - A cos(2 pi w2); A in [0, 20] = 10",
        plain="20 + w1^2 - 10 cos(2 pi w1) + w2^2 - 10 cos(2 pi w2)",
        meanings={"A": "height of the waves"},
        domain=((-2.25, 2.25), (-2.25, 2.25)),
        start=(-1.55, 1.6),
        minima=((0.0, 0.0),),
        keeps_minima=True,
    ),
    "ackley": Surface(
        title="Ackley",
        text="-20 exp(-0.2 sqrt(0.5 (w1^2 + w2^2))) - exp(0.5 (cos(2 pi w1) + cos(2 pi w2))) + e + 20",
        domain=((-2.5, 2.5), (-2.5, 2.5)),
        start=(1.4, 1.6),
        minima=((0.0, 0.0),),
    ),
    "easom": Surface(
        title="Easom",
        text="-cos(w1) cos(w2) exp(-(w1 - pi)^2 - (w2 - pi)^2)",
        domain=((1, 5), (1, 5)),
        start=(2.0, 4.0),
        minima=((pi, pi),),
    ),
    # From data: samples with the seed 0, and the least squares and maximum likelihood of their models
    "line": Surface(
        title="A line",
        text="mean((w1 x + w2 - y)^2)",
        data=SAMPLES["line"].draw(),
        domain=((-3, 4), (-3, 4)),
        start=(-2.0, 3.0),
        minima=((0.7487635163895279, 0.523772668866192),),
    ),
    "far-line": Surface(
        title="A line, x from 8 to 12",
        text="mean((w1 x + w2 - y)^2)",
        data=SAMPLES["far-line"].draw(),
        domain=((-1, 2.5), (-18, 6)),
        start=(1.6, 3.0),
        minima=((0.748763516389528, -6.463862495029088),),
    ),
    "outliers-squares": Surface(
        title="Outliers: squares",
        text="mean((w1 x + w2 - y)^2)",
        data=SAMPLES["outliers"].draw(),
        domain=((-3, 4), (-3, 4)),
        start=(-2.0, -1.5),
        minima=((0.23747198376115364, 1.1033395658766743),),
    ),
    "outliers-absolute": Surface(
        title="Outliers: absolute",
        text="mean(abs(w1 x + w2 - y))",
        data=SAMPLES["outliers"].draw(),
        domain=((-3, 4), (-3, 4)),
        start=(-2.0, -1.5),  # its minimum is a kink, where it has no slope
    ),
    "outliers-huber": Surface(
        title="Outliers: Huber",
        text="mean(huber(w1 x + w2 - y, 0.5))",
        data=SAMPLES["outliers"].draw(),
        domain=((-3, 4), (-3, 4)),
        start=(-2.0, -1.5),
        minima=((0.7295475677980469, 0.5865279283259444),),
    ),
    "separable": Surface(
        title="Logistic, apart",
        text="mean(softplus(-y (w1 x + w2)))",
        data=SAMPLES["separable"].draw(),
        domain=((-3, 15), (-8, 6)),
        start=(-2.0, 3.0),  # no minimum: w goes on for ever
    ),
    "overlapping": Surface(
        title="Logistic, overlap",
        text="mean(softplus(-y (w1 x + w2)))",
        data=SAMPLES["overlapping"].draw(),
        domain=((-3, 9), (-6, 5)),
        start=(-2.0, 3.0),
        minima=((3.143706697547822, -0.9620820785815513),),
    ),
    "neuron": Surface(
        title="One neuron",
        text="mean((w2 tanh(w1 x) - y)^2)",
        data=SAMPLES["step"].draw(),
        domain=((-4, 4), (-3, 3)),
        start=(0.4, -2.2),
        minima=(
            (1.3044083881652477, 1.477132374728452),
            (-1.3044083881652477, -1.477132374728452),
        ),
    ),
    "two-layers": Surface(
        title="Two layers",
        text="mean((w1 w2 x - y)^2)",
        data=SAMPLES["through-zero"].draw(),
        domain=((-4, 4), (-4, 4)),
        start=(-0.6, 3.0),  # the minima are a hyperbola
    ),
    "wave": Surface(
        title="A wave",
        text="mean((w2 sin(w1 x) - y)^2)",
        data=SAMPLES["wave"].draw(),
        domain=((-4, 4), (-2, 2)),
        start=(3.0, 1.5),
        minima=(
            (1.9664193483949306, 1.006692764520206),
            (-1.9664193483949306, -1.006692764520206),
            (3.367409072266528, -0.24491278367623356),
            (-3.367409072266528, 0.24491278367623356),
        ),
    ),
    "decay": Surface(
        title="A decay",
        text="mean((w1 exp(-w2 x) - y)^2)",
        data=SAMPLES["decay"].draw(),
        domain=((-0.5, 4), (-0.3, 3)),
        start=(0.3, 2.6),
        minima=((2.063863556685048, 0.8254934151913512),),
    ),
    "two-columns": Surface(
        title="Two inputs",
        text="mean(softplus(-y (w1 x1 + w2 x2)))",
        data=SAMPLES["clouds"].draw(),
        domain=((-3, 8), (-5, 6)),
        start=(-2.0, 4.0),
        minima=((3.4729565353347893, 0.7403059974725037),),
    ),
}

GALLERY: dict[str, Surface] = {
    key: dataclasses.replace(surface, suggested={**_SUGGESTED.get(key, {}), **surface.suggested})
    for key, surface in _SURFACES.items()
}

PLAIN: dict[str, Surface] = {
    key: dataclasses.replace(surface, text=surface.plain, plain="", meanings={})
    for key, surface in GALLERY.items()
    if surface.plain
}
"""Those that have parameters, as surfaces without any, under the same keys."""
