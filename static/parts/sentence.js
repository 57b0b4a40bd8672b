// The sentence of what happened: how the active run ended and why, always in sight below the figure.

import { course_words } from "../draw/course_words.js"
import { sentence_of, words_instead } from "../panel_registry.js"
import { follow, known } from "../store.js"
import { make, moving_line } from "./dom.js"

const WHOLE = /(\S+ [=≈] \S*[^\s,.;:]|\([^()]*\))/

/** @param {HTMLElement} place */
export function sentence(place) {
  const { parts, write } = moving_line()
  place.append(...parts)
  follow(["drawn", "shown_ground", "experiment.settled"], () => {
    const { settled, view, tab } = known("experiment")
    const [run] = known("runs")
    const told = words_instead(tab)
      ? ""
      : (sentence_of(tab, run) ?? course_words(run, known("shown_ground")?.minima ?? [], view))
    write(settled, ...unbroken(told))
  })
}

// A text whose equations and points are never broken into lines: "α = 0.9", "(−1.036, 0)".
/** @param {string} text */
function unbroken(text) {
  return text
    .split(WHOLE)
    .map((piece, i) => (i % 2 ? make("span", { className: "whole", textContent: piece }) : piece))
}
