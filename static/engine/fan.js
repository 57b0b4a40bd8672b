// The other paths of a run with noise or batches, and their spread.

import { judged_apart, simulate } from "./run.js"

const FAN_POINTS = 500 // about as many points of a longer path are kept, more of them at its beginning
const SHARES = [0.1, 0.5, 0.9]

// A path's noise: the normal numbers, alternately for w1 and w2, times the deviation σ.
/** @param {Float64Array} numbers, @param {number} sigma, @param {number} steps */
export function noise_of(numbers, sigma, steps) {
  const column = (/** @type {number} */ k) =>
    Float64Array.from({ length: steps + 1 }, (_, t) => sigma * numbers[2 * t + k])
  return { first: column(0), second: column(1) }
}

// The fan of a run; each path has its own noise and batches, as far as the run has any. Returns w1 and w2, the drawn
// points of the paths 1, 2, ...; `paths`, the number of all paths with the run; `ended`, how many of these ended
// early; and `error`, the 10 %, 50 % and 90 % quantiles of the last errors of those that did not, or null. Null if
// the run is the only path.
/** @param {Wanted & { chances: Chance[] }} wanted, @param {Run} run */
export function fan_of({ chances, ...wanted }, run) {
  if (chances.length < 2) return null
  const { rule, surface, values } = wanted
  const others = chances.slice(1).map((chance) => simulate({ ...wanted, ...chance }))
  const lines = others.map(({ columns: { w1, w2 } }) => {
    const kept = kept_points(w1.length - 1)
    return [w1, w2].map((column) => Float64Array.from(kept, (t) => column[t]))
  })
  const errors = [...others, run]
    .filter(({ stopped }) => !stopped)
    .map(({ columns }) => last_row(columns))
    .map((last) => judged_apart(rule, surface, values, last, wanted.let, wanted.table) ?? last)
    .map(({ error }) => error[0])
  errors.sort((one, other) => one - other)
  return {
    w1: lines.map(([w1]) => w1),
    w2: lines.map(([, w2]) => w2),
    paths: chances.length,
    ended: chances.length - errors.length,
    error: errors.length
      ? SHARES.map((share) => errors[Math.max(0, Math.ceil(share * errors.length - 1))])
      : null,
  }
}

// The last row of a run's columns.
/** @param {RunColumns} columns @returns {RunColumns} */
function last_row(columns) {
  const rows = Object.entries(columns).map(([name, column]) => [name, column.slice(-1)])
  return Object.fromEntries(rows)
}

/** @param {number} steps */
function kept_points(steps) {
  if (steps <= FAN_POINTS) return Array.from({ length: steps + 1 }, (_, t) => t)
  const kept = new Set()
  for (let k = 0; k <= FAN_POINTS; k++) {
    const share = k === FAN_POINTS ? 1 : k * (1 / FAN_POINTS) // rounded as by NumPy's linspace
    kept.add(half_to_even(steps * (share * share)))
  }
  return [...kept]
}

/** @param {number} x */
function half_to_even(x) {
  const low = Math.floor(x)
  return x - low > 0.5 || (x - low === 0.5 && low % 2) ? low + 1 : low
}
