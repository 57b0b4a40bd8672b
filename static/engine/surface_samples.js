// E over a view: executes the instructions of E alone, sample after sample.

import { checked, execute, places_of, registers_of, rows_of } from "./interpreter.js"

const PREPARED = new WeakMap() // instructions -> their function

// Samples E evenly from edge to edge of a view, [[w1_low, w1_high], [w2_low, w2_high]]. `numbers` are those
// of its parameters, by name, and `table` the data over whose rows it goes.
//
// A generator that yields after each row, so that it can be interrupted. It returns { view, values, shape:
// [rows, columns] }: the rows from bottom to top, with NaN where E is not finite. Throws an Error if the
// instructions are invalid.
/**
 * @param {Ground} instructions @param {Box} view @param {number[]} shape @param {Values} numbers
 * @param {Table | null} table
 * @returns {Generator<void, Samples>}
 */
export function* sampled(instructions, view, [rows, columns], numbers = {}, table = null) {
  const [w1, w2] = [places(view[0], columns), places(view[1], rows)]
  const values = new Float64Array(rows * columns)
  for (let i = 0, at = 0; i < rows; i++) {
    const error = function_of(instructions, numbers, table) // another call may have put other numbers in
    for (let j = 0; j < columns; j++) values[at++] = error(w1[j], w2[i])
    yield
  }
  return { view, values, shape: [rows, columns] }
}

// E at a point; NaN if it is not finite.
/**
 * @param {Ground} instructions @param {number} w1 @param {number} w2 @param {Values} numbers
 * @param {Table | null} table
 */
export function error_at(instructions, w1, w2, numbers = {}, table = null) {
  return function_of(instructions, numbers, table)(w1, w2)
}

// At least two evenly spaced places from one end of an interval to the other.
/** @param {number[]} interval, @param {number} count */
export function places([low, high], count) {
  return Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1))
}

// E as a function of the weights, until other numbers are put in.
/** @param {Ground} instructions @param {Values} numbers @param {Table | null} table */
function function_of(instructions, numbers, table) {
  if (!PREPARED.has(instructions)) PREPARED.set(instructions, prepared(instructions))
  const { put, error } = PREPARED.get(instructions)
  put(numbers, table)
  return error
}

/** @param {Ground} instructions */
function prepared(instructions) {
  const r = registers_of(instructions)
  const code = checked(instructions.code, instructions)
  const [first, second] = places_of(instructions.weights, 2, r.length)
  const [result] = places_of(instructions.results.slice(0, 1), 1, r.length)
  const parameters = Object.entries(instructions.parameters)
  places_of(Object.values(instructions.parameters), null, r.length)
  /** @type {Rows | null} */
  let table_rows = null
  const put = (/** @type {Values} */ numbers, /** @type {Table | null} */ table) => {
    for (const [name, place] of parameters) r[place] = numbers[name]
    table_rows = rows_of(instructions, table)
  }
  const error = (/** @type {number} */ w1, /** @type {number} */ w2) => {
    r[first] = w1
    r[second] = w2
    execute(code, r, table_rows)
    return Number.isFinite(r[result]) ? r[result] : NaN
  }
  return { put, error }
}
