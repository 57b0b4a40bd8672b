// The columns of the stability figure: the sharpness of each step, its theoretical bound, the names of both,
// and their first crossing. The axis is logarithmic, so a value that is not above 0 is a gap.

import { short } from "../numbers.js"
import { columns_of } from "./columns.js"
import { growth } from "./letter_growth.js"
import { extent } from "./ranges.js"

// The axis shows at most this factor above and below the median sharpness and the least bound.
const AROUND = 100
const ROOM = 1.3
const NAME = /** @type {const} */ (["t", "value", "word", "drop", "align"])
const NEAR = 0.25 // of the axis; names of lines that end closer together stand below each other
const SIZE = 12 // px of letters at least
const DROP = 10 // px from a line to its name, towards the middle
const LINE = 15 // px from a name to the one below it

// `letters` is the least size of letters.
/** @param {Stability} fact @param {number} letters */
export function stability_columns(fact, letters) {
  const { sharpness, bound, crossing } = fact
  const mark = crossing === null ? [] : [{ t: crossing, value: sharpness[crossing - 1] }]
  return {
    stability_sharpness: over_steps(sharpness),
    stability_bound: over_steps(bound ?? []),
    stability_crossing: columns_of(["t", "value"], mark),
    ...names(fact, growth(SIZE, letters)),
  }
}

// The names of the lines with their values at the t where they end on the axis, whatever t the cursor is at.
/** @param {Stability} fact @param {number} by */
function names(fact, by) {
  const [low, high] = stability_range(fact)
  const share = (/** @type {number} */ value) => Math.log(value / low) / Math.log(high / low)
  const end = (/** @type {string} */ symbol, /** @type {Float64Array | number[]} */ values) => {
    const at = values.findLastIndex((value) => is_drawn(value) && value >= low && value <= high)
    if (at < 0) return null
    const align = at + 1 < values.length / 2 ? "left" : "right"
    return {
      t: at + 1,
      value: values[at],
      word: `${symbol}(${at + 1}) = ${short(values[at], 4)}`,
      align,
      share: share(values[at]),
      away: DROP,
    }
  }
  const [own, bound] = [end("λ₁", fact.sharpness), end("bound", fact.bound ?? [])]
  if (own && bound && own.t === bound.t && Math.abs(own.share - bound.share) < NEAR) {
    const inner = Math.abs(own.share - 0.5) < Math.abs(bound.share - 0.5) ? own : bound
    for (const each of [own, bound]) Object.assign(each, { value: inner.value, share: inner.share })
    own.away += LINE
  }
  const column = (/** @type {typeof own} */ name) =>
    columns_of(NAME, name ? [{ ...name, drop: by * name.away * (name.share > 0.5 ? 1 : -1) }] : [])
  return { stability_sharpness_name: column(own), stability_bound_name: column(bound) }
}

// The ends of the axis. A bound that a schedule lifts far up, and brief lows of the
// sharpness, may lie beyond.
/** @param {Stability} told */
export function stability_range({ sharpness, bound }) {
  const shown = Array.from(sharpness)
    .filter(is_drawn)
    .sort((a, b) => a - b)
  const bounds = Array.from(bound ?? []).filter(is_drawn)
  const all = [...shown, ...bounds]
  if (!all.length) return [0.1, 10]
  const [low, high] = extent([all])
  const middles = [shown[shown.length >> 1], extent([bounds])[0]].filter(Number.isFinite)
  const [least, most] = extent([middles])
  return [Math.max(low, least / AROUND) / ROOM, Math.min(high, most * AROUND) * ROOM]
}

/** @param {Numbers} values */
function over_steps(values) {
  return {
    t: Float64Array.from(values, (_, i) => i + 1),
    value: Float64Array.from(values, (value) => (is_drawn(value) ? value : NaN)),
  }
}

// Values beyond these leave no room on a logarithmic axis.
/** @param {number} value */
function is_drawn(value) {
  return value > 1e-290 && value < 1e290
}
