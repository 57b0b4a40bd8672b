// What E fits to the data: executes the instructions of its model.

import { checked, execute, places_of, registers_of } from "./interpreter.js"

/** @type {WeakMap<ModelCode, (numbers: Values) => Model>} */
const PREPARED = new WeakMap()

/** @typedef {(w1: number, w2: number, row: number[]) => number} Model */

// The model as a function of the weights and of a row, a number for each column of the table. `numbers` are those of
// E's parameters, by name; they hold until others are put in. Where the model is not finite, it is NaN. Throws an
// Error if the instructions are invalid.
/** @param {ModelCode} instructions @param {Values} numbers @returns {Model} */
export function model_of(instructions, numbers = {}) {
  const known = PREPARED.get(instructions) ?? prepared(instructions)
  PREPARED.set(instructions, known)
  return known(numbers)
}

/** @param {ModelCode} instructions */
function prepared(instructions) {
  const r = registers_of(instructions)
  const code = checked(instructions.code, instructions)
  const columns = places_of(Object.values(instructions.columns), null, r.length)
  const parameters = Object.entries(instructions.parameters)
  places_of(Object.values(instructions.parameters), null, r.length)
  const [first, second] = places_of(instructions.weights, 2, r.length)
  const [result] = places_of(instructions.results, 1, r.length)
  /** @type {Model} */
  const model = (w1, w2, row) => {
    r[first] = w1
    r[second] = w2
    for (let k = 0; k < columns.length; k++) r[columns[k]] = row[k]
    execute(code, r)
    return Number.isFinite(r[result]) ? r[result] : NaN
  }
  return (/** @type {Values} */ numbers) => {
    for (const [name, place] of parameters) r[place] = numbers[name]
    return model
  }
}
