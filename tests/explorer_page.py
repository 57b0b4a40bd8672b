"""What a visitor can see and do on the page, for the browser tests; knows its names, not the product."""

import time

import numpy as np
from playwright.sync_api import Locator, Page

MODEL_OF = """window.model_of = (name) => {
    for (const document of window.Bokeh?.documents ?? []) {
        const found = document.get_model_by_name(name)
        if (found) return found
    }
    return null
}"""
"""Finds a model by its name, whichever of Bokeh's documents it stands in."""
_READ_SOURCE = """([name, columns]) => {
    const data = model_of(name).data
    const all = data instanceof Map ? [...data] : Object.entries(data)
    const entries = columns ? all.filter(([key]) => columns.includes(key)) : all
    const exact = (x) => (Number.isFinite(x) ? x : String(x))
    return entries.map(([key, column]) => [key, Array.from(column, exact)])
}"""
_READY = """(waits_for) => {
    if (!window.Bokeh?.documents[0]?.is_idle || !document.documentElement.dataset.live) return false
    const tab = document.querySelector(".stage")?.dataset.shown
    const model = model_of(waits_for ?? (["pairs", "plane"].includes(tab) ? tab : "surface"))
    return model && Bokeh.index.find_one(model)?.frame.bbox.width > 0
}"""
_FIGURE = "Bokeh.index.find_one(model_of('{name}'))"


class ExplorerPage:
    """One tab with the explorer, which is ready once `waits_for` is there, or else the figure of its tab."""

    def __init__(self, page: Page, url: str, waits_for: str | None = None):
        self.page = page
        self.waits_for = waits_for
        page.add_init_script(MODEL_OF)
        page.goto(url)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until all is there, after a load."""
        self.page.wait_for_function(_READY, arg=self.waits_for)

    def wait_until_quiet(self) -> None:
        """Wait until mathematics is set: while its large script starts, presses become long presses."""
        self.page.wait_for_function("() => document.querySelectorAll('.formula svg').length > 0")

    # Controls, by the names that a screen reader would say

    def slider(self, symbol: str) -> Locator:
        return self.page.get_by_role("slider", name=symbol, exact=True)

    def box(self, name: str) -> Locator:
        return self.page.get_by_role("spinbutton", name=name, exact=True)

    def value(self, symbol: str) -> float:
        return float(self.box(f"{symbol} value").input_value())

    def start(self) -> tuple[float, float]:
        return float(self.box("w1").input_value()), float(self.box("w2").input_value())

    def enter(self, name: str, text: str) -> None:
        self.box(name).fill(text)
        self.box(name).press("Enter")

    def choose(self, name: str, key: str) -> None:
        self.page.get_by_role("combobox", name=name, exact=True).select_option(key)

    def expression(self) -> Locator:
        return self.page.get_by_role("textbox", name="Error function", exact=True)

    def says(self, text: str) -> bool:
        return self.page.get_by_text(text).first.is_visible()

    def history(self, name: str) -> Locator:
        """The button Undo or Redo of the page; a message may have a button Undo of its own."""
        return self.page.locator(".undo").get_by_role("button", name=name, exact=True)

    def status(self) -> Locator:
        """The line below the surface, as it is seen."""
        return self.page.locator(".status > p")

    # What the page holds

    def source(self, name: str, *columns: str) -> dict[str, np.ndarray]:
        """The columns of a source, or only some of them."""
        return {
            key: np.array([float(x) for x in column])
            for key, column in self.page.evaluate(_READ_SOURCE, [name, list(columns) or None])
        }

    def trajectory(self) -> dict[str, np.ndarray]:
        return self.source("trajectory")

    def path(self) -> np.ndarray:
        columns = self.source("trajectory", "w1", "w2")
        return np.array([columns["w1"], columns["w2"]])

    def range_of(self, figure: str, axis: str) -> tuple[float, float]:
        return tuple(
            self.page.evaluate(
                f"() => {{ const r = model_of('{figure}').{axis}_range; return [r.start, r.end] }}"
            )
        )

    def at(self, w1: float, w2: float) -> tuple[float, float]:
        """The pixel of a point of the surface."""
        return tuple(
            self.page.evaluate(
                f"""([w1, w2]) => {{
                    const view = {_FIGURE.format(name="surface")}
                    const box = view.canvas_view.el.getBoundingClientRect()
                    const {{ x_scale, y_scale }} = view.frame
                    return [box.left + x_scale.compute(w1), box.top + y_scale.compute(w2)]
                }}""",
                [w1, w2],
            )
        )

    def eventually(self, check, seconds: float = 10.0):
        """Look again and again until `check()` is true (or raises nothing), and return what it returned."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                result = check()
                if result is None or result:
                    return result
                problem = AssertionError(f"{check} stayed false")
            except AssertionError as error:
                problem = error
            if time.monotonic() > deadline:
                raise problem
            self.page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 30))")

    def eventually_follows(self, oracle) -> None:
        """Wait until the path is what the oracle calculates: an array of shape (2, T+1)."""

        def compare():
            path = self.path()
            assert path.shape == oracle.shape
            np.testing.assert_allclose(path, oracle, rtol=1e-9, atol=1e-9)

        self.eventually(compare)
