// Shows the wanted runs: the server's if it has sent them, else those that the page computes.
//
// While a control moves, the page executes the instructions of the rule and of the surface, so that
// the path follows at once. The server's version then replaces the page's. Runs that arrive too late
// to be wanted are not shown.

import { row_count } from "./draw/batch_columns.js"
import { standardized } from "./draw/standardizing.js"
import { row_order } from "./engine/batches.js"
import { normal_numbers } from "./engine/normals.js"
import { told_run } from "./engine/summary.js"
import { is_same, text_of } from "./equality.js"
import { is_awaited } from "./experiment.js"
import { when_idle } from "./idle.js"
import { is_from_server } from "./panel_registry.js"
import { report } from "./report.js"
import { rule_of } from "./rules.js"
import { applied_schedule } from "./schedules.js"
import { derive, follow, known } from "./store.js"

const LATEST = 3000 // ms after the first answer, by which one run has been computed as a warm-up

export function live() {
  // The numbers of E, and its ground with them. Minima are known for the numbers with which they were found, or
  // for all of them.
  derive("numbers", ["parameters", "experiment.let"], (rows, set) => numbers_of(rows, set))
  derive("table", ["experiment.data", "experiment.standardize"], table_of)
  derive("shown_ground", ["ground", "numbers", "experiment.let", "table"], (told, numbers, set, table) => ({
    ...told,
    let: numbers,
    table,
    minima: told.minima.length && !is_known(told, set, table) ? [] : told.minima,
  }))
  const needs = /** @type {const} */ (["experiment", "told_runs", "code", "rules", "typed_rules"])
  derive("runs", [...needs], (experiment, sent, _code, _rules, _typed, shown) => {
    const runs = shown_runs(experiment, sent, shown ?? [])
    const is_same = shown?.length === runs.length && runs.every((run, place) => run === shown[place])
    return is_same ? shown : runs
  })

  // The first run takes ten times as long as others, because the browser compiles the code.
  // So one is computed early.
  let is_first = true
  follow(["answered"], (answered) => {
    if (!answered || !is_first) return
    is_first = false
    when_idle(() => followed(conditions(known("experiment"))[0]), LATEST)
  })
}

// Whether the page needs no server while a control moves: it computes the runs, and nothing that only the
// server can compute is visible, such as maps, the strip, or anything with second derivatives.
export function follows_here() {
  const experiment = known("experiment")
  const { tab, panel, tune } = experiment
  return tab === "path" && !is_from_server(panel) && !tune && conditions(experiment).every(can_follow)
}

// Runs that cannot be computed here are shown when the server sends them. Until then the last runs stay.
/**
 * @param {SaidExperiment} experiment @param {ShownRun[]} sent @param {ShownRun[]} shown @returns {ShownRun[]}
 */
function shown_runs(experiment, sent, shown) {
  const wanted = conditions(experiment)
  const runs = wanted.map((of, place) => {
    const text = text_of(of)
    const same = [sent[place], shown[place], ...sent].find((run) => run && conditions_text(run) === text)
    return same ?? followed(of)
  })
  if (!runs.includes(null)) return /** @type {ShownRun[]} */ (runs)
  return sent.length === wanted.length && (!shown.length || experiment.settled) ? sent : shown
}

// The inputs of each run, the active run first; app/runs/follow.py sends the same with its runs. While a
// guess is awaited, runs have no steps, so that nothing on the page tells more of them than their start.
/** @param {SaidExperiment} experiment @returns {Conditions[]} */
function conditions(experiment) {
  const { lineup, values, schedule, batch, expression, let: numbers, data, standardize } = experiment
  const { start, noise, seed, fan } = experiment
  const { fan_steps } = known("contract").limits
  const steps = is_awaited(experiment) ? 0 : experiment.steps
  const others = Math.max(1, Math.floor(fan_steps / (steps * lineup.length)))
  const rows = row_count(data)
  return lineup.map((run, place) => {
    const chosen = place === 0 ? batch : run.batch
    const size = chosen < rows ? chosen : 0 // 0 is all rows
    const has_chance = noise !== 0 || size !== 0
    return {
      ...run,
      values: place === 0 ? values : run.values,
      schedule: place === 0 ? schedule : run.schedule,
      batch: size,
      expression,
      let: numbers,
      ...(data ? { data, standardize } : {}),
      start,
      steps,
      noise,
      seed: has_chance ? seed : 0,
      paths: has_chance && steps !== 0 ? Math.min(fan, 1 + others) : 1,
    }
  })
}

const texts = new WeakMap() // run -> its inputs as text

/** @param {ShownRun} run */
function conditions_text(run) {
  if (!texts.has(run)) texts.set(run, text_of(run.of))
  return texts.get(run)
}

// Whether the page has everything needed to compute a run.
/** @param {Conditions} of */
function can_follow({ method, rule, expression }) {
  return known("code")?.text === expression && Boolean(rule_of({ method, rule })?.code)
}

/** @param {Conditions} of @returns {ShownRun | null} */
function followed(of) {
  if (!can_follow(of)) return null
  const table = table_of(of.data ?? null, of.standardize ?? false)
  try {
    const run = {
      ...of,
      rule: /** @type {RuleFact} */ (rule_of(of)).code,
      surface: /** @type {Ground} */ (known("code")),
      let: numbers_of(known("parameters"), of.let),
      table,
      minima: known("shown_ground").minima,
      normals: normals_of(of),
      batches: table && batches_of(of, row_count(of.data)),
    }
    return { of, ...told_run({ ...run, schedule: applied_schedule(of) }) }
  } catch (problem) {
    report(`A run cannot be followed here: ${problem}`)
    return null
  }
}

// The numbers of all parameters: those that are set, and the defaults of the others.
/** @param {Row[]} rows @param {Values} set @returns {Values} */
function numbers_of(rows, set) {
  return Object.fromEntries(rows.map(({ path: [, name = ""], default: usual }) => [name, set[name] ?? usual]))
}

// The table as E sees it: standardized, if that is asked for.
/** @param {DataTable | null} data @param {boolean} standardize @returns {Table | null} */
function table_of(data, standardize) {
  if (!data) return null
  const { names, columns } = standardize ? standardized(data) : data
  return { names, columns: columns.map((column) => Float64Array.from(column)) }
}

// Whether the minima of the gallery are those of E with these numbers and this table.
/** @param {Facts["ground"]} told @param {Values} set @param {Table | null} table */
function is_known(told, set, table) {
  const columns = table && { names: table.names, columns: table.columns.map((column) => [...column]) }
  return (!told.let || is_same(told.let, set)) && (!told.data || is_same(told.data, columns))
}

/** @type {{ seed: number | null, paths: ((count: number) => Float64Array)[] }} */
let numbers = { seed: null, paths: [] } // paths: by index, functions that return normal numbers

/** @param {Conditions} of */
function normals_of({ noise, seed, steps, paths }) {
  if (noise === 0) return null
  if (numbers.seed !== seed) numbers = { seed, paths: [] }
  while (numbers.paths.length < paths) numbers.paths.push(normal_numbers(seed, numbers.paths.length))
  return numbers.paths.slice(0, paths).map((first) => first(2 * (steps + 1)))
}

/** @type {{ of: string, paths: ((count: number) => Int32Array)[] }} */
let orders = { of: "", paths: [] } // paths: by index, functions that return the rows of the data in their order

/** @param {Conditions} of @param {number} rows @returns {Batches[] | null} */
function batches_of({ batch, seed, steps, paths }, rows) {
  if (batch === 0) return null
  const key = `${seed} ${rows}`
  if (orders.of !== key) orders = { of: key, paths: [] }
  while (orders.paths.length < paths) orders.paths.push(row_order(rows, seed, orders.paths.length))
  return orders.paths.slice(0, paths).map((first) => ({ order: first(batch * (steps + 1)), size: batch }))
}
