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
  const next = { ...experiment, ...settings, lineup: [now, ...pinned], ...of_active }
  return asked_anew(experiment, next, "guessed" in change)
}

// Whether a guess is awaited, and the runs are not told.
/** @param {Pick<SaidExperiment, "guess" | "guessed">} experiment */
export function is_awaited({ guess, guessed }) {
  return guess !== "off" && guessed.length === 0
}

// What the active run depends on, besides its method and its values.
export const RUN_SETTINGS = /** @type {const} */ ([
  "expression",
  "let",
  "data",
  "standardize",
  "start",
  "steps",
  "noise",
  "seed",
  "schedule",
  "batch",
])

// Some settings of an experiment, by name.
/**
 * @template {keyof SaidExperiment} K
 * @param {SaidExperiment} experiment @param {readonly K[]} names @returns {Pick<SaidExperiment, K>}
 */
export function picked(experiment, names) {
  return /** @type {any} */ (Object.fromEntries(names.map((name) => [name, experiment[name]])))
}

// Drops what was guessed if the run has changed since. While a guess is awaited, closes the maps, which would
// show the end. A lesson asks for one guess: once that is made, another run needs none. The server does the
// same (Experiment.asked_anew).
/** @param {SaidExperiment} before @param {SaidExperiment} now @param {boolean} is_answered */
function asked_anew(before, now, is_answered) {
  if (now.guess === "off") return now
  const names = /** @type {const} */ ([...RUN_SETTINGS, "fan"])
  const is_old =
    is_same(before.lineup[0], now.lineup[0]) && names.every((name) => is_same(before[name], now[name]))
  /** @type {Pick<SaidExperiment, "guess" | "guessed">} */
  const again = { guess: before.lesson && before.guessed.length ? "off" : now.guess, guessed: [] }
  const asked = is_answered || is_old ? now : { ...now, ...again }
  if (!is_awaited(asked)) return asked
  const tab = known("contract").telling.includes(asked.tab) ? "path" : asked.tab
  return { ...asked, tab, tune: false }
}

// The runs that are not hidden, the active one first.
export function visible_runs() {
  const { pins } = known("experiment")
  return known("runs").filter((_, k) => k === 0 || pins[k - 1] > 0)
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
  derive("awaited", ["experiment.guess", "experiment.guessed"], (guess, guessed) =>
    is_awaited({ guess, guessed }),
  )
  derive("schedule_name", ["experiment.schedule"], ({ key }) => key)
  derive("schedule_sliders", ["schedule_name", "schedules"], (key, schedules) => schedules[key].sliders)
}
