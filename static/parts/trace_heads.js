// The head of each trace: its title, and keys that hide a component. The keys have no run's colour if only
// pinned runs have the trace. A trace that no shown run has is hidden.

import { toggle_hidden } from "../requests.js"
import { follow } from "../store.js"
import { button, make } from "./dom.js"

export function trace_heads(place) {
  const parts = [...place.querySelectorAll(".trace")]
  for (const part of parts) {
    const name = part.dataset.trace
    part.querySelector(".keys")?.append(...["1", "2"].map((i) => key(name, i)))
  }

  follow(["traces"], ({ heads, lowest }) => {
    for (const part of parts) {
      const name = part.dataset.trace
      const { shown, symbol, words, pinned } = heads[name]
      part.hidden = !shown
      part.classList.toggle("lowest", name === lowest)
      part.classList.toggle("of-pins", Boolean(pinned))
      write(part.querySelector(".trace-head > span"), words)
      for (const each of part.querySelectorAll(".keys button")) label(each, symbol)
    }
  })
  follow(["experiment.hidden"], (hidden) => {
    for (const each of place.querySelectorAll(".keys button")) {
      const is_hidden = hidden.includes(each.dataset.component)
      each.setAttribute("aria-pressed", String(!is_hidden))
      each.classList.toggle("hidden-run", is_hidden)
    }
  })
}

function key(name, i) {
  const line = make("span", { className: i === "1" ? "line" : "line second" })
  const each = button("", () => toggle_hidden(name + i))
  each.dataset.component = name + i
  each.append(line, make("span"))
  return each
}

function label(each, symbol) {
  const word = symbol + "₁₂"["12".indexOf(each.dataset.component[1])]
  write(each.lastChild, word)
  each.title = `Hide or show ${word}`
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text
}
