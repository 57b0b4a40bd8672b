"""Recordings of a short run, and what a browser shows of a video."""

import base64
import io

import matroska
import numpy as np
from PIL import Image

SHORT = "?e=3w1^2%2B10w2^2&start=-15,20&steps=6&run=momentum:eta=0.01&run=adam:eta=0.5&t=3"
SECONDS = 0.4 + 6 / 12 + 1.6
"""How long its recordings are."""
_PLAY = """async (content) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
    const video = document.createElement("video")
    video.muted = true
    video.src = URL.createObjectURL(new Blob([bytes], { type: "video/webm" }))
    const happens = (name) => new Promise((resolve, reject) => {
        video.addEventListener(name, resolve, { once: true })
        video.addEventListener("error", () => reject(video.error.message), { once: true })
    })
    await happens("loadeddata")
    const look = async (time) => {
        const presented = new Promise((resolve) => video.requestVideoFrameCallback(resolve))
        const sought = happens("seeked")
        video.currentTime = time
        await Promise.all([sought, presented])
        const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight)
        const context = canvas.getContext("2d")
        context.drawImage(video, 0, 0)
        const blob = await canvas.convertToBlob({ type: "image/png" })
        const bytes = new Uint8Array(await blob.arrayBuffer())
        return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    }
    const { duration, videoWidth, videoHeight } = video
    const shown = [await look(0.1), await look(duration - 0.2)]
    return { duration, size: [videoWidth, videoHeight], shown }
}"""


def played(path):
    """A script that plays a video; it returns pictures near the start and the end."""
    return f"({_PLAY})('{base64.b64encode(path.read_bytes()).decode()}')"


def pictures_of(found):
    """What was seen, as arrays of shape (height, width, 3)."""
    files = (io.BytesIO(base64.b64decode(shown)) for shown in found["shown"])
    return [np.asarray(Image.open(file).convert("RGB")).astype(int) for file in files]


def has_all_pictures(path):
    """Check that a video of the short run has a picture of each step, and the last one again at its end."""
    _, segment = matroska.walk(path.read_bytes())
    found = [at for at, _, _ in matroska.pictures(matroska.all_of(segment[2], matroska.CLUSTER))]
    places = [round(at * 30 / 1000) for at in found]
    assert found == [round(1000 * place / 30) for place in places]
    assert len(found) == 6 + 2
    assert places == sorted(set(places))
    assert places[0] == 0
    assert 0.4 * 30 < places[1] < places[6] <= (0.4 + 6 / 12) * 30
    assert places[-1] == round(30 * SECONDS) - 1
