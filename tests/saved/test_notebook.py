"""A run in a notebook: its numbers, its link, and what it is saved as."""

import html
import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest

import app
from app import explore
from app.saved.files import SaveError
from app.saved.given import Given
from app.url import from_query
from optimizers import OPTIMIZERS, SCHEDULES, descend
from surfaces import GALLERY, ExpressionError

ADAM = OPTIMIZERS["adam"](eta=0.1)


def valley(w1, w2):
    return (w1 - 1) ** 2 + 100 * (w2 - w1 * w1) ** 2


def slopes(w1, w2):
    return 2 * (w1 - 1) - 400 * w1 * (w2 - w1 * w1), 200 * (w2 - w1 * w1)


def page_of(shown):
    (page,) = re.findall(r"<iframe srcdoc='(.*?)' title=", shown._repr_html_(), re.DOTALL)
    return html.unescape(page)


def test_a_run_is_that_of_descend_and_its_link_restores_it():
    shown = explore("3w1^2+10w2^2", ADAM, start=(-15, 20), steps=300, schedule=SCHEDULES["linear"]())
    path = descend(ADAM, GALLERY["bowl"], (-15, 20), 300, schedule=SCHEDULES["linear"]())
    np.testing.assert_array_equal(shown.trajectory.w1, path.w1)
    assert {name: column.size for name, column in shown.table.items()} == dict.fromkeys(
        ["t", "w1", "w2", "error", "g1", "g2", "m1", "m2", "s1", "s2", "factor"], 301
    )
    experiment, notices = from_query(shown.link)
    assert (experiment, notices) == (shown.experiment, [])
    assert repr(shown).startswith("<Adam(eta=0.1, ")


def test_without_its_frame_the_output_describes_the_run_in_words():
    """As in a notebook that Jupyter does not trust."""
    shown = explore("3w1^2+10w2^2", ADAM)
    words: list[str] = []
    reader = HTMLParser()
    reader.handle_data = words.append
    reader.feed(shown._repr_html_())
    assert html.unescape("".join(words)) == f"{shown!r} It is shown once this notebook is trusted."


def test_the_view_holds_the_runs():
    shown = explore("w1^2 + w2^4", ADAM, start=(40, 2), compare=[OPTIMIZERS["momentum"](eta=0.01)], steps=50)
    (low, high), _ = shown.experiment.view
    assert low < shown.trajectory.w1.min() <= 40 < high
    assert shown.experiment.pins == (1,)


def test_a_pair_of_functions_is_a_surface_and_its_run_is_fixed(tmp_path):
    shown = explore((valley, slopes), ADAM, start=(-1.2, 1), steps=50)
    path = descend(ADAM, GALLERY["rosenbrock"], (-1.2, 1), 50)
    np.testing.assert_allclose(shown.trajectory.w1, path.w1, rtol=1e-9)
    assert shown.link == ""
    assert "What is shown is fixed" in page_of(shown)
    assert len(page_of(shown).encode()) <= 2_250_000  # 40,000 of them are the font of formulas
    with pytest.raises(SaveError):
        shown.save(tmp_path / "run.py")
    shown.save(tmp_path / "run.html")
    assert (tmp_path / "run.html").read_text(encoding="utf-8") == page_of(shown)


def test_a_pair_of_functions_may_fail_where_there_is_no_error():
    shown = explore((lambda w1, w2: math.log(w1) + w2, lambda w1, w2: (1 / w1, 1)), ADAM, start=(0.5, 0))
    assert "E is not defined" in shown.trajectory.stopped.reason or shown.trajectory.stopped.step > 0
    assert shown.experiment.expression == "f(w1, w2)"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"start": (math.inf, 0)}, "start"),
        ({"steps": 0}, "steps"),
        ({"view": ((1, 0), (0, 1))}, "view"),
        ({"optimizer": OPTIMIZERS["adam"](eta=-1.0)}, "η must be above 0"),
        ({"compare": [ADAM] * 9}, "9 methods"),
        ({"height": -1}, "height"),
        ({"height": '"><script>'}, "height"),
    ],
)
def test_a_number_out_of_its_limits_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        explore(**{"function": "w1^2", "optimizer": ADAM, **arguments})


@pytest.mark.parametrize("slopes", [(math.inf, 1.0), (1.0, math.nan), (-math.inf, math.inf)])
def test_where_one_slope_is_not_finite_there_is_none_and_the_reason_is_said(slopes):
    given = Given(lambda w1, w2: w1, lambda w1, w2: slopes)
    np.testing.assert_equal(given.value_and_gradient(2.0, 0.0), (2.0, math.nan, math.nan))
    assert given.explain(2.0, 0.0) == "E has no finite slope"
    path = descend(OPTIMIZERS["gradient-descent"](eta=0.1), given, (2.0, 0.0), 5)
    assert path.stopped.step == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"optimizer": type(ADAM)}, r"must be a method, such as Adam\(eta=0.1\)"),
        ({"optimizer": "adam"}, "'adam' must be a method"),
        ({"optimizer": OPTIMIZERS["adam"](eta=None)}, "η must be a number, not None"),
        ({"compare": [type(ADAM)]}, "must be a method"),
        ({"schedule": "linear"}, "must be a schedule"),
        ({"function": valley}, "a pair"),
        ({"function": ("w1", "w2")}, "a pair"),
        ({"function": (valley, lambda w1, w2: 2 * w1)}, "must return a number, and gradient"),
        ({"function": (valley, lambda w1, w2: (1, 2, 3))}, "must return a number, and gradient"),
    ],
)
def test_arguments_of_other_types_are_refused_in_words(arguments, words):
    with pytest.raises(TypeError, match=words):
        explore(**{"function": "w1^2", "optimizer": ADAM, **arguments})


def test_numbers_of_numpy_are_taken_and_a_link_has_them_as_numbers():
    shown = explore(
        GALLERY["bowl"],
        OPTIMIZERS["adam"](eta=np.float64(0.1)),
        start=np.array([-15, 20]),
        steps=np.int64(50),
        view=np.array([[-20.0, 20.0], [-30.0, 30.0]]),
        compare=OPTIMIZERS["momentum"](eta=np.float32(0.5)),
        height=np.int64(500),
    )
    plain = explore(
        "bowl", ADAM, (-15, 20), 50, view=((-20, 20), (-30, 30)), compare=[OPTIMIZERS["momentum"](eta=0.5)]
    )
    assert shown.experiment == plain.experiment
    assert shown.link == plain.link
    assert from_query(shown.link) == (plain.experiment, [])
    assert "height: 500px" in shown._repr_html_()


def test_a_text_that_is_no_error_function_is_refused():
    with pytest.raises(ExpressionError):
        explore("w1 +", ADAM)


def test_a_name_that_the_package_does_not_have_is_an_attribute_error():
    with pytest.raises(AttributeError):
        app.nothing  # noqa: B018
