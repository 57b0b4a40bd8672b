"""Maps of runs with a schedule: each of their runs is the one that the page would show."""

import dataclasses

import numpy as np
import pytest

from app.maps.basins import basins
from app.maps.planes import axis_hypers, plane, shown_axes, stability_border, with_axes
from app.maps.tuning import strip
from app.panels.plane import PlaneWork
from app.url import from_query
from app.words.contents import contents
from app.words.plane_words import NO_BORDER
from app.words.tuning_words import told_strip
from optimizers import OPTIMIZERS, SCHEDULES, descend, finished
from surfaces import GALLERY, PLAIN

COSINE = SCHEDULES["cosine"](warm_up=7.0)
BOWL = PLAIN["bowl"]
ADAM = OPTIMIZERS["adam"](eta=0.5)


def test_the_runs_of_the_basins_follow_the_schedule():
    surface = GALLERY["himmelblau"]
    found = finished(basins(surface, ADAM, surface.domain, 60, 12, schedule=COSINE))
    coarse = finished(basins(surface, ADAM, surface.domain, 60, 12, 4, schedule=COSINE))
    again = finished(basins(surface, ADAM, surface.domain, 60, 12, 1, coarse, COSINE))
    np.testing.assert_array_equal(found.error, again.error)
    for i, j in ((0, 0), (5, 7), (11, 3)):
        path = descend(ADAM, surface, (found.w1[j], found.w2[i]), 60, schedule=COSINE)
        assert found.error[i, j] == pytest.approx(path.judged.error[-1], rel=1e-9)


def test_a_field_of_the_schedule_is_an_axis():
    fields = shown_axes(ADAM, "schedule.warm_up", "eta", COSINE)
    assert fields == ("schedule.warm_up", "eta")
    found = finished(plane(BOWL, ADAM, BOWL.start, 40, fields, 9, COSINE))
    assert (found.horizontal.symbol, found.x[-1]) == ("warm-up", 100)
    for i, j in ((0, 0), (4, 8), (8, 2)):
        run, schedule = with_axes(ADAM, COSINE, {"schedule.warm_up": found.x[j], "eta": found.y[i]})
        path = descend(run, BOWL, BOWL.start, 40, schedule=schedule)
        assert found.error[i, j] == pytest.approx(path.judged.error[-1], rel=1e-9)
    assert found.best_values.keys() == set(fields)


def test_axes_of_a_schedule_that_does_not_apply_are_not_there():
    rprop = OPTIMIZERS["rprop"]
    assert not [name for name in axis_hypers(rprop, type(COSINE)) if name.startswith("schedule.")]
    assert "schedule.warm_up" not in shown_axes(rprop, "schedule.warm_up", "", type(COSINE))
    assert shown_axes(OPTIMIZERS["gradient-descent"], "", "", type(COSINE)) == ("eta", "schedule.warm_up")
    assert shown_axes(OPTIMIZERS["gradient-descent"], "", "") == ("eta",)


def test_the_strip_follows_the_schedule_and_has_no_bound_of_one_rate():
    run = OPTIMIZERS["momentum"]()
    found = finished(strip(BOWL, run, BOWL.start, 30, COSINE))
    place = found.x.size // 2
    path = descend(dataclasses.replace(run, eta=found.x[place]), BOWL, BOWL.start, 30, schedule=COSINE)
    assert found.error[0, place] == pytest.approx(path.judged.error[-1], rel=1e-9)
    assert told_strip(found, BOWL, run, BOWL.start, COSINE)["bound"] is None
    assert told_strip(found, BOWL, run, BOWL.start)["bound"] is not None


def test_a_steady_rate_keeps_its_strip_and_its_border_unless_a_warm_up_is_asked_for():
    descent = "tab=plane&run=gradient-descent:eta=0.05"
    work, shown = told(descent)
    assert work.fields == ("eta",)
    assert shown["map"]["border"] is not None
    assert told(f"{descent}/linear:")[0].fields == ("eta", "schedule.warm_up")
    asked, shown = told(f"{descent}&axes=eta,schedule.warm_up")
    assert (asked.fields, shown["no_border"]) == (("eta", "schedule.warm_up"), NO_BORDER)
    names = contents(from_query("run=adam")[0], BOWL)["axes"]["names"]
    assert [name for name, _ in names] == ["eta", "beta1", "beta2", "epsilon"]


def told(query):
    experiment, notices = from_query(query)
    assert not notices
    work = PlaneWork.of(experiment, BOWL)
    return work, work.told(finished(work.begin(None)), experiment)


def test_the_border_of_one_rate_is_left_out_with_an_explanation():
    _, shown = told("tab=plane")
    assert (shown["map"]["border"] is None, shown["no_border"]) == (False, "")
    scheduled, shown = told("tab=plane&run=momentum:/cosine:")
    assert (shown["map"]["border"], shown["no_border"]) == (None, NO_BORDER)
    assert stability_border(BOWL, scheduled.run, BOWL.start, scheduled.fields, 9) is not None
    _, shown = told("tab=plane&run=adam:/cosine:")
    assert (shown["map"]["border"], shown["no_border"]) == (None, "")


def test_the_map_does_not_depend_on_what_is_along_its_axes():
    works = [
        told(f"tab=plane&axes=eta,schedule.floor&run=momentum:eta={eta}/linear:warm_up=3,floor={floor}")[0]
        for eta, floor in ((0.01, 0.1), (0.1, 0.2))
    ]
    assert works[0] == works[1]
    other, shown = told("tab=plane&axes=eta,schedule.floor&run=momentum:/linear:warm_up=4")
    assert works[0] != other
    assert (shown["map"]["border"], shown["no_border"]) == (None, NO_BORDER)
