// The arrows: their names with their scales, and the switches that hide or show them. A name is grey if its
// arrows are too short to be drawn. With mini-batches, the contour lines of the batch have a name, too.

import { short } from "../numbers.js"
import { toggle_hidden } from "../requests.js"
import { follow, known } from "../store.js"
import { button, fill, make, write_text } from "./dom.js"

export function arrow_legend() {
  const legend = make("p", { className: "arrows" })
  const of_batch = make("span", { className: "of-batch", textContent: "E of the batch" })

  function new_entry() {
    const entry = make("span")
    entry.dataset.runColour = ""
    return entry
  }

  /** @param {HTMLElement} entry @param {Facts["arrows"][number]} arrow */
  function write(entry, { name, kind, drawn, scale, short: is_short }) {
    entry.style.color = `var(--${is_short ? "soft" : drawn})`
    entry.title = is_short ? `${name} is too short to be drawn` : ""
    entry.classList.toggle("hidden-run", is_hidden(kind))
    entry.classList.toggle("short", is_short)
    write_text(entry, `${name} × ${short(scale)}`)
  }

  follow(["arrows", "experiment.hidden"], (arrows) => {
    of_batch.remove()
    fill(legend, arrows, new_entry, write)
    if (!is_hidden("gradient") && arrows.some(({ kind }) => kind === "full")) legend.append(of_batch)
  })
  return legend
}

/** @param {HTMLElement} place */
export function arrow_switches(place) {
  const new_entry = () => {
    const entry = button("", () => toggle_hidden(/** @type {Kind} */ (entry.dataset.kind)))
    return entry
  }

  /** @param {HTMLElement} entry @param {Facts["arrows"][number]} arrow */
  function write(entry, { name, kind }) {
    entry.dataset.kind = kind
    entry.title = `Hide or show ${name}`
    write_text(entry, name)
    entry.ariaPressed = String(!is_hidden(kind))
  }

  follow(["arrows", "experiment.hidden"], (arrows) => fill(place, arrows, new_entry, write))
}

/** @param {Kind} kind */
function is_hidden(kind) {
  return known("experiment").hidden.includes(kind)
}
