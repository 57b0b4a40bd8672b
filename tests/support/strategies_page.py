"""Hypothesis strategies for experiments and for the texts that stand in links."""

import functools

from hypothesis import strategies as st

from app.contract import (
    BUDGETS,
    COLOURINGS,
    FARTHEST,
    GUESSES,
    HIDEABLE,
    MAX_FAN,
    MAX_RUNS,
    MAX_SEED,
    MAX_STEPS,
    TABS,
)
from app.experiment import SETTINGS, Experiment
from app.lessons import LESSONS
from app.lineup import STEADY
from app.panels import PANELS
from app.rules import parse_rule
from optimizers import OPTIMIZERS, SCHEDULES, hypers
from surfaces import GALLERY, Table

axes = st.sampled_from(["", "eta", "alpha", "beta1", "epsilon", "schedule.warm_up", "schedule.final_div"])
amounts = st.just(0.0) | st.floats(1e-300, 1e300)
coordinates = st.floats(-FARTHEST, FARTHEST)
_TABLE = Table.of({"x": [0, -0.0, 1 / 3], "y": [1e12, 2, 1e-300]})
functions = st.sampled_from(
    [
        *((surface.text, surface.data) for surface in GALLERY.values()),
        ("mean((w1 x - y)^2) + w2^2", _TABLE),
        ("w1²  + 3·w2", None),
        ("x^2 + y^2 % 3", _TABLE),
    ]
)
"""Expressions, and the tables that their experiments have."""


TYPED = [
    "w = w - η sign(g)",
    "m = β1 m + (1 - β1) g\ns = β2 s + (1 - β2) g^2\nw = w - η m/sqrt(s + ε)",
    "p in [-1, 1]; w = w - p q g",
    "w = w - g/t",
]


@functools.cache
def _legal(about):
    """Cached, because making a strategy takes longer than drawing from it."""
    least, most = max(about.least, -1e300), min(about.most, 1e300)
    return st.floats(least, most).filter(about.accepts)


_methods = st.sampled_from([*OPTIMIZERS.values(), *map(parse_rule, TYPED)])


@st.composite
def runs(draw):
    method = draw(_methods)
    return method(**{about.name: draw(_legal(about)) for about in hypers(method)})


@st.composite
def schedules(draw):
    schedule = draw(st.sampled_from([*SCHEDULES.values()]))
    return schedule(**{about.name: draw(_legal(about)) for about in hypers(schedule)})


@st.composite
def intervals(draw):
    low = draw(st.floats(-1e9, 1e9))
    return low, low + draw(st.floats(1e-2, 1e6)) * max(1.0, abs(low) / 1e4)


_scheduled = st.tuples(runs(), st.just(STEADY) | schedules())


@st.composite
def pinned_runs(draw):
    """The runs of an experiment, their schedules, and the numbers of those that are pinned, with a sign."""
    numbers = draw(st.lists(st.integers(1, MAX_RUNS), unique=True, max_size=MAX_RUNS - 1))
    shown = draw(st.lists(st.sampled_from([1, -1]), min_size=len(numbers), max_size=len(numbers)))
    pins = tuple(number * sign for number, sign in zip(numbers, shown, strict=True))
    each = [draw(_scheduled) for _ in range(len(pins) + 1)]
    return *zip(*each, strict=True), pins


experiments = st.builds(
    lambda lineup, function, **fields: Experiment(
        **dict(zip(("runs", "schedules", "pins"), lineup, strict=True)),
        **dict(zip(("expression", "data"), function, strict=True)),
        **fields,
    ).closed(),
    pinned_runs(),
    functions,
    standardize=st.booleans(),
    start=st.tuples(coordinates, coordinates),
    steps=st.integers(1, MAX_STEPS),
    view=st.tuples(intervals(), intervals()),
    log_error=st.booleans(),
    cursor=st.integers(0, MAX_STEPS),
    panel=st.sampled_from(list(PANELS)),
    tab=st.sampled_from(list(TABS)),
    axes=st.tuples(axes, axes),
    colouring=st.sampled_from(list(COLOURINGS)),
    reach=st.floats(1e-300, 1e300),
    crop=amounts,
    lesson=st.sampled_from(["", *LESSONS]),
    noise=amounts,
    seed=st.integers(0, MAX_SEED),
    fan=st.integers(1, MAX_FAN),
    racers=st.sets(st.sampled_from(list(OPTIMIZERS)), max_size=MAX_RUNS).map(
        lambda keys: tuple(filter(keys.__contains__, OPTIMIZERS))
    ),
    budget=st.sampled_from(BUDGETS),
    tune=st.booleans(),
    guess=st.sampled_from(GUESSES),
    guessed=st.just(()) | st.tuples(st.floats(0, MAX_STEPS), amounts, coordinates),
    hidden=st.sets(st.sampled_from(HIDEABLE)).map(lambda names: tuple(filter(names.__contains__, HIDEABLE))),
)

_names = st.sampled_from(
    [*(setting.part for setting in SETTINGS.values()), "e", "run", "rule", "lesson", "nosuch"]
)
_values = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "nan",
            "inf,-inf",
            "1e999",
            "-0",
            "7",
            "x,y;1,2;3,4",
            "x;y;",
            "adam:eta=nan",
            "own:eta=0.2,p=3",
            "w = w - η g",
            "w = w -",
            "momentum:alpha=2,eta=",
            "adam:eta=0.1/cosine:warm_up=20",
            "adam/one-cycle:rise=2,div=",
            "/",
            "lion/nosuch:/step",
            ":",
            ",,,",
            "9" * 500,
        ]
    ),
)
queries = st.lists(st.tuples(_names, _values).map("=".join), max_size=12).map("&".join) | st.text(
    max_size=200
)
