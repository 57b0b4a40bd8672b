// Writes encoded pictures as a WebM file with one track: Matroska (RFC 9559), made of EBML elements (RFC 8794).

import { joined } from "./bytes.js"

const EBML = 0x1a45dfa3
const [DOC_TYPE, DOC_TYPE_VERSION, DOC_TYPE_READ_VERSION] = [0x4282, 0x4287, 0x4285]
const SEGMENT = 0x18538067
const INFO = 0x1549a966
const [TIMESTAMP_SCALE, DURATION, MUXING_APP, WRITING_APP] = [0x2ad7b1, 0x4489, 0x4d80, 0x5741]
const [TRACKS, TRACK_ENTRY] = [0x1654ae6b, 0xae]
const [TRACK_NUMBER, TRACK_UID, TRACK_TYPE, FLAG_LACING, CODEC_ID] = [0xd7, 0x73c5, 0x83, 0x9c, 0x86]
const [VIDEO, PIXEL_WIDTH, PIXEL_HEIGHT] = [0xe0, 0xb0, 0xba]
const [CUES, CUE_POINT, CUE_TIME] = [0x1c53bb6b, 0xbb, 0xb3]
const [CUE_TRACK_POSITIONS, CUE_TRACK, CUE_CLUSTER_POSITION] = [0xb7, 0xf7, 0xf1]
const [CLUSTER, TIMESTAMP, SIMPLE_BLOCK] = [0x1f43b675, 0xe7, 0xa3]
const MILLISECOND = 1_000_000 // ns, the unit of all times
const APP = "Trajectory explorer"

// The file as bytes. It has `count` places, `rate` per second. The pictures are { data, key, place }; each stands until
// the next one, and `key` marks key frames. The first picture must be one, and another must follow at least every
// 30 s, because the times of the pictures after it have 16 bits. `codec` is VP8 or VP9.
/** @typedef {{ data: Uint8Array<ArrayBuffer>, key: boolean, place: number }} Encoded */

/**
 * @param {Encoded[]} pictures
 * @param {{ width: number, height: number, rate: number, count: number, codec: string }} look
 */
export function webm(pictures, { width, height, rate, count, codec }) {
  const time = (/** @type {number} */ k) => Math.round((1000 * pictures[k].place) / rate)
  const starts = pictures.flatMap(({ key }, k) => (key ? [k] : []))
  const clusters = starts.map((first, i) => {
    const blocks = pictures.slice(first, starts[i + 1]).map(({ data, key }, k) => {
      const since = time(first + k) - time(first)
      return element(SIMPLE_BLOCK, Uint8Array.of(0x81, since >> 8, since & 255, key ? 0x80 : 0), data)
    })
    return element(CLUSTER, number(TIMESTAMP, time(first)), ...blocks)
  })
  const info = element(
    INFO,
    number(TIMESTAMP_SCALE, MILLISECOND),
    float(DURATION, (1000 * count) / rate),
    text(MUXING_APP, APP),
    text(WRITING_APP, APP),
  )
  const track = element(
    TRACK_ENTRY,
    number(TRACK_NUMBER, 1),
    number(TRACK_UID, 1),
    number(TRACK_TYPE, 1), // pictures
    number(FLAG_LACING, 0),
    text(CODEC_ID, `V_${codec}`),
    element(VIDEO, number(PIXEL_WIDTH, width), number(PIXEL_HEIGHT, height)),
  )
  const before = joined([info, element(TRACKS, track)])
  // Cues stand before what they point to, so that a player can seek at once. Positions always take 4 bytes,
  // so that the length of the cues is known in advance.
  const cues = (/** @type {number[]} */ places) => {
    const points = places.map((place, i) => {
      const position = element(
        CUE_TRACK_POSITIONS,
        number(CUE_TRACK, 1),
        number(CUE_CLUSTER_POSITION, place, 4),
      )
      return element(CUE_POINT, number(CUE_TIME, time(starts[i])), position)
    })
    return element(CUES, ...points)
  }
  let end = before.length + cues(clusters.map(() => 0)).length
  const places = clusters.map(({ length }) => {
    end += length
    return end - length
  })
  const head = element(
    EBML,
    text(DOC_TYPE, "webm"),
    number(DOC_TYPE_VERSION, 4),
    number(DOC_TYPE_READ_VERSION, 2),
  )
  return joined([head, element(SEGMENT, before, cues(places), ...clusters)])
}

// An element's length takes 8 bytes; the first byte says so.
/** @param {number} id @param {...ArrayLike<number>} parts */
function element(id, ...parts) {
  const content = joined(parts)
  return joined([big_endian(id), [1], big_endian(content.length, 7), content])
}

/** @param {number} id @param {number} value */
function number(id, value, width = 1) {
  return element(id, big_endian(value, width))
}

/** @param {number} id @param {number} value */
function float(id, value) {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value)
  return element(id, bytes)
}

/** @param {number} id @param {string} words */
function text(id, words) {
  return element(id, new TextEncoder().encode(words))
}

// The bytes of a whole number, highest first, at least `width` of them.
/** @param {number} value */
function big_endian(value, width = 1) {
  const bytes = []
  for (let rest = value; rest > 0 || bytes.length < width; rest = Math.floor(rest / 256))
    bytes.unshift(rest % 256)
  return Uint8Array.from(bytes)
}
