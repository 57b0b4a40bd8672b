"""The writer of animated pictures, read back by Pillow."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence


def written(recording, pictures, hundredths, colours=255):
    """The file and the palette; pictures are arrays of height × width × 3."""
    height, width, _ = pictures[0].shape
    pixels = [np.dstack([each, np.full((height, width), 255)]).astype(np.uint8).ravel() for each in pictures]
    palette = recording("palette.js", "palette", pixels, colours)
    function = """(pixels, size, hundredths) => {
        const writer = module.gif(size)
        pixels.forEach((each, k) => writer.add(each, hundredths[k]))
        return writer.done()
    }"""
    size = {"width": width, "height": height, "palette": palette}
    (data,) = recording.work("gif.js", function, [(pixels, size, hundredths)])
    return bytes(data), palette


def read(data):
    """The pictures as they are shown, how long each is shown (ms), and the file."""
    image = Image.open(io.BytesIO(data))
    frames = [
        (np.asarray(frame.convert("RGB")), frame.info["duration"]) for frame in ImageSequence.Iterator(image)
    ]
    return [frame for frame, _ in frames], [duration for _, duration in frames], image


def scene(t, width=230, height=140):
    """A square that moves over a ground of many colours, with a line in a rare colour."""
    y, x = np.mgrid[:height, :width]
    picture = np.dstack([200 + x // 8, 190 + y // 4, 180 + (x + y) // 16]).astype(np.uint8)
    picture[:20] = [255, 255, 255]
    picture[70, 10:200] = [178, 38, 30]
    picture[40 : 40 + 12, 10 * t : 10 * t + 12] = [21, 83, 200]
    return picture


def test_pictures_have_their_size_their_times_and_their_colours(recording):
    pictures = [scene(t) for t in (0, 1, 1, 2, 5)]
    data, palette = written(recording, pictures, [8, 8, 4, 8, 100])
    assert data[:6] == b"GIF89a"
    assert len(palette) <= 255
    found, durations, image = read(data)
    assert image.size == (230, 140)
    assert image.info["loop"] == 0
    assert durations == [80, 120, 80, 1000]  # what is not new is shown for longer
    for shown, drawn in zip(found, [pictures[k] for k in (0, 1, 3, 4)], strict=True):
        assert np.abs(shown.astype(int) - drawn).max() <= 8
        assert np.abs(shown[70, 150].astype(int) - drawn[70, 150]).max() <= 2  # the rare colour
    image.seek(1)
    (left, top, right, bottom) = image.tile[0][1]
    assert (right - left, bottom - top) == (22, 12)  # only where the square was and is


def test_few_colours_are_exact(recording):
    ground = np.full((30, 40, 3), [246, 245, 242], dtype=np.uint8)
    pictures = []
    for k, colour in enumerate([(21, 83, 200), (29, 33, 38), (176, 33, 143)]):
        picture = ground.copy()
        picture[5 * k : 5 * k + 5, 3:9] = colour
        pictures.append(picture)
    data, palette = written(recording, pictures, [10, 10, 10])
    assert len(palette) == 4
    for shown, drawn in zip(read(data)[0], pictures, strict=True):
        np.testing.assert_array_equal(shown, drawn)


@pytest.mark.parametrize("colours", [2, 255])
@given(st.integers(1, 300), st.integers(1, 80), st.integers(0, 2**32 - 1), st.sampled_from([2, 5, 120, 250]))
def test_any_picture_is_read_back(recording, colours, width, height, seed, kinds):
    """Noise fills the table of codes many times; few kinds of pixels make long sequences."""
    random = np.random.default_rng(seed)
    grey = random.integers(0, kinds, (height, width)).astype(np.uint8)
    picture = np.dstack([grey, grey, grey])
    data, palette = written(recording, [picture], [8], colours)
    (shown,), _, _ = read(data)
    known = np.array(palette)
    nearest = np.abs(picture[:, :, None, :].astype(int) - known).sum(axis=3).min(axis=2)
    apart = np.abs(shown.astype(int) - picture).sum(axis=2)
    assert (apart <= nearest + 3 * 8).all()
    assert {tuple(colour) for colour in shown.reshape(-1, 3)} <= {tuple(colour) for colour in palette}
