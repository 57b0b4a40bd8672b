// The schedules of runs: which one applies, and how an axis of the map names its values.

import { is_same } from "./equality.js"
import { rule_of } from "./rules.js"
import { known } from "./store.js"

// The schedule that a run follows, as the engine takes it: { code, values }; null if η stays, or if no
// schedule applies to the method (`applied` in app/lineup.py).
/** @param {{ method: string, rule?: string, schedule: OfSchedule }} run */
export function course_of({ method, rule, schedule }) {
  if (is_same(schedule, known("steady")) || rule_of({ method, rule })?.unscheduled) return null
  const { key, ...values } = schedule
  return { code: known("schedules")[key].code, values }
}

// The values of an experiment by the names that axes have.
/** @param {{ values: Values, schedule: OfSchedule }} run @returns {Values} */
export function axis_values({ values, schedule: { key, ...others } }) {
  const named = Object.entries(others).map(([name, value]) => [known("contract").of_schedule + name, value])
  return { ...values, ...Object.fromEntries(named) }
}

// The active run's values to change, and its schedule, for values by the names that axes have.
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
