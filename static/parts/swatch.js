// The mark of a run: its colours from dark to bright, and a pinned run's number. It is recoloured when the
// theme becomes known or changes.

import { follow, known } from "../store.js"
import { make } from "./dom.js"

export function swatch(pin) {
  const mark = make("span", { className: "swatch", textContent: pin === 0 ? "" : Math.abs(pin) })
  mark.dataset.pin = Math.abs(pin)
  colour(mark)
  return mark
}

// The shades of a pinned run's hue, from dark to bright; none until the theme is known.
export function shades_of(pin) {
  const { shades, ...palettes } = known("contract").palettes.pin_shades
  return palettes[known("theme")]?.slice((pin - 1) * shades, pin * shades) ?? []
}

function colour(mark) {
  const shades =
    mark.dataset.pin === "0" ? ["var(--path-dark)", "var(--path-bright)"] : shades_of(mark.dataset.pin)
  mark.style.background = `linear-gradient(to right, ${shades[0]}, ${shades.at(-1)})`
}

follow(["theme"], () => document.querySelectorAll(".swatch[data-pin]").forEach(colour))
