"""Runs in the form that the server sends, for tests of drawings."""

import numpy as np


def told(path, fan=None, limits=None):
    """Return a Trajectory as the server sends it; `fan` is None or arrays of shape (2, points)."""
    columns = {name: np.asarray(getattr(path, name)) for name in ("w1", "w2", "error", "g1", "g2")}
    for name, (first, second) in path.state.items():
        columns[f"{name}1"], columns[f"{name}2"] = np.asarray(first), np.asarray(second)
    lines = fan and {"w1": [w1 for w1, _ in fan], "w2": [w2 for _, w2 in fan]}
    return {"columns": columns, "moments": kept(columns), "fan": lines or None, "limits": limits or {}}


def points(w1, w2, **columns):
    """Return a run with these columns; E is 0 unless given."""
    found = {"w1": w1, "w2": w2, "error": np.zeros(len(w1)), **columns}
    columns = {name: np.array(column, dtype=float) for name, column in found.items()}
    return {"columns": columns, "moments": kept(columns), "fan": None}


def kept(columns):
    """Return the moments m and s that a run has."""
    return {name: "kept" for name in ("m", "s") if f"{name}1" in columns}


def lengths(columns):
    """The lengths of a source's columns. There should be only one."""
    return {len(column) for column in columns.values()}
