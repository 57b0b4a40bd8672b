// Labels a few contour lines with their error; a line is cut at its label.

import { short } from "../numbers.js"
import { growth } from "./letter_growth.js"
import { clipped_line, pixel_size } from "./lines.js"

const MOST = 6 // labels
const EVERY = 3 // of the lines, one in this many has a label
const APART = 90 // px between labels
const MARGIN = 26 // px from a label to the frame's edge
const SIZE = 11 // px of letters at least
const LETTER = 6.5 // px, the width of such a letter
const ROOM = 4 // px between a line and its label
const STRIDE = 3 // of a line's points, one in this many is tried
const FAINT = 0.5 // alpha of a line without a label
const HIGH = 8 // px from a label's middle to what is above or below it
const CELL = 10 // px; the least distance of a label from paths
const WORK = 20000 // cells; a path through more cells marks only those of its points

/** @typedef {(x: number, y: number, angle: number, half: number) => boolean} IsFree whether a place has room */

// Places for labels: { w1, w2, word, angle, tone, line, at, x, y, half, high }. `x` and `y` are the middle in
// pixels, `angle` is in radians on the screen, and `at` is the index of a point of the line numbered `line`.
// `lines` are { w1, w2, error, tone }, with NaN between pieces. `frame` is the view's size in pixels, with
// the least size of letters if any. `paths` are { w1, w2 }.
//
// A label is where its line is straight, far from other labels and off all paths, and otherwise as far right
// and low as possible.
/** @param {ContourLine[]} lines @param {Box} view @param {Frame} frame @param {Line[]} paths */
export function label_places(lines, view, frame, paths = []) {
  /** @type {Label[]} */
  const labels = []
  const unit = pixel_size(view, frame)
  const is_free = room_beside(paths, view, frame, unit)
  for (let k = lines.length - 2; k >= 0 && labels.length < MOST; k -= EVERY) {
    const line = lines[k]
    const [x, y] = pixels_of(line, view, unit)
    const word = short(line.error)
    const [half, high] = extent_of(word, frame)
    const found = best_place(x, y, half, frame, labels, is_free)
    if (found)
      labels.push({
        ...found,
        w1: line.w1[found.at],
        w2: line.w2[found.at],
        word,
        tone: line.tone,
        line: k,
        half,
        high,
      })
  }
  return labels
}

// Returns the lines as `cut`, { w1, w2, tone, alpha }, and the visible `labels`: those that no
// line [x0, y0, x1, y1], in pixels, of `above` crosses. Lines are cut at these labels, and faint
// if they have no place for one.
/**
 * @param {ContourLine[]} lines @param {Label[]} places @param {Box} view @param {Frame} frame
 * @param {Segment[]} above
 */
export function contour_labels(lines, places, view, frame, above = []) {
  const cut = lines.map(({ w1, w2, tone }) => ({ w1, w2, tone, alpha: FAINT }))
  const unit = pixel_size(view, frame)
  const labels = places.filter((place) => !above.some((line) => is_near(line, place)))
  for (const place of places) cut[place.line].alpha = 1
  for (const place of labels) {
    const line = lines[place.line]
    Object.assign(cut[place.line], without(line, ...pixels_of(line, view, unit), place))
  }
  return { labels, cut }
}

// The line through a label's letters, from the first to the last, [x0, y0, x1, y1] in pixels.
/** @param {Label} label @returns {Segment} */
export function line_along({ x, y, angle, half }) {
  const [across, up] = [Math.cos(angle), Math.sin(angle)].map((part) => part * (half - ROOM))
  return [x - across, y - up, x + across, y + up]
}

// From a label's middle to its end, and to what is above or below it.
/** @param {string} word @param {Frame} frame */
function extent_of(word, { letters }) {
  const by = growth(SIZE, letters)
  return [(by * LETTER * word.length) / 2 + ROOM, by * HIGH]
}

/** @param {Line} line @param {Box} view @param {Pair} unit @returns {[x: Float64Array, y: Float64Array]} */
function pixels_of({ w1, w2 }, view, unit) {
  const pixels = (/** @type {Numbers} */ w, /** @type {number} */ k) =>
    Float64Array.from(w, (each) => (each - view[k][0]) / unit[k])
  return [pixels(w1, 0), pixels(w2, 1)]
}

// Whether a line crosses a label, which has its length and a letter's height.
/** @param {Segment} line @param {Label} label */
function is_near([x0, y0, x1, y1], { x, y, angle, half, high: room }) {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  /** @type {(px: number, py: number) => Pair} */
  const along = (px, py) => [(px - x) * cos + (py - y) * sin, (py - y) * cos - (px - x) * sin]
  const [[from, low], [to, high]] = [along(x0, y0), along(x1, y1)]
  let [enter, leave] = [0, 1]
  for (const [start, step, reach] of [
    [from, to - from, half],
    [low, high - low, room],
  ]) {
    if (step === 0 && Math.abs(start) > reach) return false
    if (step === 0) continue
    const [one, other] = [(-reach - start) / step, (reach - start) / step]
    enter = Math.max(enter, Math.min(one, other))
    leave = Math.min(leave, Math.max(one, other))
  }
  return enter <= leave
}

// Returns is_free(x, y, angle, half), whether a label there is off all paths. It marks the cells of the frame
// that a path crosses.
/** @param {Line[]} paths @param {Box} view @param {Frame} frame @param {Pair} unit @returns {IsFree} */
function room_beside(paths, view, { width, height }, unit) {
  const columns = Math.ceil(width / CELL)
  const taken = new Uint8Array(columns * Math.ceil(height / CELL))
  /** @type {(x: number, y: number) => void} */
  const take = (x, y) => {
    if (x >= 0 && x < width && y >= 0 && y < height)
      taken[Math.floor(y / CELL) * columns + Math.floor(x / CELL)] = 1
  }
  let rest = WORK
  for (const path of paths) {
    const [w1, w2] = clipped_line(path.w1, path.w2, view)
    let [last_x, last_y] = [NaN, NaN]
    for (let t = 0; t < w1.length; t++) {
      const [x, y] = [(w1[t] - view[0][0]) / unit[0], (w2[t] - view[1][0]) / unit[1]]
      const count = Math.min(Math.floor((Math.abs(x - last_x) + Math.abs(y - last_y)) / CELL), rest)
      for (let k = 1; k <= count; k++)
        take(x + ((last_x - x) * k) / (count + 1), y + ((last_y - y) * k) / (count + 1))
      if (count > 0) rest -= count
      take(x, y)
      last_x = x
      last_y = y
    }
  }
  /** @type {(x: number, y: number) => boolean} */
  const is_taken = (x, y) => {
    const [first, low] = [x, y].map((at) => Math.floor(at / CELL))
    for (let i = low - 1; i <= low + 1; i++)
      for (let j = first - 1; j <= first + 1; j++) if (taken[i * columns + j]) return true
    return false
  }
  return (x, y, angle, half) => {
    for (let along = -half; along <= half; along += CELL) {
      if (is_taken(x + along * Math.cos(angle), y + along * Math.sin(angle))) return false
    }
    return true
  }
}

// The best place on a line for a label of some width, or null.
/**
 * @param {Float64Array} x @param {Float64Array} y @param {number} half @param {Frame} frame @param {Label[]} labels
 * @param {IsFree} is_free
 */
function best_place(x, y, half, { width, height }, labels, is_free) {
  /** @type {{ at: number, x: number, y: number, worth: number, angle: number } | null} */
  let best = null
  for (let at = 0; at < x.length; at += STRIDE) {
    const [left, low] = [x[at], y[at]]
    if (!(left > MARGIN + half && left < width - MARGIN - half && low > MARGIN && low < height - MARGIN))
      continue
    if (labels.some((label) => Math.hypot(label.x - left, label.y - low) < APART)) continue
    const [from, to] = [end(x, y, at, -1, half), end(x, y, at, 1, half)]
    if (from === null || to === null) continue
    const chord = Math.hypot(x[to] - x[from], y[to] - y[from])
    const straight = chord / (2 * half)
    if (straight < 0.9) continue
    const worth = straight + (0.2 * (left / width - low / height)) / 2
    if (best && worth <= best.worth) continue
    const angle = upright(Math.atan2(y[to] - y[from], x[to] - x[from]))
    if (is_free(left, low, angle, half)) best = { at, x: left, y: low, worth, angle }
  }
  return best
}

// From a point of a line on, the first point farther than `half` from it; null if the line ends before.
/**
 * @param {Float64Array} x @param {Float64Array} y @param {number} at @param {number} step
 * @param {number} half
 */
function end(x, y, at, step, half) {
  for (let i = at + step; i >= 0 && i < x.length && !Number.isNaN(x[i]); i += step) {
    if (Math.hypot(x[i] - x[at], y[i] - y[at]) >= half) return i
  }
  return null
}

// A line without its points inside a label.
/** @param {ContourLine} line @param {Float64Array} x @param {Float64Array} y @param {Label} place */
function without({ w1, w2 }, x, y, place) {
  const gone = (/** @type {number} */ i) => Math.hypot(x[i] - place.x, y[i] - place.y) < place.half
  return {
    w1: w1.map((w, i) => (gone(i) ? NaN : w)),
    w2: w2.map((w, i) => (gone(i) ? NaN : w)),
  }
}

// An angle at which letters are not upside down.
/** @param {number} angle */
function upright(angle) {
  return angle > Math.PI / 2 ? angle - Math.PI : angle <= -Math.PI / 2 ? angle + Math.PI : angle
}
