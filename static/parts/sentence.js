// The sentence of what happened: how the active run ended and why, always in sight below the figure.

import { course_words } from "../draw/course_words.js"
import { words_instead } from "../panel_registry.js"
import { follow, known } from "../store.js"
import { moving_line } from "./dom.js"

/** @param {HTMLElement} place */
export function sentence(place) {
  const { parts, write } = moving_line()
  place.append(...parts)
  follow(["drawn", "shown_ground", "experiment.settled"], () => {
    const { settled, view, tab } = known("experiment")
    const told = words_instead(tab)
      ? ""
      : course_words(known("runs")[0], known("shown_ground")?.minima ?? [], view)
    write(settled, told)
  })
}
