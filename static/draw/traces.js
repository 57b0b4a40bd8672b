// What the figures draw of the active run over t, and what they leave out.

import { columns_of } from "./columns.js"
import { at_places, clipped_line, seen_steps } from "./lines.js"
import { moment_lines } from "./run.js"
import { short } from "../numbers.js"

// The error, the moments, and their limits. `crop` is where the linear error axis ends, or 0 if it shows all.
export function trace_columns(run, { crop }) {
  return {
    error_trace: cropped_error(run, crop),
    m_trace: moment(run, "m"),
    s_trace: moment(run, "s"),
    m_limits: limits(run, "m"),
    s_limits: limits(run, "s"),
  }
}

// The error over t up to `crop`, cut off here because Bokeh does not clip what is drawn above the plot.
export function cropped_error(run, crop) {
  const seen = seen_steps(run.columns.error)
  const [t, error] = [Float64Array.from(seen), at_places(run.columns.error, seen)]
  if (!crop || t.length < 2 || error.every((value) => value <= crop)) return { t, error }
  const lowest = error.reduce((least, value) => Math.min(least, value), 0)
  const line = clipped_line(t, error, [[0, t.at(-1)], [lowest - crop, crop]])
  return { t: line[0], error: line[1] }
}

// What of the errors of some runs an axis from low to high leaves out: `zero` and `negative` of a logarithmic one, where
// `nothing` tells that no error is left, and what is `below` and `above` the axis.
export function left_out(runs, { log, low, high }) {
  const found = { zero: false, negative: false, nothing: log, below: false, above: false }
  for (const { columns: { error } } of runs) {
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

function moment(run, name) {
  return `${name}1` in run.columns ? moment_lines(run, name) : columns_of(["t", "first", "second"], [])
}

// A level line for each weight whose moment has a limit, with the limit in words.
function limits(run, name) {
  const last = run.columns.w1.length - 1
  const lines = (run.limits[name] ?? []).map((value) => {
    return { t: [0, last], value: [value, value], at: value, word: short(value, 4) }
  })
  return columns_of(["t", "value", "at", "word"], lines)
}
