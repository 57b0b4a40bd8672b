// Follows a run: executes the rule of a method and a surface step by step, as the server does in floats.
//
// Both come as instructions, described in optimizers/instructions.py and surfaces/instructions.py. Sums,
// products, quotients and roots equal the server's to the bit; other functions may differ in the last place.

import { batch_at } from "./batches.js"
import { checked, execute, moved, overflowing, places_of, registers_of, rows_of } from "./interpreter.js"

/** @type {WeakMap<Rule, WeakMap<Ground, any>>} */
const JOINED = new WeakMap() // rule -> surface -> their joint program
const ADDED = ["batch_error", "full_g1", "full_g2"] // columns of a run with batches

// Simulates a run from one start and records every step.
//
// `values` are the hyper-parameters by field, `let` those of the surface, `table` the data over whose rows it
// goes, { names, columns }, and `start` is [w1, w2]. `noise`, if any, is what is added to the gradient at each t:
// { first, second }, arrays of at least steps + 1. `factors`, if there is a schedule, is what η is multiplied by in
// each step t, as `factors_of` returns it. `batches`, if steps see only some rows, has their `size` and the `order`
// of the rows, at least size · (steps + 1) of them, as `row_order` returns it.
//
// Returns { columns, stopped }. The columns are w1, w2, error, g1, g2 and the fields of the state followed by 1 and
// 2: arrays of T + 1, with step t at index t. With batches, g1 and g2 are those of the batch of step t + 1, and there
// are batch_error, its E, and full_g1 and full_g2, those of all rows. The run ends before the first t at which w, E
// or ∇E is not finite; `stopped` is then { step, reason, w1, w2 }, else null. A bad start is kept, with NaN for what
// is not finite. Throws an Error if the instructions or the values are invalid.
/** @param {Wanted & { noise?: Noise | null, batches?: Batches | null }} wanted, @returns {Run} */
export function simulate({
  rule,
  surface,
  values,
  let: numbers = {},
  table = null,
  start,
  steps,
  noise = null,
  factors = null,
  batches = null,
}) {
  const { r, run, step, evaluate, places, parameters, states } = joined(rule, surface)
  const { time, w1, w2, e, slope1, slope2, g1, g2 } = places
  if (noise && Math.min(noise.first.length, noise.second.length) <= steps)
    throw new Error("There is too little noise.")
  if (factors && factors.length <= steps) throw new Error("There are too few factors.")
  const factor = rule.factor
  const rows = rows_of(surface, table)
  if (batches && batches.order.length < batches.size * (steps + 1))
    throw new Error("There are too few batches.")
  const length = 5 + states.length + (batches ? ADDED.length : 0)
  const columns = Array.from({ length }, () => new Float64Array(steps + 1))
  const [w1_column, w2_column, error_column, g1_column, g2_column, ...others] = columns
  const moments = others.slice(0, states.length)
  const [batch_error, full_g1, full_g2] = others.slice(states.length)
  begin(rule, values, run, r)
  put(numbers, parameters, r)
  for (const { place, initial } of states) r[place] = r[initial]
  r[w1] = start[0]
  r[w2] = start[1]
  execute(evaluate, r, rows)
  let t = 0
  let stopped = null
  for (;;) {
    let seen = masked(r[w1], r[w2], r[e], r[slope1], r[slope2])
    if (batches) {
      const all = seen
      execute(evaluate, r, rows_of(surface, table, batch_at(batches, t)))
      const some = masked(r[w1], r[w2], r[e], r[slope1], r[slope2])
      batch_error[t] = some.error
      full_g1[t] = all.g1
      full_g2[t] = all.g2
      seen = { ...some, error: all.error }
    }
    r[g1] = noise ? seen.g1 + noise.first[t] : seen.g1
    r[g2] = noise ? seen.g2 + noise.second[t] : seen.g2
    if (!(Number.isFinite(seen.error) && Number.isFinite(r[g1]) && Number.isFinite(r[g2]))) {
      stopped = { step: t, reason: reason(rule, r[w1], r[w2], seen.error), w1: r[w1], w2: r[w2] }
      if (t > 0) break
    }
    w1_column[t] = r[w1]
    w2_column[t] = r[w2]
    error_column[t] = seen.error
    g1_column[t] = r[g1]
    g2_column[t] = r[g2]
    for (let k = 0; k < moments.length; k++) moments[k][t] = r[states[k].place]
    t += 1
    if (t > steps || stopped) break
    r[time] = t
    if (factors && factor !== null) r[factor] = factors[t]
    execute(step, r, rows)
  }
  const names = [
    ...["w1", "w2", "error", "g1", "g2"],
    ...states.map((/** @type {{ name: string }} */ { name }) => name),
    ...(batches ? ADDED : []),
  ]
  return {
    columns: Object.fromEntries(
      names.map((name, k) => [name, t > steps ? columns[k] : columns[k].slice(0, t)]),
    ),
    stopped,
  }
}

// The points at which a run is judged, { w1, w2, error }, if its method is judged elsewhere than at w
// (optimizers/base.py). Null for other methods.
/**
 * @param {Rule} rule @param {Ground} surface @param {Values} values @param {RunColumns} path
 * @param {Values} numbers @param {Table | null} table
 */
export function judged_apart({ judged }, surface, values, path, numbers = {}, table = null) {
  if (!judged) return null
  const r = registers_of(judged)
  places_of([judged.w, judged.point, ...Object.values({ ...judged.hypers, ...judged.state })], null, r.length)
  const move = checked(judged.move, judged)
  put(values, judged.hypers, r)
  execute(checked(judged.run, judged), r)
  const [w1, w2] = ["1", "2"].map((weight) =>
    path.w1.map((_, t) => {
      r[judged.w] = path[`w${weight}`][t]
      for (const [name, place] of Object.entries(judged.state)) r[place] = path[name + weight][t]
      execute(move, r)
      return r[judged.point]
    }),
  )
  return { w1, w2, error: errors_at(surface, w1, w2, numbers, table) }
}

// The columns w1, w2 and error of the points by which a run is judged.
/** @param {{ columns: RunColumns, judged?: Judged | null }} run @returns {Judged} */
export function judged_points({ columns, judged }) {
  return judged ?? columns
}

// The factors of η in steps t = 1, ..., steps, from a schedule's instructions and its values by field. Index
// 0 is NaN, because no step leads to the start.
/** @param {ScheduleProgram} schedule, @param {Values} values, @param {number} steps */
export function factors_of(schedule, values, steps) {
  const r = registers_of(schedule)
  places_of([schedule.t, schedule.steps, schedule.factor, ...Object.values(schedule.hypers)], null, r.length)
  const step = checked(schedule.step, schedule)
  r[schedule.steps] = steps
  put(values, schedule.hypers, r)
  execute(checked(schedule.run, schedule), r)
  const factors = new Float64Array(steps + 1).fill(NaN)
  for (let t = 1; t <= steps; t++) {
    r[schedule.t] = t
    execute(step, r)
    factors[t] = r[schedule.factor]
  }
  return factors
}

// E and ∇E at a point as a run sees them. `is_large` says whether E is too large for floating-point numbers,
// or computed from a number that is; `is_steep` says so of the slopes.
/**
 * @param {Ground} surface @param {number} w1 @param {number} w2 @param {Values} numbers
 * @param {Table | null} table
 */
export function evaluated(surface, w1, w2, numbers = {}, table = null) {
  const r = registers_of(surface)
  const code = checked(surface.code, surface)
  const [first, second] = places_of(surface.weights, 2, r.length)
  const [e, slope1, slope2] = places_of(surface.results, 3, r.length)
  r[first] = w1
  r[second] = w2
  places_of(Object.values(surface.parameters), null, r.length)
  put(numbers, surface.parameters, r)
  const large = overflowing(code, r, rows_of(surface, table))
  return {
    ...masked(w1, w2, r[e], r[slope1], r[slope2]),
    is_large: large.has(e),
    is_steep: large.has(slope1) || large.has(slope2),
  }
}

// E at some points, NaN where it is not finite.
/**
 * @param {Ground} surface @param {Float64Array} w1 @param {Float64Array} w2 @param {Values} numbers
 * @param {Table | null} table
 */
function errors_at(surface, w1, w2, numbers, table) {
  const r = registers_of(surface)
  const code = checked(surface.code, surface)
  const [first, second] = places_of(surface.weights, 2, r.length)
  const [e] = places_of(surface.results, 3, r.length)
  put(numbers, surface.parameters, r)
  const rows = rows_of(surface, table)
  return w1.map((_, t) => {
    r[first] = w1[t]
    r[second] = w2[t]
    execute(code, r, rows)
    return masked(w1[t], w2[t], r[e], 0, 0).error
  })
}

// Step t of one weight: returns { w, state } from w, the gradient g at w, and the previous state by field.
/** @param {Step} step */
export function stepped({ rule, values, t, w, g, state }) {
  const { r, run, step, move } = prepared(rule)
  begin(rule, values, run, r)
  for (let k = 1; k <= t; k++) {
    r[rule.t] = k
    execute(step, r)
  }
  r[rule.w] = w
  r[rule.g] = g
  for (const [name, place] of Object.entries(rule.state)) r[place] = state[name]
  execute(move, r)
  return { w: r[rule.w], state: numbers_in(rule.state, r) }
}

// Puts the hyper-parameters in their registers and executes what depends on them only.
/** @param {Rule} rule, @param {Values} values, @param {Int32Array} run, @param {Float64Array} r */
function begin(rule, values, run, r) {
  put(values, rule.hypers, r)
  if (rule.factor !== null) r[rule.factor] = 1
  execute(run, r)
}

/** @param {Values} values, @param {Values} places, @param {Float64Array} r */
function put(values, places, r) {
  for (const [name, place] of Object.entries(places)) {
    if (typeof values[name] !== "number") throw new Error(`There is no value for ${name}.`)
    r[place] = values[name]
  }
}

/** @param {Values} places, @param {Float64Array} r */
function numbers_in(places, r) {
  return Object.fromEntries(Object.entries(places).map(([name, place]) => [name, r[place]]))
}

// Where E is not finite, all are NaN; where only one slope is not, both slopes are. No
// caller sees half a gradient.
/** @param {number} w1, @param {number} w2, @param {number} error, @param {number} g1, @param {number} g2 */
function masked(w1, w2, error, g1, g2) {
  const is_there = Number.isFinite(w1) && Number.isFinite(w2) && Number.isFinite(error)
  const is_smooth = is_there && Number.isFinite(g1) && Number.isFinite(g2)
  return { error: is_there ? error : NaN, g1: is_smooth ? g1 : NaN, g2: is_smooth ? g2 : NaN }
}

/** @param {Rule} rule, @param {number} w1, @param {number} w2, @param {number} error */
function reason({ reasons }, w1, w2, error) {
  if (!Number.isFinite(w1) || !Number.isFinite(w2)) return reasons.weights
  return Number.isFinite(error) ? reasons.gradient : reasons.error
}

// A checked rule: its registers and its code.
/** @param {Rule} rule */
function prepared(rule) {
  const r = registers_of(rule)
  places_of([rule.shared], 1, r.length + 1)
  places_of([rule.t, ...Object.values(rule.hypers), ...Object.values(rule.initial)], null, rule.shared)
  if (rule.factor !== null) places_of([rule.factor], 1, rule.shared)
  places_of([rule.w, rule.g, ...Object.values(rule.state)], null, r.length)
  return { r, run: checked(rule.run, rule), step: checked(rule.step, rule), move: checked(rule.move, rule) }
}

// A rule and a surface as one program. First come the registers of the first weight, then those of the
// second, except for what both share, then the surface's.
/** @param {Rule} rule, @param {Ground} surface */
function joined(rule, surface) {
  const known = JOINED.get(rule)?.get(surface)
  if (known) return known
  const { r, run, step, move } = prepared(rule)
  const look = registers_of(surface)
  const weights = places_of(surface.weights, 2, look.length)
  const results = places_of(surface.results, 3, look.length)
  places_of(Object.values(surface.parameters), null, look.length)
  const behind = 2 * r.length - rule.shared
  const second = (/** @type {number} */ register) =>
    register < rule.shared ? register : register + r.length - rule.shared
  const of_surface = (/** @type {number} */ register) => {
    const weight = weights.indexOf(register)
    return weight < 0 ? behind + register : weight === 0 ? rule.w : second(rule.w)
  }
  const evaluate = moved(checked(surface.code, surface), of_surface)
  const all = new Float64Array(behind + look.length)
  all.set(r)
  all.set(look, behind)
  const made = {
    r: all,
    run,
    step: Int32Array.from([...step, ...move, ...moved(move, second), ...evaluate]),
    evaluate,
    places: {
      time: rule.t,
      w1: rule.w,
      w2: second(rule.w),
      g1: rule.g,
      g2: second(rule.g),
      e: of_surface(results[0]),
      slope1: of_surface(results[1]),
      slope2: of_surface(results[2]),
    },
    parameters: Object.fromEntries(
      Object.entries(surface.parameters).map(([name, place]) => [name, of_surface(place)]),
    ),
    states: Object.entries(rule.state).flatMap(([name, place]) => [
      { name: `${name}1`, place, initial: rule.initial[name] },
      { name: `${name}2`, place: second(place), initial: rule.initial[name] },
    ]),
  }
  if (!JOINED.has(rule)) JOINED.set(rule, new WeakMap())
  JOINED.get(rule)?.set(surface, made)
  return made
}
