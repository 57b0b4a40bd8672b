// What is drawn of mini-batches: E of the batches and the epochs over t, and E of one batch around its step.

import { batch_at, row_order } from "../engine/batches.js"
import { error_at, places, sampled } from "../engine/surface_samples.js"
import { contour_lines } from "./contours.js"
import { at_places, clipped_line, pixel_size, seen_steps } from "./lines.js"
import { round_step } from "./ranges.js"

const MOST_EPOCHS = 12 // ticks; of more epochs, only every 2nd, 5th, 10th, ... has one
const REACH = 0.2 // of the frame's sides: how far around the step contour lines are drawn
const BETWEEN = 28 // px between them, about, where the step begins
const WORK = 40_000 // samples × rows
const SIDES = [15, 41] // the fewest and the most samples along a side

// The number of rows of a table; 0 without one.
/** @param {DataTable | null | undefined} table */
export function row_count(table) {
  return table ? table.columns[0].length : 0
}

// The rows that step t of a run saw, in the order of the table, and in which epochs they are, counted from 1;
// null if it saw all of them.
/** @param {ShownRun} run @param {number} t */
export function batch_of(run, t) {
  const { batch: size, seed } = run.of
  const rows = row_count(run.of.data)
  if (!size || !rows || t < 1) return null
  const order = row_order(rows, seed, 0)(size * t)
  /** @type {(place: number) => number} */
  const epoch = (place) => Math.floor(place / rows) + 1
  return { rows: batch_at({ order, size }, t - 1), epochs: [epoch(size * (t - 1)), epoch(size * t - 1)] }
}

// E of each step's batch over t. It is cut at the range of the axis, which fits E of all rows: E of a batch
// may be outside.
/** @param {ShownRun} run @param {Pair} range @param {boolean} is_log */
export function batch_columns(run, [low, high], is_log) {
  const errors = run.columns.batch_error
  if (!errors) return { batch_trace: { t: [], error: [] } }
  const seen = seen_steps(errors)
  const scaled = (/** @type {number} */ error) => (is_log ? Math.log10(error) : error)
  const [t, error] = [Float64Array.from(seen), at_places(errors, seen).map(scaled)]
  const line = clipped_line(t, error, [
    [0, errors.length],
    [scaled(low), scaled(high)],
  ])
  const error_or_power = is_log ? line[1].map((place) => 10 ** place) : line[1]
  return { batch_trace: { t: line[0], error: error_or_power } }
}

/** @typedef {{ rows: number, size: number, steps: number }} Epochs */

// How many epochs of a run are between two ticks; 0 without batches.
/** @param {Epochs} run */
export function epochs_apart({ rows, size, steps }) {
  return size && rows ? round_step(Math.max(1, whole_epochs({ rows, size, steps }) / MOST_EPOCHS)) : 0
}

// Where epochs of a run end, in steps, as far apart as the ticks.
/** @param {Epochs} run */
export function epoch_columns(run) {
  const every = epochs_apart(run)
  const count = every && Math.floor(whole_epochs(run) / every)
  const t = Float64Array.from({ length: count }, (_, k) => (every * (k + 1) * run.rows) / run.size)
  return { epochs: { t } }
}

/** @param {Epochs} run */
function whole_epochs({ rows, size, steps }) {
  return Math.floor((steps * size) / rows)
}

// Three contour lines of E of the batch that step t sees, near w(t−1), where the step begins: one goes
// through this point, and one lies on each side. At t = 0 they are those of step 1.
/**
 * @param {ShownRun} run @param {number} t @param {{ view: Box, frame: Frame }} shown
 * @param {{ code: Ground | null, numbers: Values, table: Table | null }} surface
 */
export function batch_contour_columns(run, t, { view, frame }, { code, numbers, table }) {
  const from = Math.max(t, 1) - 1
  const seen = batch_of(run, from + 1)
  if (!seen || !code || !table || run.columns.w1.length <= from) return { batch_contours: lines_of([]) }
  const some = {
    names: table.names,
    columns: table.columns.map((column) => at_places(column, seen.rows)),
  }
  const at = [run.columns.w1[from], run.columns.w2[from]]
  const unit = pixel_size(view, frame)
  const slope = ["g1", "g2"].map((name, i) => run.columns[name][from] * unit[i]) // for a pixel, with its noise
  const steep = Math.hypot(...slope)
  const levels = [-1, 0, 1].map((way) => {
    const off = steep > 0 ? slope.map((part, i) => ((way * BETWEEN * part) / steep) * unit[i]) : [0, 0]
    return error_at(code, at[0] + off[0], at[1] + off[1], numbers, some)
  })
  const wanted = [...new Set(levels)].filter(Number.isFinite).sort((one, other) => one - other)
  const [fewest, most] = SIDES
  const side = Math.min(most, Math.max(fewest, Math.floor(Math.sqrt(WORK / seen.rows.length))))
  /** @type {any} */
  const box = at.map((middle, i) => {
    const [low, high] = view[i]
    const reach = REACH * (high - low)
    return [Math.max(low, middle - reach), Math.min(high, middle + reach)]
  })
  if (!box.every((/** @type {Pair} */ [low, high]) => low < high)) return { batch_contours: lines_of([]) }
  const work = sampled(code, box, [side, side], numbers, some)
  let step = work.next()
  while (!step.done) step = work.next()
  const lines = contour_lines(places(box[0], side), places(box[1], side), step.value.values, wanted)
  return { batch_contours: lines_of(lines.filter(([w1]) => w1.length)) }
}

/** @param {Float64Array[][]} lines */
function lines_of(lines) {
  return { w1: lines.map(([w1]) => w1), w2: lines.map(([, w2]) => w2) }
}
