"""Surfaces: values and derivatives against independent oracles, and one answer whatever reads them."""

import math
import pickle
import threading

import numpy as np
import pytest
import strategies
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st
from oracles import central_differences, close

from surfaces import ExpressionError, Surface, parse, w1
from surfaces.codegen import statements
from surfaces.compiled import compile_text
from surfaces.evaluation import load
from surfaces.functions import FUNCTIONS
from surfaces.names import CALLS
from surfaces.printing import to_latex
from surfaces.surface import REASONS, _Memory

# An argument of every function of the language that stays inside its domain around the points below.
EXAMPLES = {name: f"{name}(0.3 w1 + 0.2 w2^2)" for name, ((least, _), _) in CALLS.items() if least == 1} | {
    "acosh": "acosh(2 + w1^2 + w2)",
    "atan2": "atan2(w1, 1 + w2^2) w2",
    "pow": "pow(1 + w1^2, w1 - w2)",
    "mod": "mod(3 w1 + w2, w2^2 + 1.1)",
    "hypot": "hypot(w1, w2 + 3, w1 w2)",
    "min": "min(w1^2, w2, w1 + w2)",
    "max": "max(w1, w2^2, w1 w2, 0.1)",
    "log": "log(w1 + 3, w2 + 5)",
    "huber": "huber(3 w1 - 2, w2)",
    "logaddexp": "logaddexp(w1 w2, 1 - w2)",
}
FORMULAS = [
    *EXAMPLES.values(),
    *[
        "w1^w2",
        "(w1 + 2)^-3",
        "w1^5 w2^7",
        "w1^(2/3)",
        "w1^1.7 w2",
        "2^(w1 w2)",
        "e^(w1/w2)",
        "1/(1 + w1^2 w2^2)",
    ],
    *[
        "(w1^2 + w2^2 + 1)^50",
        "w1/w2/(w1 + w2)",
        "exp(-w1^2) sin(3 w2)^3/sqrt(1 + w1^4)",
        "w1 w2 (w1 - w2)^-2",
    ],
]
POINTS = [(1.3, 0.7), (0.45, 1.9), (2.2, 0.31)]


# ------------------------------------------------------------------------------------------------ mathematics


def test_every_function_of_the_language_has_an_example():
    assert set(EXAMPLES) == set(CALLS)


@pytest.mark.parametrize("text", FORMULAS)
def test_the_gradient_and_the_hessian_are_those_of_central_differences(text):
    surface = Surface.parse(text)
    for point in POINTS:
        value, *gradient = surface.value_and_gradient(*point)
        assert gradient == close(central_differences(surface.value, *point), 1 + abs(value))
        scale = 1 + max(abs(value), *map(abs, gradient))
        for row, slope in zip(surface.hessian(*point), (0, 1), strict=True):
            slopes = central_differences(lambda a, b, slope=slope: surface.gradient(a, b)[slope], *point)
            assert row == close(slopes, scale)


def test_rosenbrock_in_closed_form():
    surface = Surface.parse("(1 - w1)^2 + 100 (w2 - w1^2)^2")
    a, b = -1.5, 2.0
    assert surface.value(a, b) == pytest.approx((1 - a) ** 2 + 100 * (b - a * a) ** 2)
    assert surface.gradient(a, b) == pytest.approx((-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)))
    assert surface.hessian(a, b)[0] == pytest.approx((2 - 400 * b + 1200 * a * a, -400 * a))
    assert surface.hessian(a, b)[1] == pytest.approx((-400 * a, 200.0))


@pytest.mark.parametrize(
    ("text", "point", "gradient"),
    [
        ("abs(w1) + w2", (0.0, 0.0), (0.0, 1.0)),
        ("abs(w1)", (-2.0, 0.0), (-1.0, 0.0)),
        ("sign(w1)", (0.0, 0.0), (0.0, 0.0)),
        ("max(w1, w2)", (1.0, 1.0), (0.5, 0.5)),
        ("min(w1, w2)", (1.0, 1.0), (0.5, 0.5)),
        ("min(w1, w2)", (1.0, 2.0), (1.0, 0.0)),
        ("max(w1, w2, 1)", (1.0, 1.0), (1 / 3, 1 / 3)),
        ("max(w1, w2, 0, 1)", (0.5, 2.0), (0.0, 1.0)),
        ("floor(w1) + w2", (1.0, 0.0), (0.0, 1.0)),
        ("ceil(w1)", (1.5, 0.0), (0.0, 0.0)),
        ("mod(w1, w2)", (-7.0, 3.0), (1.0, 3.0)),
        ("mod(w1, 0)", (-7.0, 3.0), (1.0, 0.0)),
        ("cbrt(w1)", (-8.0, 0.0), (1 / 12, 0.0)),
    ],
)
@pytest.mark.parametrize("read", [float, np.float64, lambda x: np.array([x])])
def test_at_kinks_and_steps_the_slope_is_the_usual_one(text, point, gradient, read):
    assert Surface.parse(text).gradient(*map(read, point)) == pytest.approx(gradient)


# ---------------------------------------------------------------------------------------- where there is no E


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("log(w1)", (-1.0, 0.0)),
        ("log(w1)", (0.0, 0.0)),
        ("1/w1", (0.0, 0.0)),
        ("w1^0.5", (-1.5, 0.0)),
        ("w1^w2", (-1.5, 0.5)),
        ("asin(w1) + w2", (1.5, 0.0)),
        ("acosh(w1)", (0.5, 0.0)),
        ("exp(w1)", (1000.0, 0.0)),
        ("w1^100", (1e200, 0.0)),
        ("5", (math.nan, 0.0)),
        ("5", (0.0, math.inf)),
        ("exp(-w1^2)", (math.inf, 0.0)),
    ],
)
@pytest.mark.parametrize("read", [float, np.float64, lambda x: np.array([x, x])])
def test_where_there_is_no_error_there_is_no_slope_either(text, point, read):
    surface = Surface.parse(text)
    a, b = map(read, point)
    for result in (
        surface.value(a, b),
        surface.value_and_gradient(a, b),
        surface.gradient(a, b),
        surface.hessian(a, b),
    ):
        assert np.isnan(result).all()


def test_half_a_gradient_is_none():
    surface = Surface.parse("sqrt(w1) + w2")
    assert surface.value(0.0, 1.0) == 1.0
    assert np.isnan(surface.gradient(0.0, 1.0)).all()
    assert np.isnan(surface.hessian(0.0, 1.0)).all()


@pytest.mark.parametrize("a", [1000.0, np.array(1000.0)])
def test_an_overflow_on_the_way_to_a_finite_value_is_none(a):
    assert Surface.parse("1/(1 + exp(w1))").value(a, 0.0) == 0.0


@given(
    strategies.expressions, st.lists(st.tuples(strategies.reals, strategies.reals), min_size=1, max_size=4)
)
def test_floats_and_arrays_agree_and_nothing_is_half_there(text, points):
    try:
        surface = Surface.parse(text)
    except ExpressionError:
        assume(False)
    across, along = np.array(points).T
    arrays = surface.value_and_gradient(across, along)
    hessians = surface.hessian(across, along)
    assert not any(np.isinf(result).any() for result in (*arrays, *hessians[0], *hessians[1]))
    for i, point in enumerate(points):
        error, *gradient = floats = surface.value_and_gradient(*point)
        assert all(type(number) is float for number in floats)
        assert math.isfinite(error) or np.isnan(floats).all()
        assert np.isfinite(gradient).all() or np.isnan(gradient).all()
        assert (math.isfinite(error), math.isfinite(gradient[0])) == tuple(
            np.isfinite([r[i] for r in arrays[:2]])
        )
        assert np.isnan(surface.hessian(*point)).any() == np.isnan(surface.hessian(*point)).all()
        assert math.isfinite(surface.value(*point)) == math.isfinite(error)
        assert np.isfinite(surface.gradient(*point)).all() == np.isfinite(gradient).all()
        if np.isfinite(floats).all():
            assert (surface.value(*point), surface.gradient(*point)) == (error, tuple(gradient))


@pytest.mark.parametrize(
    ("text", "point", "reason"),
    [
        ("w1", (math.inf, 0.0), "weights"),
        ("w1", (0.0, math.nan), "update"),
        ("asin(w1)", (1e80, 0.0), "undefined"),
        ("log(w1)", (0.0, 0.0), "undefined"),
        ("1/w1", (0.0, 0.0), "undefined"),
        ("w1^2 - w2^2", (1e200, 1e200), "overflow"),
        ("w1^-30", (1e-200, 0.0), "overflow"),
        ("exp(w1) w2", (1e3, 0.0), "overflow"),
        ("sqrt(w1)", (0.0, 0.0), "slope"),
        ("w2^2 sin(w1^70)", (1e4, 1e20), "steep"),
    ],
)
def test_what_is_too_large_for_floats_is_not_said_to_be_undefined(text, point, reason):
    assert Surface.parse(text).explain(*point) == REASONS[reason]


# ----------------------------------------------------------------------------------------------------- shapes


@pytest.mark.parametrize("text", ["5", "w1", "w2", "w1^2/2", "exp(w1)", "3 w1^2 + 10 w2^2", "w1 w2"])
def test_arrays_broadcast_to_arrays_of_their_own(text):
    surface = Surface.parse(text)
    rows, columns = np.linspace(-1, 1, 4)[:, None], np.linspace(0, 2, 3)
    error, g1, g2 = surface.value_and_gradient(rows, columns)
    (h11, h12), (_, h22) = surface.hessian(rows, columns)
    results = [error, g1, g2, h11, h12, h22]
    assert {(r.shape, r.dtype.name, r.flags.writeable) for r in results} == {((4, 3), "float64", True)}
    everything = [rows, columns, *results]
    for i, each in enumerate(everything):
        assert not any(np.shares_memory(each, other) for other in everything[:i])
    for i, a in enumerate(rows[:, 0]):
        for j, b in enumerate(columns):
            floats = surface.value_and_gradient(float(a), float(b))
            assert (error[i, j], g1[i, j], g2[i, j]) == pytest.approx(floats, rel=1e-14)


@pytest.mark.parametrize("read", [int, np.float64, np.float32, np.int64, bool])
def test_any_number_will_do(read):
    surface = Surface.parse("3 w1^2 + 10 w2^2 + w1/3")
    results = surface.value_and_gradient(read(1), read(1))
    assert results == pytest.approx((13 + 1 / 3, 6 + 1 / 3, 20.0))
    assert [type(result) for result in results] == [float] * 3


def test_a_whole_number_beyond_all_floats_has_no_error():
    bowl = Surface.parse("w1^2 + w2^2")
    for read in (bowl.value, bowl.gradient, bowl.hessian):
        assert np.isnan(np.ravel(read(10**400, 1))).all()
        assert np.isnan(np.stack(read([10**400, 1], 1))[..., 0]).all()


@pytest.mark.parametrize(
    ("given", "shape"), [([1, 2], (2,)), ((1.0, 2.0), (2,)), (np.array(1.0), ()), (np.ones((0, 3)), (0, 3))]
)
def test_lists_and_arrays_of_any_dimension_will_do(given, shape):
    error, g1, g2 = Surface.parse("w1^2 + w2").value_and_gradient(given, 1)
    assert error.shape == g1.shape == g2.shape == shape


# ----------------------------------------------------------------------------------------------------- source


def test_common_subexpressions_are_computed_once():
    source = Surface.parse("exp(w1 w2)^2 + sin(exp(w1 w2))").compiled.sources["value_and_gradient"]
    assert "\n".join(source.lines).count("exp(") == 1


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("3", ["e = 3.0"]),
        ("-w1 + w2", ["e = w2 - w1"]),
        ("exp(w1 w2)^2 + sin(exp(w1 w2))", ["x0 = exp(w1*w2)", "e = (x0*x0) + sin(x0)"]),
        (
            "sin(sqrt(2) w1) + sin(sqrt(2) w2)",
            ["e = sin(1.4142135623730951*w1) + sin(1.4142135623730951*w2)"],
        ),
        ("sin(w1) + w1/2", ["e = w1/2.0 + sin(w1)"]),
        ("exp(w1) - 2 w1", ["e = exp(w1) - 2.0*w1"]),
        ("exp(w1) sin(w2) + exp(w1)", ["x0 = exp(w1)", "e = x0*sin(w2) + x0"]),
        ("sin(w1 + w2)", ["e = sin(w1 + w2)"]),
        ("w1^1.5", ["e = w1*sqrt(w1)"]),
        ("(w1 + w2)^1.5", ["x0 = w1 + w2", "e = x0*sqrt(x0)"]),
        ("w1^2.5", ["e = pow(w1, 2.5)"]),
        ("w1^3", ["e = w1*w1*w1"]),
        ("w1^4", ["x0 = w1*w1", "e = x0*x0"]),
        ("w1^5", ["x0 = w1*w1", "e = x0*x0*w1"]),
        ("(-2)^3 w1/3", ["e = -8.0*w1/3.0"]),
        ("w1/w2", ["e = w1/w2"]),
        ("max(w1, -2)", ["e = max(w1, -2.0)"]),
    ],
)
def test_the_source_looks_as_if_written_by_hand(text, lines):
    assert statements({"e": parse(text)}) == (lines, None)


@pytest.mark.parametrize("power", [2, 3, 4, 7, 50, 100, -1, -2, -5])
def test_whole_powers_are_products(power):
    surface = Surface.parse(f"(w1 + w2)^{power}")
    source = surface.compiled.sources["value"]
    assert "pow" not in "".join(source.lines)
    assert "**" not in "".join(source.lines)
    assert surface.value(0.75, 0.5) == pytest.approx(1.25**power, rel=1e-13)


@pytest.mark.parametrize(
    "foreign", [sympy.sin(w1), sympy.Derivative(w1), sympy.Symbol("w1", real=True) ** sympy.I]
)
def test_only_formulas_of_the_language_become_source(foreign):
    with pytest.raises((TypeError, AttributeError)):
        statements({"e": foreign})


def test_the_symbolic_work_can_be_done_in_another_process():
    record = pickle.loads(pickle.dumps(compile_text("atan2(w1, w2) + max(w1, w2)^2/log(w1, 3) + e")))
    assert record == compile_text(record.text)
    assert load(record.sources["value"], {}, None)(1.5, 2.5) == Surface.parse(record.text).value(1.5, 2.5)


def test_a_surface_pickles():
    surface = Surface.parse("w1^2 + w2")
    assert surface.value(1.0, 2.0) == 3.0
    again = pickle.loads(pickle.dumps(surface))
    assert again == surface
    assert again.value(1.0, 2.0) == 3.0


def test_every_function_pickles():
    for function in FUNCTIONS.values():
        assert pickle.loads(pickle.dumps(function)) is function


# ------------------------------------------------------------------------------------------------------ latex


@pytest.mark.parametrize(
    ("text", "latex", "slopes"),
    [
        ("3 w1^2 + 10 w2^2", "3 w_{1}^{2} + 10 w_{2}^{2}", ("6 w_{1}", "20 w_{2}")),
        ("0.5 w1^2 - w2", "0.5 w_{1}^{2} - w_{2}", ("w_{1}", "-1")),
        ("1/3 w1 + pi e", r"\frac{w_{1}}{3} + \pi e", (r"\frac{1}{3}", "0")),
        ("(0.1 + 0.2) w1", "0.3 w_{1}", ("0.3", "0")),
        ("1e-8 w1", r"10^{-8} w_{1}", (r"10^{-8}", "0")),
        ("exp(-w1/2)", r"e^{-\frac{w_{1}}{2}}", (r"-\frac{1}{2} e^{-\frac{w_{1}}{2}}", "0")),
        ("w1/(2 w2)", r"\frac{w_{1}}{2 w_{2}}", (r"\frac{1}{2 w_{2}}", r"-\frac{w_{1}}{2 w_{2}^{2}}")),
        ("(w1 + w2)/2", r"\frac{1}{2} \left(w_{1} + w_{2}\right)", (r"\frac{1}{2}", r"\frac{1}{2}")),
        ("-(w1 + w2)", r"-\left(w_{1} + w_{2}\right)", ("-1", "-1")),
        ("sqrt(w1)", r"\sqrt{w_{1}}", (r"\frac{1}{2 \sqrt{w_{1}}}", "0")),
        ("max(w1, w2)", r"\max\left(w_{1}, w_{2}\right)",
         (r"\left[w_{1} \geq w_{2}\right]", r"\left[w_{2} \geq w_{1}\right]")),
        ("log(w1, 2)", r"\log_{2}\left(w_{1}\right)", (r"\frac{1}{\ln\left(2\right) w_{1}}", "0")),
    ],
)  # fmt: skip
def test_formulas_are_set_as_a_textbook_would(text, latex, slopes):
    surface = Surface.parse(text)
    assert (surface.latex, surface.gradient_latex) == (latex, slopes)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("w1^2", "w_{1}^{2}"),
        ("1/w1^2", r"\frac{1}{w_{1}^{2}}"),
        ("1/(w1 + w2)", r"\frac{1}{w_{1} + w_{2}}"),
        ("(w1 + 1)/(w1 + w2)^2", r"\frac{w_{1} + 1}{\left(w_{1} + w_{2}\right)^{2}}"),
        ("2 (w1 + w2)/3", r"\frac{2}{3} \left(w_{1} + w_{2}\right)"),
        ("-sin(w1)/3", r"-\frac{1}{3} \sin\left(w_{1}\right)"),
        ("2 w1 (w1 + w2)^2/3", r"\frac{2}{3} w_{1} \left(w_{1} + w_{2}\right)^{2}"),
        ("2 w1/3", r"\frac{2 w_{1}}{3}"),
        ("sqrt(w1)^w2", r"\sqrt{w_{1}}^{w_{2}}"),
        ("w1^60 w1^60", "w_{1}^{100} w_{1}^{20}"),
        ("exp(w1)^w2", r"\left(e^{w_{1}}\right)^{w_{2}}"),
        ("w1^(2/3)", "w_{1}^{2/3}"),
    ],
)
def test_powers_and_fractions_are_set_as_a_textbook_would(text, latex):
    assert to_latex(parse(text)) == latex


def test_both_slopes_are_set_and_written_in_their_order():
    compiled = compile_text("w1^2 + 3 w2")
    assert compiled.latex == "w_{1}^{2} + 3 w_{2}"
    assert compiled.gradient_latex == ("2 w_{1}", "3")
    assert compiled.gradient_text == ("2 w1", "3")


def test_sympy_sets_the_functions_of_the_language_too():
    assert sympy.latex(parse("sin(w1)")) == r"\sin\left(w_{1}\right)"
    assert sympy.latex(parse("sin(w1)^2")) == r"{\sin\left(w_{1}\right)}^{2}"


@given(strategies.expressions)
def test_latex_is_balanced_and_has_no_noise(text):
    try:
        surface = Surface.parse(text)
    except ExpressionError:
        assume(False)
    for latex in (surface.latex, *surface.gradient_latex):
        assert latex.count("{") == latex.count("}")
        assert latex.count(r"\left") == latex.count(r"\right")
        assert "1.0 " not in latex
        assert not any(
            len(part) > 25 for part in latex.replace("}", " ").split() if part.replace(".", "").isdigit()
        )


# ----------------------------------------------------------------------------------------------------- memory


def test_surfaces_and_refusals_are_cached():
    calls = []

    def work(text, columns):
        calls.append(text)
        return compile_text(text, columns)

    for _ in range(3):
        assert Surface.parse("w1 + 0.123456", work=work).value(1.0, 0.0) == pytest.approx(1.123456)
        with pytest.raises(ExpressionError, match="w3"):
            Surface.parse("w3 + 0.123456", work=work)
    assert calls == ["w1 + 0.123456", "w3 + 0.123456"]


def test_the_memory_is_bounded():
    memory = _Memory(3)
    for i in range(10):
        memory.recall((f"w1 + {i}", ()), compile_text)
    assert [text for text, _ in memory.results] == ["w1 + 7", "w1 + 8", "w1 + 9"]


@pytest.mark.parametrize("text", [None, 5, b"w1", ["w1"]])
@pytest.mark.parametrize("read", [Surface.parse, parse])
def test_what_is_no_text_is_refused_in_plain_words(read, text):
    with pytest.raises(TypeError, match="cannot be read: it must be a text"):
        read(text)


def test_a_text_too_long_to_be_one_is_never_worked_on():
    with pytest.raises(ExpressionError, match="too long"):
        Surface.parse("w1" * 100_000, work=lambda *_: pytest.fail("worked on"))


def test_many_threads_get_the_same_answer():
    surface = Surface.parse("sin(w1 w2) + 0.98765 w1^3")
    barrier, answers = threading.Barrier(8), []

    def ask():
        barrier.wait()
        answers.append((surface.hessian(1.0, 2.0), surface.value(1.0, 2.0)))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1


def test_a_typed_surface_has_something_to_show():
    surface = Surface.parse(" log(w1 - 1) ")
    assert surface.text == " log(w1 - 1) "
    assert surface.title == "log(w1 - 1)"
    assert surface.minima == ()
    assert surface.suggested == {}
    assert surface.domain == ((-5, 5), (-5, 5))
    assert math.isfinite(surface.value(*surface.start))


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("w1 + w2", (-4.0, 3.0)),
        ("log(w1)", (4.0, 3.0)),
        ("asin(w1)", (0.5, 0.5)),
        ("asin(w1) + sqrt(-w1)", (-0.5, 0.5)),
        ("asin(w1 - 2) + asin(w2 - 2)", (1.5, 2.5)),
        ("asin(w1 + 0.1) + asin(w2) + asin(9 w1)", (0.0, 0.0)),
        ("5", (-4.0, 3.0)),
    ],
)
def test_a_typed_surface_starts_at_the_first_of_a_few_points_that_has_a_slope(text, start):
    assert Surface.parse(text).start == start
