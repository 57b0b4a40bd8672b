// What happened, as text for those who do not see the surface. The server writes it for its own runs; runs
// that the page computes by itself have no such text.

import { follow } from "../store.js"
import { write_text } from "./dom.js"

/** @param {HTMLElement} place */
export function alternative(place) {
  follow(["runs", "experiment.pins"], (runs, pins) => {
    const shown = runs.filter((_, k) => k === 0 || pins[k - 1] > 0)
    const text = shown.every(({ went }) => went)
      ? shown.map((run) => `${named(run, shown)} ${run.went}`).join(" ")
      : ""
    write_text(place, text)
  })
}

// A run's method, with its values if another run has the same method.
/** @param {ShownRun} run @param {ShownRun[]} runs */
function named({ title, values }, runs) {
  return runs.filter((run) => run.title === title).length > 1 ? `${title} ${values}` : title
}
