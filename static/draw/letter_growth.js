// Letters in figures have a least size where a finger is likely (figures/letters.js).

// By how much letters of a size are larger there. Both sizes are in pixels.
/** @param {number} size */
export function growth(size, letters = 0) {
  return Math.max(1, letters / size)
}
