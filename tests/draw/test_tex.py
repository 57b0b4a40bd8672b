"""Where a number that is put into a formula needs no brackets."""

import re


def test_a_negative_number_needs_no_brackets_where_its_sign_cannot_be_misread(draw):
    def apart(formula):
        at = formula.index("⟨g⟩")
        return draw("tex.js", "stands_apart", formula, at, 3)

    for formula in (r"⟨g⟩ - 1", r"2 \cdot \operatorname{sign}\left(⟨g⟩\right)", r"1 + \left|{⟨g⟩}\right|"):
        assert apart(formula)
    for formula in (
        r"\min\left(1, ⟨g⟩\right)",
        r"\max\left(⟨g⟩, 1\right)",
        r"\left(\left|{⟨g⟩}\right|, 1\right)",
        r"\frac{⟨g⟩}{2}",
        r"1 - \frac{2}{⟨g⟩}",
        r"\frac{x_{1}}{⟨g⟩}",
        r"\sqrt{⟨g⟩}",
    ):
        assert apart(formula)
    rows = r"\begin{cases} ⟨a⟩ & \text{where } ⟨b⟩ \leq 0 \\ ⟨c⟩ & \text{else} \end{cases}"
    for name in "abc":
        assert apart(re.sub("⟨[^" + name + "]⟩", "1", rows).replace(f"⟨{name}⟩", "⟨g⟩"))
    for formula in (
        r"⟨g⟩^{2} + 1",
        r"⟨g⟩ \cdot 2",
        r"1 - ⟨g⟩",
        r"\left(1 - ⟨g⟩\right)",
        r"\left(⟨g⟩ - 1\right)",
        r"\left(⟨g⟩\right)^{2}",
        r"x^{2}{⟨g⟩}",
        r"\frac{{⟨g⟩}^{2}}{2}",
        r"\frac{2 ⟨g⟩}{3}",
    ):
        assert not apart(formula)


def test_the_base_of_a_power_is_found(draw):
    for formula, answer in (
        (r"{⟨g⟩}^{2}", True),
        (r"⟨g⟩^{t}", True),
        (r"⟨g⟩ + x^{2}", False),
        (r"\sqrt{⟨g⟩}", False),
    ):
        assert draw("tex.js", "is_base", formula, formula.index("⟨g⟩"), 3) is answer
