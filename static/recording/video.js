// Encodes a canvas's pictures as a WebM file, with the browser's encoder.

import { webm } from "./webm.js"

const CODECS = [
  ["VP9", "vp09.00.51.08"],
  ["VP8", "vp8"],
]
const BITS = 0.06 // most bits per pixel of a picture; few are needed, since most of a picture stands still
const KEYS = 60 // places from one key frame to the next, to which a player can seek
const AHEAD = 3 // most pictures waiting for the encoder

// The codec and the encoder's configuration for a size; null if the browser can encode none.
/** @param {number} width @param {number} height @param {number} rate */
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

// A writer of pictures at `rate` places per second: add() takes a canvas's picture at a place, done() returns the
// file of so many places as bytes, close() frees the encoder.
/** @param {{ codec: string, config: VideoEncoderConfig }} codec @param {number} rate */
export function video({ codec, config }, rate) {
  /** @type {import("./webm.js").Encoded[]} */
  const pictures = []
  /** @type {DOMException | null} */
  let problem = null
  /** @type {number[]} */
  const places = []
  let last_key = -Infinity
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const data = new Uint8Array(chunk.byteLength)
      chunk.copyTo(data)
      pictures.push({ data, key: chunk.type === "key", place: places[pictures.length] })
    },
    error: (error) => (problem = error),
  })
  encoder.configure(config)

  /** @param {HTMLCanvasElement} canvas @param {number} place */
  async function add(canvas, place) {
    if (problem) throw problem
    const picture = new VideoFrame(canvas, { timestamp: Math.round((1e6 * place) / rate) })
    const keyFrame = place >= last_key + KEYS
    if (keyFrame) last_key = place
    encoder.encode(picture, { keyFrame })
    picture.close()
    places.push(place)
    while (encoder.encodeQueueSize >= AHEAD)
      await new Promise((resolve) => encoder.addEventListener("dequeue", resolve, { once: true }))
  }

  /** @param {number} count */
  async function done(count) {
    await encoder.flush()
    if (problem) throw problem
    const { width, height } = config
    return webm(pictures, { width, height, rate, count, codec })
  }

  function close() {
    if (encoder.state !== "closed") encoder.close()
  }

  return { add, done, close }
}
