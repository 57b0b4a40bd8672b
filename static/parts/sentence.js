// The sentence of what happened: how the active run ended and why, always in sight below the figure.

import { course_words } from "../draw/course_words.js"
import { ends_words } from "../draw/ends_words.js"
import { sentence_of, words_instead } from "../panel_registry.js"
import { follow, known } from "../store.js"
import { make, moving_line } from "./dom.js"

const WHOLE = /(\S+ [=≈] \S*[^\s,.;:]|\([^()]*\))/

/** @param {HTMLElement} place */
export function sentence(place) {
  const { parts, write } = moving_line()
  place.append(...parts)
  follow(["drawn", "shown_ground", "experiment.settled"], () => {
    const { settled, tab } = known("experiment")
    const told = words_instead(tab) ? [""] : (sentence_of(tab, known("runs")[0]) ?? courses())
    place.toggleAttribute("data-compares", told.length > 1)
    write(settled, ...unbroken(told.join(" ")))
  })
}

// What the active run did, and how the visible pinned ones end beside it.
function courses() {
  const { view, pins } = known("experiment")
  const runs = known("runs")
  const minima = known("shown_ground")?.minima ?? []
  const seen = runs.filter((_, k) => k === 0 || pins[k - 1] > 0)
  return [course_words(runs[0], minima, view), ends_words(seen, minima, view)].filter(Boolean)
}

// A text whose equations and points are never broken into lines: "α = 0.9", "(−1.036, 0)".
/** @param {string} text */
function unbroken(text) {
  return text
    .split(WHOLE)
    .map((piece, i) => (i % 2 ? make("span", { className: "whole", textContent: piece }) : piece))
}
