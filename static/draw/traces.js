// The columns for the active run over t, and what they leave out.

import { short } from "../numbers.js"
import { columns_of } from "./columns.js"
import { growth } from "./letter_growth.js"
import { at_places, clipped_line, seen_steps } from "./lines.js"
import { moment_lines, sharing, traced, traced_symbol } from "./run_columns.js"

const SIZE = 11 // px of letters at least
const BESIDE = -90 // px from the word of a limit, at the end of its line, to the other one's
const NEAR = 0.2 // of the larger limit; words of limits closer together stand side by side
const BELOW = 9 // px from a limit to its word, towards zero and within the plot

// The error and the moments; for a run that is judged elsewhere than at w, its error there, too. `crop` is
// the upper end of the linear error axis, or 0 if it shows everything.
/** @param {ShownRun} run @param {number} crop */
export function trace_columns(run, crop) {
  return {
    error_trace: cropped_error(run.columns.error, crop),
    judged_trace: run.judged ? cropped_error(run.judged.error, crop) : columns_of(["t", "error"], []),
    m_trace: moment(run, "m"),
    s_trace: moment(run, "s"),
  }
}

// The moments' limits. `hidden` lists components that are not shown, such as "m2"; `colours` are the two
// components' colours; `letters` is the least size of letters.
/** @param {ShownRun} run @param {{ hidden: string[], colours: string[], letters: number }} look */
export function limit_columns(run, { hidden, colours, letters }) {
  const by = growth(SIZE, letters)
  return { m_limits: limits(run, "m", hidden, colours, by), s_limits: limits(run, "s", hidden, colours, by) }
}

// Errors over t up to `crop`, cut here because Bokeh does not clip what is drawn above the plot.
/** @param {Float64Array} errors @param {number} crop */
export function cropped_error(errors, crop) {
  const seen = seen_steps(errors)
  const [t, error] = [Float64Array.from(seen), at_places(errors, seen)]
  if (!crop || t.length < 2 || error.every((value) => value <= crop)) return { t, error }
  const lowest = error.reduce((least, value) => Math.min(least, value), 0)
  const line = clipped_line(t, error, [
    [0, t[t.length - 1]],
    [lowest - crop, crop],
  ])
  return { t: line[0], error: line[1] }
}

// What an axis from `low` to `high` leaves out of some runs' errors: on a logarithmic axis `zero` and
// `negative` errors, and `nothing` if none is above 0; on any axis, errors `below` and `above` its ends.
/** @param {ShownRun[]} runs @param {{ log: boolean, low: number, high: number }} axis */
export function left_out(runs, { log, low, high }) {
  const found = { zero: false, negative: false, nothing: log, below: false, above: false }
  for (const {
    columns: { error },
  } of runs) {
    for (const value of error) {
      if (log && value === 0) found.zero = true
      else if (log && value < 0) found.negative = true
      else if (value < low) found.below = true
      else if (value > high) found.above = true
      if (value > 0) found.nothing = false
    }
  }
  return found
}

// The content of the figure m or s: the `symbol` of the state that the active run shows there, else the first
// pinned run that shows one, and the methods' name for it. `shown` says whether any run has one, `pinned`
// whether only pinned runs have.
/** @param {"m" | "s"} name @param {ShownRun} active @param {ShownRun[]} pinned */
export function moment_head(name, active, pinned) {
  const found = sharing([active, ...pinned], name)
  const is_own = found[0] === active
  const words = new Set((is_own ? [active] : found).map((run) => words_in(run, name)))
  const one = words.size === 1 ? [...words][0] : ""
  return {
    shown: found.length > 0,
    symbol: found.length ? traced_symbol(found[0], name) : name,
    words: is_own || !found.length ? one : one ? `${one}, pinned runs only` : "pinned runs only",
    pinned: found.length > 0 && !is_own,
  }
}

// A method's name for the state in the figure m or s; typed rules have none.
/** @param {ShownRun} run @param {"m" | "s"} name */
function words_in(run, name) {
  return run.moments[traced(run, name)] || `${traced_symbol(run, name)}, a state of the rule`
}

/** @param {ShownRun} run @param {"m" | "s"} name */
function moment(run, name) {
  return traced(run, name) ? moment_lines(run, name) : columns_of(["t", "first", "second"], [])
}

// A level line for each component that has a limit, in its colour, with the limit in words.
/**
 * @param {ShownRun} run @param {"m" | "s"} name @param {string[]} hidden @param {string[]} colours
 * @param {number} by
 */
function limits(run, name, hidden, colours, by) {
  const last = run.columns.w1.length - 1
  const symbol = traced_symbol(run, name)
  const values = run.limits[traced(run, name)] ?? []
  const near = Math.abs(values[0] - values[1]) < NEAR * Math.max(...values.map(Math.abs))
  const lines = values.map((value, i) => ({
    t: [0, last],
    value: [value, value],
    at: value,
    word: `${symbol}${"₁₂"[i]} → ${short(value, 4)}`,
    end: last,
    shift: near && i === 0 ? by * BESIDE : 0,
    drop: by * (value > 0 ? BELOW : -BELOW),
    colour: colours[i],
  }))
  const shown = lines.filter((_, i) => !hidden.includes(`${name}${i + 1}`))
  return columns_of(["t", "value", "at", "word", "end", "shift", "drop", "colour"], shown)
}
