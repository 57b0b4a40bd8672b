"""The columns that the browser makes are those of the contract's sources, all of them and no others."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest
from drawn_runs import lengths

from app.experiment import Experiment
from app.maps.basin_map import basin_image
from app.maps.basins import basins
from app.maps.curvature import curvature_points
from app.maps.plane_map import told_plane
from app.maps.planes import plane, stability_border
from app.panels import MODELS, SOURCES, contract
from app.runs.follow import runs_of
from app.words.curvature_words import told_curvature
from app.words.pair_words import told_pairs
from optimizers import OPTIMIZERS, finished
from surfaces import GALLERY

SURFACE = GALLERY["himmelblau"]
ACTIVE, PINNED = OPTIMIZERS["momentum"](), OPTIMIZERS["adam"](eta=0.1)
EXPERIMENT = dataclasses.replace(
    Experiment().on_surface(SURFACE), runs=(ACTIVE, PINNED), pins=(3,), noise=0.5, fan=4
)
VIEW = EXPERIMENT.view
STATIC = Path(__file__).parents[2] / "static"
SHOW = STATIC / "figures/show.js"
CURSOR = ("time", "stability_time")
"""The sources whose columns show.js writes itself; the type checker checks these."""
OF_ONE_SOURCE = {
    "trajectory_columns": ["trajectory"],
    "cursor_columns": ["cursor"],
    "row_columns": ["data_batch"],
    "residual_columns": ["data_residuals"],
    "levels": ["data_levels"],
    "curve": ["data_start", "data_end", "data_cursor", "data_pointed"],
}
"""The functions that make the columns of one source at a time, and the sources that are drawn with them."""


def drawings():
    """The calls of all functions that make columns, as show.js makes them: (file, name, ...)."""
    active, pinned = (run.told for run in runs_of(SURFACE, EXPERIMENT))
    pins = [{"run": pinned, "number": 3}]
    limits = contract()["limits"]
    points = curvature_points(SURFACE, runs_of(SURFACE, EXPERIMENT)[0].path, 3, VIEW)
    basin_map = basin_image(finished(basins(SURFACE, ACTIVE, VIEW, 50, 8)), 50)
    fields = ("eta", "alpha")
    found = finished(plane(SURFACE, ACTIVE, EXPERIMENT.start, 50, fields, 8))
    border = stability_border(SURFACE, ACTIVE, SURFACE.start, fields, 20)
    frame = {"x_range": VIEW[0], "y_range": VIEW[1], "width": 500, "height": 400}
    colours = {"gradient": "red", "moment": "green", "update": "blue"}
    yield "run_columns.js", "trajectory_columns", active
    size = {"width": 500, "height": 400}
    yield "run_columns.js", "path_columns", active, VIEW, size, limits
    yield "fan_columns.js", "fan_columns", active, VIEW
    yield "traces.js", "trace_columns", active, 0
    yield "traces.js", "limit_columns", active, {"hidden": [], "colours": ["blue", "sky"]}
    yield "pins.js", "pin_columns", pins, VIEW, size, 0, limits
    yield "pins.js", "cursor_columns", active, pins, 5, VIEW, size, limits["pin_shades"]
    yield "fan_columns.js", "pin_fan_columns", pins, limits
    w1, w2 = (np.linspace(*interval, 60) for interval in VIEW)
    samples = {"view": VIEW, "values": SURFACE.value(*np.meshgrid(w1, w2)).ravel(), "shape": (60, 60)}
    yield "ground_columns.js", "ground_columns", samples, SURFACE.minima
    lines = [{"w1": [0, 1, 2], "w2": [0, 1, 2], "error": 3, "tone": 100}]
    yield "ground_columns.js", "contour_columns", lines, [], VIEW, size, []
    yield "basins.js", "basin_columns", basin_map, limits
    yield "cross.js", "cross_columns", told_curvature(SURFACE, ACTIVE, VIEW, points)["points"], VIEW
    yield "plane.js", "plane_columns", told_plane(found, "error", border)
    axes = [{"field": "eta", "log": True, "start": -3, "end": 0}, {"field": "alpha", "start": 0, "end": 1}]
    yield "plane.js", "here", {"eta": 0.1, "alpha": 0.5}, {"axes": axes}
    yield "pairs.js", "pair_columns", told_pairs(OPTIMIZERS["adam"](), 3.0)
    yield "stability.js", "stability_columns", {"sharpness": [2, 3], "bound": [4, 4], "crossing": 2}
    yield "batch_columns.js", "batch_columns", active, [0, 1], False
    yield "batch_columns.js", "epoch_columns", {"rows": 20, "size": 4, "steps": 50}
    seen = {"code": None, "numbers": {}, "table": None}
    yield "batch_columns.js", "batch_contour_columns", active, 3, {"view": VIEW, "frame": size}, seen
    yield "arrows.js", "arrow_columns", active, 5, frame, {"colours": colours}
    yield "guess.js", "guess_columns", [[1, 2]], [3, 4]
    yield "guess_curve.js", "curve_columns", [[0, 5], [50, 1]]
    table = {"names": ["x", "y"], "columns": [[0, 1, 2], [5, 6, 7]]}
    fit = {"table": table, "standardize": False, "model": None, "box": [[0, 2], [5, 7]]}
    yield "data_columns.js", "point_columns", table, 1
    yield "data_columns.js", "row_columns", table, [0, 2]
    for name in ("residual_columns", "levels", "curve"):
        yield "data_columns.js", name, fit, [1, 2]


@pytest.fixture(scope="module")
def drawn(draw):
    """The columns of all sources, as the browser makes them."""
    sources = {}
    for file, name, *arguments in drawings():
        columns = draw(file, name, *arguments)
        if name in OF_ONE_SOURCE:
            sources |= dict.fromkeys(OF_ONE_SOURCE[name], columns)
        elif name == "arrow_columns":
            sources |= {each: columns[each] for each in ("arrows", "arrow_names")}
        else:
            sources |= columns.get("sources", columns)
    return sources


def differences(drawn, sources):
    """The sources that lack columns or have wrong ones. `trajectory` may have more: those of the state."""
    found = {name: tuple(columns) for name, columns in drawn.items()}
    found |= {name: SOURCES[name] for name in CURSOR}
    more = {"m1", "m2", "noise1", "noise2"}
    found["trajectory"] = tuple(name for name in found["trajectory"] if name not in more)
    return {name for name in {*found, *sources} if set(found.get(name, ())) != set(sources.get(name, ()))}


def test_the_columns_are_those_of_the_contract(drawn):
    assert differences(drawn, SOURCES) == set()
    for name, columns in drawn.items():
        assert len(lengths(columns)) == 1, name


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_or_a_column_that_is_missing_in_the_contract_is_noticed(drawn, name):
    others = {each: columns for each, columns in SOURCES.items() if each != name}
    assert differences(drawn, others) == {name}
    for column in SOURCES[name]:
        fewer = tuple(each for each in SOURCES[name] if each != column)
        assert differences(drawn, {**others, name: fewer}) == {name}


def test_no_function_that_makes_columns_is_missing_here():
    text = "".join(path.read_text(encoding="utf-8") for path in (SHOW, *STATIC.glob("panels/*.js")))
    imports = re.findall(r"^import ([^\"]*) from \"\.\./draw/", text, re.MULTILINE)
    called = {name for _, name, *_ in drawings() if name.endswith("_columns")}
    assert called == set(re.findall(r"\w+_columns", "".join(imports)))


def test_every_trace_has_a_range(draw):
    (run, *_) = runs_of(SURFACE, EXPERIMENT)
    found = draw("ranges.js", "trace_ranges", [run.told], {"steps": 300, "crop": 0}, None)
    ranges = {name for name in MODELS if name.endswith("_range")}
    others = {  # of pairs, of the stability, and of the data
        *("g1_range", "g2_range"),
        *("stability_t_range", "stability_range"),
        *("data_x_range", "data_y_range"),
    }
    assert {f"{name}_range" for name in found} == ranges - others
