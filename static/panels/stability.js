// The stability of the active run: the sharpness of each step and theory's bound on it over t, and what is
// said of them.

import { follow, known } from "../bus.js"
import { stability_columns, stability_range } from "../draw/stability.js"
import { must } from "../facts.js"
import { find, put, set } from "../figures/plots.js"
import { short } from "../numbers.js"
import { add_panel } from "../panel_registry.js"
import { fill, make } from "../parts/dom.js"
import { rate_at } from "../parts/rate.js"

const DIGITS = 5

add_panel({
  key: "stability",
  fill: words,
  check({ sharpness, bound, crossing, words }) {
    must(
      ArrayBuffer.isView(sharpness) && Array.isArray(words),
      "the stability lacks its sharpness or its words",
    )
    must(bound === null || bound.length === sharpness.length, "the sharpness and its bound differ")
    must(crossing === null || (crossing > 0 && crossing <= sharpness.length), "there is no such step")
  },
  figure: "stability",
  is_over_t: true,
  drawings: (facts, letters) => [
    [["stability"], () => draw(facts.stability, letters())],
    [["steps"], () => find("stability") && set("stability_t_range", { start: 0, end: facts.steps })],
    [["t"], () => put({ stability_time: { t: [facts.t] } })],
  ],
  rows_at,
})

function draw(told, letters) {
  if (!told || !find("stability")) return
  put(stability_columns(told, letters))
  const [start, end] = stability_range(told)
  set("stability_range", { start, end })
}

function rows_at({ view: { frame }, x }) {
  const { sharpness, bound } = known("stability") ?? {}
  const t = Math.round(frame.x_scale.invert(x))
  if (!sharpness || t < 1 || t > sharpness.length) return null
  const bounded = bound ? [["bound", short(bound[t - 1], DIGITS)]] : []
  return [["t", String(t)], ["λ₁", short(sharpness[t - 1], DIGITS)], ...bounded, ...rate_at(t)]
}

function words(place) {
  const said = make("div")
  place.append(said)
  follow("stability", ({ words: sentences }) => {
    fill(
      said,
      sentences,
      () => make("p"),
      (line, text) => {
        if (line.textContent !== text) line.textContent = text
      },
    )
  })
}
