// The line under the surface: where the run ended and why, and a button when the path has left the view.

import { button, make, moving_line } from "./dom.js"
import { short } from "../numbers.js"
import { ask, follow } from "../talk.js"

export function status(place) {
  const { parts, write } = moving_line()
  const fit = button("Fit view", () => ask("fit"))
  fit.title = "Show the whole path"
  place.append(...parts, fit)
  follow("frame", (status) => {
    const { ended, error } = status.runs[0]
    const first = span(ended || `E = ${short(error)} at t = ${status.last}`, ended ? "ended" : "")
    const where = ended ? "" : `w = (${status.w.map((w) => short(w)).join(", ")})`
    const second = status.outside ? span("The path leaves the view.", "outside") : span(where)
    write(status.settled, first, " ", second)
    fit.classList.toggle("wanted", Boolean(status.outside))
  })
}

function span(text, name = "") {
  return make("span", { textContent: text, className: name })
}
