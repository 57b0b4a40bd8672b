// The names of the arrows with their scales; a press hides the arrows of a name, or shows them again.

import { short } from "../numbers.js"
import { hear, say } from "../talk.js"
import { button, make } from "./dom.js"

export function arrow_legend() {
  const hidden = new Set() // names of arrows
  const legend = make("p", { className: "arrows" })

  hear("arrows", (arrows) => {
    const text = JSON.stringify([arrows, [...hidden]])
    if (legend.dataset.text === text) return
    legend.dataset.text = text
    legend.replaceChildren(...arrows.map(entry))
  })

  function entry({ name, kind, scale }) {
    const toggle = () => {
      if (!hidden.delete(name)) hidden.add(name)
      say("hidden_arrows", [...hidden])
    }
    const words = button(`${name} × ${short(scale)}`, toggle, `Hide or show ${name}`)
    words.className = hidden.has(name) ? "hidden-run" : ""
    words.style.color = `var(--${kind})`
    return words
  }

  return legend
}
