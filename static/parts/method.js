// The menu of methods, and the button that pins the run.

import { ask, change } from "../requests.js"
import { follow, known } from "../store.js"
import { choice } from "./choice.js"
import { allow, button } from "./dom.js"

/** @param {HTMLElement} place */
export function method(place) {
  // A method without a rule is the visitor's own: its text begins as the rule that is shown.
  const choose = (/** @type {string} */ method) =>
    known("rules")[method] ? change({ method }) : ask("rule", { open: true })
  const menu = choice(place, "Optimizer", "", "methods", "method", choose)
  const pin = button("Pin", () => ask("pin"), "Pin run")
  pin.title = "Keep this run and compare others with it"
  place.append(pin)
  const most = known("contract").limits.max_runs - 1
  follow(["experiment.pins"], (pins) => {
    allow(pin, pins.length === most ? `${most} pinned runs are the most: remove one in “Compare” first` : "")
  })
  follow(["absent"], (words) => (menu.title = words))
}
