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

function colour(mark) {
  // The palette lists the shades of each hue, one hue after another.
  const { shades, ...palettes } = known("contract").palettes.pin_shades
  const of_pin = (shade) => palettes[known("theme")]?.[(mark.dataset.pin - 1) * shades + shade]
  const [dark, bright] =
    mark.dataset.pin === "0" ? ["var(--path-dark)", "var(--path-bright)"] : [of_pin(0), of_pin(shades - 1)]
  mark.style.background = `linear-gradient(to right, ${dark}, ${bright})`
}

follow(["theme"], () => document.querySelectorAll(".swatch[data-pin]").forEach(colour))
