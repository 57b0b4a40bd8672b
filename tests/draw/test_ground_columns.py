"""The ground: its tones, contour lines and labels are true to E."""

from functools import cache

import numpy as np
import pytest

from surfaces import GALLERY, Surface

every_surface = pytest.mark.parametrize("surface", GALLERY.values(), ids=GALLERY.keys())
FRAME = {"width": 600, "height": 450}
SHAPE = (194, 259)
RELIEF = 13
ODD = ["5", "sqrt(w1 - 100)", "1e300 w1^2", "1e-300 w1", "1.7e308 sin(w1)"]


def places(view, shape=SHAPE):
    return np.linspace(*view[0], shape[1]), np.linspace(*view[1], shape[0])


def samples(surface, view=None, shape=SHAPE):
    view = view or surface.domain
    values = surface.value(*np.meshgrid(*places(view, shape)))
    return {"view": view, "values": values.ravel(), "shape": shape}


WHOLE = """async (samples, minima, frame, paths, above) => {
  const { label_places } = await import(address.replace("ground_columns.js", "labels.js"))
  const { sources, lines } = module.ground_columns(samples, minima)
  const labels = label_places(lines, samples.view, frame, paths)
  return { ...sources, ...module.contour_columns(lines, labels, samples.view, frame, above) }
}"""


@cache
def columns_of(draw, surface, view=None):
    """The columns of all sources."""
    return columns_with(draw, surface, view)


def columns_with(draw, surface, view=None, paths=(), above=()):
    """The columns of all sources, with the labels off some paths, and without those that a line is above."""
    (found,) = draw.work(
        "ground_columns.js", WHOLE, [[samples(surface, view), surface.minima, FRAME, paths, above]]
    )
    return found


@cache
def scale_of(draw, surface, view=None):
    return draw("ground_columns.js", "ground_scale", samples(surface, view))


def share(scale, error):
    """The share of the scale at which E lies."""
    low, high, power = (scale[name] for name in ("low", "high", "power"))
    return ((np.clip(error, low, high) - low) / (high - low)) ** (1 / power)


@pytest.mark.parametrize("frame", [(600, 450), (300, 900), (448, 448), (20, 3000)])
def test_samples_are_as_far_apart_to_the_right_as_upwards(draw, frame):
    rows, columns = draw("ground_columns.js", "sample_shape", {"width": frame[0], "height": frame[1]})
    assert rows * columns == pytest.approx(224**2, rel=0.02)
    if frame != (20, 3000):  # so many columns at least
        assert columns / rows == pytest.approx(frame[0] / frame[1], rel=0.02)
    coarse = draw("ground_columns.js", "sample_shape", {"width": frame[0], "height": frame[1]}, 4)
    assert np.prod(coarse) == pytest.approx(rows * columns / 16, rel=0.05)


@every_surface
def test_the_scale_uses_its_whole_range_and_its_levels_ascend(draw, surface):
    scale = scale_of(draw, surface)
    errors = samples(surface)["values"]
    shares = share(scale, errors[~np.isnan(errors)])
    assert shares.min() < 0.02
    assert shares.max() > 0.98
    assert shares.std() > 0.1
    levels = [level["share"] for level in scale["levels"]]
    assert len(levels) >= 10
    assert (np.diff(levels) > 0).all()
    assert 0 < levels[0] < levels[-1] < 1


@every_surface
def test_levels_are_errors_with_few_digits(draw, surface):
    scale = scale_of(draw, surface)
    for level in scale["levels"]:
        assert share(scale, level["error"]) == pytest.approx(level["share"], abs=1e-9)
        assert float(f"{level['error']:.3g}") == level["error"]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(13.1, 14.2, 14), (0.93, 1.07, 1), (-3.3, 2, 0), (-2300, -1900, -2000), (1.21e-9, 1.29e-9, 1.25e-9)],
)
def test_the_number_with_the_fewest_digits_is_taken(draw, low, high, expected):
    assert draw("ground_columns.js", "roundest", low, high) == expected


def test_a_pole_does_not_take_all_tones(draw):
    surface, view = Surface.parse("1/w1^2 + w2^2"), ((-3, 3), (-3, 3))
    errors = samples(surface, view)["values"]
    assert np.std(share(scale_of(draw, surface, view), errors[~np.isnan(errors)])) > 0.1


@every_surface
def test_pixels_have_their_middles_at_the_samples_and_go_by_the_error(draw, surface):
    columns = columns_of(draw, surface)
    (image,) = columns["ground"]["image"]
    rows, n = image["shape"]
    assert (rows, n) == SHAPE
    ((x,), (dw,), (y,), (dh,)) = (columns["ground"][name] for name in ("x", "dw", "y", "dh"))
    w1, w2 = x + (np.arange(n) + 0.5) * dw / n, y + (np.arange(rows) + 0.5) * dh / rows
    for along, interval in ((w1, surface.domain[0]), (w2, surface.domain[1])):
        np.testing.assert_allclose(along, np.linspace(*interval, len(along)), atol=1e-12)
    values = np.array(image["values"]).reshape(rows, n)
    level = (
        1 + RELIEF + (254 - 2 * RELIEF) * share(scale_of(draw, surface), surface.value(*np.meshgrid(w1, w2)))
    )
    assert np.abs(values - level).max() <= RELIEF + 1
    assert 1 <= values.min() <= 30
    assert 226 <= values.max() <= 255


def test_slopes_that_face_the_top_left_are_brighter_and_their_opposite_darker(draw):
    surface, view = Surface.parse("w1^2 + w2^2"), ((-4, 4), (-3, 3))
    columns = columns_of(draw, surface, view)
    tone = np.array(columns["ground"]["image"][0]["values"]).reshape(SHAPE).astype(int)
    turned = tone[::-1, ::-1]  # what lies on the other side of the minimum, as high
    faces = np.array([[w1 - w2 > 0.5 for w1 in places(view)[0]] for w2 in places(view)[1]])
    assert (tone[faces] < turned[faces]).all()


def test_where_there_is_no_error_there_is_neither_colour_nor_line(draw):
    columns = columns_of(draw, Surface.parse("log(w1)"), ((-1, 1), (-1, 1)))
    values = np.array(columns["ground"]["image"][0]["values"]).reshape(SHAPE)
    outside = np.linspace(-1, 1, values.shape[1]) <= 0
    assert (values[:, outside] == 0).all()
    assert (values[:, ~outside] > 0).all()
    assert len(columns["contour_lines"]["w1"]) > 5
    assert all(np.nanmin(line) > 0 for line in columns["contour_lines"]["w1"])


@every_surface
def test_along_a_contour_line_the_error_is_its_level(draw, surface):
    scale, lines = scale_of(draw, surface), columns_of(draw, surface)["contour_lines"]
    assert len(lines["w1"]) == len(lines["w2"]) >= 10
    levels = []
    for w1, w2 in zip(lines["w1"], lines["w2"], strict=True):
        w1, w2 = np.array(w1), np.array(w2)
        np.testing.assert_array_equal(np.isnan(w1), np.isnan(w2))
        solid = ~np.isnan(w1)
        shares = share(scale, surface.value(w1[solid], w2[solid]))
        levels.append(
            min(
                (level["share"] for level in scale["levels"]),
                key=lambda level, shares=shares: abs(level - np.median(shares)),
            )
        )
        off = np.abs(shares - levels[-1])
        if np.count_nonzero(solid) < 8:  # a loop about as small as the samples are apart
            assert off.max() < 0.05
            continue
        assert np.median(off) < 3e-3
        # Narrow valleys and steps bend between samples, by no more than from one line to the next.
        assert np.quantile(off, 0.95) < 0.03
    assert (np.diff(levels) > 0).all()
    assert (np.diff(lines["tone"]) > 0).all()
    assert 1 < lines["tone"][0] < lines["tone"][-1] < 255
    named = [tone for tone, alpha in zip(lines["tone"], lines["alpha"], strict=True) if alpha == 1]
    assert sorted(columns_of(draw, surface)["contour_labels"]["tone"]) == named, "the others are faint"


@every_surface
def test_labels_say_the_error_where_they_stand_and_keep_apart(draw, surface):
    columns = columns_of(draw, surface)
    labels = columns["contour_labels"]
    assert 1 <= len(labels["word"]) <= 6
    (w1_low, w1_high), (w2_low, w2_high) = surface.domain
    at = np.array(
        [
            ((w1 - w1_low) / (w1_high - w1_low) * 600, (w2 - w2_low) / (w2_high - w2_low) * 450)
            for w1, w2 in zip(labels["w1"], labels["w2"], strict=True)
        ]
    )
    assert (at > 20).all()
    assert (at < (580, 430)).all()
    for i, point in enumerate(at):
        assert all(np.hypot(*(point - other)) >= 90 for other in at[:i])
    scale = scale_of(draw, surface)
    for w1, w2, word, angle, _ in zip(*labels.values(), strict=True):
        error = float(word.replace("−", "-"))
        assert share(scale, surface.value(w1, w2)) == pytest.approx(share(scale, error), abs=0.03)
        assert -np.pi / 2 <= angle <= np.pi / 2
    for (x, y), word in zip(at, labels["word"], strict=True):
        for line in zip(columns["contour_lines"]["w1"], columns["contour_lines"]["w2"], strict=True):
            line_x = (np.array(line[0]) - w1_low) / (w1_high - w1_low) * 600
            line_y = (np.array(line[1]) - w2_low) / (w2_high - w2_low) * 450
            same = np.nanmedian(share(scale, surface.value(*map(np.array, line))))
            if abs(same - share(scale, float(word.replace("−", "-")))) < 0.02:
                assert np.nanmin(np.hypot(line_x - x, line_y - y)) > 3 * len(word), "its line is cut for it"


def pixels_of(surface, w1, w2):
    (w1_low, w1_high), (w2_low, w2_high) = surface.domain
    return np.array([(w1 - w1_low) / (w1_high - w1_low) * 600, (w2 - w2_low) / (w2_high - w2_low) * 450]).T


def along(labels, surface):
    """The points from the first letter to the last of each label, in pixels."""
    middles = pixels_of(surface, np.array(labels["w1"]), np.array(labels["w2"]))
    half = 3.25 * np.array([len(word) for word in labels["word"]])
    ways = np.array([np.cos(labels["angle"]), np.sin(labels["angle"])]).T * half[:, None]
    return middles[:, None] + np.linspace(-1, 1, 21)[:, None] * ways[:, None]


@every_surface
def test_labels_stand_off_all_paths(draw, surface):
    before = columns_of(draw, surface)["contour_labels"]
    first, last = before["w1"][0], before["w2"][0]
    (w1_low, w1_high), (w2_low, w2_high) = surface.domain
    through = {"w1": np.array([w1_low - 1, first, w1_high]), "w2": np.array([w2_high, last, w2_low])}
    gone = {"w1": np.array([first, np.nan, np.inf]), "w2": np.array([last, np.nan, 1])}
    labels = columns_with(draw, surface, paths=[through, gone])["contour_labels"]
    share = np.linspace(0, 1, 2000)
    line = pixels_of(surface, *(np.interp(share, [0, 0.5, 1], through[name]) for name in ("w1", "w2")))
    assert labels["word"]
    for points in along(labels, surface):
        apart = np.hypot(*(points[:, None] - line).T)
        assert apart.min() >= 10


def test_a_label_below_an_arrow_or_a_name_is_left_out_and_its_line_is_whole(draw):
    surface = GALLERY["bowl"]
    before = columns_of(draw, surface)
    labels = before["contour_labels"]
    x, y = pixels_of(surface, labels["w1"][0], labels["w2"][0])
    for line in ([x, y - 40, x + 3, y + 40], [x - 4, y, x + 4, y], [x - 40, y - 40, x, y]):
        found = columns_with(draw, surface, above=[line])
        assert found["contour_labels"]["word"] == labels["word"][1:]
        assert found["contour_lines"]["alpha"] == before["contour_lines"]["alpha"]
        at = labels["tone"][0]
        whole, cut = (
            each["contour_lines"]["w1"][each["contour_lines"]["tone"].index(at)] for each in (found, before)
        )
        assert np.isnan(cut).sum() > np.isnan(whole).sum()
    beside = columns_with(draw, surface, above=[[x - 40, y + 60, x + 40, y + 60]])
    assert beside["contour_labels"] == labels


def test_the_known_minima_are_marked(draw):
    surface = GALLERY["himmelblau"]
    columns = columns_of(draw, surface)
    assert list(zip(*columns["known_minima"].values(), strict=True)) == list(surface.minima)


@pytest.mark.parametrize("text", ODD)
def test_flat_empty_huge_and_tiny_surfaces_are_drawn_too(draw, text):
    columns = columns_of(draw, Surface.parse(text), ((-5, 5), (-5, 5)))
    for source in columns.values():
        assert len({len(column) for column in source.values()}) == 1
    for line in (*columns["contour_lines"]["w1"], *columns["contour_lines"]["w2"]):
        assert np.isfinite(np.array(line)[~np.isnan(line)]).all()


def test_a_flat_surface_has_one_colour_and_no_line(draw):
    columns = columns_of(draw, Surface.parse("5"), ((-5, 5), (-5, 5)))
    (colour,) = set(columns["ground"]["image"][0]["values"])
    assert 1 < colour < 255
    assert columns["contour_lines"] == {"w1": [], "w2": [], "tone": [], "alpha": []}
    scale = scale_of(draw, Surface.parse("5"), ((-5, 5), (-5, 5)))
    assert (scale["low"], scale["high"], scale["levels"]) == (5, 5, [])
