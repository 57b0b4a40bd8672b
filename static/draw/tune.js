// The strip above a slider: a line over its positions that is low where runs end low, and
// bars where they end early.

import { HEIGHT, round, WIDTH } from "./box.js"
import { share_of } from "./slider_scale.js"

const ROOM = 6 // units above and below the line

// Returns the line as an SVG path, broken where there is no tone; the bars, [left, width]; and the places of
// the best run and of the bound, or null.
/** @param {Strip} strip */
export function strip_shapes({ x, tone, ends, best, bound }) {
  const across = (/** @type {number} */ at) => share_of(ends, at) * WIDTH
  const up = (/** @type {number} */ share) => ROOM + (1 - share) * (HEIGHT - 2 * ROOM)
  const pieces = []
  /** @type {Pair[]} */
  const bars = []
  for (let k = 0; k < x.length; k++) {
    const is_early = Number.isNaN(tone[k])
    const before = k > 0 && Number.isNaN(tone[k - 1]) === is_early
    if (!is_early) pieces.push(`${before ? "L" : "M"}${round(across(x[k]))} ${round(up(tone[k]))}`)
    else {
      const left = k > 0 ? across((x[k - 1] + x[k]) / 2) : 0
      const right = k < x.length - 1 ? across((x[k] + x[k + 1]) / 2) : WIDTH
      const last = bars.at(-1)
      if (before && last) last[1] = round(right - last[0])
      else bars.push([round(left), round(right - left)])
    }
  }
  const place = (/** @type {number | null} */ at) => (at === null ? null : round(across(at)))
  return { line: pieces.join(""), bars, best: place(best), bound: place(bound) }
}

// A position's place on the strip.
/** @param {number} at @param {Pair} ends */
export function strip_place(at, ends) {
  return round(share_of(ends, at) * WIDTH)
}

// The index of the run with the nearest position.
/** @param {ArrayLike<number>} x @param {number} at */
export function nearest_run(x, at) {
  const found = Math.round(((at - x[0]) / (x[x.length - 1] - x[0])) * (x.length - 1))
  return Math.min(Math.max(found, 0), x.length - 1)
}
