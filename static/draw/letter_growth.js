// Letters in figures have a least size where touch is likely (figures/letters.js).

// The factor by which letters of a size grow there. Both sizes are in pixels.
/** @param {number} size */
export function growth(size, letters = 0) {
  return Math.max(1, letters / size)
}
