// Hints for newcomers: click, drag, type, each shown at its place until it was done once (the last one is in
// expression.js). Hints let the pointer through. Lessons show no hints: they say what to do themselves.

import { all_done, is_done, mark_done } from "../hints_done.js"
import { follow } from "../store.js"
import { find_in, make } from "./dom.js"

const PURPOSE = "See where an optimizer goes, and why"

/** @param {HTMLElement} place */
export function hints(place) {
  if (!all_done()) place.append(make("p", { className: "purpose", textContent: PURPOSE }))
  const surface = find_in(document, '[data-figure="surface"]')
  const press = matchMedia("(pointer: coarse)").matches ? "Tap" : "Click"
  hint(
    "click",
    `${press}: start there`,
    ({ start }) => start,
    (element) => surface.append(element),
  )
  hint("drag", "‹drag›", ({ values, steps }) => values || steps, beside_slider)
}

// Shows a hint until the visitor has done what it says. `put` puts it in its place.
/**
 * @param {string} name @param {string} text @param {(settings: Change) => unknown} does
 * @param {(element: HTMLElement) => void} put
 */
function hint(name, text, does, put) {
  if (is_done(name)) return
  let done = false
  const element = make("span", { className: `hint ${name}`, textContent: text })
  follow(["changed"], (settings) => {
    const is_by_hand = !settings.lineup // steps through the past, and a reload's, have one
    if (done || !is_by_hand || !does(settings)) return
    done = true
    mark_done(name)
    element.remove()
  })
  follow(["experiment.lesson", "experiment.tab", "awaited", "slider_rows"], (lesson, tab, awaited) => {
    if (done || lesson || awaited || tab !== "path") element.remove()
    else if (!element.isConnected) put(element)
  })
}

// Beside the second slider's name: the first slider, η, has a button there.
/** @param {HTMLElement} element */
function beside_slider(element) {
  document.querySelectorAll(".rows.sliders .label")[1]?.append(element)
}
