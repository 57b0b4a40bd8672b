// One entry a run above the surface, with its method and values; a click hides or shows a pinned run.

import { button, fill, make } from "./dom.js"
import { swatch } from "./swatch.js"
import { ask, follow } from "../talk.js"

export function legend(place) {
  const list = make("ul")
  place.append(list)
  follow("frame", ({ runs }) => fill(list, runs, new_entry, write))
}

function new_entry(place) {
  const act = ({ currentTarget }) => ask("run", { act: currentTarget.dataset.act, place })
  const entry = place === 0 ? make("span") : button("", act)
  entry.classList.add("entry")
  return make("li", {}, entry)
}

function write({ firstChild: entry }, { title, values, pin }, place) {
  const act = pin < 0 ? "show" : "hide"
  const text = `${title} ${values}`
  entry.classList.toggle("hidden-run", pin < 0)
  entry.title = place === 0 ? `${text} (the active run)` : `${text} (click: ${act})`
  if (entry.dataset.text === text && entry.dataset.pin === String(pin)) return
  Object.assign(entry.dataset, { text, pin, act })
  entry.replaceChildren(swatch(pin), `${title} `, make("span", { className: "values", textContent: values }))
}
