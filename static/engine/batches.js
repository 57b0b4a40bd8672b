// Mini-batches: which rows of the data each step sees; the same as optimizers/batches.py.

import { random_bits } from "./pcg64.js"

const STREAM = 1 // sets the streams of batches apart from those of noise

// Returns a function that returns at least `count` rows of order `index`, always the same ones. Each `rows`
// consecutive ones are a permutation: the shuffle of one epoch (Durstenfeld 1964).
/** @param {number} rows @param {number} seed @param {number} index */
export function row_order(rows, seed, index) {
  const bits = random_bits([seed, index, STREAM])
  let order = new Int32Array(0)
  return (/** @type {number} */ count) => {
    if (count > order.length) {
      const epochs = Math.ceil(Math.max(count, 2 * order.length) / rows)
      const more = new Int32Array(rows * epochs)
      more.set(order)
      for (let from = order.length; from < more.length; from += rows)
        shuffle(more.subarray(from, from + rows))
      order = more
    }
    return order
  }

  /** @param {Int32Array} epoch */
  function shuffle(epoch) {
    for (let i = 0; i < rows; i++) epoch[i] = i
    for (let last = rows - 1; last > 0; last--) {
      bits.next()
      const other = Math.floor(((bits.high >>> 0) * (last + 1)) / 2 ** 32)
      const row = epoch[last]
      epoch[last] = epoch[other]
      epoch[other] = row
    }
  }
}

// The batch of step t + 1, which gives the gradient at w(t): its rows in the order of the table.
/** @param {Batches} batches @param {number} t */
export function batch_at({ order, size }, t) {
  return order.slice(size * t, size * (t + 1)).sort()
}
