// The method of the active run: the menu, the button that pins the run, what the method does, and its rule.

import { choice } from "./choice.js"
import { allow, button, make } from "./dom.js"
import { set_line } from "./mathematics.js"
import { whole } from "./whole.js"
import { course_of } from "../schedules.js"
import { ask, change, follow, known } from "../talk.js"

export function method(place) {
  const menu = make("div", { className: "with-pin" })
  // What has no rule yet is one to be typed: it begins as the rule that is shown.
  const choose = (method) => (known("rules")[method] ? change({ method }) : ask("rule", { open: true }))
  choice(menu, "Optimizer", "methods", "method", choose)
  const pin = button("Pin run", () => ask("pin"))
  pin.title = "Keep this run and compare others with it"
  menu.append(pin)
  const most = known("contract").limits.max_runs - 1
  follow("experiment", ({ lineup }) => {
    allow(pin, lineup.length > most ? `${most} pinned runs are the most: remove one in “Runs” first` : "")
  })
  const summary = place.querySelector(".summary")
  const equation = place.querySelector(".equation")
  const rows = make("div")
  equation.append(rows)
  whole(equation, rows, "the rule")
  place.prepend(menu)
  const watch = make("p", { className: "watch" }) // what to look at
  place.append(watch)
  follow("absent", (words) => (menu.querySelector("select").title = words))
  let shown = null // { lines, course } of the equation
  follow("experiment", ({ lineup }) => write(known("rule"), lineup[0]))
  follow("rule", (rule) => write(rule, known("experiment")?.lineup[0]))

  function write(rule, run) {
    if (!rule || !run) return
    const course = course_lines(run)
    if (rule.lines === shown?.lines && course === shown.course) return
    shown = { lines: rule.lines, course }
    summary.textContent = rule.words
    rows.replaceChildren(
      ...rule.lines.map((line) => formula(course ? line.scheduled : line.general, line)),
      ...(course ?? []).map((tex) => Object.assign(formula(tex, {}), { title: "T is the number of steps" })),
    )
    watch.textContent = rule.watch
  }
}

// What defines η(t), if a schedule changes it.
function course_lines(run) {
  if (!course_of(run)) return null
  const { lines, unwarmed } = known("schedules")[run.schedule.key]
  return run.schedule.warm_up === 0 ? unwarmed : lines
}

function formula(tex, line) {
  const element = make("div")
  set_line(element, line, tex, tex)
  return element
}
