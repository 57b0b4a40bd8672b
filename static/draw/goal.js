// Whether a run reaches a goal (app/goals.py), and how far it is from it: arithmetic over its columns.

import { count, short } from "../numbers.js"

/** @type {Record<string, string>} */
export const NAMES = { w1: "w₁", w2: "w₂", stopped: "the step at which the run breaks off" }

// Whether the goal's quantity is on the wanted side of its number: at the last step, or at some step up to
// `within`. A run that breaks off has no last step; `stopped` is when it did, and at no t if it did not.
/** @param {Pick<Goal, "quantity" | "less" | "number" | "within">} goal @param {Pick<ShownRun, "columns" | "stopped">} run */
export function is_reached({ quantity, less, number, within }, { columns, stopped }) {
  const holds = (/** @type {number} */ value) => (less ? value < number : value > number)
  if (quantity === "stopped")
    return stopped !== null && holds(stopped) && (within === null || stopped <= within)
  const values = columns[column_of(quantity)]
  if (within === null) return stopped === null && holds(values[values.length - 1])
  return values.slice(0, within + 1).some(holds)
}

// The present value of the goal's quantity, in words: that at the last step, or, up to step `within`, the one
// nearest to the wanted side.
/** @param {Pick<Goal, "quantity" | "less" | "within">} goal @param {Pick<ShownRun, "columns" | "stopped">} run */
export function words_now({ quantity, less, within }, { columns, stopped }) {
  if (quantity === "stopped" || (within === null && stopped !== null))
    return stopped === null ? "Now it does not break off." : `Now it breaks off at t = ${count(stopped)}.`
  const values = columns[column_of(quantity)]
  const nearest = (/** @type {number} */ one, /** @type {number} */ other) =>
    other < one === less ? other : one
  const value = within === null ? values[values.length - 1] : values.slice(0, within + 1).reduce(nearest)
  const when = within === null ? "" : less ? " at its lowest" : " at its highest"
  return `Now ${NAMES[quantity] ?? quantity} = ${short(value)}${when}.`
}

/** @param {Exclude<Goal["quantity"], "stopped">} quantity */
function column_of(quantity) {
  return quantity === "E" ? "error" : quantity
}

// The better of two values with which a goal was reached: the smaller.
/** @param {number | null} before @param {number} now */
export function better(before, now) {
  return before === null ? now : Math.min(before, now)
}
