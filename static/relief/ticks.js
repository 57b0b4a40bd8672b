// The words about an axis of the relief: round numbers along it, and sentences about the heights.

import { round_step } from "../draw/ranges.js"
import { short } from "../numbers.js"

const ZERO = 1e-12 // of the highest E: anything less is 0 up to rounding

// At most `most` round numbers in an interval.
/** @param {number} low, @param {number} high, @param {number} most */
export function round_numbers(low, high, most) {
  const step = round_step((high - low) / Math.max(most, 1))
  if (step === 0) return [low]
  const found = []
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++)
    found.push(Number((k * step).toPrecision(12)))
  return found
}

// At most `most` ticks of E on its axis: round numbers, or powers of ten.
/** @param {Heights} range, @param {number} most */
export function height_ticks({ kind, low, high }, most) {
  if (kind === "linear") return round_numbers(low, high, most)
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)]
  const stride = Math.max(1, Math.ceil((last - first + 1) / Math.max(most, 1)))
  const powers = []
  for (let power = first; power <= last; power += stride) powers.push(Number(`1e${power}`))
  return powers.length > 1 ? powers : round_numbers(low, high, most)
}

// Sentences about the heights: where E begins and ends, how it becomes height, and where the relief is open,
// { above, below }. `least` is the lowest known E in the view. `sides` are the box's, in pixels.
/**
 * @param {Heights} range @param {number} least @param {Box} view @param {number[]} sides
 * @param {{ above: boolean, below: boolean }} cut
 */
export function height_words(
  { kind, low, high, has_holes },
  least,
  [[left, right]],
  [wide, , tall],
  { above, below },
) {
  if (!(high > low)) return `E = ${short(low)} everywhere`
  const is_known = least < low && (kind === "log" || !below)
  const lowest = !is_known ? low : Math.abs(least) < ZERO * high ? 0 : least
  const range = `E from ${short(lowest, 2)} to ${short(high, 2)}`
  if (kind === "log") {
    const holes = has_holes ? `, none where E ${lowest < 0 ? "≤" : "="} 0` : ""
    return `${range}, height log E${holes}; dashed: E < ${short(low, 2)}${above ? ` or > ${short(high, 2)}` : ""}`
  }
  const ends = [above ? `above ${short(high, 2)}` : "", below ? `below ${short(low, 2)}` : ""].filter(Boolean)
  const times = tall / (high - low) / (wide / (right - left))
  return `${range}, drawn × ${short(times, 2)}${ends.length ? `; cut ${ends.join(" and ")}, paths dashed` : ""}`
}
