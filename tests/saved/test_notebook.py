"""A run in a notebook: its numbers, its link, and what it is saved as."""

import html
import json
import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from bare_session import Session, without_loop

import app
from app import TrajectoryExplorer, explore
from app.experiment import proposed_run
from app.proposals.opening import opened
from app.runs.worth import blamed
from app.saved.files import SaveError, save
from app.saved.python_function import PythonFunction
from app.url import from_query
from optimizers import OPTIMIZERS, SCHEDULES, descend, gradient_noise
from surfaces import GALLERY, ExpressionError, Surface, Table

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
    assert "found" not in repr(shown)


def test_printed_each_run_says_how_it_ended_and_what_was_found_for_it():
    momentum = OPTIMIZERS["momentum"](eta=5.0)
    shown = explore("w1^2 + λ w2^2", [momentum, "adam"], start=(1, 2), let={"λ": 4}, beta1=0.5)
    first, second, last = repr(shown).splitlines()
    path = descend(momentum, Surface.parse("w1^2 + 4 w2^2"), (1.0, 2.0), 300)
    assert first.startswith("<Momentum(eta=5.0, alpha=0.9) on w1^2 + λ w2^2 with λ = 4: E = ")
    assert first.endswith(
        f"at t = {path.stopped.step - 1}. The run ends at t = {path.stopped.step}: "
        "E is too large for floating-point numbers there."
    )
    (adam, its_path) = shown.runs[1]
    assert second.startswith(f" Adam(eta={adam.eta}, beta1=0.5, ")
    assert f": E = {its_path.error[-1]:.5g} at t = 300 (eta found for this start, schedule and" in second
    assert last == " .runs has each method and its trajectory>"
    assert [run.key for run, _ in shown.runs] == ["momentum", "adam"]
    assert repr(explore("log(w1) + w2^2", ADAM, start=(-1, 1))).endswith("E is not defined at the start.>")


def test_noise_is_that_of_descend_with_the_same_seed_and_goes_with_the_link():
    shown = explore("bowl", [ADAM, "momentum"], noise=0.5, seed=7, steps=40)
    for run, path in shown.runs:
        expected = descend(run, GALLERY["bowl"], GALLERY["bowl"].start, 40, gradient_noise(0.5, 7, 0, 40))
        np.testing.assert_array_equal([path.w1, path.w2], [expected.w1, expected.w2])
    assert from_query(shown.link) == (shown.experiment, [])


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
    assert len(page_of(shown).encode()) <= 1_200_000
    with pytest.raises(SaveError):
        shown.save(tmp_path / "run.py")
    shown.save(tmp_path / "run.html")
    assert (tmp_path / "run.html").read_text(encoding="utf-8") == page_of(shown)


def test_a_pair_of_functions_may_fail_where_there_is_no_error():
    shown = explore((lambda w1, w2: math.log(w1) + w2, lambda w1, w2: (1 / w1, 1)), ADAM, start=(0.5, 0))
    assert "E is not defined" in shown.trajectory.stopped.reason or shown.trajectory.stopped.step > 0
    assert shown.experiment.expression == "f(w1, w2)"


def test_names_are_keys_or_titles_however_capitals_are_written():
    expected = explore("rosenbrock", "adam", schedule="cosine", steps=9, eta=0.1).experiment
    for names in (("Rosenbrock", "Adam", "Cosine"), ("ROSENBROCK", "ADAM", "cosine")):
        shown = explore(*names[:2], schedule=names[2], steps=9, eta=0.1)
        assert shown.experiment == expected
    assert explore("A line", "Gradient descent").experiment.data == GALLERY["line"].data
    words = r"did you mean rosenbrock\? unknown name Rosenbrok: .*; the gallery has bowl, ravine, "
    with pytest.raises(ExpressionError, match=words):
        explore("Rosenbrok")


def test_a_page_knows_the_minima_that_its_link_shows(tmp_path, monkeypatch):
    def of_explore(text, asked):
        return page_of(explore(text, ADAM, **asked))

    def of_component(text, asked):
        return json.loads(TrajectoryExplorer(text, ADAM, **asked).__panel__().page)

    def of_file(text, asked):
        save(tmp_path / "page.html", explore(text, ADAM, **asked).link)
        return (tmp_path / "page.html").read_text(encoding="utf-8")

    waiting = without_loop(monkeypatch)
    asked = {"start": (3, 1), "view": ((-5, 5), (-4, 4)), "steps": 20}
    for k, page in enumerate((of_explore, of_component, of_file), start=1):
        text = f"(w1^2 - {k})^2 + w2^2"
        (facts,) = re.findall(r'<script [^>]*id="page"[^>]*>(.*?)</script>', page(text, asked), re.DOTALL)
        session = Session(explore(text, ADAM, **asked).link)
        while waiting:
            waiting.popleft()()
        told = json.loads(facts)
        known = told["lone"]["first"] if "lone" in told else told["shown"]["function"]["facts"]
        minima = known["ground"]["minima"]
        assert minima == list(map(list, session.explorer.surface.minima))
        assert len(minima) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"start": (math.inf, 0)}, "start"),
        ({"steps": 0}, "steps"),
        ({"view": ((1, 0), (0, 1))}, r"it is two ranges, such as \(\(-5, 5\), \(-2, 8\)\)"),
        ({"view": (-5, 5, -2, 8)}, r"it is two ranges, such as \(\(-5, 5\), \(-2, 8\)\)"),
        ({"optimizer": OPTIMIZERS["adam"](eta=-1.0)}, "η must be above 0"),
        ({"compare": [ADAM] * 9}, "there must be 1 to 9, not 10 methods"),
        ({"optimizer": []}, "there must be 1 to 9, not 0 methods"),
        ({"optimizer": "bfgs"}, "method='bfgs' cannot be used: it is one of gradient-descent, momentum"),
        (
            {"optimizer": "adm"},
            r"method='adm' cannot be used: did you mean adam\? it is one of gradient-desc",
        ),
        ({"optimizer": "sgd"}, r"did you mean gradient-descent\? it is one of"),
        ({"optimizer": "adam", "eta": -1}, "eta=-1 cannot be used: η must be above 0"),
        ({"schedule": "lineal"}, r"did you mean linear\? it is one of constant, linear"),
        ({"base": "example.org"}, "base='example.org' cannot be used: it is an address"),
        ({"height": -1}, "height"),
        ({"noise": -1}, "noise=-1 cannot be used"),
        ({"seed": 3}, "seed=3 cannot be used: it needs noise, or a batch of data"),
        (
            {"optimizer": "rprop", "schedule": "cosine"},
            "schedule='cosine' cannot be used with Rprop: η is only",
        ),
        ({"height": '"><script>'}, "height"),
    ],
)
def test_a_number_out_of_its_limits_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        explore(**{"function": "w1^2", "optimizer": ADAM, **arguments})


@pytest.mark.parametrize("slopes", [(math.inf, 1.0), (1.0, math.nan), (-math.inf, math.inf)])
def test_where_one_slope_is_not_finite_there_is_none_and_the_reason_is_said(slopes):
    given = PythonFunction(lambda w1, w2: w1, lambda w1, w2: slopes)
    np.testing.assert_equal(given.value_and_gradient(2.0, 0.0), (2.0, math.nan, math.nan))
    assert given.explain(2.0, 0.0) == "E has no finite slope"
    path = descend(OPTIMIZERS["gradient-descent"](eta=0.1), given, (2.0, 0.0), 5)
    assert path.stopped.step == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"optimizer": type(ADAM)}, r"it must be a key, such as \"adam\", or Adam\(eta=0.1\)"),
        ({"optimizer": "adam", "eta": "fast"}, "eta='fast' cannot be used: η must be a number"),
        ({"optimizer": "adam", "rate": 1}, "rate cannot be used: adam has eta, beta1, beta2, epsilon"),
        ({"optimizer": "adam", "lr": 1}, r"lr cannot be used: did you mean eta\? adam has eta, beta1"),
        ({"optimizer": "adam", "learning_rate": 1}, r"did you mean eta\? adam has"),
        (
            {"function": "w1^2 + k w2^2", "optimizer": "adam", "k": 7},
            r"k cannot be used: did you mean let={\"k\": 7}",
        ),
        ({"eta": 0.1}, r"values go with a key, such as \"adam\"; Adam\(eta=0.1, .*\) has its own"),
        ({"optimizer": OPTIMIZERS["adam"](eta=None)}, "η must be a number, not None"),
        ({"compare": [type(ADAM)]}, "it must be a key"),
        ({"schedule": 3}, "it must be a key"),
        ({"optimizer": "adam", "eta": True}, "η must be a number, not True"),
        ({"optimizer": "adam", "eta": [0.1, 0.01]}, r"η must be a number, not \[0.1, 0.01\]"),
        ({"expression": "w2^2"}, "function is another name of expression"),
        ({"method": "adam"}, "and optimizer of method: give one of both"),
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
        start=[-15, np.array(20.0)],
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
    with pytest.raises(
        ExpressionError, match="expression='w1 \\+' cannot be used: something is missing"
    ) as found:
        explore("w1 +", ADAM)
    assert found.value.position == 4


def test_a_key_and_values_are_the_method_with_these_values():
    by_key = explore("bowl", "adam", eta=np.float32(0.5), beta1=0)
    assert by_key.experiment.active == OPTIMIZERS["adam"](eta=0.5, beta1=0)
    assert by_key.experiment == explore("bowl", OPTIMIZERS["adam"](eta=0.5, beta1=0.0)).experiment
    assert explore("bowl", "momentum").experiment.active == proposed_run("momentum", GALLERY["bowl"])
    assert explore().experiment.active.key == "momentum"


def test_several_methods_take_the_values_that_they_have_and_keep_their_own():
    momentum = OPTIMIZERS["momentum"](eta=0.001)
    shown = explore("bowl", [momentum, "adam", "gradient-descent"], eta=0.02, beta2=0.9, schedule="cosine")
    first, *others = shown.experiment.runs
    assert first == momentum
    assert [(run.key, run.eta) for run in others] == [("adam", 0.02), ("gradient-descent", 0.02)]
    assert others[0].beta2 == 0.9
    assert shown.experiment.schedules == (SCHEDULES["cosine"](),) * 3
    paths = [
        descend(run, GALLERY["bowl"], shown.experiment.start, 300, schedule=SCHEDULES["cosine"]())
        for run in shown.experiment.runs
    ]
    for path, found in zip(paths, shown.trajectories, strict=True):
        np.testing.assert_array_equal(path.w1, found.w1)
    assert shown.trajectory is shown.trajectories[0]
    same = explore(
        "bowl", momentum, compare=["adam", "gradient-descent"], eta=0.02, beta2=0.9, schedule="cosine"
    )
    assert same.experiment == shown.experiment


@pytest.mark.parametrize("text", ["1e6 (w1^2 + 3 w2^2)", "(w1^2 - 1)^2 + w2^2", "(w1 - 300)^2 + w2^2/9"])
def test_what_is_left_out_suits_the_function_for_each_method(text):
    shown = explore(text, ["gradient-descent", "momentum", "adam"])
    view = shown.experiment.view
    for run, path in zip(shown.experiment.runs, shown.trajectories, strict=True):
        assert not blamed(path, view), run


def test_a_link_begins_with_a_question_mark_or_with_the_address_that_was_given(tmp_path):
    base = "https://example.org/explorer/"
    shown, based = explore("bowl", ADAM), explore("bowl", ADAM, base=base)
    assert shown.link.startswith("?e=3%20w1%5E2")
    assert based.link == base + shown.link
    based.save(tmp_path / "run.html")
    assert html.escape(based.link) in (tmp_path / "run.html").read_text(encoding="utf-8")
    for name, link in (("one", shown.link), ("other", based.link)):
        save(tmp_path / f"{name}.csv", link)
        assert opened(link.partition("?")[2])[0] == shown.experiment
    assert (tmp_path / "one.csv").read_text() == (tmp_path / "other.csv").read_text()


def test_a_name_that_the_package_does_not_have_is_an_attribute_error():
    with pytest.raises(AttributeError):
        app.nothing  # noqa: B018


LINE = "mean((w1 x + w2 - y)^2)"
X, Y = [0, 1, 2], [1, 3, 5]


class Frame:
    """What is asked of a DataFrame: pairs of a name and a column."""

    def items(self):
        return zip(("x", "y"), map(np.array, (X, Y)), strict=True)


@pytest.mark.parametrize(
    "data",
    [
        {"x": X, "y": Y},
        {"x": np.array(X), "y": np.array(Y)},
        np.transpose([X, Y]),
        Table.of({"x": X, "y": Y}),
        Frame(),
    ],
)
def test_data_are_an_array_or_columns_by_name(data):
    shown = explore(LINE, "gradient-descent", data=data, start=(0, 0), steps=2000, eta=0.1)
    assert (shown.trajectory.w1[-1], shown.trajectory.w2[-1]) == pytest.approx((2, 1))
    assert "&data=x,y;0,1;1,3;2,5&" in shown.link


def test_a_batch_is_how_many_rows_each_step_of_all_methods_sees():
    data = {"x": X, "y": Y}
    shown = explore(LINE, ["gradient-descent", "adam"], data=data, batch=2, seed=7, steps=20, start=(-1, 2))
    surface = Surface.parse(LINE, data)
    for run, path in zip(shown.experiment.runs, shown.trajectories, strict=True):
        expected = descend(run, surface, (-1.0, 2.0), 20, batch=2, seed=7)
        np.testing.assert_array_equal([path.w1, path.w2], [expected.w1, expected.w2])
    assert "full_g1" in shown.table
    assert from_query(shown.link) == (shown.experiment, [])
    whole = explore(LINE, data=data, batch=np.int64(3), steps=20, start=(-1, 2))
    assert whole.experiment == explore(LINE, data=data, steps=20, start=(-1, 2)).experiment


@pytest.mark.parametrize(
    ("expression", "arguments", "words"),
    [
        (LINE, {"batch": 4}, "from 1 to 3"),
        (LINE, {"batch": 0}, "from 1 to 3"),
        (LINE, {"batch": 1.5}, "from 1 to 3"),
        (LINE, {"seed": -1}, "seed=-1"),
        ("w1^2", {"batch": 2}, "needs a function of data"),
        ((valley, slopes), {"batch": 2}, "needs a function of data"),
    ],
)
def test_batches_that_the_data_do_not_have_are_refused_in_words(expression, arguments, words):
    data = {"x": X, "y": Y} if expression == LINE else None
    with pytest.raises(ValueError, match=words):
        explore(expression, data=data, **arguments)


@pytest.mark.parametrize(
    ("expression", "data", "words"),
    [
        (LINE, None, "table"),
        (LINE, np.zeros(3), "shape"),
        (LINE, np.zeros((3, 5)), "shape"),
        (LINE, {"x": X, "y": [1, 2]}, "y"),
        (LINE, {"x": X, "y": [1, 2, math.nan]}, "row 3"),
        ("w1^2", {"x": X}, "neither"),
    ],
)
def test_data_that_cannot_be_used_are_refused_in_words(expression, data, words):
    with pytest.raises((TypeError, ValueError), match=words):
        explore(expression, data=data)
