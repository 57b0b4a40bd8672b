// What the page tells about a run that it simulates itself, in words and numbers, the same as the server's.

import { short } from "../numbers.js"
import { fan_of, noise_of } from "./fan.js"
import { hypot } from "./functions.js"
import { evaluated, factors_of, judged_apart, judged_points, simulate, stepped } from "./run.js"

const SAME = 1e-6 // two limits are the same if they differ by at most this share

// A run as the server tells it (app/runs/follow.py), so that drawings need not know who computed it.
//
// `rule` and `surface` are instructions; `values`, `let`, `table`, `start` and `steps` are as in `simulate`.
// `minima` are the known ones, if they are not those of the instructions. `schedule`,
// if one applies, is { code, values }: its instructions, and its values by field. With noise, `noise`
// is its deviation σ, and `normals` holds for each path at least steps + 1 normal numbers each for w1
// and w2, alternately. With batches, `batches` holds for each path what `simulate` takes. Path 0 is the
// run, the others are its fan. Throws an Error if the instructions or the values are invalid.
/**
 * @param {Wanted & {
 *   minima?: Pair[], schedule?: { code: ScheduleProgram, values: Values } | null, noise?: number,
 *   normals?: Float64Array[] | null, batches?: Batches[] | null
 * }} wanted
 */
export function told_run({
  rule,
  surface,
  values,
  let: numbers = {},
  table = null,
  start,
  steps,
  minima = surface.minima,
  schedule = null,
  noise = 0,
  normals = null,
  batches = null,
}) {
  /** @type {Chance[]} */
  const chances = (normals ?? batches ?? [null]).map((_, path) => ({
    noise: normals && noise_of(normals[path], noise, steps),
    batches: batches?.[path] ?? null,
  }))
  const own_noise = chances[0].noise
  const factors = schedule && factors_of(schedule.code, schedule.values, steps)
  const wanted = { rule, surface, values, let: numbers, table, start, steps, factors }
  const run = simulate({ ...wanted, ...chances[0] })
  const { columns, stopped } = run
  const judged = judged_apart(rule, surface, values, columns, numbers, table)
  const length = columns.w1.length
  const first = (/** @type {Float64Array} */ column) => column.slice(0, length)
  return {
    title: rule.title,
    values: values_in_words(rule, values, schedule, batches?.[0].size),
    moments: rule.moments,
    states: rule.states,
    judged,
    judged_symbol: rule.judged_symbol,
    columns: {
      ...columns,
      ...(factors ? { factor: first(factors) } : {}),
      ...(own_noise ? { noise1: first(own_noise.first), noise2: first(own_noise.second) } : {}),
    },
    limits: limits(rule, values, columns),
    fan: fan_of({ ...wanted, chances }, run),
    ...figures({ ...run, judged }, minima, rule.close),
    ended: stopped ? ended(stopped, rule, surface, numbers, table) : "",
    stopped: stopped ? stopped.step : null,
  }
}

// The hyper-parameters in words: "η 0.1, α 0.9; cosine, warm-up 20, floor 0; batch 4".
/**
 * @param {Rule} rule @param {Values} values
 * @param {{ code: ScheduleProgram, values: Values } | null} schedule
 * @param {number} batch
 */
export function values_in_words(rule, values, schedule = null, batch = 0) {
  /** @type {(of: Rule | ScheduleProgram, values: Values) => string[]} */
  const words = ({ symbols }, values) =>
    Object.entries(symbols).map(([name, symbol]) => `${symbol} ${short(values[name], 6)}`)
  const scheduled = schedule
    ? [schedule.code.title.toLowerCase(), ...words(schedule.code, schedule.values)]
    : []
  const size = batch ? `batch ${batch}` : ""
  return [words(rule, values).join(", "), scheduled.join(", "), size].filter(Boolean).join("; ")
}

// The figures by which runs are compared, null where there is none. They are those of the points at which the
// run is judged. `distance` is from its end to the nearest known minimum, and `close` is what `close_at`
// returns for this minimum; if none is known, for the end itself, unless the run ended early. `growing` says
// that E(T) > E(0). A run that is only its start, as while a guess is awaited, has no figures.
/** @param {Run & { judged: Judged | null }} run, @param {Pair[]} minima, @param {number} share */
function figures({ columns, judged, stopped }, minima, share) {
  const { w1, w2, error } = judged_points({ columns, judged })
  const last = w1.length - 1
  if (last === 0 && !stopped) return { error: null, distance: null, close: null, growing: false }
  const distances = minima.map((minimum) => hypot(w1[last] - minimum[0], w2[last] - minimum[1]))
  const distance = Math.min(...distances)
  const end = stopped ? null : [w1[last], w2[last]]
  const target = minima.length ? minima[distances.indexOf(distance)] : end
  return {
    error: Number.isFinite(error[last]) ? error[last] : null,
    distance: Number.isFinite(distance) ? distance : null,
    close: target ? close_at(w1, w2, target, share) : null,
    growing: error[last] > error[0],
  }
}

// The first step from which on a run stays within a share of its initial distance to a place; null if it is
// farther away at its end.
/** @param {Float64Array} w1, @param {Float64Array} w2, @param {number[]} target, @param {number} share */
export function close_at(w1, w2, [target1, target2], share) {
  const distance = (/** @type {number} */ t) => hypot(w1[t] - target1, w2[t] - target2)
  const bound = share * distance(0)
  let t = w1.length
  while (t > 0 && !(distance(t - 1) > bound)) t -= 1
  return t < w1.length ? t : null
}

// Where and why a run ended early.
/**
 * @param {Stopped} stopped @param {Rule} rule @param {Ground} surface @param {Values} numbers
 * @param {Table | null} table
 */
export function ended(stopped, rule, surface, numbers = {}, table = null) {
  const why = explained(surface, stopped.w1, stopped.w2, numbers, table) || stopped.reason
  return rule.endings[stopped.step === 0 ? "start" : "later"]
    .replace("{why}", why)
    .replace("{t}", String(stopped.step))
}

// Why E or a slope is not finite at a point; "" if all are finite.
/**
 * @param {Ground} surface @param {number} w1 @param {number} w2 @param {Values} numbers
 * @param {Table | null} table
 */
function explained(surface, w1, w2, numbers, table) {
  const { reasons } = surface
  if (Number.isNaN(w1) || Number.isNaN(w2)) return reasons.update
  if (!Number.isFinite(w1) || !Number.isFinite(w2)) return reasons.weights
  const { error, g1, is_large, is_steep } = evaluated(surface, w1, w2, numbers, table)
  if (Number.isNaN(error)) return is_large ? reasons.overflow : reasons.undefined
  if (Number.isNaN(g1)) return is_steep ? reasons.steep : reasons.slope
  return ""
}

// The limits of moments while the gradient is constant, for each weight: { m: [limit, limit] }. A moment with
// x(t) = a x(t−1) + b and |a| < 1 tends to b/(1 − a), which is returned if the last two steps give the same
// limit. Other moments have no limit here.
/** @param {Rule} rule, @param {Values} values, @param {Columns} columns */
export function limits(rule, values, columns) {
  const last = columns.w1.length - 1
  const is_constant = (/** @type {Float64Array} */ column) => column.every((value) => value === column[0])
  if (last < 1 || !is_constant(columns.g1) || !is_constant(columns.g2)) return {}
  /** @type {(name: string, weight: number) => number[]} */
  const ends = (name, weight) =>
    [Math.max(1, last - 1), last].map((t) => limit(rule, values, columns, name, weight, t))
  /** @type {[string, number[][]][]} */
  const found = Object.keys(rule.moments).map((name) => [name, [1, 2].map((weight) => ends(name, weight))])
  const settled = found.filter(([, each]) => each.every(([before, end]) => is_close(before, end, SAME, 0)))
  return Object.fromEntries(settled.map(([name, each]) => [name, each.map(([, end]) => end)]))
}

// What a moment would tend to if all steps were as step t; NaN if it has no limit.
/**
 * @param {Rule} rule @param {Values} values @param {Columns} columns @param {string} name
 * @param {number} weight @param {number} t
 */
function limit(rule, values, columns, name, weight, t) {
  const state = Object.fromEntries(
    Object.keys(rule.state).map((field) => [field, columns[`${field}${weight}`][t - 1]]),
  )
  const step = { rule, values, t, w: columns[`w${weight}`][t - 1], g: columns[`g${weight}`][0] }
  const after = (/** @type {number} */ x) => stepped({ ...step, state: { ...state, [name]: x } }).state[name]
  const offset = after(0)
  const slope = after(1) - offset
  const is_linear = is_close(after(2), offset + 2 * slope, 1e-9, 1e-12)
  return Math.abs(slope) < 1 && is_linear ? offset / (1 - slope) : NaN
}

/** @param {number} one, @param {number} other, @param {number} share, @param {number} least */
function is_close(one, other, share, least) {
  return (
    one === other ||
    Math.abs(one - other) <= Math.max(share * Math.max(Math.abs(one), Math.abs(other)), least)
  )
}
