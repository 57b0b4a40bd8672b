// How E becomes height, from 0 at the low end of a range to 1 at its high end. What lies beyond is not moved to an end.

const DECADES = 1e-6 // of the high end: the lowest low end of a logarithmic range

// The range of heights: the map's, { low, high } (draw/ground.js). A logarithmic one begins at the lowest sample above 0, and
// says whether some of E is not; null if all of it is not.
/** @returns {Heights | null} */
export function height_range({ values }, { low, high }, kind) {
  if (kind === "linear") return { kind, low, high }
  if (!(high > 0)) return null
  let least = high
  for (const value of values) if (value > 0 && value < least) least = value
  return { kind, low: Math.max(least, high * DECADES), high, has_holes: low <= 0 }
}

// NaN where E is not a number, or has no logarithm. Differences of halves cannot overflow.
export function height_of(error, { kind, low, high }) {
  if (kind === "linear") return high > low ? (error / 2 - low / 2) / (high / 2 - low / 2) : error - low
  if (!(error > 0)) return NaN
  return high > low ? Math.log(error / low) / Math.log(high / low) : Math.log(error / low)
}
