// Encodes the pictures of a canvas as a WebM file, with the encoder that the browser has.

import { webm } from "./webm.js"

const CODECS = [
  ["VP9", "vp09.00.51.08"],
  ["VP8", "vp8"],
]
const BITS = 0.06 // for a pixel of a picture, at most: most of it stands still
const KEYS = 60 // pictures from one that needs none before it to the next: a player can go to each of these
const AHEAD = 3 // pictures that wait to be encoded

// The codec and what the encoder is to be told for pictures of a size; null if the browser encodes none here.
export async function video_codec(width, height, rate) {
  if (!window.VideoEncoder) return null
  for (const [codec, name] of CODECS) {
    const config = {
      codec: name,
      width,
      height,
      framerate: rate,
      bitrate: Math.round(BITS * width * height * rate),
    }
    const { supported } = await VideoEncoder.isConfigSupported(config).catch(() => ({ supported: false }))
    if (supported) return { codec, config }
  }
  return null
}

// A writer of pictures that follow each other at `rate` a second: `add` takes what a canvas shows, `done`
// returns the file as bytes, and `close` ends it all.
export function video({ codec, config }, rate) {
  const pictures = []
  let problem = null
  let count = 0
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const data = new Uint8Array(chunk.byteLength)
      chunk.copyTo(data)
      pictures.push({ data, key: chunk.type === "key" })
    },
    error: (error) => (problem = error),
  })
  encoder.configure(config)

  async function add(canvas) {
    if (problem) throw problem
    const timestamp = Math.round((1e6 * count) / rate)
    const picture = new VideoFrame(canvas, { timestamp, duration: Math.round(1e6 / rate) })
    encoder.encode(picture, { keyFrame: count % KEYS === 0 })
    picture.close()
    count += 1
    while (encoder.encodeQueueSize >= AHEAD)
      await new Promise((resolve) => encoder.addEventListener("dequeue", resolve, { once: true }))
  }

  async function done() {
    await encoder.flush()
    if (problem) throw problem
    const { width, height } = config
    return webm(pictures, { width, height, rate, codec })
  }

  function close() {
    if (encoder.state !== "closed") encoder.close()
  }

  return { add, done, close }
}
