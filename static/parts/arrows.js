// The names of the arrows with their scales; a press hides the arrows of a name, or shows them again.

import { short } from "../numbers.js"
import { follow, toggle_hidden, known } from "../talk.js"
import { button, fill, make } from "./dom.js"

export function arrow_legend() {
  const legend = make("p", { className: "arrows" })

  function draw() {
    fill(legend, known("arrows") ?? [], new_entry, write)
  }

  function new_entry() {
    const entry = button("", () => toggle_hidden(entry.dataset.kind))
    return entry
  }

  function write(entry, { name, kind, scale }) {
    const hidden = known("experiment").hidden.includes(kind)
    const text = `${name} × ${short(scale)}`
    if (entry.textContent === text && entry.getAttribute("aria-pressed") === String(!hidden)) return
    const title = `Hide or show ${name}`
    Object.assign(entry, { textContent: text, title, className: hidden ? "hidden-run" : "" })
    entry.setAttribute("aria-label", title)
    entry.setAttribute("aria-pressed", String(!hidden))
    entry.dataset.kind = kind
    entry.style.color = `var(--${kind})`
  }

  follow("arrows", draw)
  follow("experiment", draw)
  return legend
}
