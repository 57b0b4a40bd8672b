"""What is said of a rule that is right, and may be meant otherwise than it is read."""

import pytest

from app.experiment import Experiment
from app.rules import parse_rule, text_of
from app.rules.gallery import EXAMPLES
from app.words.contents import contents
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface


@pytest.mark.parametrize(
    ("text", "read", "factor"),
    [
        ("w = w - eta/sqrt(t) g", "eta/(sqrt(t) g)", "g"),
        ("y = w - η g; w = y + (t-1)/(t+2) (y - w)", "(t-1)/((t+2) (y - w))", "(y - w)"),
        ("w = w - η (1 - g/2 g) ", "g/(2 g)", "g"),
        ("m = g/2 t\nw = w - η m", "g/(2 t)", "t"),
    ],
)
def test_a_factor_that_is_read_below_a_division_is_told(text, read, factor):
    (said,) = parse_rule(text).hints
    quotient = read.removesuffix(f" {factor})").replace("/(", "/", 1)
    assert said == f"Read as {read}: write * before {factor} to multiply {quotient} by it."
    below = read.partition("/")[2]
    paths = [
        descend(parse_rule(each)(), GALLERY["bowl"], (-3.0, 4.0), 5)
        for each in (text, text.replace(below[1:-1], below))
    ]
    assert paths[0].w1.tolist() == paths[1].w1.tolist()


@pytest.mark.parametrize(
    "text", ["w = w - η/sqrt(t)*g", "w = w - η/(sqrt(t) g)", "w = w - 1/2 η g", "w = w - η g/2"]
)
def test_a_division_by_one_factor_needs_no_words(text):
    assert parse_rule(text).hints == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "y = w - η g; w = y + 0.9 (y - y_prev)",
            "y_prev is a number with a slider. A line p = y above that of y ",
        ),
        ("w = w - η (g - g_prev)", "g_prev is a number with a slider. The lines q = p and p = g keep"),
        ("w = w - η g_t", "g_t is a number with a slider. Write g without an index."),
        (
            "m = b1 m + g; w = w - η m",
            "b1 is a number with a slider, 0.5 at first. β1 begins at its usual value.",
        ),
        ("w = w - lr g", "lr is a number with a slider, 0.5 at first. η begins at its usual value."),
        ("w = w - η h(g)", "h(…) is read as h * (…): h is a number with a slider, and no function."),
        (
            "d = max(0, min(50, 1.2 d))\nw = w - d sign(g)",
            "d begins at 0 and stays there. Give it a first value, as in d = if(t == 1, 0.1, …).",
        ),
        (
            "d = w - p\np = w\nw = w + μ d - η g",
            "p is 0 before the first step: write if(t == 1, w, p) for its old value.",
        ),
    ],
)
def test_a_name_that_may_be_meant_otherwise_is_told(text, says):
    (said,) = parse_rule(text).hints
    assert said.startswith(says)


@pytest.mark.parametrize(
    "text",
    [
        "b1 in [0, 1] = 0.9\nm = b1 m + g\nw = w - η m",
        "w = w - η_max g",
        "w = w - p g",
        "w = w - h (g + 1)",
        "h in [0, 1]\nw = w - h(g + 1)",
        "w = w - η(g + 1)",
        "d = if(t == 1, 0.1, 1.2 d)\nw = w - d sign(g)",
        "d = w - if(t == 1, w, p)\np = w\nw = w + μ d - η g",
        "q = p\np = g\nw = w - η (2 g - q)",
    ],
)
def test_other_names_are_what_they_are(text):
    assert parse_rule(text).hints == ()


def test_the_advice_on_an_old_value_is_right():
    rule = parse_rule("p = y\ny = w - g\nw = y + (y - p)")()
    before = rule.State(p=7.0, y=3.0)
    after = rule.remembered(1, 10.0, 1.0, before)
    assert after.p == before.y


def test_the_advice_on_an_old_gradient_is_right():
    rule = parse_rule("q = p\np = g\nw = w - q")()
    after = rule.remembered(1, 0.0, 5.0, rule.State(q=1.0, p=3.0))
    assert (after.q, after.p) == (3.0, 5.0)


def test_no_rule_of_the_page_gets_hints():
    for example in EXAMPLES.values():
        assert parse_rule(example.text).hints == ()
    for method in OPTIMIZERS.values():
        assert parse_rule(text_of(method)).hints == ()


def test_the_page_is_told():
    experiment = Experiment().with_rule("w = w - η/sqrt(t) g")
    told = contents(experiment, Surface.parse(experiment.expression))["typed_rules"]
    assert told == {"w = w - η/sqrt(t) g": told["w = w - η/sqrt(t) g"]}
    assert told["w = w - η/sqrt(t) g"]["hints"] == list(type(experiment.active).hints)
