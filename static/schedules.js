// The schedules of runs: which one applies, and its values on the axes of a map.

import { is_same } from "./equality.js"
import { rule_of } from "./rules.js"
import { known } from "./store.js"

// A run's schedule as the engine takes it: { code, values }. Null if η is constant, or if no schedule applies
// to the method (`applied` in app/lineup.py).
/** @param {{ method: string, rule?: string, schedule: OfSchedule }} run */
export function applied_schedule({ method, rule, schedule }) {
  if (is_same(schedule, known("steady")) || rule_of({ method, rule })?.unscheduled) return null
  const { key, ...values } = schedule
  return { code: known("schedules")[key].code, values }
}

// The values of an experiment and the numbers of its E, by the names of axes.
/** @param {{ values: Values, schedule: OfSchedule }} run @param {Values} numbers @returns {Values} */
export function axis_values({ values, schedule: { key, ...others } }, numbers) {
  const { of_schedule, of_surface } = known("contract")
  /** @type {(prefix: string, values: object) => any[][]} */
  const named = (prefix, values) => Object.entries(values).map(([name, value]) => [prefix + name, value])
  return {
    ...values,
    ...Object.fromEntries([...named(of_schedule, others), ...named(of_surface, numbers)]),
  }
}

// Converts values by the names of axes into changes of the active run's values and schedule, and of E.
/** @param {Values} named @param {{ schedule: OfSchedule, let: Values }} run */
export function split_values(named, { schedule, let: set }) {
  const { of_schedule, of_surface } = known("contract")
  /** @type {Values} */
  const values = {}
  const changed = { ...schedule }
  const numbers = { ...set }
  for (const [name, value] of Object.entries(named)) {
    if (name.startsWith(of_schedule)) changed[name.slice(of_schedule.length)] = value
    else if (name.startsWith(of_surface)) numbers[name.slice(of_surface.length)] = value
    else values[name] = value
  }
  return { values, schedule: changed, let: numbers }
}
