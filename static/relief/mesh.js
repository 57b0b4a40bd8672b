// The relief as triangles: a grid over the view, finer at the edge of E's domain and at creases.
//
// Cells without E at all corners are holes. A cell with E at some corners is cut into smaller ones. So is a
// cell where heights bend so much that a ridge or a valley would look jagged, unless there are too many.

import { share_of } from "../draw/ground_columns.js"
import { height_of } from "./heights.js"

export const SIDE = { moving: 104, resting: 224 } // samples along a side of the grid
const PARTS = 4 // cells along the side of a cut cell
const MOST_CUT = 1500 // cells cut for either reason
const BENT = 0.7 // px between E and the triangles of a cell, beyond which it is cut
const MOST_ROUGH = 0.12 // heights
const LIGHT = [-0.5, 0.55, 0.75] // from the top left, as on the map
export const SHADES = 64
export const WHOLE = 1e-6 // heights; a smaller excess over the range is ignored
const SHADE = [0.55, 1.12] // factors of the colour, from the darkest shade to the brightest

/** @typedef {Record<"u" | "v" | "h" | "s" | "shade", number[]>} Corners */

// The factor of a numbered shade.
/** @param {number} shade */
export function shade_factor(shade) {
  return SHADE[0] + (shade / (SHADES - 1)) * (SHADE[1] - SHADE[0])
}

// Returns the u, v, h, the colour's share `s` and the shade of all corners, and the corners of all triangles.
// `rough` is a grid of how far E may be from the triangles, and `open` says whether some of E is above or
// below the range of heights.
//
// `samples` of E are { view, values, shape }, `scale` is that of the map's colours, and `range` that of the
// heights. error(w1, w2) is E; without it, no cell is cut. `sides` are the box's, in pixels, and `side` is
// the most samples along a side.
/**
 * @param {Samples} samples @param {GroundScale} scale @param {Heights} range @param {number[]} sides
 * @param {Height | null} error @returns {Mesh}
 */
export function mesh_of({ view, values, shape }, scale, range, sides, error = null, side = SIDE.moving) {
  const [rows, columns] = shape.map((count, k) => {
    return Math.min(count, Math.max(2, Math.round(side * Math.sqrt(count / shape[1 - k]))))
  })
  const [up, across] = [picked(rows, shape[0]), picked(columns, shape[1])]
  const count = rows * columns
  /** @type {Corners} */
  const mesh = {
    u: new Array(count),
    v: new Array(count),
    h: new Array(count),
    s: new Array(count),
    shade: new Array(count),
  }
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      put(at, across[j] / (shape[1] - 1), up[i] / (shape[0] - 1), values[up[i] * shape[1] + across[j]])
    }
  }
  /** @type {number[]} */
  const triangles = []
  const bends = rough(mesh.h, rows, columns)
  const is_bent = (/** @type {number} */ corner) => bends.values[corner] * sides[2] > BENT
  const bent = new Set() // cells, by their first corner
  let cut = 0
  shade_grid(mesh, 0, rows, columns, sides)
  for (let i = 0; i + 1 < rows; i++) {
    for (let j = 0; j + 1 < columns; j++) {
      const at = i * columns + j
      const corners = [at, at + 1, at + columns, at + columns + 1]
      const finite = corners.reduce((sum, corner) => sum + (mesh.h[corner] - mesh.h[corner] === 0 ? 1 : 0), 0)
      if (finite === 4 && error !== null && corners.some(is_bent)) bent.add(at)
      else if (finite === 4) triangles.push(...in_two(at))
      else if (finite > 0 && error !== null && cut++ < MOST_CUT) cut_cell(at)
    }
  }
  for (const at of bent) {
    if (bent.size <= MOST_CUT) cut_cell(at)
    else triangles.push(...in_two(at))
  }
  const open = { above: mesh.h.some((h) => h > 1 + WHOLE), below: mesh.h.some((h) => h < -WHOLE) }
  const typed = /** @type {Record<keyof Corners, Float32Array>} */ (
    Object.fromEntries(Object.entries(mesh).map(([name, numbers]) => [name, Float32Array.from(numbers)]))
  )
  return { ...typed, triangles: Uint32Array.from(triangles), rough: bends, open }

  /** @param {number} at */
  function in_two(at) {
    return [at, at + 1, at + columns, at + 1, at + columns + 1, at + columns]
  }

  /** @param {number} at @param {number} u @param {number} v @param {number} value */
  function put(at, u, v, value) {
    mesh.u[at] = u
    mesh.v[at] = v
    mesh.h[at] = height_of(value, range)
    mesh.s[at] = share_of(value, scale)
  }

  /** @param {number} low */
  function cut_cell(low) {
    const high = low + columns + 1
    /** @type {(ends: number[], k: number) => number} */
    const between = (ends, k) => ends[low] + (k / PARTS) * (ends[high] - ends[low])
    const first = mesh.u.length
    for (let i = 0, at = first; i <= PARTS; i++) {
      for (let j = 0; j <= PARTS; j++, at++) {
        const [u, v] = [between(mesh.u, j), between(mesh.v, i)]
        const [w1, w2] = [u, v].map((share, k) => view[k][0] + share * (view[k][1] - view[k][0]))
        put(at, u, v, error?.(w1, w2) ?? NaN)
      }
    }
    if (bent.has(low)) join(low, first)
    shade_grid(mesh, first, PARTS + 1, PARTS + 1, sides)
    for (let i = 0; i < PARTS; i++) {
      for (let j = 0; j < PARTS; j++) {
        const at = first + i * (PARTS + 1) + j
        for (const three of [
          [at, at + 1, at + PARTS + 1],
          [at + 1, at + PARTS + 2, at + PARTS + 1],
        ])
          if (three.every((corner) => Number.isFinite(mesh.h[corner]))) triangles.push(...three)
      }
    }
  }

  // Straightens the sides between a cut cell and an uncut one, so that there is no gap.
  /** @param {number} low @param {number} first */
  function join(low, first) {
    const [next, above] = [low + 1, low + columns]
    const top = first + PARTS * (PARTS + 1)
    for (const [neighbour, from, to, start, step] of [
      [low - columns, low, next, first, 1],
      [above, above, above + 1, top, 1],
      [low - 1, low, above, first, PARTS + 1],
      [next, next, above + 1, first + PARTS, PARTS + 1],
    ]) {
      if (bent.has(neighbour)) continue
      for (const values of [mesh.h, mesh.s])
        for (let k = 1; k < PARTS; k++)
          values[start + k * step] = values[from] + (k / PARTS) * (values[to] - values[from])
    }
  }
}

// E between samples, as a function of w1 and w2: linear in each direction, NaN outside.
/** @param {Samples} samples @returns {Height} */
export function interpolated({ view, values, shape: [rows, columns] }) {
  return (w1, w2) => {
    const [x, y] = [w1, w2].map(
      (w, k) => ((w - view[k][0]) / (view[k][1] - view[k][0])) * ([columns, rows][k] - 1),
    )
    const [j, i] = [Math.min(Math.floor(x), columns - 2), Math.min(Math.floor(y), rows - 2)]
    const row = (/** @type {number} */ at) => values[at] + (x - j) * (values[at + 1] - values[at])
    const [low, high] = [row(i * columns + j), row((i + 1) * columns + j)]
    return low + (y - i) * (high - low)
  }
}

// `count` of the indices 0, 1, ... below `all`, including the first and the last.
/** @param {number} count @param {number} all */
function picked(count, all) {
  return Int32Array.from({ length: count }, (_, k) => Math.round((k * (all - 1)) / (count - 1)))
}

// Lambert's cosine law, scaled so that level places have their own colour.
/**
 * @param {Corners} mesh @param {number} first @param {number} rows @param {number} columns
 * @param {number[]} sides
 */
function shade_grid({ u, v, h, shade }, first, rows, columns, [wide, deep, tall]) {
  /** @type {(at: number, before: number, after: number, place: number[], length: number) => number} */
  const slope = (at, before, after, place, length) => {
    const [from, to] = [Number.isFinite(h[before]) ? before : at, Number.isFinite(h[after]) ? after : at]
    const rise = (tall * (h[to] - h[from])) / (length * (place[to] - place[from]))
    return rise - rise === 0 ? rise : 0
  }
  for (let i = 0, at = first; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const along_u = slope(at, j > 0 ? at - 1 : at, j + 1 < columns ? at + 1 : at, u, wide)
      const along_v = slope(at, i > 0 ? at - columns : at, i + 1 < rows ? at + columns : at, v, deep)
      const cosine =
        (LIGHT[2] - along_u * LIGHT[0] - along_v * LIGHT[1]) / Math.sqrt(1 + along_u ** 2 + along_v ** 2)
      const factor = 0.6 + 0.4 * Math.max(cosine / LIGHT[2], 0)
      const share = (Math.min(Math.max(factor, SHADE[0]), SHADE[1]) - SHADE[0]) / (SHADE[1] - SHADE[0])
      shade[at] = share * (SHADES - 1)
    }
  }
}

// How far E may be from a straight line between two neighbours, in heights: with a second difference d, up to
// d / 8 in each direction.
/** @param {number[]} h @param {number} rows @param {number} columns @returns {Rough} */
function rough(h, rows, columns) {
  const found = new Float32Array(rows * columns)
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      /** @type {(step: number, inside: boolean) => number} */
      const bend = (step, inside) => (inside ? Math.abs(h[at - step] - 2 * h[at] + h[at + step]) : 0)
      const sum = bend(1, j > 0 && j + 1 < columns) + bend(columns, i > 0 && i + 1 < rows)
      found[at] = sum - sum === 0 ? Math.min(sum / 6, MOST_ROUGH) : 0
    }
  }
  return { values: found, rows, columns }
}
