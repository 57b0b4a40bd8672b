// The active run's method: a description, its equations, and what to look at.

import { course_of } from "../schedules.js"
import { follow, known } from "../store.js"
import { find_in, make } from "./dom.js"
import { set_line } from "./mathematics.js"

/** @param {HTMLElement} place */
export function rule(place) {
  const summary = find_in(place, ".summary")
  const equation = find_in(place, ".equation")
  const rows = make("div")
  equation.append(rows)
  const watch = make("p", { className: "watch" }) // what to look at
  place.append(watch)
  /** @type {{ lines: RuleLine[], course: string[] | null } | null} */
  let shown = null // { lines, course } of the equation
  follow(["rule", "experiment.schedule"], write)

  /** @param {RuleFact} rule */
  function write(rule) {
    const course = course_lines(known("experiment").lineup[0])
    if (rule.lines === shown?.lines && course === shown.course) return
    shown = { lines: rule.lines, course }
    summary.textContent = rule.words
    rows.replaceChildren(
      ...rule.lines.map((line) => formula(course ? line.scheduled : line.general, line)),
      ...(course ?? []).map(course_line),
    )
    watch.textContent = rule.watch
  }
}

// The lines that define η(t), if a schedule changes it.
/** @param {OfRun} run */
function course_lines(run) {
  if (!course_of(run)) return null
  const { lines, unwarmed } = known("schedules")[run.schedule.key]
  return run.schedule.warm_up === 0 ? unwarmed : lines
}

/** @param {string} tex */
function course_line(tex) {
  const element = make("div", { title: "T is the number of steps" })
  set_line(element, tex, true)
  return element
}

/** @param {string} tex @param {RuleLine} line */
function formula(tex, line) {
  const element = make("div")
  set_line(element, tex, line.steps.length > 0)
  return element
}
