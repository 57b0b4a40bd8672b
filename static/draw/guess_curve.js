// A guessed curve of E over t: points [t, E], by ascending t, joined by straight lines.

const HANDLES = 5 // points that keys move, besides the start
const DIGITS = 4 // of a guessed E

// The curve with one more piece of a stroke, from one point to another, in place of what it had between them.
/** @param {Pair[]} curve @param {Pair} from @param {Pair} to @returns {Pair[]} */
export function with_piece(curve, from, to) {
  const [low, high] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])]
  const kept = curve.filter(([t]) => t < low || t > high)
  const piece = from[0] === to[0] ? [to] : [from, to]
  return [...kept, ...piece].sort((one, other) => one[0] - other[0])
}

// E of the curve at a t; beyond its last point, that of the last.
/** @param {Pair[]} curve @param {number} t */
export function value_on(curve, t) {
  const after = curve.findIndex(([at]) => at >= t)
  if (after < 0) return curve[curve.length - 1][1]
  const [at, value] = curve[after]
  if (after === 0 || at === t) return value
  const [before, last] = curve[after - 1]
  return last + ((value - last) * (t - before)) / (at - before)
}

// The curve with points at `count` even distances of t, up to `steps`.
/** @param {Pair[]} curve @param {number} steps @param {number} count @returns {Pair[]} */
export function evenly(curve, steps, count) {
  const at = Array.from({ length: count }, (_, k) => Math.round((steps * k) / (count - 1)))
  return [...new Set(at)].map((t) => [t, Number(value_on(curve, t).toPrecision(DIGITS))])
}

// The points that keys move.
/** @param {Pair[]} curve @param {number} steps */
export function handles(curve, steps) {
  return curve.length === HANDLES + 1 ? curve : evenly(curve, steps, HANDLES + 1)
}

// E at a share of the height of an axis, and the share of an E.
/** @param {Pair} axis @param {number} share @param {boolean} log */
export function value_at_share([low, high], share, log) {
  return log ? low * (high / low) ** share : low + share * (high - low)
}

/** @param {Pair} axis @param {number} value @param {boolean} log */
export function share_of_value([low, high], value, log) {
  const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)
  return Math.min(Math.max(Number.isNaN(share) ? 0 : share, 0), 1)
}

/** @param {Pair[]} curve */
export function curve_columns(curve) {
  return { guess_curve: { t: curve.map(([t]) => t), error: curve.map(([, error]) => error) } }
}
