// The map of the basins. Its image has indices of colours, one for each attractor and
// kind of end; 255 is none.
//
// It has more pixels than starts, so that borders are crisp. The server follows more starts near borders;
// until it has done so, and where there are borders everywhere, borders are smoothed.

import { columns_of } from "./columns.js"

const NONE = 255
const FINER = 3 // pixels of the image per start, along each side, as in app/maps/borders.py
const REACH = 3 // starts on either side of a pixel that decide its side of a smoothed border
const SPREAD = 1.2 // starts; how fast their weight falls with distance
const THIN = 0.3 // of the weight: a start whose row has less around it is too thin to be smoothed

/** @typedef {ReturnType<typeof neighbours>} Neighbours */

// Returns the columns of the source `basins`, empty without a map.
/** @param {BasinMap | null | undefined} map @param {Limits} limits */
export function basin_columns(map, { basin_shades }) {
  const names = /** @type {const} */ (["image", "x", "y", "dw", "dh"])
  const shown = map && { ...map, image: finer(map, basin_shades) }
  return { basins: columns_of(names, shown ? [shown] : []) }
}

// A pixel's row of colours is that of its own start if the server has sent it, else that of the surrounding
// starts. Its shade is interpolated between the next four starts, preferring those with the same row.
//
// The image has as many pixels as the screen and must not delay a drag, so nothing is allocated per pixel.
/** @param {BasinMap} map @param {number} shades */
function finer(
  {
    image: {
      values,
      shape: [rows, columns],
    },
    border,
    border_rows,
  },
  shades,
) {
  const row_of = values.map((value) => (value === NONE ? NONE : Math.floor(value / shades)))
  const shade_of = values.map((value) => (value === NONE ? 0 : value % shades))
  const [up, across] = [neighbours(rows), neighbours(columns)]
  const row_at = border.shape[0]
    ? told_rows(row_of, columns, border, border_rows)
    : smooth_rows(row_of, up, across)
  const width = FINER * columns
  const image = new Uint8Array(FINER * rows * width)

  for (let i = 0; i < up.low.length; i++) {
    const [low, high, t] = [up.low[i] * columns, up.high[i] * columns, up.share[i]]
    for (let j = 0; j < width; j++) {
      const row = row_at(i, j)
      image[i * width + j] =
        row === NONE
          ? NONE
          : row * shades + shade(row, low, high, across.low[j], across.high[j], t, across.share[j])
    }
  }
  return { values: image, shape: [FINER * rows, width] }

  /**
   * @param {number} row @param {number} low @param {number} high @param {number} left @param {number} right
   * @param {number} t @param {number} s
   */
  function shade(row, low, high, left, right, t, s) {
    const [a, b, c, d] = [low + left, low + right, high + left, high + right]
    const of_row = row_of[a] === row || row_of[b] === row || row_of[c] === row || row_of[d] === row
    const counts = (/** @type {number} */ at) => (of_row ? row_of[at] === row : row_of[at] !== NONE)
    const [wa, wb] = [counts(a) ? (1 - t) * (1 - s) : 0, counts(b) ? (1 - t) * s : 0]
    const [wc, wd] = [counts(c) ? t * (1 - s) : 0, counts(d) ? t * s : 0]
    const weight = wa + wb + wc + wd
    if (weight === 0) return shade_of[[a, b, c, d].find(counts) ?? -1] ?? 0
    return Math.round((wa * shade_of[a] + wb * shade_of[b] + wc * shade_of[c] + wd * shade_of[d]) / weight)
  }
}

// Returns the row of a pixel's own start.
/**
 * @param {Uint8Array} row_of @param {number} columns @param {Grid<Uint16Array>} border
 * @param {Grid} border_rows
 */
function told_rows(row_of, columns, border, border_rows) {
  const place = new Int32Array(row_of.length).fill(-1) // start -> its index among those at a border, or −1
  for (let k = 0; k < border.shape[0]; k++)
    place[border.values[2 * k] * columns + border.values[2 * k + 1]] = k
  return (/** @type {number} */ i, /** @type {number} */ j) => {
    const start = Math.floor(i / FINER) * columns + Math.floor(j / FINER)
    const k = place[start]
    return k < 0 ? row_of[start] : border_rows.values[(k * FINER + (i % FINER)) * FINER + (j % FINER)]
  }
}

// Returns the row with the most weight among the starts around a pixel. In thin regions, such as a dust of
// basins, each start keeps its own row.
/** @param {Uint8Array} row_of @param {Neighbours} up @param {Neighbours} across */
function smooth_rows(row_of, up, across) {
  const columns = across.low.length / FINER
  // Whether all starts around one have the same row: 1 yes, -1 no, 0 unknown.
  const evenness = new Int8Array(row_of.length)
  const sums = new Float64Array(NONE + 1) // of weights, by row

  return (/** @type {number} */ i, /** @type {number} */ j) => {
    const at = up.low[i] * columns + across.low[j]
    evenness[at] ||= is_even(i, j, row_of[at]) ? 1 : -1
    return evenness[at] > 0 ? row_of[at] : decided(i, j)
  }

  /** @param {number} i @param {number} j @param {number} row */
  function is_even(i, j, row) {
    for (let k = 0; k < 2 * REACH; k++) {
      for (let l = 0; l < 2 * REACH; l++) {
        const at = start(i, j, k, l)
        if (at >= 0 && row_of[at] !== row) return false
      }
    }
    return true
  }

  // The start in row k and column l around a pixel; −1 beyond the edges.
  /** @param {number} i @param {number} j @param {number} k @param {number} l */
  function start(i, j, k, l) {
    const [row, column] = [up.low[i] - REACH + 1 + k, across.low[j] - REACH + 1 + l]
    return row < 0 || column < 0 || column >= columns || row * columns >= row_of.length
      ? -1
      : row * columns + column
  }

  /** @param {number} i @param {number} j */
  function decided(i, j) {
    sums.fill(0)
    let all = 0
    for (let k = 0; k < 2 * REACH; k++) {
      for (let l = 0; l < 2 * REACH; l++) {
        const at = start(i, j, k, l)
        if (at < 0) continue
        const weight = up.weights[2 * REACH * i + k] * across.weights[2 * REACH * j + l]
        sums[row_of[at]] += weight
        all += weight
      }
    }
    /** @type {(along: Neighbours, k: number) => number} */
    const nearest = (along, k) => (along.share[k] > 0.5 ? along.high[k] : along.low[k])
    const own = row_of[nearest(up, i) * columns + nearest(across, j)]
    if (own === NONE || sums[own] < THIN * all) return own
    let best = own
    for (const row of [up.low[i], up.high[i]]) {
      for (const column of [across.low[j], across.high[j]]) {
        const each = row_of[row * columns + column]
        if (each !== NONE && sums[each] > sums[best]) best = each
      }
    }
    return best
  }
}

// For each pixel along a side: the starts before and after its middle, how far it is from the first to the
// second, and the weights of the starts around it.
/** @param {number} count */
function neighbours(count) {
  const length = FINER * count
  const [low, high] = [new Int32Array(length), new Int32Array(length)]
  const [share, weights] = [new Float64Array(length), new Float64Array(2 * REACH * length)]
  for (let i = 0; i < length; i++) {
    const at = Math.min(Math.max((i + 0.5) / FINER - 0.5, 0), count - 1)
    low[i] = Math.min(Math.floor(at), Math.max(count - 2, 0))
    high[i] = Math.min(low[i] + 1, count - 1)
    share[i] = at - low[i]
    for (let k = 0; k < 2 * REACH; k++)
      weights[2 * REACH * i + k] = Math.exp(-((low[i] - REACH + 1 + k - at) ** 2) / (2 * SPREAD ** 2))
  }
  return { low, high, share, weights }
}
