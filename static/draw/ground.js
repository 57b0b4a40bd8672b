// The surface below the runs: its image, contour lines and known minima.
//
// The server sends tones: 0 where there is no E, else 1 + 65534 · share. E grows with the share.

import { contour_lines } from "./contours.js"
import { placed } from "./image.js"

const NO_ERROR = 0
const TONES = 65534
const COLOURS = 254 // of the image, numbered from 1; 0 is none

// Returns the columns of the sources `ground`, `contour_lines` (of those levels that have a line) and `known_minima`.
export function ground_columns({ view, tone, levels, minima }) {
  const [w1, w2] = [samples(view[0], tone.shape[1]), samples(view[1], tone.shape[0])]
  const shares = new Float64Array(tone.values.length)
  const image = new Uint8Array(tone.values.length)
  for (let at = 0; at < image.length; at++) {
    shares[at] = share_of(tone.values[at])
    if (tone.values[at] !== NO_ERROR) image[at] = 1 + COLOURS * shares[at]
  }
  const lines = contour_lines(w1, w2, shares, levels).filter(([line]) => line.length)
  return {
    ground: { image: [{ values: image, shape: tone.shape }], ...placed(w1, w2) },
    contour_lines: { w1: lines.map(([w1]) => w1), w2: lines.map(([, w2]) => w2) },
    known_minima: { w1: minima.map(([w1]) => w1), w2: minima.map(([, w2]) => w2) },
  }
}

// The share that a tone stands for.
function share_of(tone) {
  return tone === NO_ERROR ? NaN : (tone - 1) / TONES
}

function samples([low, high], count) {
  return Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1))
}
