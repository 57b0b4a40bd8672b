// The experiment in the page: how changes apply to it, and how it is said.

import { is_same } from "./equality.js"
import { rule_of } from "./rules.js"
import { derive, known, say } from "./store.js"

// Applies a change to an experiment as the server will (Experiment.changed).
/** @param {SaidExperiment} experiment @param {Change | null} change @returns {SaidExperiment} */
export function changed(experiment, change) {
  if (!change) return experiment
  const { lineup, method, values, schedule, batch, ...settings } = change
  const steady = known("steady") // for runs that were kept without a schedule
  const [active, ...pinned] =
    lineup?.map((run) => ({ ...run, schedule: run.schedule ?? steady, batch: run.batch ?? 0 })) ??
    experiment.lineup
  const run = method && (lineup || method !== active.method) ? { method, values: proposed(method) } : active
  const known_values = Object.entries(values ?? {}).filter(([name]) => name in run.values)
  const now = {
    ...run,
    values: { ...run.values, ...Object.fromEntries(known_values) },
    schedule: schedule ?? active.schedule,
    batch: batch ?? active.batch,
  }
  const of_active = { values: now.values, schedule: now.schedule, batch: now.batch }
  return { ...experiment, ...settings, lineup: [now, ...pinned], ...of_active }
}

// A method's initial values: the gallery's suggestion for this surface, else its defaults.
/** @param {string} method @returns {Values} */
function proposed(method) {
  return { ...known("rules")[method].defaults, ...known("suggested")[method] }
}

// Merges two changes; the later one wins. Values belong to a method, and a method, a schedule and a batch to a lineup,
// so a later change of the latter drops earlier changes of the former. If one change has both a method and a
// lineup, the method was chosen after it.
/** @param {any} before @param {any} after */
export function merged(before, after) {
  const kept = { ...before }
  const news = { ...after }
  const active = kept.method ?? kept.lineup?.[0].method
  if (!news.lineup && news.method === active) delete news.method // it is chosen already
  if (news.lineup) delete kept.method
  if (news.lineup || news.method) delete kept.values
  if (news.lineup) for (const name of ["schedule", "batch"]) delete kept[name]
  const values = { ...kept.values, ...news.values }
  return { ...kept, ...news, ...(Object.keys(values).length ? { values } : {}) }
}

// Says an experiment. Unchanged parts stay the same objects, so that their dependents do not act.
/** @param {SaidExperiment} experiment */
export function say_experiment(experiment) {
  const before = new Map(Object.entries(known("experiment") ?? {}))
  const shared = Object.entries(experiment).map(([name, value]) => [
    name,
    is_same(before.get(name), value) ? before.get(name) : value,
  ])
  document.documentElement.dataset.settled = experiment.settled ? "yes" : "no"
  say("experiment", Object.fromEntries(shared))
}

// Facts about the active run. The rule of a typed method comes from the server.
export function active_run() {
  const needs = /** @type {const} */ (["experiment.lineup", "rules", "typed_rules"])
  derive("rule", [...needs], ([active], _rules, _typed, before) => rule_of(active) ?? before)
  derive("method", ["experiment.lineup", "rule"], ([active], _rule, before) =>
    rule_of(active) ? active.method : before,
  )
  derive("sliders", ["rule"], ({ sliders }) => sliders)
  derive("schedule_name", ["experiment.schedule"], ({ key }) => key)
  derive("schedule_sliders", ["schedule_name", "schedules"], (key, schedules) => schedules[key].sliders)
}
