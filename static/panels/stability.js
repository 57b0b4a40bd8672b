// The stability of the active run: the sharpness at each step and its theoretical bound over t,
// with a verdict in words.

import { stability_columns, stability_range } from "../draw/stability.js"
import { find, put, set } from "../figures/plots.js"
import { short } from "../numbers.js"
import { add_panel, drawing } from "../panel_registry.js"
import { fill, make, write_text } from "../parts/dom.js"
import { rate_at } from "../parts/rate.js"
import { follow, known } from "../store.js"

const DIGITS = 5

add_panel({
  key: "stability",
  fill: words,
  figure: "stability",
  is_over_t: true,
  drawings: (letters) => [
    drawing(["stability"], (fact) => draw(fact, letters())),
    drawing(
      ["experiment.steps"],
      (steps) => find("stability") && set("stability_t_range", { start: 0, end: steps }),
    ),
    drawing(["t"], (t) => put({ stability_time: { t: [t] } })),
  ],
  rows_at,
})

/** @param {Stability} fact @param {number} letters */
function draw(fact, letters) {
  if (!find("stability")) return
  put(stability_columns(fact, letters))
  const [start, end] = stability_range(fact)
  set("stability_range", { start, end })
}

/** @param {{ view: Plot, x: number }} at */
function rows_at({ view: { frame }, x }) {
  const { sharpness, bound } = known("stability") ?? {}
  const t = Math.round(frame.x_scale.invert(x))
  if (!sharpness || t < 1 || t > sharpness.length) return null
  const bounded = bound ? [["bound", short(bound[t - 1], DIGITS)]] : []
  return [["t", String(t)], ["λ₁", short(sharpness[t - 1], DIGITS)], ...bounded, ...rate_at(t)]
}

/** @param {HTMLElement} place */
function words(place) {
  const text = make("div")
  place.append(text)
  follow(["stability"], ({ words: sentences }) => {
    fill(text, sentences, () => make("p"), write_text)
  })
}
