"""The equations on the page are the rules that run."""

import functools
import re

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from rules_by_hand import RULES
from strategies_rules import rules

from app.rules import RuleError, parse_rule
from app.rules.gallery import EXAMPLES
from app.words.equations import equations, formulas, schedule_formulas, schedule_lines
from optimizers import OPTIMIZERS, SCHEDULES, arithmetic, hypers
from surfaces.functions import NAMESPACES

TYPED = [parse_rule(text) for _, text, _ in RULES]
TYPED += [parse_rule(EXAMPLES[key].text) for key in EXAMPLES if key != "late"]  # that one divides by zero
TYPED += [
    parse_rule(text)
    for text in (
        "x = 3; w = w - 1/t*x g^3 + 2.5e-3 tanh(g)/(2 + p) - -g",
        "my_rate = exp(-t/10) + atan2(1, g) + hypot(g, t, 1); w = (1 - η λ) w - my_rate % 3",
        "w = if(g == 0, w, if(1 < t, 1e7, 2)) + abs(g)^p + log(1 + t, 2)",
        "η_max = max(g, η_max, 1); β_1 = η⁺ cbrt(g); w = w - β_1 η_max",
        "w = w - max(g, 1)^2 min(g, -1)^3/(1 + sign(g)^2)^p - floor(g)^2 if(g > 0, 1, 2)^2",
    )
]
every_method = pytest.mark.parametrize(
    "method",
    [*OPTIMIZERS.values(), *TYPED],
    ids=[*OPTIMIZERS.keys(), *(f"typed-{number}" for number, _ in enumerate(TYPED))],
)
_FUNCTIONS = NAMESPACES["scalar"] | {
    "Where": arithmetic.where,
    "Sign": arithmetic.sign,
    "Maximum": arithmetic.maximum,
    "Minimum": arithmetic.minimum,
    "Floor": arithmetic.floor,
    "Clip": arithmetic.clip,
}


@st.composite
def steps(draw):
    """A method with values, and a step of it: t, w, g and the state before."""
    method = draw(st.sampled_from([*OPTIMIZERS.values(), *TYPED]))
    numbers = st.floats(0.01, 0.95)
    run = method(**{about.name: draw(numbers) for about in hypers(method)})
    signed = st.floats(-5, 5)
    before = method.State(*(draw(numbers if name in "sd" else signed) for name in method.State._fields))
    return run, draw(st.integers(1, 50)), draw(signed), draw(signed), before


@given(steps())
def test_the_formulas_give_what_the_rule_gives(step):
    run, t, w, g, before = step
    after = run.remembered(t, w, g, before)
    names = {**vars(run), "t": t, "g": g, "w_before": w, **after._asdict()}
    names |= {f"{name}_before": value for name, value in before._asdict().items()}
    expected = {**after._asdict(), "w": run.moved(t, w, g, after)}
    found = formulas(type(run))
    assert set(found) == set(expected)
    for name, formula in found.items():
        with np.errstate(all="ignore"):
            value = sympy.lambdify(list(names), formula, [_FUNCTIONS, "math"], cse=False)(*names.values())
        assert float(value) == pytest.approx(float(expected[name]), rel=1e-9, abs=1e-12), name


@functools.cache
def symbolic_factor(schedule):
    """The formula that a schedule returns for symbols, as a function of its hyper-parameters, t and steps."""
    symbols = {about.name: sympy.Symbol(about.name) for about in hypers(schedule)}
    t, steps = sympy.symbols("t steps")
    with sympy.evaluate(False):
        formula = schedule(**symbols).factor(t, steps)
    return sympy.lambdify([*symbols.values(), t, steps], formula, [_FUNCTIONS, "math"], cse=False)


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES.keys())
@given(data=st.data())
def test_a_schedule_reads_symbols_as_it_reads_numbers(schedule, data):
    values = {about.name: data.draw(st.floats(about.low, about.high)) for about in hypers(schedule)}
    steps = data.draw(st.integers(1, 400))
    values |= {"t": float(data.draw(st.integers(1, steps))), "steps": float(steps)}
    value = symbolic_factor(schedule)(**values)
    numbers = {name: value for name, value in values.items() if name not in ("t", "steps")}
    expected = schedule(**numbers).factor(values["t"], values["steps"])
    assert float(value) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES.keys())
@pytest.mark.parametrize("warm_up", [0.0, 0.5, 7.0, 12.5, 90.0])
def test_the_definition_of_a_rate_on_the_page_is_the_schedule_that_ran(schedule, warm_up):
    values = {about.name: about.default for about in hypers(schedule)}
    is_warmed = "warm_up" in values and warm_up > 0
    if is_warmed:
        values["warm_up"] = warm_up
    found = schedule_formulas(schedule, is_warmed)
    known, functions = [*values, "t", "T"], {}
    for name in sorted(found, key="factor".__eq__):  # which is made of the others
        functions[name] = sympy.lambdify(known, found[name], [_FUNCTIONS, "math"], cse=False)
        known = [*known, name]
    for steps in (1, 8, 60):
        for t in range(1, steps + 1):
            given = [*values.values(), float(t), float(steps)]
            for function in functions.values():
                given.append(function(*given))
            expected = schedule(**values).factor(float(t), float(steps))
            assert float(given[-1]) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_the_definition_of_a_rate_has_a_line_per_case():
    assert schedule_lines(SCHEDULES["linear"], warmed=False) == [
        r"\eta(t)/\eta = 1 - \left(1 - \text{floor}\,\right) \frac{t - 1}{T}"
    ]
    assert schedule_lines(SCHEDULES["inverse-sqrt"], warmed=False) == [r"\eta(t)/\eta = \sqrt{\frac{1}{t}}"]
    assert schedule_lines(SCHEDULES["exponential"]) == [
        r"t \leq \text{warm-up}\,\text{:}\quad \eta(t)/\eta = \frac{t}{\max\left(\text{warm-up}\,, 1\right)}",
        r"\text{else:}\quad \eta(t)/\eta = \gamma^{k}",
        r"k = \max\left(t - 1 - \text{warm-up}\,, 0\right)",
    ]


@given(rules())
def test_every_rule_that_can_be_typed_has_equations(text):
    try:
        method = parse_rule(text)
    except RuleError:
        return
    results = [line.result for line in equations(method) if not line.steps]
    assert results == [name for name, _ in method.lines]


@every_method
def test_the_page_can_fill_every_place_for_a_number(method):
    known = {"t", "g", "w_before", *(about.name for about in hypers(method))}
    known |= {f"{name}{suffix}" for name in method.State._fields for suffix in ("", "_before")}
    for line in equations(method):
        assert set(re.findall("⟨(.*?)⟩", line.filled)) <= known
        assert {step for step in line.steps if isinstance(step, str)} <= known | {"+", "*", "^"}
        if line.steps:
            known.add(line.result)
        assert line.result in ("w", *method.State._fields) or line.steps


@every_method
def test_a_line_needs_nothing_that_comes_after_it(method):
    computed = set()
    for line in equations(method):
        needed = set(re.findall("⟨(.*?)⟩", line.filled)) & set(method.State._fields)
        assert needed <= computed
        computed.add(line.result)
    assert line.result == "w"


def test_the_equations_look_as_in_the_literature():
    momentum, adam = ([line.general for line in equations(OPTIMIZERS[key])] for key in ("momentum", "adam"))
    assert momentum == [r"m(t) = \alpha m(t-1) + g", r"w(t) = w(t-1) - \eta m(t)"]
    assert adam[:2] == [
        r"m(t) = \beta_{1} m(t-1) + \left(1 - \beta_{1}\right) g",
        r"s(t) = \beta_{2} s(t-1) + \left(1 - \beta_{2}\right) g^{2}",
    ]
    assert equations(OPTIMIZERS["momentum"])[0].filled == r"⟨alpha⟩ \cdot ⟨m_before⟩ + ⟨g⟩"


def test_a_fraction_within_a_fraction_has_a_line_of_its_own():
    lines = {line.result: line for line in equations(OPTIMIZERS["adam"])}
    assert list(lines) == ["m", "s", "m_hat", "s_hat", "w"]
    assert lines["m_hat"].general == r"\hat{m}(t) = \frac{m(t)}{1 - \beta_{1}^{t}}"
    assert lines["w"].general == r"w(t) = w(t-1) - \frac{\eta \hat{m}(t)}{\sqrt{\hat{s}(t) + \varepsilon}}"


@pytest.mark.parametrize("key", ["adam", "nadam", "adan", "cautious-adam"])
def test_the_steps_of_a_named_fraction_give_its_value(key):
    values = {"g": 9.0, "m": 3.0, "s": 5.0, "d": 7.0, "t": 4.0, "beta1": 0.5, "beta2": 0.75, "beta3": 0.25}
    rates = {"g": "beta1", "m": "beta1", "d": "beta2", "s": "beta3" if key == "adan" else "beta2"}
    lines = [line for line in equations(OPTIMIZERS[key]) if line.steps]
    assert len(lines) > 1
    for line in lines:
        field = line.result.removesuffix("_hat")
        power = 5 if (key, field) == ("nadam", "m") else 4
        assert computed(line.steps, values) == pytest.approx(
            values[field] / (1 - values[rates[field]] ** power)
        )


def computed(steps, values):
    stack = []
    signs = {"+": lambda a, b: a + b, "*": lambda a, b: a * b, "^": lambda a, b: a**b}
    for step in steps:
        if step in signs:
            stack[-2:] = [signs[step](*stack[-2:])]
        else:
            stack.append(values.get(step, step))
    (value,) = stack
    return value


def test_a_branch_is_written_as_cases():
    previous = next(line for line in equations(OPTIMIZERS["rprop"]) if line.result == "previous")
    assert (
        r"\begin{cases} 0 & \text{where } g \operatorname{previous}(t-1) < 0 \\ g & \text{else}"
        in previous.general
    )


def test_the_equations_of_a_typed_rule_are_its_lines():
    lines = equations(parse_rule("v_hat = β1 v_hat + g^3; η_max = max(η_max, v_hat); w = w - η_max/t*g"))
    assert [line.general for line in lines] == [
        r"v_{\mathrm{hat}}(t) = \beta_{1} v_{\mathrm{hat}}(t-1) + g^{3}",
        r"\eta_{\mathrm{max}}(t) = \max\left(\eta_{\mathrm{max}}(t-1), v_{\mathrm{hat}}(t)\right)",
        r"w(t) = w(t-1) - \frac{\eta_{\mathrm{max}}(t)}{t} g",
    ]
    assert [line.result for line in lines] == ["v_hat", "eta_max", "w"]
    assert [line.symbol for line in lines] == [r"v_{\mathrm{hat}}", r"\eta_{\mathrm{max}}", "w"]


@pytest.mark.parametrize("inner", ["1 + g", "η g"])
def test_repeated_squares_are_written_in_no_time(inner):
    (line, _) = equations(parse_rule(f"a = {'cube(' * 20}{inner}{')' * 20}; w = w - a"))
    assert len(line.general) < 1000


def test_the_square_of_a_product_keeps_its_brackets():
    (line, _) = equations(parse_rule("a = square(η g); w = w - a"))
    assert line.general == r"a(t) = \left(\eta g\right)^{2}"
