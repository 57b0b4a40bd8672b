// What the error's plot leaves out, in words beside it, so that no curve ends without an explanation.

import { left_out } from "../draw/traces.js"
import { visible_runs } from "../experiment.js"
import { find } from "../figures/plots.js"
import { powers_of_ten, short } from "../numbers.js"
import { follow, known } from "../store.js"
import { moving_line } from "./dom.js"

/** @param {HTMLElement} place */
export function left_out_words(place) {
  const { parts, write } = moving_line()
  place.append(...parts)
  follow(["drawn"], () => {
    if (!find("error")) return
    const { settled, log_error: log, crop } = known("experiment")
    const { start: low, end: high } = log ? find("error_log_range") : find("error_range")
    write(settled, words(left_out(visible_runs(), { log, low, high }), { log, crop: !log && crop, low }))
  })
}

/**
 * @param {ReturnType<typeof left_out>} found
 * @param {{ log: boolean, crop: number | false, low: number }} axis
 */
function words({ zero, negative, nothing, below, above }, { log, crop, low }) {
  if (nothing) return "E is nowhere above 0, and a logarithmic axis shows nothing else."
  const sentences = []
  if (zero || negative) sentences.push(`E ${negative ? "≤" : "="} 0 is left out.`)
  if (log && below) sentences.push(`E below ${powers_of_ten([Math.round(Math.log10(low))])} is cut off.`)
  const press = matchMedia("(pointer: coarse)").matches ? "tap" : "click"
  if (crop && above) sentences.push(`E above ${short(crop)} is cut off; double ${press} to show all.`)
  return sentences.join(" ")
}
