"""Colours: the blue that belongs to the path alone, the warm ground, and palettes for both themes.

Ramps are straight lines in OKLab (Ottosson 2020), so that equal steps look equal.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


# Many colours are arrays of shape (n, 3).


def _linear(colours: Sequence[str]) -> Array:
    srgb = np.array([list(bytes.fromhex(colour[1:])) for colour in colours]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _oklab(colours: Sequence[str]) -> Array:
    labs: Array = np.cbrt(_linear(colours) @ _RGB_TO_LMS.T) @ _LMS_TO_LAB.T
    return labs


def _hexadecimal(labs: Array) -> list[str]:
    return _of_linear((labs @ _LAB_TO_LMS.T) ** 3 @ _LMS_TO_RGB.T)


def _of_linear(linear: Array) -> list[str]:
    linear = np.clip(linear, 0, 1)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return [f"#{colour.tobytes().hex()}" for colour in np.rint(255 * srgb).astype(np.uint8)]


_RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LMS_TO_RGB, _LAB_TO_LMS = np.linalg.inv(_RGB_TO_LMS), np.linalg.inv(_LMS_TO_LAB)


def ramp(*stops: str, count: int) -> list[str]:
    """Return `count` colours from the first stop to the last, evenly spaced in OKLab."""
    labs = _oklab(stops)
    at = np.linspace(0, len(stops) - 1, count)
    channels = [np.interp(at, range(len(stops)), channel) for channel in labs.T]
    return _hexadecimal(np.transpose(channels))


_NONE, _LETTERS = ord("m"), 12
"""The letter of no difference, and how many there are on either side of it."""


def packed(colours: Sequence[str]) -> str:
    """Return colours as one text that compresses well: one channel after the other, the differences in each.

    A difference from -12 to 12 is a letter from a to y, another one two digits of its rest modulo 256.
    static/draw/palettes.js reads it.
    """
    channels = np.array([list(bytes.fromhex(colour[1:])) for colour in colours])
    differences = np.diff(channels, axis=0, prepend=0).T.ravel().tolist()
    return "".join(
        chr(_NONE + each) if abs(each) <= _LETTERS else f"{each % 256:02X}" for each in differences
    )


PATH_COLOURS = 32
"""Number of colours of a path, from dark to bright."""


def _even(*stops: tuple[float, ...], count: int) -> list[str]:
    """Return colours whose lightness, chroma and hue (in degrees) change evenly in OKLab between stops."""
    at = np.linspace(0, 1, count)
    lightness, chroma, hue = (np.interp(at, np.linspace(0, 1, len(each)), each) for each in stops)
    angle = np.radians(hue)
    return _hexadecimal(np.stack([lightness, chroma * np.cos(angle), chroma * np.sin(angle)], axis=1))


PATHS = {
    "light": _even((0.24, 0.655), (0.11, 0.17), (275, 250), count=PATH_COLOURS),
    "dark": _even((0.56, 0.88), (0.19, 0.065), (264, 236), count=PATH_COLOURS),
}
"""The blues of a path. Their lightness rises evenly, so that equal steps look equal for everybody.

All have a contrast of 3 or more to the page, and to the halo around the path, which is white on light ground
and nearly black on dark ground.
"""
PATH_TOKENS = {
    theme: {"path-dark": blues[0], "path-fan": blues[3 * PATH_COLOURS // 4], "path-bright": blues[-1]}
    for theme, blues in PATHS.items()
}
"""The tokens of style sheets for colours of a path; `path-fan` is for the other paths of a noisy run."""
ENDS = {theme: ["#ffffff", blues[-1]] for theme, blues in PATHS.items()}
"""The colours that fill the start and the end of a path. The edge of both is the path's darkest blue."""
PIN_SHADES = 12
"""Number of shades of a pinned path, from dark to bright."""


def _pin_shades(hue: float, colourfulness: float, theme: str) -> list[str]:
    """Return the shades of a hue: all hues start and end equally light."""
    lightness, chroma = {
        "light": ((0.44, 0.74), (0.11, 0.15)),
        "dark": ((0.58, 0.84), (0.12, 0.09)),
    }[theme]
    low, high = (colourfulness * each for each in chroma)
    return _even(lightness, (low, high), (hue, hue), count=PIN_SHADES)


_ORANGE, _PURPLE, _GREEN, _PINK, _OLIVE, _TEAL, _RED, _MAGENTA = 60, 305, 155, 350, 105, 200, 27, 330
_HUES = [(hue, 1.0) for hue in (_GREEN, _PURPLE, _ORANGE, _PINK, _OLIVE, _TEAL, _RED)]
_HUES += [(0, 0.0), (_MAGENTA, 1.3)]
PINS = {
    theme: [shade for hue, colourfulness in _HUES for shade in _pin_shades(hue, colourfulness, theme)]
    for theme in PATHS
}
"""The shades of pinned runs by their number, 1 to 9, PIN_SHADES for each. A race of nine needs the ninth: its
numbers are ranks."""
PIN_NAMES = {"light": PINS["light"][::PIN_SHADES], "dark": PINS["dark"][PIN_SHADES - 1 :: PIN_SHADES]}
"""The colours of their numbers and names on the ground: the shade with the most contrast to it."""

SIGNED = {
    "light": [
        *ramp("#0b6b63", "#7fc2b6", "#f7f7f5", count=100),
        *ramp("#f7f7f5", "#e8a593", "#b0301f", count=100),
    ],
    "dark": [
        *ramp("#4fd0bd", "#2c7a70", "#22252a", count=100),
        *ramp("#22252a", "#9a4a3c", "#ff8f7a", count=100),
    ],
}
"""Green below zero, red above; zero has nearly the colour of the page."""

BASIN_SHADES = 20
"""Number of shades of an attractor, from quick starts to slow ones."""


def _basin_shades(lightness: tuple[float, float]) -> list[str]:
    """Return muted shades of nine hues, then of three greys: elsewhere, still moving, not finite.

    None is as blue as the path.
    """
    shades = []
    for hue in (_TEAL, _ORANGE, _GREEN, _PURPLE, _OLIVE, _PINK, 130, _RED, 330):
        shades += _even(lightness, (0.05, 0.08), (hue, hue), count=BASIN_SHADES)
    for grey in (0.5, 0.75, 1.0):
        level = lightness[0] + grey * 1.4 * (lightness[1] - lightness[0])
        shades += _hexadecimal(np.array([[level, 0, 0]])) * BASIN_SHADES
    return shades


BASINS = {"light": _basin_shades((0.92, 0.62)), "dark": _basin_shades((0.52, 0.27))}

PLANE_SHADES = 64
"""Number of shades of a hyper-parameter map, from good to bad."""

PLANES = {
    "light": [
        *_even((0.985, 0.93, 0.74, 0.58), (0.012, 0.05, 0.12, 0.11), (95, 84, 60, 44), count=PLANE_SHADES),
        "#6d665f",
        "#82283a",
        "#b9b6b1",
    ],
    "dark": [
        *_even((0.86, 0.72, 0.44, 0.3), (0.075, 0.085, 0.08, 0.06), (92, 82, 62, 45), count=PLANE_SHADES),
        "#2a2522",
        "#7d2740",
        "#4b4a4c",
    ],
}
"""As on the ground, what is luminous is good, and what is deep is bad. The last three colours are for never
close, for an E that has grown, and for not finite."""

NOTHING = 255
"""An empty pixel in an image of colour numbers: no palette is that long."""

CURVATURE = {"light": ["#c2410c", "#8a8f98", "#0f766e"], "dark": ["#ff8a5c", "#b4bac4", "#3fd0bd"]}
"""For directions in which E curves downwards, is level, or curves upwards."""

COMPONENTS = ("#1553c8", "#3a8fe8")
"""The lines of component 1 and component 2 in the traces (the second is dashed as well)."""

SURFACE = {
    "light": _even((0.985, 0.93, 0.83), (0.012, 0.05, 0.1), (95, 84, 70), count=255),
    "dark": _even((0.47, 0.33, 0.22), (0.06, 0.045, 0.028), (84, 68, 52), count=255),
}
"""From low to high. The ground is luminous where E is low, and tells height more by chroma than by lightness.
Its hue is the complement of the path's."""


def _standing_out(contrast: float) -> dict[str, list[str]]:
    """Return for each tone of the surface a colour of the same hue with this contrast to it (WCAG 2.2).

    The colour is darker than the light surface and brighter than the dark one.
    """

    def colours(tones: list[str], power: int) -> list[str]:
        linear = _linear(tones)
        luminance = linear @ np.array([[0.2126], [0.7152], [0.0722]])
        return _of_linear(linear * ((luminance + 0.05) * contrast**power - 0.05) / luminance)

    powers = {"light": -1, "dark": 1}
    return {theme: colours(tones, powers[theme]) for theme, tones in SURFACE.items()}


CONTOURS, CONTOUR_WORDS = _standing_out(3.3), _standing_out(4.95)
"""For contour lines and the words on them, by the tone below; more than 3 and 4.5, because of the relief."""
