"""Recordings of a run: no picture is missing, browsers show them, and they can be cancelled."""

import io
import re

import numpy as np
import pytest
from explorer_page import PATIENCE
from PIL import Image, ImageSequence
from playwright.sync_api import expect
from videos import SECONDS, SHORT, has_all_pictures, pictures_of, played

SMALL = {"width": 1120, "height": 620}  # a smaller page is recorded faster
TOLD = """addEventListener("DOMContentLoaded", () => module_store.follow(["cursor"], ({ playing }) => {
    if (playing) queueMicrotask(() => module_requests.change({}))
}))"""
"""Says the experiment again while a picture is made: the server may do so at any time."""
SOURCES = ("cursor", "dots", "error_trace")


NOTE = """() => {
    window.noted = ""
    const note = () => (noted += document.querySelector("dialog:modal")?.textContent ?? "")
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true })
}"""
"""Notes what the dialog says: a short recording may be over before a test looks."""


def recorded(explorer, tmp_path, name, says="Picture"):
    explorer.wait_until_still()
    explorer.page.evaluate(NOTE)
    with explorer.page.expect_download(timeout=4000 * PATIENCE) as download:
        explorer.page.get_by_role("button", name="Share", exact=True).click()
        explorer.page.get_by_role("button", name=name, exact=True).click()
    assert says in explorer.page.evaluate("noted")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    expect(explorer.page.get_by_role("dialog")).to_have_count(0)
    expect(explorer.page.get_by_role("button", name="Share", exact=True)).to_be_focused()
    return path


def figure_size(explorer):
    """The size of the surface with the traces beside it."""
    return explorer.page.evaluate(
        """() => {
            const box = (name) => Bokeh.index.find_one(model_of(name)).bbox
            const [surface, ...traces] = ["surface", "error", "m", "s"].map(box)
            const high = traces.reduce((sum, { height }) => sum + height, 0)
            return [surface.width + traces[0].width, Math.max(surface.height, high)]
        }"""
    )


def test_a_video_shows_the_run_from_its_start_to_its_end(new_page, tmp_path):
    explorer = new_page(SHORT, **SMALL, script=TOLD)
    before = [explorer.source(source) for source in SOURCES]
    path = recorded(explorer, tmp_path, "Video (WebM)")
    assert path.name == "trajectory.webm"
    for name, columns in zip(SOURCES, before, strict=True):
        explorer.eventually(lambda name=name, columns=columns: str(explorer.source(name)) == str(columns))

    has_all_pictures(path)
    found = explorer.page.context.new_page().evaluate(played(path))
    assert found["duration"] == pytest.approx(SECONDS, abs=0.001)
    width, height = figure_size(explorer)
    assert found["size"][0] == 2 * width
    assert 2 * (height + 60) < found["size"][1] < 2 * (height + 200)  # the step and the caption
    first, last = pictures_of(found)
    assert first[2, 2].min() >= 249  # the paper
    moved = np.abs(first - last).max(axis=2) > 60
    surface = moved[: 2 * height, : width // 2]
    assert surface.sum() > 500  # the path
    assert moved[: 2 * height, -width // 2 :].sum() > 500  # the traces
    assert moved[2 * (height + 30) :].mean() < 0.02  # the caption stands still


def test_an_animated_picture_is_small_and_shows_the_same_run_in_the_dark(visit, tmp_path):
    explorer = visit(SHORT, **SMALL, color_scheme="dark")
    path = recorded(explorer, tmp_path, "Animated picture (GIF)")
    image = Image.open(io.BytesIO(path.read_bytes()))
    frames = [
        (np.asarray(frame.convert("RGB")).astype(int), frame.info["duration"])
        for frame in ImageSequence.Iterator(image)
    ]
    assert len(frames) == 7  # one for each step
    assert sum(duration for _, duration in frames) == 80 * (5 + 7 + 20)  # before, while and after it moves
    width, height = figure_size(explorer)
    assert image.size[0] == width
    assert path.stat().st_size < 400_000
    assert frames[0][0][2, 2].max() < 60  # the paper
    letters = frames[0][0][height:].min(axis=2) > 120
    assert (letters.sum(axis=1) > 30).sum() > 20  # rows of pixels: those of several lines
    paths = [np.abs(picture - frames[-1][0])[:height, : width // 2].max(axis=2) for picture, _ in frames]
    apart = [(each > 60).sum() for each in paths]
    assert apart[-1] == 0
    assert min(apart[:-1]) > 500  # the end of the path, and the arrows


def test_without_an_encoder_there_is_an_animated_picture_and_it_says_why(new_page, tmp_path):
    explorer = new_page(SHORT, **SMALL, script="delete window.VideoEncoder")
    path = recorded(explorer, tmp_path, "Video (WebM)", says="This browser encodes no videos here")
    assert path.suffix == ".gif"
    assert Image.open(io.BytesIO(path.read_bytes())).n_frames == 7


def test_a_recording_can_be_cancelled_and_leaves_the_page_as_it_was(visit):
    explorer = visit("?steps=300&run=adam&t=40", **SMALL)
    explorer.wait_until_still()
    downloads = []
    explorer.page.on("download", lambda download: downloads.append(download))
    before = [explorer.source(source) for source in SOURCES]
    for name, end in [("Video (WebM)", "click"), ("Animated picture (GIF)", "Escape")]:
        explorer.page.get_by_role("button", name="Share", exact=True).click()
        explorer.page.get_by_role("button", name=name, exact=True).click()
        dialog = explorer.page.get_by_role("dialog")
        expect(dialog.get_by_text(re.compile(r"Picture \d+ of"))).to_be_visible()
        if end == "click":
            dialog.get_by_role("button", name="Cancel").click()
        else:
            explorer.page.keyboard.press(end)
        expect(dialog).to_have_count(0)
        for source, columns in zip(SOURCES, before, strict=True):
            explorer.eventually(
                lambda source=source, columns=columns: str(explorer.source(source)) == str(columns)
            )
    assert downloads == []
