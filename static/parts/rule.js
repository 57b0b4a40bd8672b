// The active run's method: a description, its equations, and what to look at.

import { ask } from "../requests.js"
import { applied_schedule } from "../schedules.js"
import { follow, known } from "../store.js"
import { button, find_in, make } from "./dom.js"
import { mark_below, set_line } from "./mathematics.js"

/** @param {HTMLElement} place */
export function rule(place) {
  const summary = find_in(place, ".summary")
  const equation = find_in(place, ".equation")
  const rows = make("div")
  equation.append(rows)
  mark_below(equation, rows)
  const watch = make("p", { className: "watch" }) // what to look at
  const aside = outside_or_inside()
  place.append(watch, aside)
  /** @type {{ lines: RuleLine[], schedule: string[] | null } | null} */
  let shown = null // of the equation
  follow(["rule", "experiment.schedule"], write)
  follow(["rule", "runs", "experiment.values"], ({ has_outside }, [run], { epsilon }) => {
    const gradient = Math.max(Math.abs(run.columns.g1[0]), Math.abs(run.columns.g2[0]))
    aside.hidden = !(has_outside && gradient ** 2 < SMALL * epsilon)
  })

  /** @param {RuleFact} rule */
  function write(rule) {
    const schedule = schedule_lines(known("experiment").lineup[0])
    if (rule.lines === shown?.lines && schedule === shown.schedule) return
    shown = { lines: rule.lines, schedule }
    summary.textContent = rule.words
    rows.replaceChildren(
      ...rule.lines.map((line) =>
        formula((schedule && line.scheduled) || line.general, line.steps.length > 0),
      ),
      ...(schedule ?? []).map((tex) => formula(tex, true, { title: "T is the number of steps" })),
    )
    equation.toggleAttribute("data-long", rows.children.length > 3)
    watch.textContent = rule.watch
  }
}

const SMALL = 100 // a squared gradient below this many ε makes a difference where ε stands

// The words for ε within the root, and a button that takes it out.
function outside_or_inside() {
  const words = "ε is within the root here. Most papers and PyTorch add it to the root, which matters here: "
  const press = button("ε outside", () => ask("rule", { open: true, outside: true }))
  press.title = "Open this rule as text, with ε added to the root"
  return make("p", { className: "remark aside", hidden: true }, words, press)
}

// The lines that define η(t), if a schedule changes it.
/** @param {OfRun} run */
function schedule_lines(run) {
  if (!applied_schedule(run)) return null
  const { lines, unwarmed } = known("schedules")[run.schedule.key]
  return run.schedule.warm_up === 0 ? unwarmed : lines
}

/** @param {string} tex @param {boolean} is_named */
function formula(tex, is_named, properties = {}) {
  const element = make("div", properties)
  set_line(element, tex, is_named)
  return element
}
