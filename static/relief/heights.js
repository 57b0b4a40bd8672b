// Maps E to height, from 0 at the low end of a range to 1 at its high end. Values
// beyond an end are not clamped.

const DECADES = 1e-6 // of the high end: the least low end of a logarithmic range
const HIGHER = 2 // times as high as most of the view: a high end above that makes the top lower

// The range of heights, from the map's, { low, high } (draw/ground_columns.js). A linear range ends at the
// `top` (see top_of). A logarithmic range begins at the lowest sample above 0, and says whether some of E is
// not above 0; it is null if none is.
/**
 * @param {{ values: ArrayLike<number> & Iterable<number> }} samples
 * @param {{ low: number, high: number }} range @param {string} kind @returns {Heights | null}
 */
export function height_range({ values }, { low, high }, kind, top = high) {
  if (kind === "linear") return { kind, low, high: top }
  if (!(high > 0)) return null
  let least = high
  for (const value of values) if (value > 0 && value < least) least = value
  return { kind, low: Math.max(least, high * DECADES), high, has_holes: low <= 0 }
}

// The top of linear heights, low enough to show hollows beside walls that rise far above them: the
// contour level above `most` of the view and above the run's `start`; or the map's high end, if
// that is not much higher.
/**
 * @param {{ low: number, high: number, most: number, levels: { error: number }[] }} range
 * @param {number} start
 */
export function top_of({ low, high, most, levels }, start) {
  if (!(high / 2 - low / 2 > HIGHER * (most / 2 - low / 2))) return high
  return levels.find(({ error }) => error >= most && !(error < start))?.error ?? high
}

// NaN where E is NaN or has no logarithm. Halves are subtracted, since the difference could overflow.
/** @param {number} error, @param {Heights} range */
export function height_of(error, { kind, low, high }) {
  if (kind === "linear") return high > low ? (error / 2 - low / 2) / (high / 2 - low / 2) : error - low
  if (!(error > 0)) return NaN
  return high > low ? Math.log(error / low) / Math.log(high / low) : Math.log(error / low)
}
