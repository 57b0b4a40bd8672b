// The schedules of runs: which one applies, and its values on the axes of a map.

import { is_same } from "./equality.js"
import { rule_of } from "./rules.js"
import { known } from "./store.js"

// A run's schedule as the engine takes it: { code, values }. Null if η is constant, or if no schedule applies
// to the method (`applied` in app/lineup.py).
/** @param {{ method: string, rule?: string, schedule: OfSchedule }} run */
export function course_of({ method, rule, schedule }) {
  if (is_same(schedule, known("steady")) || rule_of({ method, rule })?.unscheduled) return null
  const { key, ...values } = schedule
  return { code: known("schedules")[key].code, values }
}

// The values of an experiment, by the names of axes.
/** @param {{ values: Values, schedule: OfSchedule }} run @returns {Values} */
export function axis_values({ values, schedule: { key, ...others } }) {
  const named = Object.entries(others).map(([name, value]) => [known("contract").of_schedule + name, value])
  return { ...values, ...Object.fromEntries(named) }
}

// Converts values by the names of axes into changes of the active run's values and schedule.
/** @param {Values} named @param {{ schedule: OfSchedule }} run */
export function split_values(named, { schedule }) {
  const prefix = known("contract").of_schedule
  /** @type {Values} */
  const values = {}
  const changed = { ...schedule }
  for (const [name, value] of Object.entries(named)) {
    if (name.startsWith(prefix)) changed[name.slice(prefix.length)] = value
    else values[name] = value
  }
  return { values, schedule: changed }
}
