"""Rules as papers and programs write them are those that the language says."""

import pytest

from app.rules import RuleError, parse_rule
from optimizers import descend, hypers
from surfaces import GALLERY

START = (-3.0, 4.0)


def path(text):
    run = descend(parse_rule(text)(), GALLERY["bowl"], START, 20)
    return list(zip(run.w1.tolist(), run.w2.tolist(), strict=True))


MOMENTUM = "v = μ v - η g\nw = w + v"
ADAM = "m = β1 m + (1 - β1) g\nv = β2 v + (1 - β2) g^2\nw = w - η (m/(1 - β1^t))/(sqrt(v/(1 - β2^t)) + ε)"
PASTED = [
    (r"v_{t+1} = \mu v_t - \eta \nabla f(x_t)" + "\n" + r"x_{t+1} = x_t + v_{t+1}", MOMENTUM),
    (r"v_{t+1} = \mu v_t - \eta \nabla_\theta J(\theta_t) \\ \theta_{t+1} = \theta_t + v_{t+1}", MOMENTUM),
    (
        r"\begin{aligned} v_t &= \mu v_{t-1} - \eta g_t, \\ w_t &= w_{t-1} + v_t \end{aligned}",
        MOMENTUM,
    ),
    (
        r"g_t = \nabla_\theta f_t(\theta_{t-1}) \\ m_t \leftarrow \beta_1 m_{t-1} + (1 - \beta_1) g_t \\"
        r"v_t \leftarrow \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 \\ \hat{m}_t = \frac{m_t}{1 - \beta_1^t} \\"
        r"\hat{v}_t = \frac{v_t}{1 - \beta_2^t} \\"
        r"\theta_t = \theta_{t-1} - \eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}",
        ADAM.replace("w = w - η (m/(1 - β1^t))", "w = w - η*((m/(1 - β1^t))") + ")",
    ),
    ("x = x - η g", "w = w - η g"),
    ("θ = θ - η g", "w = w - η g"),
    ("theta = theta - eta g", "w = w - η g"),
    ("w -= η g", "w = w - η g"),
    ("m <- α m + g; w <- w - η m", "m = α m + g; w = w - η m"),
    ("m ← α m + g; w := w - η m", "m = α m + g; w = w - η m"),
    ("w += -η g", "w = w - η g"),
    ("w = w - lr * torch.sign(g) / np.sqrt(t)", "w = w - lr sign(g)/sqrt(t)"),
    ("w = w - η g/(|g| + ε)", "w = w - η g/(abs(g) + ε)"),
    ("w = w - η g/√(g^2 + ε)", "w = w - η g/sqrt(g^2 + ε)"),
    (r"w_{t+1} = w_t - \eta \frac{\partial E}{\partial w}", "w = w - η g"),
]


@pytest.mark.parametrize(("pasted", "text"), PASTED, ids=[pasted[:30] for pasted, _ in PASTED])
def test_what_is_pasted_is_the_rule_that_is_meant(pasted, text):
    for found, meant in zip(path(pasted), path(text), strict=True):
        assert found == pytest.approx(meant, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        (r"v_{t+1} = \mu v_t + g_t \\ w_{t+1} = w_t - \eta v_t", r"v_t", "v is its new value here"),
        (
            r"v_{t+1} = \mu v_t - \eta \nabla f(x_t + \mu v_t) \\ x_{t+1} = x_t + v_{t+1}",
            r"x_t + \mu",
            "no other gradient",
        ),
        (r"w_{t+1} = w_t - \eta \foo{g_t}", r"\foo", "is not read here"),
        ("w = w - η g.pow(2)", ".pow", r"write g\^2 for g.pow\(2\)"),
        ("w = w - η torch.clamp(g, -1, 1)", "torch", r"write max\(−1, min\(1, g\)\)"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_place(text, at, words):
    with pytest.raises(RuleError, match=words) as found:
        parse_rule(text)
    assert found.value.position == text.rindex(at)


def test_names_that_papers_give_to_the_weight_stay_names_beside_a_w():
    assert [about.name for about in hypers(parse_rule("w = w - x g"))] == ["x"]
    assert parse_rule("θ = g\nw = w - θ").State._fields == ("theta",)
