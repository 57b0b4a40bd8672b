"""How the steps of a run follow each other while it is played or recorded, however fast the machine is."""

import numpy as np
import pytest

VIEW, FRAME = [[0, 100], [0, 100]], {"width": 500, "height": 500}


def pace(draw, w1):
    return draw("play.js", "pace_of", {"w1": w1, "w2": np.zeros(len(w1))}, VIEW, FRAME)


@pytest.mark.parametrize("rate", [30, 12.5])
@pytest.mark.parametrize(
    ("last", "seconds"), [(0, 0), (1, 1 / 12), (12, 1), (96, 8), (97, 8), (300, 8), (10_000, 8)]
)
def test_a_recording_of_equal_steps_goes_through_them_evenly(draw, last, seconds, rate):
    steps = np.array(draw("play.js", "recorded_steps", pace(draw, np.linspace(0, 50, last + 1)), rate))
    moving = int(np.ceil(seconds * rate - 1e-6))
    before, after = round(0.4 * rate), round(1.6 * rate)
    assert len(steps) == before + moving + after
    assert (steps[:before] == 0).all()
    assert (steps[-after:] == last).all()
    played = steps[before : before + moving]
    np.testing.assert_array_equal(played, np.floor(np.arange(moving) / max(moving, 1) * last + 1e-6))


def test_a_path_goes_at_one_speed_on_the_screen_and_its_tail_is_short(draw):
    w1 = 50 * 0.9 ** np.arange(301)  # after 50 of 300 steps it has all but arrived
    shares = np.array(pace(draw, w1))
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(1)
    assert (np.diff(shares) > 0).all()
    assert shares[50] == pytest.approx(0.75 * (w1[0] - w1[50]) / (w1[0] - w1[-1]) + 0.25 * 50 / 300)
    for share in (0, 0.3, 0.62, 1):
        at = draw("play.js", "step_at", shares, share)
        assert at == np.flatnonzero(shares <= share + 1e-9)[-1]


def test_what_leaves_the_view_and_what_stands_still_takes_no_longer(draw):
    wild = [0, 10, 20, 1e9, 20, 10]
    assert draw("play.js", "pace_of", {"w1": wild, "w2": np.zeros(6)}, VIEW, FRAME)[2] > 0.1
    np.testing.assert_allclose(pace(draw, np.full(5, 3.0)), np.linspace(0, 1, 5))
