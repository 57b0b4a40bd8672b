// The basins' legend: where the view's starts end, with shares, and the map's progress.

import { basin_columns } from "../draw/basins.js"
import { put, set } from "../figures/plots.js"
import { percent } from "../numbers.js"
import { add_panel, drawing } from "../panel_registry.js"
import { make } from "../parts/dom.js"
import { map_progress } from "../parts/map_progress.js"
import { follow, known } from "../store.js"

const TONES = [1, 255] // first and last tone of the ground, as in app/figures/surface.py
const EXTREME = { light: [-1, 0], dark: [256, 257] } // ranges that put all tones at one end of the palette

add_panel({
  key: "basins",
  fill: legend,
  map: "basins_map",
  drawings: () => [
    drawing(["basins.map", "experiment.tab"], (map, tab) =>
      put(basin_columns(tab === "basins" ? map : null, known("contract").limits)),
    ),
    drawing(["experiment.tab", "theme"], show_contour_tones),
  ],
})

// Contour lines are coloured by the ground's tone. Over basins, all have the colour that stands out most: the
// darkest in the light theme, the brightest in the dark one.
/** @param {TabName} tab @param {Theme} theme */
function show_contour_tones(tab, theme) {
  const [low, high] = tab === "basins" ? EXTREME[theme] : TONES
  for (const name of /** @type {const} */ (["contour_tones", "contour_word_tones"])) set(name, { low, high })
}

/** @param {HTMLElement} place */
function legend(place) {
  const list = make("ul")
  const progress = map_progress()
  const palette = known("contract").palettes.basin_tones
  /** @type {{ entries: Share[], words: (string | undefined)[] }} */
  let shown = { entries: [], words: [] } // the legend's content; drawn again when the theme changes
  /** @type {number[]} */
  let shades = [] // each row's mean shade in the map

  /** @param {Share} entry */
  function entry({ row, words, share }) {
    const colours = palette[known("theme")]
    const mark = make("span", { className: "swatch" })
    mark.style.background = row < 0 ? "none" : colours[row * palette.shades + (shades[row] ?? 0)]
    const part = make("span", { className: "values", textContent: percent(share) })
    return make("li", {}, mark, `${words} `, part)
  }

  function draw() {
    const words = shown.words.filter(Boolean).map((text) => make("li", { textContent: text }))
    list.replaceChildren(...words, ...shown.entries.map(entry))
  }

  follow(["basins"], (fact) => {
    progress.show(fact)
    if (fact.map) shades = mean_shades(fact.map.image.values, palette.shades)
    if (!fact.entries) return
    shown = { entries: fact.entries, words: [fact.note, fact.words] }
    draw()
  })
  follow(["theme"], draw)
  place.append(list, progress.element)
}

// The mean shade of each row of colours. `values` number the shades, as in app/maps/basin_map.py.
/** @param {Iterable<number>} values @param {number} count */
function mean_shades(values, count) {
  /** @type {[sums: number[], counts: number[]]} */
  const [sums, counts] = [[], []]
  for (const value of values) {
    const row = Math.floor(value / count)
    sums[row] = (sums[row] ?? 0) + (value % count)
    counts[row] = (counts[row] ?? 0) + 1
  }
  return sums.map((sum, row) => Math.round(sum / counts[row]))
}
