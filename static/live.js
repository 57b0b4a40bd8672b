// Shows the runs that are wanted: the server's if it has sent them, else those that the page computes.
//
// While a control moves, the page executes the instructions of the rule and of the surface, and the path
// follows at once. The server's version of the same run replaces it. A run that arrives when it is no longer
// wanted is not shown.

import { follow, hear, known, report, say } from "./bus.js"
import { normal_numbers } from "./engine/normals.js"
import { told_run } from "./engine/summary.js"
import { text_of } from "./equality.js"
import { when_idle } from "./idle.js"
import { is_from_server } from "./panel_registry.js"
import { rule_of } from "./rules.js"
import { course_of } from "./schedules.js"

const LATEST = 3000 // ms after the first answer, by when a run has been computed early

export function live() {
  let told = [] // the runs, as the server has said them

  hear("told_runs", (runs) => (told = runs))
  follow("experiment", (experiment) => {
    const shown = known("runs") ?? []
    const wanted = conditions(experiment)
    const runs = wanted.map((of, place) => {
      const text = text_of(of)
      const same = [told[place], shown[place], ...told].find((run) => run && conditions_text(run) === text)
      return same ?? followed(of)
    })
    say("follows_here", wanted.every(can_follow) && needs_nothing(experiment))
    if (runs.includes(null)) {
      // What cannot be computed here is shown when the server sends it. Until then the last runs stay.
      if (told.length === wanted.length && (!shown.length || experiment.settled)) show(told)
      return
    }
    show(runs)
  })

  // The first run takes ten times as long as others, because the browser compiles the code. So one is
  // computed early.
  hear(
    "answered",
    once(() => when_idle(() => followed(conditions(known("experiment"))[0]), LATEST)),
  )

  function show(runs) {
    const shown = known("runs")
    if (shown?.length !== runs.length || runs.some((run, place) => run !== shown[place])) say("runs", runs)
  }
}

function once(act) {
  let done = false
  return () => {
    if (!done) act()
    done = true
  }
}

// What each run depends on, the active run first; app/runs/follow.py says the same of its runs.
function conditions({ lineup, values, schedule, expression, start, steps, noise, seed, fan }) {
  const { fan_steps } = known("contract").limits
  const others = Math.max(1, Math.floor(fan_steps / (steps * lineup.length)))
  const paths = noise === 0 ? 1 : Math.min(fan, 1 + others)
  return lineup.map((run, place) => ({
    ...run,
    values: place === 0 ? values : run.values,
    schedule: place === 0 ? schedule : run.schedule,
    expression,
    start,
    steps,
    noise,
    seed: noise === 0 ? 0 : seed,
    paths,
  }))
}

const texts = new WeakMap() // what runs depend on, as text, by the run

function conditions_text(run) {
  if (!texts.has(run)) texts.set(run, text_of(run.of))
  return texts.get(run)
}

// Whether this page has everything that it needs to compute a run.
function can_follow({ method, rule, expression }) {
  return known("code")?.text === expression && Boolean(rule_of({ method, rule })?.code)
}

// Whether nothing is in sight that only the server can show while a control moves: maps, the strip, or what
// needs second derivatives.
function needs_nothing({ tab, panel, tune }) {
  return !is_from_server(tab) && !is_from_server(panel) && !tune
}

function followed(of) {
  if (!can_follow(of)) return null
  try {
    const run = { ...of, rule: rule_of(of).code, surface: known("code"), normals: normals_of(of) }
    return { of, ...told_run({ ...run, schedule: course_of(of) }) }
  } catch (problem) {
    report(`A run cannot be followed here: ${problem.message}`)
    return null
  }
}

let numbers = { seed: null, paths: [] } // of each path, what returns its normal numbers

function normals_of({ noise, seed, steps, paths }) {
  if (noise === 0) return null
  if (numbers.seed !== seed) numbers = { seed, paths: [] }
  while (numbers.paths.length < paths) numbers.paths.push(normal_numbers(seed, numbers.paths.length))
  return numbers.paths.slice(0, paths).map((first) => first(2 * (steps + 1)))
}
