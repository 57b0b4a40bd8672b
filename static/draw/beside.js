// Draws a short pinned path beside the active one where both coincide, so that both are visible.

import { pixel_size } from "./lines.js"

export const FEW = 4 // steps; a path this short has the arrows of all steps and names for its points
const ALIKE = 0.35 // radians between arrows, from which on they are not moved apart
const AWAY = 14 // px to the left: beyond the gradient, which is beside the update
const SAME = 8 // px between the beginnings of two steps to be compared
const MARKER = 14 // px between two ends at which their markers overlap
const LEAST = 40 // px; shorter steps are not moved

/** @typedef {(columns: RunColumns, t: number) => Pair} PointAt */

// How parallel two vectors are on the screen: from 1, parallel, to 0 at an angle of ALIKE.
/** @param {Pair} one @param {Pair} other */
export function likeness(one, other) {
  const angle = Math.atan2(other[1], other[0]) - Math.atan2(one[1], one[0])
  return Math.max(0, 1 - Math.abs(angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI))) / ALIKE)
}

// The line of a pinned run drawn beside the active one: { w1, w2, error, ends }; `ends` are the indices of
// its steps' ends among its points. Null if it needs no such line. It begins and ends at its true points, and
// has its steps' errors.
/**
 * @param {ShownRun} run @param {ShownRun} other @param {Box} view @param {Frame} frame
 * @returns {Beside | null}
 */
export function line_beside({ columns: pinned }, { columns: active }, view, frame) {
  const steps = pinned.w1.length - 1
  if (steps > FEW || active.w1.length - 1 > FEW) return null
  const unit = pixel_size(view, frame)
  /** @type {PointAt} */
  const point = ({ w1, w2 }, t) => [(w1[t] - view[0][0]) / unit[0], (w2[t] - view[1][0]) / unit[1]]
  const asides = Array.from({ length: steps }, (_, k) => aside(k + 1, pinned, active, point, unit))
  if (!asides.some((px) => px > 0)) return null
  const [line, error, ends] = [[point(pinned, 0)], [pinned.error[0]], [0]]
  for (let t = 1; t <= steps; t++) {
    const [from, to] = [point(pinned, t - 1), point(pinned, t)]
    const px = asides[t - 1]
    if (px > 0) {
      const [along, out] = directions(from, to)
      const corner = (/** @type {Pair} */ at, /** @type {number} */ inset) =>
        at.map((w, k) => w + out[k] * px + along[k] * inset)
      line.push(corner(from, asides[t - 2] > 0 ? 0 : px), corner(to, asides[t] > 0 ? 0 : -px))
      error.push(pinned.error[t - 1], pinned.error[t])
    }
    if (!(px > 0 && asides[t] > 0)) {
      line.push(to)
      error.push(pinned.error[t])
    }
    ends.push(line.length - 1)
  }
  const [w1, w2] = view.map(([low], k) => line.map((at) => low + at[k] * unit[k]))
  for (const [name, found] of /** @type {["w1" | "w2", number[]][]} */ (Object.entries({ w1, w2 }))) {
    found[0] = pinned[name][0]
    found[found.length - 1] = pinned[name][steps]
  }
  return { w1, w2, error, ends }
}

// Whether the active run's end marker covers the end of a pinned run, up to a step.
/**
 * @param {ShownRun} run @param {ShownRun} other @param {Box} view @param {Frame} frame @param {number} until
 */
export function is_covered({ columns: pinned }, { columns: active }, view, frame, until) {
  const end = (/** @type {Float64Array} */ w) => w[Math.min(until, w.length - 1)]
  const [x, y] = [end(pinned.w1) - end(active.w1), end(pinned.w2) - end(active.w2)]
  const [wide, high] = pixel_size(view, frame)
  return Math.hypot(x / wide, y / high) < MARKER
}

// How far a pinned step is moved beside the active run's arrows.
/**
 * @param {number} t @param {RunColumns} pinned @param {RunColumns} active @param {PointAt} point
 * @param {Pair} unit
 */
function aside(t, pinned, active, point, unit) {
  if (t >= active.w1.length) return 0
  const [from, to, other, next] = [
    point(pinned, t - 1),
    point(pinned, t),
    point(active, t - 1),
    point(active, t),
  ]
  const step = minus(to, from)
  if (!(Math.hypot(...step) >= LEAST && Math.hypot(...minus(from, other)) <= SAME)) return 0
  /** @type {Pair} */
  const slope = [-active.g1[t - 1] / unit[0], -active.g2[t - 1] / unit[1]]
  return AWAY * Math.max(likeness(step, minus(next, other)), likeness(step, slope))
}

// The directions along a step and to its left.
/** @param {Pair} from @param {Pair} to @returns {[along: Pair, left: Pair]} */
function directions(from, to) {
  const [x, y] = minus(to, from)
  const length = Math.hypot(x, y)
  return [
    [x / length, y / length],
    [-y / length, x / length],
  ]
}

/** @param {Pair} one @param {Pair} other */
function minus(one, other) {
  return one.map((w, k) => w - other[k])
}
