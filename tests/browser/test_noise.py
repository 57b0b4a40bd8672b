"""Noise on the page: what the sliders set is in the path, the arithmetic and the link, and comes again."""

import numpy as np
from playwright.sync_api import expect

START = (-15, 20)
ETA = 0.001


def noisy_descent(sigma: float, seed: int, path: int, steps: int) -> np.ndarray:
    """Gradient descent on the bowl with normal noise in every gradient, by hand."""
    noise = sigma * np.random.default_rng([seed, path]).standard_normal((steps + 1, 2))
    w = [np.array(START, dtype=float)]
    for t in range(steps):
        w.append(w[-1] - ETA * (np.array([6.0, 20.0]) * w[-1] + noise[t]))
    return np.array(w).T


def test_a_link_with_noise_gives_the_same_fan_every_time(visit):
    query = f"?noise=20&seed=5&fan=4&steps=80&run=gradient-descent:eta={ETA}&panel=noise"
    page = visit(query)
    page.eventually_follows(noisy_descent(20, 5, 0, 80))
    lines = "() => model_of('fan').data.w1.map((line) => Array.from(line))"
    fan = page.page.evaluate(lines)
    np.testing.assert_allclose(fan, [noisy_descent(20, 5, path, 80)[0] for path in (1, 2, 3)], rtol=1e-9)
    expect(page.page.locator(".noise .heard")).to_contain_text("4 paths.")
    assert visit(query.replace("seed=5", "seed=6")).page.evaluate(lines) != fan
    assert visit(query).page.evaluate(lines) == fan


def test_the_noise_follows_its_sliders_and_is_in_the_address(visit):
    page = visit(f"?steps=50&run=gradient-descent:eta={ETA}")
    exact = page.path()
    page.open_panel("Noise")
    page.slider("σ").press("End")
    page.eventually_follows(noisy_descent(1000, 0, 0, 50))
    page.page.get_by_role("button", name="Another seed").click()
    page.eventually_follows(noisy_descent(1000, 1, 0, 50))
    page.eventually(lambda: "noise=1000.0&seed=1&run" in page.page.url)
    page.enter("Seed", "4,294,967,295")
    page.eventually(lambda: "seed=4294967295&" in page.page.url)
    page.page.get_by_role("button", name="Another seed").click()
    page.eventually_follows(noisy_descent(1000, 0, 0, 50))
    page.open_panel("Step")
    expect(page.page.locator(".step .formula").first).to_be_visible()
    page.open_panel("Noise")
    page.slider("σ").press("Home")
    page.eventually_follows(exact)
    assert page.value("σ") == 0


def test_with_several_paths_the_error_says_that_it_is_that_of_one(visit):
    page = visit(f"?steps=50&noise=20&fan=12&panel=noise&run=gradient-descent:eta={ETA}")
    name = page.page.locator("[data-trace=error] .trace-head > span")
    expect(name).to_have_text("error, one of 12 paths")
    page.slider("Paths").press("ArrowRight")
    expect(name).to_have_text("error, one of 13 paths")
    page.slider("σ").press("Home")
    expect(name).to_have_text("error")


def test_maps_beside_a_noisy_run_say_that_they_are_without(visit):
    page = visit("?tab=plane&steps=50&noise=300&run=momentum:eta=0.001,alpha=0.9", waits_for="plane")
    legend = page.page.locator(".plane-legend")
    expect(legend).to_contain_text("best")
    expect(legend.locator("> span").first).to_have_text("without noise")
    page.page.get_by_role("tab", name="Basins").click()
    expect(page.page.locator(".basin-legend li").first).to_have_text("without noise")
    page.open_panel("Noise")
    page.slider("σ").press("Home")
    expect(page.page.locator(".basin-legend")).not_to_contain_text("without noise")
