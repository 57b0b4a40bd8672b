// The head of each trace: its title, and keys that hide a component. The keys have no run's colour if only
// pinned runs have the trace. A trace that no shown run has is hidden.

import { toggle_hidden } from "../requests.js"
import { follow, known } from "../store.js"
import { button, find_in, make, write_text } from "./dom.js"

/** @param {HTMLElement} place */
export function trace_heads(place) {
  /** @type {NodeListOf<HTMLElement>} */
  const parts = place.querySelectorAll(".trace")
  const components = /** @type {const} */ (["1", "2"])
  for (const part of parts) {
    const name = /** @type {"m" | "s"} */ (part.dataset.trace)
    const keys = /** @type {HTMLElement | null} */ (part.querySelector(".keys"))
    if (!keys) continue
    keys.append(...components.map((i) => key(name, i)))
  }

  follow(["traces"], ({ heads, lowest }) => {
    for (const part of parts) {
      const name = /** @type {TraceName} */ (part.dataset.trace)
      const { shown, symbol, words, pinned } = heads[name]
      part.hidden = !shown
      part.classList.toggle("lowest", name === lowest)
      part.classList.toggle("of-pins", Boolean(pinned))
      const head = find_in(part, ".trace-head > span")
      write_text(head, words)
      head.title = known("words")[words] ?? ""
      /** @type {NodeListOf<HTMLElement>} */
      const keys = part.querySelectorAll(".keys button")
      for (const each of keys) label(each, symbol)
    }
  })
  follow(["experiment.hidden"], (hidden) => {
    /** @type {NodeListOf<HTMLElement>} */
    const keys = place.querySelectorAll(".keys button")
    for (const each of keys) {
      const is_hidden = hidden.some((name) => name === each.dataset.component)
      each.ariaPressed = String(!is_hidden)
      each.classList.toggle("hidden-run", is_hidden)
    }
  })
}

/** @param {"m" | "s"} name @param {"1" | "2"} i */
function key(name, i) {
  const line = make("span", { className: i === "1" ? "line" : "line second" })
  line.dataset.runColour = ""
  const each = button("", () => toggle_hidden(`${name}${i}`))
  each.dataset.component = name + i
  each.tabIndex = -1 // the keys 1 and 2 do the same in the figure
  each.append(line, make("span"))
  return each
}

/** @param {HTMLElement} each @param {string} symbol */
function label(each, symbol) {
  const word = symbol + "₁₂"["12".indexOf(String(each.dataset.component)[1])]
  write_text(/** @type {ChildNode} */ (each.lastChild), word)
  each.title = `Hide or show ${word}`
}
