"""The axes of a hyper-parameter map: their ticks are round, in range, and at the values that they name."""

import math
from dataclasses import replace

import numpy as np
import pytest

from app.maps.slider_axes import position
from app.words.axes import told_axis
from optimizers import OPTIMIZERS, hypers

HYPERS = {f"{key}-{about.name}": about for key, method in OPTIMIZERS.items() for about in hypers(method)}
every_hyper = pytest.mark.parametrize("about", HYPERS.values(), ids=HYPERS.keys())
SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


def number(word):
    power = word.startswith("10") and word[2:].translate(SUPERSCRIPTS)
    return 10.0 ** int(power) if power and power != word[2:] else float(word.translate(SUPERSCRIPTS))


@every_hyper
def test_ticks_lie_within_the_range_at_the_values_that_they_name(about):
    found = told_axis(about)
    ticks, minor = np.array(found["ticks"]), np.array(found["minor"])
    assert 4 <= ticks.size == len(found["words"]) <= 8, (
        f"The slider of {about.symbol}, from {about.low:g} to {about.high:g}, must have 4 to 8 ticks. "
        "Change its low or high (on a log scale, to three decades or more)."
    )
    for places in (ticks, minor):
        assert (np.diff(places) > 0).all()
        assert (places >= found["start"] - 1e-9).all()
        assert (places <= found["end"] + 1e-9).all()
    assert not set(ticks) & set(minor)
    for place, word in zip(ticks, found["words"], strict=True):
        assert position(about, number(word)) == pytest.approx(place, abs=1e-12)
    assert (found["field"], found["scale"]) == (about.name, about.scale)
    assert found["label"] == f"{about.symbol} {about.meaning}"
    assert found["start"] < found["end"]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (1e-5, 10, ("10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "1", "10")),
        (1e-12, 1, ("10⁻¹²", "10⁻¹⁰", "10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1")),
        (1e-20, 1, ("10⁻¹⁸", "10⁻¹⁵", "10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "1")),
        (0.003, 2, ("0.01", "0.1", "1")),
        (0.05, 1, ("0.05", "0.1", "0.2", "0.5", "1")),
        (0.3, 0.7, ("0.5",)),
        (1e3, 1e5, ("10³", "10⁴", "10⁵")),
    ],
)
def test_ticks_of_logarithmic_sliders(low, high, words):
    about = replace(HYPERS["adam-eta"], low=low, high=high)
    found = told_axis(about)
    assert found["words"] == words
    np.testing.assert_allclose(found["ticks"], [math.log10(number(word)) for word in words], atol=1e-12)


@pytest.mark.parametrize(
    ("low", "high", "words", "minor"),
    [
        (0, 1, ("0", "0.2", "0.4", "0.6", "0.8", "1.0"), 0.05),
        (0, 0.99, ("0", "0.2", "0.4", "0.6", "0.8"), 0.05),
        (0.05, 1, ("0.2", "0.4", "0.6", "0.8", "1.0"), 0.05),
        (-3, 4, ("−3", "−2", "−1", "0", "1", "2", "3", "4"), 0.2),
        (0, 35, ("0", "5", "10", "15", "20", "25", "30", "35"), 1),
        (10, 2000, ("500", "1000", "1500", "2000"), 100),
    ],
)
def test_ticks_of_linear_sliders(low, high, words, minor):
    found = told_axis(replace(HYPERS["adam-beta1"], low=low, high=high))
    assert found["words"] == words
    places = sorted([*found["ticks"], *found["minor"]])
    np.testing.assert_allclose(np.diff(places), minor, rtol=1e-9)


def test_the_height_of_a_strip_has_neither_name_nor_ticks():
    found = told_axis(None)
    assert (found["start"], found["end"], found["field"], found["label"]) == (0, 1, None, "")
    assert not found["ticks"] + found["minor"]
    assert position(None, 0.5) == 0.5
