// The mark of a run: its colours from dark to bright, and a pinned run's number. It is recoloured when the
// theme becomes known or changes.

import { follow, known } from "../store.js"
import { make } from "./dom.js"

/** @param {number} pin */
export function swatch(pin) {
  const number = Math.abs(pin)
  const mark = make("span", { className: "swatch", textContent: pin === 0 ? "" : number })
  mark.dataset.pin = String(number)
  mark.dataset.runColour = ""
  colour(mark)
  return mark
}

// The shades of a pinned run's hue, from dark to bright; none until the theme is known.
/** @param {number} pin @returns {string[]} */
export function shades_of(pin) {
  const { shades, ...palettes } = known("contract").palettes.pin_shades
  return palettes[known("theme")]?.slice((pin - 1) * shades, pin * shades) ?? []
}

/** @param {HTMLElement} mark */
function colour(mark) {
  const pin = Number(mark.dataset.pin)
  const shades = pin === 0 ? ["var(--path-dark)", "var(--path-bright)"] : shades_of(pin)
  mark.style.background = `linear-gradient(to right, ${shades[0]}, ${shades.at(-1)})`
}

follow(["theme"], () => {
  /** @type {NodeListOf<HTMLElement>} */
  const marks = document.querySelectorAll(".swatch[data-pin]")
  marks.forEach(colour)
})
