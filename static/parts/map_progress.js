// How far a map is: whether it is coarse as yet, and the progress of the finer one.

import { make } from "./dom.js"

// Returns an element, and `show` for what the server says: `progress` of the map that is being computed, if
// it takes long, and `coarse` if the one in sight is of the same, but coarse.
export function map_progress() {
  const word = make("span", { textContent: "coarse", title: "A finer map is under way", hidden: true })
  const bar = make("progress", { max: 1, hidden: true })
  bar.setAttribute("aria-label", "Computing the map")

  function show(said) {
    word.hidden = !said.coarse
    bar.hidden = said.progress === null
    if (said.progress !== null) bar.value = said.progress
  }

  return { element: make("span", { className: "map-progress" }, word, bar), show }
}
