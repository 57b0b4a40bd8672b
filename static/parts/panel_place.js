// The element of a panel: filled by the panel's module, which may be loaded when the panel is first open.

import { picture_at } from "../figures/bokeh.js"
import { load } from "../load.js"
import { on_panels } from "../panel_registry.js"
import { report } from "../report.js"
import { follow, known } from "../store.js"
import { make } from "./dom.js"

const PATIENCE = 400 // ms in which a script usually comes
const COMING = "This part is on its way."
const LACKING = "This part did not come. Open it again when the connection is back."

// Loads the panels that the page does not start with: their figures, and then their modules, which use them at once.
export async function bring_panels() {
  await picture_at(known("places").pictures)
  await load("panels")
}

/** @param {HTMLElement} place @param {string} own the panel's key */
export function panel_place(place, own) {
  const words = make("p")
  let is_here = false
  on_panels(({ key, fill }) => {
    if (key !== own) return
    is_here = true
    words.remove()
    fill(place)
  })
  if (is_here) return
  follow(["experiment.tab", "experiment.panel", "lesson", "lost"], (tab, panel, { panel: beside }) => {
    const open = /** @type {(string | undefined)[]} */ ([tab, panel, beside])
    if (!is_here && open.includes(own)) bring()
  })

  function bring() {
    const timer = setTimeout(tell, PATIENCE, COMING)
    bring_panels()
      .catch((problem) => {
        report(problem)
        tell(LACKING)
      })
      .finally(() => clearTimeout(timer))
  }

  /** @param {string} text */
  function tell(text) {
    words.textContent = text
    place.prepend(words)
  }
}
