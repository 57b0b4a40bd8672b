"""The names and numbers that Python and the browser share; `contract()` returns the browser's.

Those of one panel are in its module; panels/ collects them.

The browser's modules have types made from these names: using a name missing here fails tests/types/run.
"""

from functools import cache
from typing import Any

from optimizers.batches import MAX_SEED
from surfaces.table import MOST_ROWS

from . import look

MAX_STEPS = 10_000
MAX_RUNS = 9
"""The active run and up to eight pinned ones."""
MAX_FAN = 50
FAN_STEPS = 50_000
"""Step limit for all extra paths together, so that long runs can be dragged; each run still gets one."""
FARTHEST = 1e12
"""Limit for the coordinates of starts and views: differences of larger numbers would lack digits."""
VIEW_DIGITS = 1e-9
"""A view is wider than this share of its numbers: those in a narrower one would lack digits."""
NARROWEST, WIDEST = 1e-9, 1e9
"""Where zooming with the wheel ends."""
SMALLEST, LARGEST = 1e-300, 1e300
"""Limits for sizes other than 0: smaller and larger ones leave arithmetic no room."""

TABS = ("path", "basins", "plane", "pairs")
"""The panels that are on the stage, in the order of their tabs; all others are side panels."""
DATA_PANEL = "data"
"""The side panel with the table."""
DATA_GROUP = "From data"
"""The group of the surfaces that go over the rows of a table, in the menu."""
UNITS = ("auto", "equal", "stretched")
"""Whether one unit of w1 is as long as one of w2 on the surface; with `auto`, unless the view is a ravine."""
HEIGHTS = ("linear", "log")
"""What the height of the surface in three dimensions is linear in: E or its logarithm."""
COLOURINGS = {
    "error": "final error",
    "close": "steps to come close",
    "ended": "where it is not finite",
}
"""What the colours of a hyper-parameter map can show."""

OF_SCHEDULE = "schedule."
"""What stands before a schedule's hyper-parameter along an axis: a method may have one of the same name."""
OF_SURFACE = "E."
"""What the name of an axis begins with if it is that of a parameter of E."""
BUDGETS = (64, 144, 256, 576)
"""Numbers of runs for each method of a race, from which the visitor chooses."""
CURSOR_PART = "t"
"""The part of a link with the cursor. The browser writes it while the path plays."""
EMBED, SHOW = "embed", "show"
"""The parts of a link that ask for the page as a widget in another page, and name its parts."""
WIDGET = {
    "surface": "Surface",
    "legend": "Names of the runs",
    "time": "Play",
    "sliders": "Sliders",
    "start": "Start",
    "error": "Error over t",
    "m": "Moment m",
    "s": "Moment s",
}
"""What a widget can have."""
WIDGET_FIRST = ("surface", "sliders", "error")
"""Which of it a widget has whose link names none."""
WIDGET_OFFERED = ("surface", "legend", "time", "sliders", "error")
"""Which of it are offered first: runs can be told apart, and play."""
SCHEMES = ("light", "dark")
"""The colour schemes that a widget can be asked for; by itself it has that of the browser."""
GUESSES = ("off", "place", "curve")
"""What a visitor guesses before a run is shown: where w will be, or E over t."""
MOST_PLACES = 3
"""Guesses of a place that are shown together, each with a letter."""
MOST_POINTS = 20
"""Points of a guessed curve."""
MOST_TRIES = 99
"""The most runs that a goal may allow."""
TELLING = ("basins", "plane")
"""The tabs whose map tells how the shown run ends."""
HIDEABLE = ("gradient", "full", "moment", "update", "m1", "m2", "s1", "s2")
"""What a visitor can hide: the arrows of a kind, or the lines of a moment's component."""

FIGURES = ("surface", "error", "m", "s")

_WEIGHTS = ("w1", "w2")
_PLACE = (*_WEIGHTS, "error")
_MOMENT, _LIMITS = ("t", "first", "second"), ("t", "value", "at", "word", "end", "shift", "drop", "colour")
IMAGE = ("image", "x", "y", "dw", "dh")
SOURCES: dict[str, tuple[str, ...]] = {
    # The surface, the paths on it, and the step at the cursor
    "ground": IMAGE,
    "contour_lines": ("w1", "w2", "tone", "alpha"),
    "contour_labels": ("w1", "w2", "word", "angle", "tone"),
    "known_minima": _WEIGHTS,
    "path": (*_PLACE, "share", "width", "cap", "mark"),
    "dots": (*_PLACE, "share"),
    "ends": (*_PLACE, "share", "marker", "size", "filled"),
    "judged_path": _PLACE,
    "batch_contours": _WEIGHTS,
    "fan": _WEIGHTS,
    "fan_ends": _WEIGHTS,
    "pin_halos": (*_PLACE, "mark"),
    "pin_path": (*_PLACE, "colour", "mark"),
    "pin_ends": (*_PLACE, "colour", "number", "shift"),
    "covered_ends": (*_PLACE, "colour"),
    "pin_fan": (*_WEIGHTS, "colour"),
    "pin_fan_ends": (*_WEIGHTS, "colour"),
    "cursor": (*_PLACE, "colour"),
    "arrows": ("x0", "y0", "x1", "y1", "w1", "w2", "colour", "width", "halo", "size"),
    "arrow_names": ("x", "y", "of_x", "of_y", "name", "colour"),
    # The traces
    "trajectory": ("t", "w1", "w2", "error", "g1", "g2"),
    "time": ("t",),
    "guesses": (*_WEIGHTS, "word"),
    "guess_lines": _WEIGHTS,
    "guess_curve": ("t", "error"),
    "error_trace": ("t", "error"),
    "judged_trace": ("t", "error"),
    "batch_trace": ("t", "error"),
    "epochs": ("t",),
    "pin_error": ("t", "error", "colour"),
    "m_trace": _MOMENT,
    "s_trace": _MOMENT,
    "pin_m": (*_MOMENT, "colour"),
    "pin_s": (*_MOMENT, "colour"),
    "m_limits": _LIMITS,
    "s_limits": _LIMITS,
}
"""The columns of each data source of the figures. `trajectory` also has those of the method's state.

On the surface in three dimensions, the height of a point is its `error`; without that, it is E there."""

RENDERERS = {
    "frame": "line",
    "minima": "text",
    "path_line": "halo",
    "path_ends": "path-dark",
    "judged_line": "path-dark",
    "fan_line": "path-fan",
    "fan_points": "path-fan",
    "pin_halo": "halo",
    "arrow_halo": "page",
    "arrow_halo_head": "page",
    "arrow_origin": "text",
    "first_line": "first",
    "second_line": "second",
    "cursor_point": "text",
    "guess_halo": "halo",
    "guess_mark": "text",
    "guess_letter": "text",
    "guess_line": "soft",
    "guess_curve_line": "text",
    "cursor_line": "soft",
    "batch_line": "first",
    "epoch_line": "soft",
    "batch_contour": "gradient",
}
"""Renderer -> the token of static/tokens.css that is its colour; of `path_line`, that of the halo."""

MODELS = (
    *(f"{name}_range" for name in ("t", "error", "error_log", "m", "s")),
    *("tones", "contour_tones", "contour_word_tones", "path_shades", "end_fills", "pin_shades", "pin_names"),
    *("limit_word", "no_ground"),
)
"""Other models of the figures that have a name."""

SAID = (
    *("experiment", "runs", "ground"),
    *("formulas", "surface", "code", "model", "columns", "parameters", "batch_rows", "suggested", "axes"),
    *("notes", "lesson", "goal", "expression"),
    *("verdict", "refused", "met", "trouble", "tune", "typed_rules", "rule_verdict", "data_verdict", "text"),
    *("contract", "rules", "surfaces", "methods", "examples", "lessons", "boxes", "steps_rows"),
    *("words", "tips", "schedules", "schedule_names", "steady", "functions", "absent", "linked"),
)
"""The topics that the server sends, besides those of panels."""
ASKS = (
    *("hello", "typed", "surface", "typed_rule", "rule", "pin", "run", "lesson", "pair", "race", "restore"),
    *("text", "seen", "link", "entered", "typed_data", "sample", "stop_map"),
)
"""What the browser can ask of the server."""
LOCAL = (
    *("places", "asked", "changed", "waiting", "answered", "session", "lost", "told_runs", "history"),
    *("held", "theme", "enlarged", "letters", "figures", "shown_view", "view_limit", "cursor", "recording"),
    "posing",
    *(
        "slider_rows",
        "sampled",
        "samples",
        "labels",
        "arrows",
        "arrow_lines",
        "paths_named",
        "traces",
        "pairs_sides",
    ),
    *("placing", "painted", "drawn", "unfinished", "given_up", "stepped", "pointed", "chosen_row"),
    *("aims", "revealed", "reached", "veiled"),
)
"""The facts that the page says itself."""
DERIVED = (
    *("rule", "method", "sliders", "schedule_name", "schedule_sliders"),
    *("active", "pinned", "resting", "t", "told_step", "covered", "numbers", "table", "shown_ground"),
    *("reshaping", "figure_colours", "awaited"),
)
"""The facts that the page makes of others; it makes `runs` of those that the server sends."""

LEAVING = 0.05
"""The path of a run leaves a view if more than this share of its points is outside."""

STORAGE = (
    *(
        "explorer-theme",
        "explorer:half-typed",
        "explorer:half-typed-rule",
        "explorer:half-typed-data",
        "explorer:unanswered",
        "explorer:loads",
    ),
    *(
        "explorer:history",
        "explorer:race",
        "explorer:conditions",
        "explorer:letters",
        "explorer:hints",
        "explorer:unfolded",
        "explorer:goals",
        "explorer:course",
        "explorer:slides",
        "explorer:picture",
    ),
)
"""The keys of what the browser stores for the page."""


@cache
def contract() -> dict[str, Any]:
    """Return the browser's names and numbers as JSON values."""
    return {
        "cursor_part": CURSOR_PART,
        "of_schedule": OF_SCHEDULE,
        "of_surface": OF_SURFACE,
        "widget": list(WIDGET.items()),
        "widget_offered": WIDGET_OFFERED,
        "widget_first": WIDGET_FIRST,
        "schemes": SCHEMES,
        "telling": TELLING,
        "data_group": DATA_GROUP,
        "colourings": list(COLOURINGS.items()),
        "palettes": {
            "tones": look.SURFACE,
            "contour_tones": look.CONTOURS,
            "contour_word_tones": look.CONTOUR_WORDS,
            "path_shades": look.PATHS,
            "end_fills": look.ENDS,
            "pin_shades": {**look.PINS, "shades": look.PIN_SHADES},
            "pin_names": look.PIN_NAMES,
        },
        "limits": {
            "max_runs": MAX_RUNS,
            "max_steps": MAX_STEPS,
            "max_seed": MAX_SEED,
            "max_rows": MOST_ROWS,
            "farthest": FARTHEST,
            "view_digits": VIEW_DIGITS,
            "narrowest": NARROWEST,
            "widest": WIDEST,
            "fan_steps": FAN_STEPS,
            "most_places": MOST_PLACES,
            "most_points": MOST_POINTS,
            "most_tries": MOST_TRIES,
            "leaving": LEAVING,
            "path_colours": look.PATH_COLOURS,
            "pin_shades": look.PIN_SHADES,
            "basin_shades": look.BASIN_SHADES,
        },
    }
