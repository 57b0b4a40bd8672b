// The names of the arrows with their scales. A click on a name hides its arrows or shows them again. A name
// is grey if its arrows are too short to be drawn.

import { short } from "../numbers.js"
import { toggle_hidden } from "../requests.js"
import { follow, known } from "../store.js"
import { button, fill, make } from "./dom.js"

export function arrow_legend() {
  const legend = make("p", { className: "arrows" })

  function new_entry() {
    const entry = button("", () => toggle_hidden(/** @type {Kind} */ (entry.dataset.kind)))
    entry.dataset.runColour = ""
    return entry
  }

  /** @param {HTMLElement} entry @param {Facts["arrows"][number]} arrow */
  function write(entry, { name, kind, scale, short: is_short }) {
    const hidden = known("experiment").hidden.includes(kind)
    const text = `${name} × ${short(scale)}`
    entry.style.color = `var(--${is_short ? "soft" : kind})`
    entry.title = `Hide or show ${name}${is_short ? ", which is too short to be drawn" : ""}`
    if (entry.textContent === text && entry.getAttribute("aria-pressed") === String(!hidden)) return
    Object.assign(entry, { textContent: text, className: hidden ? "hidden-run" : "" })
    entry.setAttribute("aria-pressed", String(!hidden))
    entry.dataset.kind = kind
  }

  follow(["arrows", "experiment.hidden"], (arrows) => fill(legend, arrows, new_entry, write))
  return legend
}
