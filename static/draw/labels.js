// A few contour lines get a label, the error along them, for which the line is cut.

import { short } from "../numbers.js"

const MOST = 6 // labels
const EVERY = 3 // lines from one that is labelled to the next
const APART = 90 // px from one label to another
const MARGIN = 26 // px from a label to the edge of the frame
const LETTER = 6.5 // px; width of a letter
const ROOM = 4 // px between a line and its label
const STRIDE = 3 // points of a line, of which one is tried
const FAINT = 0.5 // alpha of a line without a label

// `lines` are { w1, w2, error, tone }, with NaN between the pieces of one. `frame` has the width and the height of the
// view in pixels. Returns the `labels`, { w1, w2, word, angle, tone } with their middles and angles on the screen in
// radians, and the lines as `cut`, { w1, w2, tone, alpha }: those without a label are faint.
//
// A label stands where its line is straight and far from other labels, and for that matter to the right and below.
export function contour_labels(lines, view, frame) {
  const labels = []
  const cut = lines.map(({ w1, w2, tone }) => ({ w1, w2, tone, alpha: FAINT }))
  const scale = [frame.width / (view[0][1] - view[0][0]), frame.height / (view[1][1] - view[1][0])]
  for (let k = lines.length - 2; k >= 0 && labels.length < MOST; k -= EVERY) {
    const line = lines[k]
    const x = Float64Array.from(line.w1, (w) => (w - view[0][0]) * scale[0])
    const y = Float64Array.from(line.w2, (w) => (w - view[1][0]) * scale[1])
    const word = short(line.error)
    const half = (LETTER * word.length) / 2 + ROOM
    const found = best_place(x, y, half, frame, labels)
    if (!found) continue
    labels.push({ ...found, w1: line.w1[found.at], w2: line.w2[found.at], word, tone: line.tone })
    cut[k] = { ...without(line, x, y, found, half), tone: line.tone, alpha: 1 }
  }
  return { labels, cut }
}

// Where a label of a width fits best on a line, or null.
function best_place(x, y, half, { width, height }, labels) {
  let best = null
  for (let at = 0; at < x.length; at += STRIDE) {
    const [left, low] = [x[at], y[at]]
    if (!(left > MARGIN + half && left < width - MARGIN - half && low > MARGIN && low < height - MARGIN)) continue
    if (labels.some((label) => Math.hypot(label.x - left, label.y - low) < APART)) continue
    const [from, to] = [end(x, y, at, -1, half), end(x, y, at, 1, half)]
    if (from === null || to === null) continue
    const chord = Math.hypot(x[to] - x[from], y[to] - y[from])
    const straight = chord / (2 * half)
    if (straight < 0.9) continue
    const worth = straight + (0.2 * (left / width - low / height)) / 2
    if (best && worth <= best.worth) continue
    best = { at, x: left, y: low, worth, angle: upright(Math.atan2(y[to] - y[from], x[to] - x[from])) }
  }
  return best
}

// The first point of a line, from a point on, that is farther away from it than `half`; null if the line ends before.
function end(x, y, at, step, half) {
  for (let i = at + step; i >= 0 && i < x.length && x[i] === x[i]; i += step) {
    if (Math.hypot(x[i] - x[at], y[i] - y[at]) >= half) return i
  }
  return null
}

// A line without its points within a label.
function without({ w1, w2 }, x, y, place, half) {
  const gone = (i) => Math.hypot(x[i] - place.x, y[i] - place.y) < half
  return {
    w1: w1.map((w, i) => (gone(i) ? NaN : w)),
    w2: w2.map((w, i) => (gone(i) ? NaN : w)),
  }
}

// An angle at which letters do not stand on their heads.
function upright(angle) {
  return angle > Math.PI / 2 ? angle - Math.PI : angle <= -Math.PI / 2 ? angle + Math.PI : angle
}
