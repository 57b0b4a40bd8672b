// The active run's method: a description, its equations, and what to look at.

import { course_of } from "../schedules.js"
import { follow, known } from "../store.js"
import { make } from "./dom.js"
import { set_line } from "./mathematics.js"

export function rule(place) {
  const summary = place.querySelector(".summary")
  const equation = place.querySelector(".equation")
  const rows = make("div")
  equation.append(rows)
  const watch = make("p", { className: "watch" }) // what to look at
  place.append(watch)
  let shown = null // { lines, course } of the equation
  follow(["rule", "experiment.lineup"], write)

  function write(rule, [run]) {
    const course = course_lines(run)
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
function course_lines(run) {
  if (!course_of(run)) return null
  const { lines, unwarmed } = known("schedules")[run.schedule.key]
  return run.schedule.warm_up === 0 ? unwarmed : lines
}

function course_line(tex) {
  const element = make("div", { title: "T is the number of steps" })
  set_line(element, tex, true)
  return element
}

function formula(tex, line) {
  const element = make("div")
  set_line(element, tex, line.steps.length > 0)
  return element
}
