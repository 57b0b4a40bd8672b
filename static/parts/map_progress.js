// The progress of a map: the word "coarse" while only a coarse map is shown, and a bar for the finer one, which can
// be stopped.

import { ask } from "../requests.js"
import { button, make } from "./dom.js"

// Returns an element, and `show` for the server's message: `progress` is that of the map being computed, null
// if it does not take long; `coarse` says that the visible map is a coarse version of it.
export function map_progress() {
  const title = "A finer map follows unless it is stopped"
  const word = make("span", { textContent: "coarse", title, hidden: true })
  const bar = make("progress", { max: 1, hidden: true, ariaLabel: "Computing the map" })
  const stop = button("Stop", () => ask("stop_map"))
  Object.assign(stop, { title: "Keep the coarse map", hidden: true })

  /** @param {{ progress: number | null, coarse?: boolean }} fact */
  function show({ progress, coarse }) {
    word.hidden = !coarse
    bar.hidden = progress === null
    stop.hidden = bar.hidden || !coarse
    if (progress !== null) bar.value = progress
  }

  return { element: make("span", { className: "map-progress" }, word, bar, stop), show }
}
