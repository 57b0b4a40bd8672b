// The mark of a run: the path's own colours from dark to bright, and a pinned run's number.

import { make } from "./dom.js"
import { known } from "../talk.js"

export function swatch(pin) {
  const { colours, shades } = known("contract").pins // one hue after another, each with this many shades
  const of_pin = (shade) => colours[(Math.abs(pin) - 1) * shades + shade]
  const [dark, bright] = pin === 0 ? ["var(--path-dark)", "var(--path-bright)"] : [of_pin(0), of_pin(shades - 1)]
  const mark = make("span", { className: "swatch", textContent: pin === 0 ? "" : Math.abs(pin) })
  mark.style.background = `linear-gradient(to right, ${dark}, ${bright})`
  return mark
}
