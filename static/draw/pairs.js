// The maps over pairs of gradients: their images, contour lines and the words on these, and the example of the series.

import { short } from "../numbers.js"
import { contour_lines } from "./contours.js"

const NAMES = ["pairs", "pairs_other"]
const LONG = 1 / 6 // share of the points along a map; a longer line has a word
const APART = 0.3 // of the reach, from a word to others and to where the lines meet
const PLACES = [0.5, 0.65, 0.35, 0.8, 0.2] // shares of a line at which a word may stand

// Returns the columns of all `sources` (those of a missing map are empty), the `titles` of the maps, the
// ends `low` and `high` of their colours, and how far they `reach`.
export function pair_columns({ maps, levels, reach, largest }) {
  const columns = NAMES.map((name, k) => (maps[k] ? map_columns(name, maps[k], levels, reach) : no_columns(name)))
  return { sources: Object.assign({}, ...columns), titles: maps.map(({ title }) => title), low: -largest, high: largest, reach }
}

function map_columns(name, { values, example }, levels, reach) {
  const { lines, words } = contours(values, levels, reach, example)
  return {
    [`${name}_image`]: { image: [values], x: [-reach], y: [-reach], side: [2 * reach] },
    [`${name}_lines`]: lines,
    [`${name}_words`]: words,
    [`${name}_example`]: example_columns(example, reach),
  }
}

function no_columns(name) {
  return {
    [`${name}_image`]: { image: [], x: [], y: [], side: [] },
    [`${name}_lines`]: { g1: [], g2: [] },
    [`${name}_words`]: { g1: [], g2: [], word: [] },
    [`${name}_example`]: example_columns(null),
  }
}

function example_columns(example, reach) {
  const shown = example && example.g.every((g) => Math.abs(g) < reach) ? [example] : []
  return { g1: shown.map(({ g }) => g[0]), g2: shown.map(({ g }) => g[1]), word: shown.map(({ word }) => word) }
}

// Each quadrant has its own lines, because a measure may jump where a gradient changes its sign.
function contours(values, levels, reach, example) {
  const lines = { g1: [], g2: [] }
  const words = { g1: [], g2: [], word: [] }
  const taken = [[0, 0], ...(example ? [example.g] : [])]
  const count = values.shape[0]
  const g = Float64Array.from({ length: count }, (_, i) => -reach + ((2 * reach) / count) * (i + 0.5))
  /** @type {Pair[]} */
  const halves = [[0, count / 2], [count / 2, count]]
  for (const columns of halves) {
    for (const rows of halves) {
      const found = contour_lines(g.subarray(...columns), g.subarray(...rows), part(values, rows, columns), levels)
      found.forEach(([g1, g2], k) => {
        if (g1.length === 0) return
        lines.g1.push(g1)
        lines.g2.push(g2)
        const solid = [...g1.keys()].filter((i) => !Number.isNaN(g1[i]))
        if (solid.length <= LONG * count) return
        const is_free = (i) => taken.every(([x, y]) => Math.hypot(g1[i] - x, g2[i] - y) >= APART * reach)
        const at = PLACES.map((share) => solid[Math.floor(share * solid.length)]).find(is_free)
        if (at === undefined) return
        taken.push([g1[at], g2[at]])
        words.g1.push(g1[at])
        words.g2.push(g2[at])
        words.word.push(short(levels[k], 3))
      })
    }
  }
  return { lines, words }
}

function part({ values, shape }, [low, high], [left, right]) {
  const found = new Float64Array((high - low) * (right - left))
  for (let i = low; i < high; i++) {
    const start = i * shape[1]
    found.set(values.subarray(start + left, start + right), (i - low) * (right - left))
  }
  return found
}
