"""Screenshots of all that the page shows, in seven sizes, light and dark, taken by one command:

    python tests/browser/screenshots.py FOLDER

Words after the folder are parts of the names of those to take: `... FOLDER 1440x900-light lesson`.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from chromium import ARGUMENTS, chromium_path
from explorer_page import ExplorerPage
from explorer_server import running

from app.contract import TABS
from app.lessons import LESSONS
from app.panels import PANELS

SIZES = ((1440, 900), (1366, 768), (1280, 720), (1024, 768), (768, 1024), (390, 844), (360, 640))
"""Desks, a tablet held across and upright, and phones."""
ALL_LESSONS = ((1440, 900), (390, 844))
"""The sizes in which every lesson is taken, and not only the first."""
DESK = 1101
"""Width from which the page is one screen, and has a form for a projector."""
THEMES = ("light", "dark")
TWO = "?run=momentum:eta=0.001,alpha=0.9&run=adam:eta=0.5,beta1=0.9,beta2=0.999,epsilon=1e-8"
_NO_MAP_IS_MADE = "() => [...document.querySelectorAll('.map-progress > *')].every((part) => part.hidden)"
_RELIEF_IS_FINE = """() => [...document.querySelectorAll(".relief:not([hidden])")]
    .every(({ dataset }) => dataset.settled === "yes")"""


def _nothing(page: Page) -> None:
    pass


class Scene(NamedTuple):
    """A link, and what is done there before the picture is taken."""

    query: str
    act: Callable[[Page], object] = _nothing
    whole: bool = False
    """Whether the picture goes down to the end of a page that scrolls."""
    figure: str = "surface"
    """The figure that must be there."""
    sizes: tuple[tuple[int, int], ...] = SIZES


def _press(name: str) -> Callable[[Page], None]:
    return lambda page: page.locator("header").get_by_role("button", name=name, exact=True).click()


def _type_wrong(page: Page) -> None:
    page.get_by_role("textbox", name="Error function", exact=True).fill("3 w1^2 + 10 foo(w2)")
    page.locator(".verdict code").wait_for()


def _read_tip(page: Page) -> None:
    page.get_by_role("button", name="About: Details").click()


def _read_words(page: Page) -> None:
    _read_tip(page)
    page.get_by_role("button", name="All words").click()


def _figure_of(lesson: str) -> str:
    return "pairs" if "tab=pairs" in LESSONS[lesson].link else "surface"


def _projected(query: str, keys: str = "p", figure: str = "surface") -> Scene:
    desks = tuple(size for size in SIZES if size[0] >= DESK)
    return Scene(query, lambda page: page.keyboard.type(keys), figure=figure, sizes=desks)


SCENES = {
    "opening": Scene("", whole=True),
    "two-runs": Scene(TWO),
    **{
        f"tab-{key}": Scene(f"{TWO}&tab={key}", figure="pairs" if key == "pairs" else "surface")
        for key in list(TABS)[1:]
    },
    **{f"panel-{key}": Scene(f"{TWO}&panel={key}", whole=True) for key in PANELS},
    **{
        f"lesson-{key}": Scene(
            f"?lesson={key}", figure=_figure_of(key), sizes=SIZES if k == 0 else ALL_LESSONS
        )
        for k, key in enumerate(LESSONS)
    },
    "data": Scene("?lesson=mini-batches&panel=data", whole=True),
    "projector": _projected("?lesson=momentum"),
    "projector-arithmetic": _projected("?lesson=adam", "pa"),
    **{
        f"projector-{key}": _projected(f"{TWO}&tab={key}", figure=figure)
        for key, figure in (("basins", "surface"), ("plane", "plane"), ("pairs", "pairs"))
    },
    "projector-relief": _projected(f"{TWO}&camera=-30,40"),
    "relief": Scene(f"{TWO}&camera=-30,40"),
    "relief-basins": Scene(f"{TWO}&camera=50,35&height=log&tab=basins"),
    "error": Scene("", _type_wrong),
    "notice": Scene("?unknown=1&steps=much"),
    "rosenbrock": Scene("?e=(1-w1)^2%2B100(w2-w1^2)^2&start=-1.2,1&run=adam:eta=0.05&view=-2,2,-1,3"),
    "menu-lessons": Scene("", _press("Lessons")),
    "menu-export": Scene("", _press("Share")),
    "keys": Scene("", lambda page: page.keyboard.press("?")),
    "tip": Scene("?panel=curvature", _read_tip),
    "words": Scene("?panel=step", _read_words),
}


def take(browser: Browser, address: str, folder: Path, names: dict[str, tuple]) -> None:
    """Take the pictures of these names, each with its size, theme and scene."""
    for name, (width, height, theme, scene) in names.items():
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion="reduce",
            has_touch=width < DESK,
        )
        page = context.new_page()
        explorer = ExplorerPage(page, address + scene.query, scene.figure)
        explorer.wait_until_quiet()
        scene.act(page)
        page.wait_for_function(_NO_MAP_IS_MADE)
        page.wait_for_function(_RELIEF_IS_FINE)
        explorer.wait_until_still()
        page.screenshot(path=folder / f"{name}.png", full_page=scene.whole)
        context.close()
        print(name, flush=True)


def main(folder: str, *parts: str) -> None:
    """Take all pictures whose names have all of these parts."""
    names = {
        f"{width}x{height}-{theme}-{name}": (width, height, theme, scene)
        for width, height in SIZES
        for theme in THEMES
        for name, scene in SCENES.items()
        if (width, height) in scene.sizes
    }
    wanted = {name: what for name, what in names.items() if all(part in name for part in parts)}
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as elsewhere,
        running(Path(elsewhere)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        take(browser, server.address, out, wanted)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
