// What happened, as text for those who do not see the surface.

import { path_words } from "../draw/path_words.js"
import { visible_runs } from "../experiment.js"
import { place_in_words } from "../numbers.js"
import { follow, known } from "../store.js"
import { write_text } from "./dom.js"

/** @param {HTMLElement} place */
export function text_alternative(place) {
  follow(["runs", "shown_ground", "experiment.pins"], (_, ground) => {
    const { view } = known("experiment")
    const shown = visible_runs()
    write_text(place, shown.map((run) => told(run, shown, ground?.minima ?? [], view)).join(" "))
  })
}

/** @param {ShownRun} run @param {ShownRun[]} runs @param {number[][]} minima @param {any} view */
function told(run, runs, minima, view) {
  const { w1, w2 } = run.columns
  const from = `${named(run, runs)} starts at ${place_in_words([w1[0], w2[0]], view)}.`
  return [from, path_words(run, minima, view), run.ended].filter(Boolean).join(" ")
}

// A run's method, with its values if another run has the same method.
/** @param {ShownRun} run @param {ShownRun[]} runs */
function named({ title, values }, runs) {
  return runs.filter((run) => run.title === title).length > 1 ? `${title} ${values}` : title
}
