// The learning rate, in the words about a step.

import { short } from "../numbers.js"
import { known } from "../store.js"

// The rows with η at step t, if a schedule changes it.
/** @param {number} t */
export function rate_at(t) {
  const { of, columns } = known("runs")[0]
  return columns.factor && t > 0 ? [["η", short(of.values.eta * columns.factor[t], 5)]] : []
}
