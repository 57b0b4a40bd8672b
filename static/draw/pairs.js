// The maps over pairs of gradients: images, contour lines and their words, and the series' example.

import { short } from "../numbers.js"
import { contour_lines } from "./contours.js"
import { growth } from "./letter_growth.js"

const NAMES = /** @type {const} */ (["pairs", "pairs_other"])
const LONG = 1 / 6 // share of the points along a map; a longer line has a word
const APART = 0.3 // of the reach: from a word to others, and to where lines meet
const EDGE = 0.12 // of the reach: from a word to the frame, which would cut it
const SIZE = 11 // px of letters at least
/** @type {Pair} */
const WORD = [32, 18] // px for a word in such letters
/** @type {Pair} */
const EXAMPLE = [70, 18] // px for that of the example
/** @type {Pair} */
const BESIDE = [-11, 17] // px from the example to the middle of its word, up (app/panels/pairs.py)
const HALF = 0.49 // of a cell: from a quadrant's outer samples almost to its edges
const LONGEST = 12 // cells by which a line is extended to an edge, but at most by half its own length
const BEFORE = 2 // points from a line's end to the one that gives its direction
const PLACES = [0.5, 0.65, 0.35, 0.8, 0.2] // shares of a line at which a word may be

// `sides` are those of a map in pixels, and `letters` the least size of letters. Returns the columns of all
// `sources` (empty for a missing map), the `titles` of the maps, the ends `low` and `high` of their
// colours, and their `reach`.
/** @param {Pairs} told @param {{ sides?: Pair, letters?: number }} room */
export function pair_columns(
  { maps, levels, reach, largest },
  { sides = [Infinity, Infinity], letters = 0 } = {},
) {
  /** @param {Pair} pixels @returns {Pair} */
  const room = (pixels) => pixels.map((px, axis) => (px * growth(SIZE, letters) * 2 * reach) / sides[axis])
  const columns = NAMES.map((name, k) =>
    maps[k] ? map_columns(name, maps[k], levels, reach, room) : no_columns(name),
  )
  return {
    sources: Object.assign({}, ...columns),
    titles: maps.map(({ title }) => title),
    low: -largest,
    high: largest,
    reach,
  }
}

/**
 * @param {string} name @param {PairMap} map @param {number[]} levels @param {number} reach
 * @param {(pixels: Pair) => Pair} room
 */
function map_columns(name, { values, example }, levels, reach, room) {
  const { lines, words } = contours(values, levels, reach, room, example)
  return {
    [`${name}_image`]: { image: [values], x: [-reach], y: [-reach], side: [2 * reach] },
    [`${name}_lines`]: lines,
    [`${name}_words`]: words,
    [`${name}_example`]: example_columns(example, reach),
  }
}

/** @param {string} name */
function no_columns(name) {
  return {
    [`${name}_image`]: { image: [], x: [], y: [], side: [] },
    [`${name}_lines`]: { g1: [], g2: [] },
    [`${name}_words`]: { g1: [], g2: [], word: [] },
    [`${name}_example`]: example_columns(null, 0),
  }
}

/** @param {PairMap["example"]} example @param {number} reach */
function example_columns(example, reach) {
  const shown = example?.g.every((g) => Math.abs(g) < reach) ? [example] : []
  return {
    g1: shown.map(({ g }) => g[0]),
    g2: shown.map(({ g }) => g[1]),
    word: shown.map(({ word }) => word),
  }
}

// Each quadrant has its own lines, because a measure may jump where a gradient changes its sign.
// `room` turns pixels into distances in the map.
/**
 * @param {PairMap["values"]} values @param {number[]} levels @param {number} reach
 * @param {(pixels: Pair) => Pair} room @param {PairMap["example"]} example
 */
function contours(values, levels, reach, room, example) {
  /** @type {Record<"g1" | "g2", number[][]>} */
  const lines = { g1: [], g2: [] }
  /** @type {{ g1: number[], g2: number[], word: string[] }} */
  const words = { g1: [], g2: [], word: [] }
  const word = room(WORD)
  const taken = [{ at: [0, 0], size: word }]
  if (example) {
    const beside = room(BESIDE)
    taken.push({ at: example.g, size: word })
    taken.push({ at: example.g.map((g, axis) => g + beside[axis]), size: room(EXAMPLE) })
  }
  const count = values.shape[0]
  const cell = (2 * reach) / count
  const g = Float64Array.from({ length: count }, (_, i) => -reach + cell * (i + 0.5))
  /** @type {Pair[]} */
  const halves = [
    [0, count / 2],
    [count / 2, count],
  ]
  for (const columns of halves) {
    for (const rows of halves) {
      const [across, up] = [columns, rows].map((half) => g.subarray(...half))
      const box = [across, up].map((places) => [places[0], places[places.length - 1]])
      const found = contour_lines(across, up, part(values, rows, columns), levels)
      found
        .map((line) => continued(line, box, cell))
        .forEach(([g1, g2], k) => {
          if (g1.length === 0) return
          lines.g1.push(g1)
          lines.g2.push(g2)
          const solid = [...g1.keys()].filter((i) => !Number.isNaN(g1[i]))
          if (solid.length <= LONG * count) return
          const is_free = (/** @type {number} */ i) => {
            const [x, y] = [g1[i], g2[i]]
            const is_within = [x, y].every(
              (at, axis) => Math.abs(at) <= reach - Math.max(EDGE * reach, word[axis] / 2),
            )
            const is_apart = taken.every(({ at, size }) => {
              const away = [Math.abs(x - at[0]), Math.abs(y - at[1])]
              const overlaps = away.every((far, axis) => far < (word[axis] + size[axis]) / 2)
              return !overlaps && Math.hypot(...away) >= APART * reach
            })
            return is_within && is_apart
          }
          const place = PLACES.map((share) => solid[Math.floor(share * solid.length)]).find(is_free)
          if (place === undefined) return
          taken.push({ at: [g1[place], g2[place]], size: word })
          words.g1.push(g1[place])
          words.g2.push(g2[place])
          words.word.push(short(levels[k], 3))
        })
    }
  }
  return { lines, words }
}

// The pieces of a line, extended from a quadrant's outer samples to its edges.
/** @param {Float64Array[]} line @param {number[][]} box @param {number} cell */
function continued([g1, g2], box, cell) {
  /** @type {[number[], number[]]} */
  const all = [[], []]
  for (let from = 0, to = 0; from < g1.length; from = ++to) {
    while (to < g1.length && !Number.isNaN(g1[to])) to += 1
    const piece = [g1.subarray(from, to), g2.subarray(from, to)]
    const [start, end] = [
      next_point(
        piece.map((each) => each.toReversed()),
        box,
        cell,
      ),
      next_point(piece, box, cell),
    ]
    all.forEach((each, k) =>
      each.push(
        ...(each.length ? [NaN] : []),
        ...(start ? [start[k]] : []),
        ...piece[k],
        ...(end ? [end[k]] : []),
      ),
    )
  }
  return all
}

// Where a line that ends at an outer sample meets an edge of the quadrant; null for other lines.
/** @param {Float64Array[]} line @param {number[][]} box @param {number} cell */
function next_point(line, box, cell) {
  const last = line.map((each) => each[each.length - 1])
  if (!last.some((at, k) => box[k].includes(at))) return null
  const step = line.map((each, k) => last[k] - (each.at(-1 - BEFORE) ?? each[0]))
  const ways = step.map((along, k) =>
    along ? (box[k][along > 0 ? 1 : 0] - last[k]) / along + (HALF * cell) / Math.abs(along) : Infinity,
  )
  const chord = Math.hypot(...line.map((each, k) => last[k] - each[0]))
  const way = Math.min(...ways, Math.min(LONGEST * cell, chord / 2) / Math.hypot(...step))
  return Number.isFinite(way) ? last.map((at, k) => at + way * step[k]) : null
}

/** @param {PairMap["values"]} map @param {Pair} rows @param {Pair} columns */
function part({ values, shape }, [low, high], [left, right]) {
  const found = new Float64Array((high - low) * (right - left))
  for (let i = low; i < high; i++) {
    const start = i * shape[1]
    found.set(values.subarray(start + left, start + right), (i - low) * (right - left))
  }
  return found
}
