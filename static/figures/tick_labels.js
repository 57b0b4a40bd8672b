// Writes the ticks of all axes and colour bars in the page's number format. Where labels do not all fit, only
// every second tick has one, or every third, and so on, so that labels stay evenly spaced.

import { log_ticks, ticks } from "../numbers.js"
import { follow } from "../store.js"
import { label_ticks } from "./bokeh_internals.js"
import { models_of } from "./plots.js"

/** @typedef {import("./bokeh_internals.js").LabelFilter} LabelFilter */

const APART = 5 // least px between two labels

export function tick_labels() {
  follow(["figures"], (tab) => {
    for (const axis of models_of(tab)) {
      if (axis.type === "LogAxis") write(axis, log_ticks, Math.log10)
      else if (axis.type.endsWith("Axis") || axis.type === "ColorBar") write(axis, ticks, (at) => at)
    }
  })
}

// `place` converts a tick to its place on the axis; the tick at place 0 always keeps its label.
/** @param {Model} axis @param {(at: number[]) => string[]} words @param {(at: number) => number} place */
function write(axis, words, place) {
  if (axis.ticker.type === "FixedTicker") return // the axes of the hyper-parameters have words of their own
  /** @type {number[]} */
  let places = []
  const written = (/** @type {Iterable<number>} */ at) => {
    places = [...at].map(place)
    return words([...at])
  }
  /** @type {LabelFilter} */
  const filtered = (labels, _, distance) => {
    const kept = with_room(places, distance)
    for (const i of [...labels]) if (!kept.includes(i)) labels.unset(i)
    return labels
  }
  label_ticks(axis, written, filtered)
}

// The indices of the ticks that keep their labels. `distance` is the gap between the labels of two ticks.
/** @param {number[]} places @param {(i: number, j: number) => number} distance */
function with_room(places, distance) {
  const zero = places.length > 1 ? Math.round(places[0] / (places[0] - places[1])) : 0
  for (let stride = 1; ; stride++) {
    const kept = [...places.keys()].filter((i) => (i - zero) % stride === 0)
    if (kept.slice(1).every((i, n) => distance(kept[n], i) >= APART)) return kept
  }
}
