// The surface below the runs: its image, contour lines and known minima, and E at a place.
//
// The server sends tones: 0 where there is no E, else 1 + 65534 · share. E grows from low to high with the share.

import { contour_lines } from "./contours.js"
import { placed } from "./image.js"

const NO_ERROR = 0
const TONES = 65534
const COLOURS = 254 // of the image, numbered from 1; 0 is none

// Returns the columns of the sources `ground`, `contour_lines` (of those levels that have a line) and `known_minima`.
export function ground_columns(ground) {
  const { view, tone, levels, minima } = ground
  const [w1, w2] = [samples(view[0], tone.shape[1]), samples(view[1], tone.shape[0])]
  const shares = new Float64Array(tone.values.length)
  const image = new Uint8Array(tone.values.length)
  for (let at = 0; at < image.length; at++) {
    shares[at] = share_of(tone.values[at])
    if (tone.values[at] !== NO_ERROR) image[at] = 1 + COLOURS * shares[at]
  }
  const lines = contour_lines(w1, w2, shares, levels).map(([xs, ys], k) => ({ xs, ys, level: error_of(ground, levels[k]) }))
  const drawn = lines.filter(({ xs }) => xs.length)
  return {
    ground: { image: [{ values: image, shape: tone.shape }], ...placed(w1, w2) },
    contour_lines: { w1: drawn.map(({ xs }) => xs), w2: drawn.map(({ ys }) => ys), level: drawn.map(({ level }) => level) },
    known_minima: { w1: minima.map(([w1]) => w1), w2: minima.map(([, w2]) => w2) },
  }
}

// E at a place. Its share is interpolated bilinearly; beside a sample without E it is that of the nearest sample. NaN
// where there is no E, and out of the view. Spikes have the lowest or the highest tone.
export function error_at(ground, w1, w2) {
  const { values, shape } = ground.tone
  const [rows, columns] = shape
  const x = place(w1, ground.view[0], columns)
  const y = place(w2, ground.view[1], rows)
  if (!(x >= 0 && x <= columns - 1 && y >= 0 && y <= rows - 1)) return NaN
  const j = Math.min(Math.floor(x), columns - 2)
  const i = Math.min(Math.floor(y), rows - 2)
  const corners = [values[i * columns + j], values[i * columns + j + 1], values[(i + 1) * columns + j], values[(i + 1) * columns + j + 1]]
  if (corners.includes(NO_ERROR)) return error_of(ground, share_of(values[Math.round(y) * columns + Math.round(x)]))
  const [right, up] = [x - j, y - i]
  const below = corners[0] * (1 - right) + corners[1] * right
  const above = corners[2] * (1 - right) + corners[3] * right
  return error_of(ground, share_of(below * (1 - up) + above * up))
}

// The share that a tone stands for.
function share_of(tone) {
  return tone === NO_ERROR ? NaN : (tone - 1) / TONES
}

// E at a share. Neither product overflows, but high − low may.
function error_of({ low, high, power }, share) {
  const part = share ** power
  return low * (1 - part) + high * part
}

function place(w, [low, high], count) {
  return ((w - low) / (high - low)) * (count - 1)
}

function samples([low, high], count) {
  return Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1))
}
