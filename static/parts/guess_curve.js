// The guess of E over t: it is drawn in the figure of E, with the pointer, a finger or keys.

import { evenly, handles, share_of_value, value_at_share, value_on, with_piece } from "../draw/guess_curve.js"
import { find } from "../figures/plots.js"
import { short } from "../numbers.js"
import { known, say } from "../store.js"
import { answer, awaits } from "./guess.js"

const NUDGE = 0.05 // of the height of the axis, by which a key moves a point
const WHOLE = 0.92 // of the steps: a stroke that comes as far is a guess

/** @type {Pair | null} */
let last = null // where the stroke was last

// The curve so far, which begins at the start.
/** @returns {Pair[]} */
function curve() {
  const aims = known("aims")
  return aims.length ? aims : [[0, known("runs")[0].columns.error[0]]]
}

/** @returns {Pair} */
function axis() {
  const { start, end } = find(known("experiment").log_error ? "error_log_range" : "error_range")
  return [start, end]
}

// Goes on with a stroke at a pixel of the figure.
/** @param {Plot} view @param {number} x @param {number} y */
export function stroke({ frame }, x, y) {
  const { steps, log_error } = known("experiment")
  const { bottom, height } = frame.bbox
  const t = Math.min(Math.max(Math.round(frame.x_scale.invert(x)), 1), steps)
  /** @type {Pair} */
  const now = [t, value_at_share(axis(), (bottom - y) / height, log_error)]
  say("aims", with_piece(curve(), last ?? now, now))
  last = now
}

// Ends a stroke; one that comes to the last step is the guess.
export function lift() {
  last = null
  const [t] = known("aims").at(-1) ?? [0]
  if (awaits("curve") && t >= WHOLE * known("experiment").steps) guess_curve()
}

export function guess_curve() {
  const { steps } = known("experiment")
  if (known("aims").length) answer(evenly(curve(), steps, known("contract").limits.most_points).flat())
}

// Moves the cursor to the next point that keys move.
/** @param {number} by @param {(t: number) => void} move */
export function next_handle(by, move) {
  const points = handles(curve(), known("experiment").steps)
  say("aims", points)
  const at = points.findIndex(([t]) => t >= known("cursor").t)
  move(points[Math.min(Math.max((at < 0 ? points.length - 1 : at) + by, 1), points.length - 1)][0])
}

// Moves the point at the cursor up or down.
/** @param {number} by @param {(t: number) => void} move */
export function move_handle(by, move) {
  next_handle(0, move)
  const { log_error } = known("experiment")
  const t = known("cursor").t
  const share = share_of_value(axis(), value_on(curve(), t), log_error) + by * NUDGE
  const value = value_at_share(axis(), Math.min(Math.max(share, 0), 1), log_error)
  say(
    "aims",
    curve().map((point) => (point[0] === t ? [t, value] : point)),
  )
}

// What a key has done, for screen readers.
export function curve_result() {
  const t = known("cursor").t
  return `At t = ${t} your curve is at E = ${short(value_on(curve(), t), 3)}.`
}
