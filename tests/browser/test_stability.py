"""The panel Stability: drawn while it is open, it moves with the run, and a press moves the cursor."""

import numpy as np

EDGE = "e=(1-w1^2 w2^2)^2/4&start=1.5,0.6&view=-0.5,2.5,-0.5,1.5&run=gradient-descent:eta=0.4"


def test_the_sharpness_and_the_bound_are_drawn_while_the_panel_is_open(visit):
    page = visit(f"?{EDGE}")
    assert page.page.evaluate("model_of('stability')") is None
    page.open_panel("Stability")
    page.eventually(lambda: page.page.evaluate("model_of('stability') !== null"))
    page.eventually(lambda: len(page.source("stability_bound")["t"]) == 300)
    np.testing.assert_allclose(page.source("stability_bound")["value"], 5)
    sharpness = page.source("stability_sharpness")["value"]
    assert page.source("stability_crossing")["t"].tolist() == [2]
    assert sharpness[1] > 5 > sharpness[0]
    page.eventually(lambda: page.says("The step is stable until t = 1"))
    low, high = page.range_of("stability", "y")
    assert low < sharpness.min() < sharpness.max() < high
    page.eventually(lambda: page.range_of("stability", "x") == (0, 300))


def test_it_moves_with_the_rate_and_the_schedule(visit):
    page = visit(f"?{EDGE}&panel=stability")
    page.eventually(lambda: len(page.source("stability_bound")["t"]) == 300)
    page.enter("η value", "0.2")
    page.eventually(lambda: np.allclose(page.source("stability_bound")["value"], 10))
    page.choose("Schedule", "linear")
    page.eventually(lambda: page.source("stability_bound")["value"][-1] > 1000)
    page.choose("Optimizer", "lion")
    page.eventually(lambda: len(page.source("stability_bound")["t"]) == 0)
    page.eventually(lambda: page.says("theory has no bound for Lion"))


def test_a_press_moves_the_cursor(visit):
    page = visit(f"?{EDGE}&panel=stability&t=5")
    page.eventually(lambda: len(page.source("stability_bound")["t"]) == 300)
    page.eventually(lambda: page.source("stability_time")["t"].tolist() == [5])
    page.wait_until_still()
    page.page.mouse.click(*page.middle("stability"))
    page.eventually(lambda: page.source("stability_time")["t"][0] > 50)
    page.wait_until_settled()
    assert page.source("time")["t"].tolist() == page.source("stability_time")["t"].tolist()
