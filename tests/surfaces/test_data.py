"""Error functions from data: closed forms, linear algebra and central differences are the oracles."""

import math
import pickle

import instruction_reader
import numpy as np
import pytest
import strategies
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from optimizers import OPTIMIZERS, descend, endpoints
from surfaces import DataError, ExpressionError, Surface, Table, gallery_key, recognized, uses_data
from surfaces.evaluation import _for_arrays
from surfaces.expression import with_columns
from surfaces.surface import _MEMORY
from surfaces.worker import Worker

RANDOM = np.random.default_rng(5)
X = RANDOM.uniform(-2, 3, 40)
Y = 1.5 * X - 0.7 + RANDOM.normal(0, 0.3, 40)
LABELS = np.where(X + RANDOM.normal(0, 1, 40) > 0, 1.0, -1.0)
DATA = {"x": X, "y": Y}
LINE = "mean((w1 x + w2 - y)^2)"
POINTS = [(0.5, -0.25), (-1.75, 2.0), (3.0, 0.125)]

TEXTS = {
    LINE: lambda a, b: np.mean((a * X + b - Y) ** 2),
    "sum((w1 x + w2 - y)^2)": lambda a, b: np.sum((a * X + b - Y) ** 2),
    f"{LINE} + 0.1 w1^2": lambda a, b: np.mean((a * X + b - Y) ** 2) + 0.1 * a**2,
    "f = w1 x + w2; mean((f - y)^2)": lambda a, b: np.mean((a * X + b - Y) ** 2),
    "sqrt(mean((w1 x - y)^2)) + w2^2": lambda a, b: np.sqrt(np.mean((a * X - Y) ** 2)) + b**2,
    "mean(|w1 x + w2 - y|)": lambda a, b: np.mean(np.abs(a * X + b - Y)),
    "mean(huber(w1 x + w2 - y, 0.5))": lambda a, b: np.mean(
        np.where(
            np.abs(a * X + b - Y) <= 0.5,
            (a * X + b - Y) ** 2 / 2,
            0.5 * (np.abs(a * X + b - Y) - 0.25),
        )
    ),
    "mean(log(1 + exp(-y (w1 x + w2))))": lambda a, b: np.mean(np.log1p(np.exp(-Y * (a * X + b)))),
    "mean((w2 tanh(w1 x) - y)^2)": lambda a, b: np.mean((b * np.tanh(a * X) - Y) ** 2),
    "mean((sin(w1 x) - y)^2) w2": lambda a, b: np.mean((np.sin(a * X) - Y) ** 2) * b,
    "mean((w1 exp(-w2 x) - y)^2)": lambda a, b: np.mean((a * np.exp(-b * X) - Y) ** 2),
    "mean(x w1) sum(y w2) / sum(1)": lambda a, b: np.mean(X * a) * np.sum(Y * b) / 40,
    "mean(if(w1 x > y, (w1 x - y)^2, 0)) + w2^2": lambda a, b: np.mean(
        np.where(a * X > Y, (a * X - Y) ** 2, 0) + b**2
    ),
    "exp(mean(x)) w1 + sum(w2^2)": lambda a, b: np.exp(np.mean(X)) * a + 40 * b**2,
    r"\frac{1}{2} \operatorname{mean}\left((w_1 x + w_2 - y)^2\right)": lambda a, b: (
        np.mean((a * X + b - Y) ** 2) / 2
    ),
    r"mean\left((w_{1} x + w_{2} - y)^{2}\right)": lambda a, b: np.mean((a * X + b - Y) ** 2),
    "np.mean((w1*x + w2 - y)**2)": lambda a, b: np.mean((a * X + b - Y) ** 2),
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_mean_and_a_sum_are_those_of_numpy(text):
    surface = Surface.parse(text, DATA)
    for point in POINTS:
        assert surface.value(*point) == pytest.approx(float(TEXTS[text](*point)), rel=1e-12)


def slopes(function, w1, w2, h=1e-6):
    """Central differences of a function that returns numbers."""
    first = np.subtract(function(w1 + h, w2), function(w1 - h, w2)) / (2 * h)
    second = np.subtract(function(w1, w2 + h), function(w1, w2 - h)) / (2 * h)
    return np.array([first, second])


@pytest.mark.parametrize("text", TEXTS)
def test_derivatives_are_those_of_central_differences(text):
    surface = Surface.parse(text, DATA)
    for point in POINTS:
        assert_allclose(surface.gradient(*point), slopes(surface.value, *point), rtol=1e-6, atol=1e-6)
        if "huber" not in text and "if" not in text and "|" not in text:
            assert_allclose(surface.hessian(*point), slopes(surface.gradient, *point), rtol=1e-6, atol=1e-6)


def test_the_gradient_vanishes_where_least_squares_are_solved():
    design = np.column_stack([X, np.ones_like(X)])
    best, *_ = np.linalg.lstsq(design, Y, rcond=None)
    surface = Surface.parse(LINE, DATA)
    assert_allclose(surface.gradient(*best), 0, atol=1e-13)
    assert_allclose(surface.hessian(*best), 2 * design.T @ design / X.size, rtol=1e-13)
    newton = -np.linalg.solve(surface.hessian(0.0, 0.0), surface.gradient(0.0, 0.0))
    assert_allclose(newton, best, rtol=1e-12)


def test_runs_of_the_compiled_loop_are_powers_of_a_matrix():
    surface = Surface.parse(LINE, DATA)
    hessian, gradient = np.array(surface.hessian(0.0, 0.0)), np.array(surface.gradient(0.0, 0.0))
    best, eta, start = -np.linalg.solve(hessian, gradient), 0.05, np.array([3.0, -2.0])
    path = descend(OPTIMIZERS["gradient-descent"](eta=eta), surface, tuple(start), 60)
    shrunk = np.linalg.matrix_power(np.eye(2) - eta * hessian, 60) @ (start - best)
    assert_allclose([path.w1[-1], path.w2[-1]], best + shrunk, rtol=1e-10)


@pytest.mark.parametrize("text", TEXTS)
def test_floats_arrays_loops_and_instructions_agree(text):
    surface = Surface.parse(text, DATA)
    w1, w2 = np.array(POINTS).T
    together = np.array(surface.value_and_gradient(w1, w2))
    for place, point in enumerate(POINTS):
        assert_allclose(together[:, place], surface.value_and_gradient(*point), rtol=1e-12, atol=1e-12)
        told = instruction_reader.evaluate(surface.instructions, *point, table=surface.data)
        assert_allclose(told, surface.value_and_gradient(*point), rtol=1e-12, atol=1e-12)
        (value,) = instruction_reader.evaluate(surface.value_instructions, *point, table=surface.data)
        assert value == told[0]


def test_where_only_plain_arithmetic_occurs_they_agree_to_the_bit():
    surface = Surface.parse("sqrt(mean((w1 x + w2 - y)^2/(1 + x^2))) + sum(x w2)^2/7", DATA)
    w1, w2 = RANDOM.normal(0, 2, (2, 50))
    together = np.array(surface.value_and_gradient(w1, w2))
    for place, point in enumerate(zip(w1.tolist(), w2.tolist(), strict=True)):
        assert surface.value_and_gradient(*point) == tuple(together[:, place])
        told = instruction_reader.evaluate(surface.instructions, *point, table=surface.data)
        assert told == list(surface.value_and_gradient(*point))


def test_many_runs_at_once_end_where_single_ones_do():
    surface = Surface.parse("mean((w2 tanh(k w1 x) - y)^2)", DATA)
    adam = OPTIMIZERS["adam"](eta=0.1)
    ends = endpoints(adam, surface, [0.5, 2.0], [1.0, -1.0], 40, let={"k": [1.0, 0.5]})
    for place, (start, k) in enumerate([((0.5, 1.0), 1.0), ((2.0, -1.0), 0.5)]):
        path = descend(adam, surface.at(k=k), start, 40)
        assert_allclose([ends.w1[place], ends.w2[place]], [path.w1[-1], path.w2[-1]], rtol=1e-9)


@given(strategies.expressions, st.tuples(strategies.reals, strategies.reals))
def test_any_term_is_refused_or_floats_arrays_and_instructions_agree(text, point):
    try:
        surface = Surface.parse(f"mean({text}) + sum(x w1 - ({text}))", {"x": [1.5, -2, 0], "y": [0.5, 0, 3]})
    except ExpressionError:
        assume(False)
    assume(surface.instructions)
    with np.errstate(all="ignore"):
        source = surface.compiled.sources["value_and_gradient"]
        lines = _for_arrays(source, surface.numbers, surface.data)(*map(np.float64, point))
    let = surface.values
    told = instruction_reader.evaluate(surface.instructions, *point, let, table=surface.data)
    np.testing.assert_array_equal(told, np.array(lines, dtype=float))
    one = surface.value_and_gradient(*point)
    assert [float(each[0]) for each in surface.value_and_gradient([point[0]], [point[1]])] == pytest.approx(
        list(one), rel=1e-9, abs=1e-9, nan_ok=True
    )


# ------------------------------------------------------------------------------------------- some of the rows


def test_all_rows_one_by_one_are_the_whole_to_the_bit():
    surface = Surface.parse("mean((w1 x + w2 - y)^2) + sum(x w1)/3", DATA)
    again = surface.of_rows(range(40))
    assert again.value_and_gradient(0.3, 1.7) == surface.value_and_gradient(0.3, 1.7)
    assert again.rows == surface.rows == 40


def test_a_mean_divides_by_the_number_of_rows_taken_and_other_terms_stay_whole():
    surface = Surface.parse("mean(w1 x) + sum(w2 y) + w1^2", {"x": [1, 2, 4], "y": [10, 20, 40]})
    assert surface.of_rows([2, 0, 2]).value(1.0, 1.0) == (1 + 4 + 4) / 3 + (10 + 40 + 40) + 1
    assert surface.of_rows([2, 0]).value(1.0, 1.0) == surface.of_rows([0, 2]).value(1.0, 1.0)
    for nothing in ([], [3], [-1]):
        with pytest.raises(ValueError, match="row"):
            surface.of_rows(nothing)
    with pytest.raises(ValueError, match="no data"):
        Surface.parse("w1").of_rows([0])


def test_other_numbers_in_the_table_compile_nothing():
    text = "f = w1 x + 0.123 w2; mean((f - y)^2)"
    one = Surface.parse(text, DATA)
    one.value_and_gradient(1.0, 2.0)

    def fail(*_):
        raise AssertionError("compiled again")

    other = Surface.parse(text, {"x": X + 1, "y": Y}, work=fail)
    assert other.value(1.0, 2.0) != one.value(1.0, 2.0)
    assert other.instructions == one.instructions
    assert other.lines == one.lines
    assert other != one
    assert (text, ("x", "y")) in _MEMORY.results
    assert pickle.loads(pickle.dumps(other)).value(1.0, 2.0) == other.value(1.0, 2.0)


def test_the_worker_compiles_what_is_compiled_here():
    text, columns = "f = w1 x + w2; mean((f - y)^2) + k w1", ("x", "y")
    worker = Worker()
    try:
        there = Surface.parse(text, DATA, work=worker.compile)
        assert worker.compile(text, columns) == there.compiled == Surface(text, data=Table.of(DATA)).compiled
    finally:
        worker.close()


# -------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("x + mean(w1 y)", 0, "x is a column"),
        ("mean(w1 x) y", 11, "the columns are x and y"),
        ("f = w1 x; mean(f) + f", 20, "f depends on a column"),
        ("mean(w1 x1)", 8, "unknown name x1: the columns are x and y"),
        ("mean(w1 price)", 8, "unknown name price: the columns are x and y"),
        ("mean((w1 x - Y)^2)", 13, "Y is no column: write y, or give the letter a range"),
        ("w1 + mean(mean(x) - x)", 10, "a mean or a sum within another"),
        ("m = mean(x); mean((x - m)^2 w1)", 23, "m is made of a mean or a sum"),
        ("E(x, y) = mean(w1 x)", 2, "the weights are w1 and w2 in this order"),
        ("mean(w1, x)", 0, "mean takes 1 argument"),
        ("mean(w1 x", 4, "not closed"),
        ("mean", 0, "needs parentheses"),
        ("sum(sqrt(-1 - x^2) w1)", 4, "no real value"),
        ("mean(a b c d f g h)", 17, "too many letters"),
    ],
)
def test_what_a_mean_cannot_be_is_refused_at_its_place(text, position, words):
    with pytest.raises(ExpressionError, match=words) as refused:
        Surface.parse(text, DATA)
    assert refused.value.position == position


@pytest.mark.parametrize(("text", "position"), [("w1 + mean(w2 x)", 5), ("x + sum(y)", 4), ("x mean", 2)])
def test_a_mean_without_a_table_is_refused_at_its_place(text, position):
    with pytest.raises(ExpressionError, match="there is no table") as refused:
        Surface.parse(text)
    assert refused.value.position == position
    assert uses_data(text)


def test_a_single_column_is_named_as_one():
    with pytest.raises(ExpressionError, match="the column is a,"):
        Surface.parse("mean(w1 x)", {"a": [1]})


def test_a_column_with_the_name_of_a_definition_is_refused():
    with pytest.raises(DataError, match="y is a definition") as refused:
        Surface.parse("y = w1 x; mean(y)", DATA)
    assert refused.value.column == "y"


def test_bad_data_are_refused_whether_or_not_the_text_uses_them():
    for text in (LINE, "w1^2"):
        with pytest.raises(DataError):
            Surface.parse(text, {"x": [1], "y": [math.nan]})


# --------------------------------------------------------------------------------------------- names, letters


def test_without_a_mean_all_stays_as_it_was():
    for text in ("x^2 + y^2", "mean = w1; mean^2 + w2", "sum = x + y; sum^2", "w1 + k w2"):
        assert not uses_data(text)
        assert Surface.parse(text, DATA) == Surface.parse(text)
        assert Surface.parse(text, DATA).rows is None


def test_letters_that_are_no_columns_are_parameters_and_columns_are_none():
    surface = Surface.parse("mean((w1 k + w2 - y)^2) + λ w1^2", {"k": [1, 2], "y": [3, 5]})
    assert list(surface.parameters) == ["lambda_"]
    assert list(Surface.parse("K in [0, 9]; mean((w1 k - K y)^2)", surface.data).parameters) == ["K"]
    assert surface.at(lambda_=2.0).value(2.0, 1.0) == 8
    assert surface.of_rows([0]).at(lambda_=2.0).rows == 1
    assert surface.at(lambda_=2.0).of_rows([0]).values == {"lambda_": 2.0}


def test_columns_are_read_however_an_index_is_written():
    surface = Surface.parse("mean(w1 x₁ + w_2 x_2)", {"x_1": [1, 2], "x2": [5, 7]})
    assert surface.value(2.0, 1.0) == 9


def test_no_name_and_no_number_of_a_table_is_part_of_a_source():
    surface = Surface.parse("mean((w1 secret + w2 - lambda)^2)", {"secret": [8675309.5], "lambda": [1]})
    for source in surface.compiled.sources.values():
        text = "\n".join(source.python)
        assert "secret" not in text
        assert "lambda" not in text
        assert "8675309" not in text
    assert "8675309.5" not in str(surface.instructions)
    assert surface.value(1.0, 0.0) == 8675308.5**2


def test_a_surface_from_data_is_none_of_the_gallery():
    surface = Surface.parse("3 w1^2 + 10 w2^2 + mean(0 x)", DATA)
    assert gallery_key(surface) == ""
    assert recognized(surface) == surface
    assert recognized(surface).rows == 40


# --------------------------------------------------------------------------------------- where there is no E


def test_where_a_row_has_no_value_there_is_no_error():
    surface = Surface.parse("mean(log(w1 x)) + w2/sum(1/x)", {"x": [1.0, 0.0, 2.0]})
    assert math.isnan(surface.value(1.0, 1.0))
    assert math.isnan(surface.gradient(1.0, 1.0)[0])
    assert surface.explain(1.0, 1.0) == "E is not defined"
    assert surface.of_rows([0, 2]).value(1.0, 3.0) == pytest.approx(math.log(2) / 2 + 2)
    large = Surface.parse("sum(exp(w1 x)) + w2", {"x": [1.0, 900.0]})
    assert large.explain(1.0, 0.0) == "E is too large for floating-point numbers"


# -------------------------------------------------------------------------------------------------- the model


@pytest.mark.parametrize(
    ("text", "model"),
    [
        (LINE, "w1 x + w2"),
        ("f = w1 x + w2; mean((f - y)^2)", "w1 x + w2"),
        ("z = x^2; f = w1 z; g = w2 x; mean((f - y)^2)", "w1 x^2"),
        ("r = y - w1 x; mean(r^2)", "w1 x"),
        ("mean(|y - w1 exp(-w2 x)|)", "w1 exp(-w2 x)"),
        ("w1^2 + sqrt(mean(huber(w2 tanh(w1 x) - y, 1)))", "w2 tanh(w1 x)"),
        ("mean(softplus(-y (w1 x + w2)))", "w1 x + w2"),
        ("p = sigmoid(w1 x + w2); -mean(y log(p) + (1 - y) log(1 - p))", "sigmoid(w1 x + w2)"),
        ("mean(y log(sigmoid(w1 x)) + (1 - y) log(1 - sigmoid(w1 x)))", None),
        ("mean(w1 x)", None),
        ("mean((w1 - y)^2)", "w1"),
        ("w1^2 + sum(x)", None),
    ],
)
def test_the_model_is_the_first_definition_or_what_stands_beside_the_target(text, model):
    found = Surface.parse(text, DATA).model
    assert (found and found.text) == model


def test_without_a_column_y_the_last_one_is_the_target():
    surface = Surface.parse("mean(softplus(-label (w1 a + w2 b)))", {"a": X, "b": Y, "label": LABELS})
    assert surface.model.text == "w1 a + w2 b"
    assert surface.model.latex == "w_{1} a + w_{2} b"


def test_the_model_has_instructions():
    surface = Surface.parse("mean((k w2 tanh(w1 x) - y)^2)", DATA).at(k=2.0)
    program = surface.model_instructions
    registers = instruction_reader.registers_of(program)
    registers[program["weights"][0]], registers[program["weights"][1]] = 0.5, 3.0
    registers[program["parameters"]["k"]] = 2.0
    registers[program["columns"]["x"]] = 1.25
    instruction_reader.execute(program["code"], program, registers)
    assert registers[program["results"][0]] == pytest.approx(6 * math.tanh(0.625))
    assert Surface.parse("mean(w1 x)", DATA).model_instructions is None


# ------------------------------------------------------------------------------------------------- as is set


@pytest.mark.parametrize(
    ("text", "latex", "slope"),
    [
        (
            LINE,
            r"\frac{1}{N} \sum_{i=1}^{N} \left(w_{1} x_{i} + w_{2} - y_{i}\right)^{2}",
            r"\frac{2}{N} \sum_{i=1}^{N} x_{i} \left(w_{1} x_{i} + w_{2} - y_{i}\right)",
        ),
        (
            "sum(w1 x)/3 + w1^2",
            r"w_{1}^{2} + \frac{1}{3} \sum_{i=1}^{N} w_{1} x_{i}",
            r"2 w_{1} + \frac{1}{3} \sum_{i=1}^{N} x_{i}",
        ),
        (
            "-mean(w1 x)^2",
            r"-\left(\frac{1}{N} \sum_{i=1}^{N} w_{1} x_{i}\right)^{2}",
            r"-\frac{2}{N} \sum_{i=1}^{N} x_{i}",
        ),
        (
            "N mean(w1 x)",
            r"\frac{N}{M} \sum_{i=1}^{M} w_{1} x_{i}",
            r"\frac{N}{M} \sum_{i=1}^{M} x_{i}",
        ),
    ],
)
def test_means_are_set_with_a_sum_over_the_rows(text, latex, slope):
    surface = Surface.parse(text, DATA)
    assert surface.latex == latex
    if "^2" not in text[-3:]:
        assert surface.gradient_latex[0] == slope


def test_names_of_columns_are_set_as_words_and_with_their_index():
    surface = Surface.parse("mean(w1 x1 + w2 unit_price)", {"x1": [1], "unit_price": [2]})
    assert (
        surface.latex
        == r"\frac{1}{N} \sum_{i=1}^{N} \left(w_{1} x_{1,i} + w_{2} \mathrm{unit\_price}_{i}\right)"
    )


@pytest.mark.parametrize("text", [text for text in TEXTS if "huber" not in text and "tanh" not in text])
def test_slopes_as_text_are_read_as_they_were(text):
    surface = Surface.parse(text, DATA)
    for slope, index in zip(surface.gradient_text, (0, 1), strict=True):
        if "mean" in slope or "sum" in slope:
            again = Surface.parse(slope, DATA).value(0.5, -0.25)
            assert again == pytest.approx(surface.gradient(0.5, -0.25)[index], rel=1e-12)


def test_columns_that_are_called_otherwise_are_so_in_the_text():
    text = "f = w1 x1 + w2; mean((f - y)^2) + 0.1 w1^2"
    assert with_columns(text, ("x1", "y"), ("t", "y")) == "f = w1 t + w2; mean((f - y)^2) + 0.1 w1^2"
    assert with_columns(text, ("x1", "y"), ("y", "x1")) == text
    assert with_columns(text, ("x1", "y"), ("a", "b", "c")) == text
    assert with_columns("mean((w1 x₁ - y)^2)", ("x1", "y"), ("t", "y")) == "mean((w1 x₁ - y)^2)"
