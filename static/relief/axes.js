// The relief's axes: their lines, ticks and names are at the outer edges of the floor and of the heights,
// whichever way the relief is turned.

import { log_ticks, ticks } from "../numbers.js"
import { FLOOR, pixel_of } from "./camera.js"
import { height_of } from "./heights.js"
import { share_in } from "./places.js"
import { height_ticks, round_numbers } from "./ticks.js"

const EVERY = 46 // least px between ticks
const EVERY_UP = 34 // the same along the heights
const TICK = 5 // px
const LABEL = 8 // px from the edge to a label
const NAME = 34 // px from the edge to the name of the axis
const SHORT = 24 // px; a shorter axis of E is left out

/** @typedef {{ x: number, y: number, word: string }} Mark a tick and its place on the screen */

// Returns three axes, or two from above: { name, line: [x0, y0, x1, y1], out: [x, y], ticks: [{ x, y, word
// }], at: [x, y] }. `out` points away from the box; `at` is the name's place. `by` enlarges sizes in pixels.
/** @param {Projection} projection @param {Box} view @param {Heights} range @param {number} [by] */
export function axes_of(projection, view, range, by = 1) {
  const place = (/** @type {Triple} */ ...at) => pixel_of(projection, at).slice(0, 2)
  const middle = place(0.5, 0.5, FLOOR)
  const floor = [0, 1].map((k) => {
    /** @type {(side: number, end: number) => number[]} */
    const corner = (side, end) => (k === 0 ? place(end, side, FLOOR) : place(side, end, FLOOR))
    const edges = [0, 1].map((side) => [0, 1].map((end) => corner(side, end)))
    const line = outer(edges[0], edges[1])
    const out = away(line, middle)
    const most = length_of(line) / (EVERY * by)
    const values = round_numbers(...view[k], most)
    const words = ticks(values)
    const marks = values.map((value, i) => ({ ...between(line, share_in(view[k], value)), word: words[i] }))
    return axis(k === 0 ? "w₁" : "w₂", line, out, marks, by)
  })
  const [bottom, top] = [0, 1].map((h) => place(0, 0, h))
  const tall = Math.abs(bottom[1] - top[1])
  if (tall < SHORT * by || !(range.high > range.low)) return floor
  const corners = [0, 1].flatMap((u) => [0, 1].map((v) => [u, v]))
  const left = (/** @type {number[]} */ corner) => place(corner[0], corner[1], 0)[0]
  const corner = corners.reduce((best, each) => (left(each) < left(best) - 1e-6 ? each : best))
  const line = [0, 1].map((h) => place(corner[0], corner[1], h))
  const some = [1, 2, 3].map((times) => height_ticks(range, (times * tall) / (EVERY_UP * by)))
  const values = some.find((values) => values.length > 1) ?? some[0] // one tick shows no scale
  const words = range.kind === "log" ? log_ticks(values) : ticks(values)
  const marks = values.map((value, i) => ({ ...between(line, height_of(value, range)), word: words[i] }))
  return [...floor, axis("E", line, [-1, 0], marks, by)]
}

/**
 * @param {string} name @param {number[][]} line @param {number[]} out @param {Mark[]} ticks
 * @param {number} by
 */
function axis(name, line, out, ticks, by) {
  const { x, y } = between(line, name === "E" ? 1 : 0.5)
  const at = name === "E" ? [x, y - 14 * by] : [x + out[0] * NAME * by, y + out[1] * NAME * by]
  return { name, line: line.flat(), out, at, ticks, tick: TICK * by, label: LABEL * by }
}

// The lower of two edges on the screen, or else the one farther to the left.
/** @param {number[][]} one @param {number[][]} other */
function outer(one, other) {
  const low = (/** @type {number[][]} */ edge) => edge[0][1] + edge[1][1]
  const left = (/** @type {number[][]} */ edge) => edge[0][0] + edge[1][0]
  const apart = low(one) - low(other)
  if (Math.abs(apart) > 1e-6) return apart > 0 ? one : other
  return left(one) <= left(other) ? one : other
}

/** @param {number[][]} line @param {number} share */
function between([one, other], share) {
  const [x, y] = [0, 1].map((k) => one[k] + share * (other[k] - one[k]))
  return { x, y }
}

/** @param {number[][]} line */
function length_of([one, other]) {
  return Math.hypot(other[0] - one[0], other[1] - one[1])
}

// The direction perpendicular to a line, away from a point.
/** @param {number[][]} line, @param {number[]} point */
function away([one, other], [x, y]) {
  const length = length_of([one, other]) || 1
  const out = [(other[1] - one[1]) / length, (one[0] - other[0]) / length]
  const side = out[0] * ((one[0] + other[0]) / 2 - x) + out[1] * ((one[1] + other[1]) / 2 - y)
  return side < 0 ? out.map((part) => -part) : out
}
