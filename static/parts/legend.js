// One entry per run above the surface, with its method and values; a click hides or shows a pinned run.

import { change, follow, known } from "../talk.js"
import { button, fill, make } from "./dom.js"
import { swatch } from "./swatch.js"

export function legend(place) {
  const list = make("ul")
  place.append(list)
  follow("experiment", () => fill(list, known("runs") ?? [], new_entry, write))
}

// Hides the pinned run runs[place] if it is shown, and shows it if it is hidden.
export function hide_or_show(place) {
  const { pins } = known("experiment")
  change({ pins: pins.map((number, i) => (i === place - 1 ? -number : number)) })
}

function new_entry(place) {
  const entry = place === 0 ? make("span") : button("", () => hide_or_show(place))
  entry.classList.add("entry")
  return make("li", {}, entry)
}

function write({ firstChild: entry }, { title, values, of }, place) {
  const pin = place === 0 ? 0 : known("experiment").pins[place - 1]
  const text = `${title} ${values}`
  entry.classList.toggle("hidden-run", pin < 0)
  const tip = place === 0 ? `${text} (the active run)` : `${text} (click: ${pin < 0 ? "show" : "hide"})`
  entry.title = of.rule ? `${tip}\n${of.rule}` : tip
  if (entry.dataset.text === text && entry.dataset.pin === String(pin)) return
  Object.assign(entry.dataset, { text, pin })
  entry.replaceChildren(swatch(pin), `${title} `, make("span", { className: "values", textContent: values }))
}
