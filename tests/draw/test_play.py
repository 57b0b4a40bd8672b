"""How the steps of a run follow each other when it is recorded, however fast the machine is."""

import numpy as np
import pytest


@pytest.mark.parametrize("rate", [30, 12.5])
@pytest.mark.parametrize(
    ("last", "seconds"), [(0, 0), (1, 1 / 12), (12, 1), (96, 8), (97, 8), (300, 8), (10_000, 8)]
)
def test_a_recording_goes_through_the_run_as_the_page_plays_it(draw, last, seconds, rate):
    steps = np.array(draw("play.js", "recorded_steps", last, rate))
    moving = int(np.ceil(seconds * rate - 1e-6))
    before, after = round(0.4 * rate), round(1.6 * rate)
    assert len(steps) == before + moving + after
    assert (steps[:before] == 0).all()
    assert (steps[-after:] == last).all()
    played = steps[before : before + moving]
    speed = max(12, last / 8)
    np.testing.assert_array_equal(played, np.floor(np.arange(moving) / rate * speed + 1e-6))
    assert (played <= last).all()
