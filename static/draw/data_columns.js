// The figure of the data: the points of a table, and the curves of the model at some weights.
//
// With one input, the model is a curve through the figure of the points. With two inputs, these are the axes:
// one line is where the model gives the middle of the target's values, and thin lines are its other levels.
// The points stand where the table has them, even if the model sees standardized columns.

import { places } from "../engine/surface_samples.js"
import { columns_of } from "./columns.js"
import { contour_lines } from "./contours.js"
import { extent, round_step } from "./ranges.js"
import { scaled, target } from "./standardizing.js"

const SAMPLES = 160 // of a curve
const SIDE = 41 // samples along each side of a plane of two inputs
const ROOM = 0.1 // of the points' extent, around them
const FAR = 20 // heights of the figure, beyond which a curve is cut
const MOST_RESIDUALS = 30
const LEVELS = 6 // level lines, about
/** @type {{ x: number[], y: number[] }} */
const NO_LINE = { x: [], y: [] }

/** @typedef {import("../engine/model_values.js").Model} Model */
/**
 * @typedef {object} Fit what the model is a function of
 * @property {DataTable} table as it was given
 * @property {boolean} standardize
 * @property {Model | null} model
 * @property {Box} box the ends of both axes
 */

// Which columns are along the axes, by their places in the table; null along x is the row's number, from 1.
/** @param {string[]} names */
export function axes_of(names) {
  const given = target(names)
  const inputs = names.map((_, place) => place).filter((place) => place !== given)
  const is_plane = inputs.length === 2
  return { x: inputs[0] ?? null, y: is_plane ? inputs[1] : given, is_plane, is_curved: inputs.length < 3 }
}

// The points of a table: those whose target is above the middle, the others, and the chosen one.
/** @param {DataTable} table @param {number | null} chosen */
export function point_columns(table, chosen) {
  const { is_plane } = axes_of(table.names)
  const values = table.columns[target(table.names)]
  const middle = middle_of(values)
  const is_above = (/** @type {number} */ row) => !is_plane || values[row] >= middle
  const rows = [...values.keys()]
  const where = (/** @type {(row: number) => boolean} */ is_in) => row_columns(table, rows.filter(is_in))
  return {
    data_points: where(is_above),
    data_others: where((row) => !is_above(row)),
    data_chosen: where((row) => row === chosen),
  }
}

// The points of some rows, such as those of a batch.
/** @param {DataTable} table @param {ArrayLike<number>} rows */
export function row_columns(table, rows) {
  const { x, y } = points_of(table)
  return { x: Array.from(rows, (row) => x[row]), y: Array.from(rows, (row) => y[row]) }
}

// Where the rows of a table are in the figure.
/** @param {DataTable} table */
export function points_of({ names, columns }) {
  const { x, y } = axes_of(names)
  const high = Array.from(columns[y])
  return { x: x === null ? high.map((_, row) => row + 1) : Array.from(columns[x]), y: high }
}

// The ends of both axes, with room around the points.
/** @param {DataTable} table @returns {Box} */
export function data_box(table) {
  const { x, y } = points_of(table)
  return [roomy(x), roomy(y)]
}

/** @param {number[]} values @returns {Pair} */
function roomy(values) {
  const [low, high] = extent([values])
  const room = (high - low) * ROOM || Math.abs(low) / 2 || 1
  return [low - room, high + room]
}

// The model's curve at some weights.
/** @param {Fit} fit @param {ArrayLike<number> | null} w */
export function curve(fit, w) {
  const { table, model, box } = fit
  const { is_plane, is_curved } = axes_of(table.names)
  if (!model || !w || !is_curved) return NO_LINE
  if (is_plane) return level_line(fit, w, [middle_of(table.columns[target(table.names)])])
  const at = over_input(fit, w)
  const [[left, right], [low, high]] = box
  const far = FAR * (high - low)
  const x = Array.from({ length: SAMPLES + 1 }, (_, i) => left + ((right - left) * i) / SAMPLES)
  return { x, y: x.map((each) => Math.min(Math.max(at(each), low - far), high + far)) }
}

// Level lines of the model over two inputs.
/** @param {Fit} fit @param {ArrayLike<number> | null} w */
export function levels(fit, w) {
  if (!fit.model || !w || !axes_of(fit.table.names).is_plane) return NO_LINE
  const { values } = sampled(fit, w)
  const [low, high] = extent([values], Number.isFinite)
  const step = round_step((high - low) / LEVELS)
  if (!(step > 0 && Number.isFinite(step))) return NO_LINE
  const first = Math.ceil(low / step)
  const count = Math.max(0, Math.min(Math.floor(high / step) - first + 1, 2 * LEVELS))
  return level_line(
    fit,
    w,
    Array.from({ length: count }, (_, k) => (first + k) * step),
  )
}

// The residuals at some weights, from each point to the curve, where they are few.
/** @param {Fit} fit @param {ArrayLike<number> | null} w */
export function residual_columns(fit, w) {
  const { is_plane, is_curved } = axes_of(fit.table.names)
  const { x, y } = points_of(fit.table)
  const is_drawn = fit.model && w && !is_plane && is_curved && x.length <= MOST_RESIDUALS
  if (!is_drawn) return columns_of(["x0", "y0", "x1", "y1"], [])
  const at = over_input(fit, w)
  const rows = x.map((each, row) => ({ x0: each, y0: y[row], x1: each, y1: at(each) }))
  return columns_of(
    ["x0", "y0", "x1", "y1"],
    rows.filter(({ y1 }) => Number.isFinite(y1)),
  )
}

// The table with a row at another place of the figure; its other columns stay.
/** @param {DataTable} table @param {number} row @param {Pair} place @returns {DataTable} */
export function with_point({ names, columns }, row, [x_value, y_value]) {
  const { x, y } = axes_of(names)
  return {
    names,
    columns: columns.map((column, k) => column.map((value, at) => (at === row ? put(k, value) : value))),
  }

  /** @param {number} k @param {number} value */
  function put(k, value) {
    return k === x ? x_value : k === y ? y_value : value
  }
}

// The table with another row at a place of the figure. Its other columns are those of the nearest row.
/** @param {DataTable} table @param {Pair} place @param {Pair} unit how long both axes are @returns {DataTable} */
export function with_row(table, place, unit) {
  const { row } = nearest(table, place, unit)
  const columns = table.columns.map((column) => [...column, column[row]])
  return with_point({ names: table.names, columns }, table.columns[0].length, place)
}

// The table without a row; the last one stays.
/** @param {DataTable} table @param {number} row @returns {DataTable} */
export function without_row(table, row) {
  if (table.columns[0].length === 1) return table
  return { names: table.names, columns: table.columns.map((column) => column.filter((_, at) => at !== row)) }
}

// The row that is nearest to a place of the figure, and its distance in units of both axes.
/** @param {DataTable} table @param {Pair} place @param {Pair} unit */
export function nearest(table, [to_x, to_y], [unit_x, unit_y]) {
  const { x, y } = points_of(table)
  const far = x.map((each, row) => Math.hypot((each - to_x) / unit_x, (y[row] - to_y) / unit_y))
  const distance = Math.min(...far)
  return { row: far.indexOf(distance), distance }
}

/** @param {ArrayLike<number>} values */
function middle_of(values) {
  const [low, high] = extent([Array.from(values)])
  return (low + high) / 2
}

// The model as a function of the one input, as the table has it.
/** @param {Fit} fit @param {ArrayLike<number>} w @returns {(x: number) => number} */
function over_input({ table, standardize, model }, w) {
  const { x: input } = axes_of(table.names)
  const seen = input !== null && standardize ? scaled(table.columns[input]) : (/** @type {number} */ x) => x
  const row = table.columns.map(([first]) => first)
  return (x) => {
    if (input !== null) row[input] = seen(x)
    return model ? model(w[0], w[1], row) : NaN
  }
}

/** @param {Fit} fit @param {ArrayLike<number>} w @param {number[]} at */
function level_line(fit, w, at) {
  const { xs, ys, values } = sampled(fit, w)
  const lines = contour_lines(xs, ys, values, at).filter(([x]) => x.length)
  const joined = (/** @type {0 | 1} */ k) => lines.flatMap((line, i) => [...(i ? [NaN] : []), ...line[k]])
  return { x: joined(0), y: joined(1) }
}

// The model over the plane of two inputs, row by row.
/** @param {Fit} fit @param {ArrayLike<number>} w */
function sampled({ table, standardize, model, box }, w) {
  const { x, y } = axes_of(table.names)
  const inputs = [Number(x), y]
  const [xs, ys] = box.map((ends) => places(ends, SIDE))
  const [of_x, of_y] = inputs.map((place, k) => {
    const along = [xs, ys][k]
    return standardize ? along.map(scaled(table.columns[place])) : along
  })
  const row = table.columns.map(([first]) => first)
  const values = new Float64Array(SIDE * SIDE)
  for (let i = 0; i < SIDE; i++) {
    row[inputs[1]] = of_y[i]
    for (let j = 0; j < SIDE; j++) {
      row[inputs[0]] = of_x[j]
      values[i * SIDE + j] = model ? model(w[0], w[1], row) : NaN
    }
  }
  return { xs, ys, values }
}
