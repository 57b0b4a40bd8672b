// Whether a run reaches a goal (app/goals.py): arithmetic over its columns.

// Whether the goal's quantity is on the wanted side of its number: at the last step, or at some step up to
// `within`. A run that breaks off has no last step; `stopped` is when it did, and at no t if it did not.
/** @param {Pick<Goal, "quantity" | "less" | "number" | "within">} goal @param {Pick<ShownRun, "columns" | "stopped">} run */
export function is_reached({ quantity, less, number, within }, { columns, stopped }) {
  const holds = (/** @type {number} */ value) => (less ? value < number : value > number)
  if (quantity === "stopped")
    return stopped !== null && holds(stopped) && (within === null || stopped <= within)
  const values = columns[quantity === "E" ? "error" : quantity]
  if (within === null) return stopped === null && holds(values[values.length - 1])
  return values.slice(0, within + 1).some(holds)
}

// The better of two values with which a goal was reached: the smaller.
/** @param {number | null} before @param {number} now */
export function better(before, now) {
  return before === null ? now : Math.min(before, now)
}
