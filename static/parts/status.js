// The line under the surface: where the run ended and why, and a button to fit the view to the path.

import { allow, button, make, moving_line } from "./dom.js"
import { place_in_words, short } from "../numbers.js"
import { outside } from "../draw/run.js"
import { fitted_view, is_same_view } from "../draw/view.js"
import { change, hear, known } from "../talk.js"

const PAIRS = "One weight meets g₁, then g₂, whatever E is. Traces and t are of the run on the tab Path."

export function status(place) {
  const { parts, write } = moving_line()
  const { limits } = known("contract")
  const fit = button("Fit view", fit_view)
  fit.title = "Show the whole path"
  place.append(...parts, fit)
  hear("drawn", draw)
  hear("view_limit", draw)

  function draw() {
    const { settled, view, tab } = known("experiment")
    fit.hidden = tab === "pairs"
    if (tab === "pairs") return write(settled, PAIRS)
    const run = known("runs")[0]
    const { w1, w2 } = run.columns
    const last = w1.length - 1
    const first = span(run.ended || `E = ${short(run.error, 5)} at t = ${last}`, run.ended ? "ended" : "")
    const where = run.ended ? "" : `w = ${place_in_words([w1[last], w2[last]], view)}`
    const leaves = outside(run, view) > 0
    const limit = known("view_limit")
    const more = leaves ? span("The path leaves the view.", "outside") : span(where)
    write(settled, first, " ", more, ...(limit ? [" ", span(limit)] : []))
    fit.classList.toggle("wanted", leaves)
    allow(fit, is_same_view(view, fitted_view(run, view, limits)) ? "The view fits the path already" : "")
  }
}

function fit_view() {
  const run = known("runs")?.[0]
  if (run) change({ view: fitted_view(run, known("experiment").view, known("contract").limits) })
}

function span(text, name = "") {
  return make("span", { textContent: text, className: name })
}
