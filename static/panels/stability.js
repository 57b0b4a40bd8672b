// What is said of the stability of the active run, beside its figure.

import { fill, make } from "./dom.js"
import { follow } from "../bus.js"

export function stability(place) {
  const words = make("div")
  place.append(words)
  follow("stability", ({ words: sentences }) => {
    fill(words, sentences, () => make("p"), (line, text) => {
      if (line.textContent !== text) line.textContent = text
    })
  })
}
