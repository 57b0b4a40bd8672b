// The legend of the basins: where the starts of the view end, with shares, and the progress of the map.

import { hear, known } from "../bus.js"
import { percent } from "../numbers.js"
import { make } from "./dom.js"
import { map_progress } from "./map_progress.js"

export function basins(place) {
  const list = make("ul")
  const progress = map_progress()
  const palette = known("contract").palettes.basin_tones
  let shown = { entries: [] } // what the legend says; drawn again when the theme changes
  let shades = [] // of the rows, as the map has them on average

  function entry({ row, words, share }) {
    const colours = palette[known("theme")]
    const mark = make("span", { className: "swatch" })
    mark.style.background = row < 0 ? "none" : colours[row * palette.shades + (shades[row] ?? 0)]
    const part = make("span", { className: "values", textContent: percent(share) })
    return make("li", {}, mark, `${words} `, part)
  }

  function draw() {
    const note = shown.note ? [make("li", { textContent: shown.note })] : []
    list.replaceChildren(...note, ...shown.entries.map(entry))
  }

  hear("basins", (said) => {
    progress.show(said)
    if (said.map) shades = mean_shades(said.map.image.values, palette.shades)
    if (!said.entries) return
    shown = said
    draw()
  })
  hear("theme", draw)
  place.append(list, progress.element)
}

// The mean shade of each row of colours among numbers of shades, as in app/maps/basin_map.py.
function mean_shades(values, count) {
  const [sums, counts] = [[], []]
  for (const value of values) {
    const row = Math.floor(value / count)
    sums[row] = (sums[row] ?? 0) + (value % count)
    counts[row] = (counts[row] ?? 0) + 1
  }
  return sums.map((sum, row) => Math.round(sum / counts[row]))
}
