// The legend of the basins: where the starts of the view end, with shares, and the progress of the map.

import { make } from "./dom.js"
import { map_progress } from "./map_progress.js"
import { percent } from "../numbers.js"
import { hear, known } from "../talk.js"

export function basins(place) {
  const list = make("ul")
  const progress = map_progress()
  const palette = known("contract").palettes.basin_tones
  let shown = { entries: [] } // what the legend says; drawn again when the theme changes

  function entry({ row, words, share }) {
    const colours = palette[document.documentElement.dataset.theme]
    const mark = make("span", { className: "swatch" })
    mark.style.background = row < 0 ? "none" : colours[row * palette.shades + 5]
    const part = make("span", { className: "values", textContent: percent(share) })
    return make("li", {}, mark, `${words} `, part)
  }

  function draw() {
    const note = shown.note ? [make("li", { textContent: shown.note })] : []
    list.replaceChildren(...note, ...shown.entries.map(entry))
  }

  hear("basins", (said) => {
    progress.show(said)
    if (!said.entries) return
    shown = said
    draw()
  })
  hear("theme", draw)
  place.append(list, progress.element)
}
