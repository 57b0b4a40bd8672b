// The progress of a map: the word "coarse" while only a coarse map is shown, and a bar for the finer one.

import { make } from "./dom.js"

// Returns an element, and `show` for the server's message: `progress` is that of the map being computed, null
// if it does not take long; `coarse` says that the visible map is a coarse version of it.
export function map_progress() {
  const word = make("span", { textContent: "coarse", title: "A finer map is under way", hidden: true })
  const bar = make("progress", { max: 1, hidden: true })
  bar.setAttribute("aria-label", "Computing the map")

  /** @param {{ progress: number | null, coarse?: boolean }} fact */
  function show(fact) {
    word.hidden = !fact.coarse
    bar.hidden = fact.progress === null
    if (fact.progress !== null) bar.value = fact.progress
  }

  return { element: make("span", { className: "map-progress" }, word, bar), show }
}
