"""The page's tokens: text has a contrast of 4.5 or more, lines that mean something 3, in light and dark."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from contrasts import contrast

import app.session.page  # noqa: F401 (it registers the widget's sheet)
from app import assets, look
from app.panels import RENDERERS

STATIC = Path(__file__).parents[1] / "static"
_SHEET = (STATIC / "tokens.css").read_text(encoding="utf-8")
_DARK = re.search(r':root\[data-theme="dark"\] \{(.*?)\n\}', _SHEET, re.DOTALL)[1]
_LIGHT = re.search(r"^:root \{(.*?)\n\}", _SHEET, re.DOTALL | re.MULTILINE)[1]
_SPACING = re.compile(r"\b((?:row-|column-)?gap|(?:padding|margin)(?:-[a-z]+)*): ([^;}]+)")


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


THEMES = {
    "light": colours(_LIGHT) | look.PATH_TOKENS["light"],
    "dark": colours(_LIGHT) | colours(_DARK) | look.PATH_TOKENS["dark"],
}
GROUNDS = ("page", "panel", "field")
TEXTS = ("text", "soft", "bad", "accent")
LINES = ("edge", "accent", "first", "second", "gradient", "moment", "update", "bad")


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", THEMES)
def test_words_stand_out_from_what_they_stand_on(theme):
    tokens = THEMES[theme]
    for text in TEXTS:
        for ground in GROUNDS:
            assert contrast(tokens[text], tokens[ground]) >= 4.5, (text, ground)
    assert contrast(tokens["on-accent"], tokens["accent"]) >= 4.5
    assert contrast(tokens["text"], tokens["mark"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_lines_that_mean_something_stand_out_from_the_page(theme):
    tokens = THEMES[theme]
    for line in LINES:
        for ground in ("page", "field"):
            assert contrast(tokens[line], tokens[ground]) >= 3, (line, ground)


@pytest.mark.parametrize("theme", THEMES)
def test_contour_lines_and_their_words_stand_out_from_the_ground_below(theme):
    tones, relief = look.SURFACE[theme], 13
    for at, (line, word) in enumerate(zip(look.CONTOURS[theme], look.CONTOUR_WORDS[theme], strict=True)):
        for tone in tones[max(at - relief, 0) : at + relief + 1]:
            assert contrast(line, tone) >= 3
            assert contrast(word, tone) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_a_path_stands_out_along_all_of_its_length_from_its_halo_and_from_the_page(theme):
    tokens = THEMES[theme]
    for colour in (*look.PATHS[theme], *look.CURVATURE[theme]):
        for ground in ("halo", "page", "field"):
            assert contrast(colour, tokens[ground]) >= 3, (colour, ground)
    for colour in look.PATHS[theme]:  # where it is nearly as light as the ground, its halo is not
        for tone in look.SURFACE[theme]:
            assert max(contrast(colour, tone), contrast(tokens["halo"], tone)) >= 1.7


@pytest.mark.parametrize("theme", THEMES)
def test_the_lightness_of_a_path_rises_evenly_from_dark_to_bright(theme):
    lightness = [oklab(colour)[0] for colour in look.PATHS[theme]]
    assert lightness[-1] - lightness[0] > 0.3
    even = np.linspace(lightness[0], lightness[-1], len(lightness))
    np.testing.assert_allclose(lightness, even, atol=0.003)  # channels are whole numbers
    for hue in range(0, len(look.PINS[theme]), look.PIN_SHADES):
        shades = look.PINS[theme][hue : hue + look.PIN_SHADES]
        assert (np.diff([oklab(shade)[0] for shade in shades]) > 0).all()


def oklab(colour: str) -> np.ndarray:
    """Lightness, a and b (Ottosson 2020)."""
    srgb = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    to_lms = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    to_lab = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return np.array(to_lab) @ np.cbrt(np.array(to_lms) @ linear)


@pytest.mark.parametrize("name", ["page.css", "embed.css"])
def test_the_page_and_the_widget_have_the_tokens_of_the_path(name):
    sheet = assets.content(name).decode()
    for theme, selector in (("light", ":root"), ("dark", ':root[data-theme="dark"]')):
        written = re.findall(rf"^{re.escape(selector)} \{{(.*?)\}}$", sheet, re.MULTILINE)
        assert look.PATH_TOKENS[theme] in map(colours, written)


def test_every_colour_of_the_page_is_a_token():
    for sheet in STATIC.rglob("*.css"):
        if sheet.name == "tokens.css":
            continue
        text = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)", text)) <= {"#ffffff"}, sheet.name
    html = (STATIC / "page.html").read_text(encoding="utf-8")
    of_browser = re.findall('"theme-color" content="(.*?)"', html)
    assert of_browser == [THEMES[theme]["page"] for theme in ("light", "dark")]


def rules(sheet: str) -> list[tuple[str, set[str]]]:
    """The rules of a sheet, as (selector, declarations)."""
    text = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    found = re.findall(r"([^{};]+)\{([^{}]*)\}", text)
    return [(selector.strip(), {each.strip() for each in body.split(";")} - {""}) for selector, body in found]


def test_no_rule_is_written_twice_and_no_piece_of_a_page():
    every = [rule for sheet in STATIC.rglob("*.css") for rule in rules(sheet.read_text(encoding="utf-8"))]
    for (one, first), (other, second) in combinations(every, 2):
        if "-thumb" not in one:  # browsers want a rule each for theirs
            assert len(first & second) < 4, (one, other)
    seen = set()
    for page in STATIC.glob("*.html"):
        lines = [line.strip() for line in page.read_text(encoding="utf-8").splitlines()]
        for piece in zip(*(lines[at:] for at in range(5)), strict=False):
            assert piece not in seen
            seen.add(piece)


def test_spacing_stands_on_a_grid_of_4_pixels_apart_from_hairlines():
    for path in STATIC.rglob("*.css"):
        for name, value in _SPACING.findall(path.read_text(encoding="utf-8")):
            for pixels in re.findall(r"\b([\d.]+)px", value):
                assert float(pixels) <= 2 or float(pixels) % 4 == 0, (path.name, name, value)


def test_every_token_is_used_and_every_used_one_exists():
    sheets = "".join(path.read_text(encoding="utf-8") for path in STATIC.rglob("*.css"))
    scripts = "".join(path.read_text(encoding="utf-8") for path in STATIC.rglob("*.js"))
    from_scripts = set(re.findall(r'setProperty\("--([\w-]+)"', scripts))
    defined = set(re.findall(r"--([\w-]+):", sheets)) | from_scripts | set(look.PATH_TOKENS["light"])
    used = set(re.findall(r"var\(--([\w-]+)", sheets))
    assert used <= defined
    used |= set(re.findall(r"var\(--([\w-]+)\)", scripts))
    used |= set(re.findall(r'"(?:var\(--)?([\w-]+)\)?"', scripts)) | set(RENDERERS.values())
    assert defined <= used


@pytest.mark.parametrize("theme", THEMES)
def test_a_presenters_pen_is_seen_on_any_colour(theme):
    pen, edge = THEMES[theme]["pen"], THEMES[theme]["pen-edge"]
    for grey in range(256):
        ground = "#" + 3 * f"{grey:02x}"
        assert max(contrast(pen, ground), contrast(edge, ground)) >= 3
