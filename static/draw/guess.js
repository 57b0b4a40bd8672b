// Guesses of where w will be, as columns: their marks on the surface, and lines from each to the truth.

import { columns_of } from "./columns.js"

export const LETTERS = "ABC"

// What a guess says: the step that it is about, and the places that were guessed or the points of the curve.
/** @param {number[]} guessed */
export function guess_in([t = 0, ...numbers]) {
  /** @type {Pair[]} */
  const pairs = []
  for (let k = 0; k + 1 < numbers.length; k += 2) pairs.push([numbers[k], numbers[k + 1]])
  return { t, pairs }
}

// Where the run is at a step; its last point if it has ended before.
/** @param {RunColumns} columns @param {number} t */
export function truth_at({ w1, w2, error }, t) {
  const at = Math.min(t, w1.length - 1)
  return { at, w: /** @type {Pair} */ ([w1[at], w2[at]]), error: error[at] }
}

// The columns of some guessed places; `truth` is where w is in truth, or null while that is not shown. Several
// guesses have letters.
/** @param {Pair[]} places @param {Pair | null} truth */
export function guess_columns(places, truth) {
  const marks = places.map(([w1, w2], k) => ({ w1, w2, word: places.length > 1 ? LETTERS[k] : "" }))
  const lines = truth ? places.map(([w1, w2]) => ({ w1: [w1, truth[0]], w2: [w2, truth[1]] })) : []
  return {
    guesses: columns_of(["w1", "w2", "word"], marks),
    guess_lines: columns_of(["w1", "w2"], lines),
  }
}
