// How E becomes height, from 0 at the low end of a range to 1 at its high end. What lies beyond is not moved to an end.

import { short } from "../numbers.js"

const DECADES = 1e-6 // of the high end: the lowest low end of a logarithmic range
const STEPS = [1, 2, 5]

// The range of heights: the map's, { low, high } (draw/ground.js). A logarithmic one begins at the lowest sample above 0, and
// says whether some of E is not; null if all of it is not.
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

// Round numbers in an interval, at most `most` of them.
export function round_numbers(low, high, most) {
  const least = (high - low) / Math.max(most, 1)
  if (!(least > 0)) return [low]
  const power = Math.floor(Math.log10(least))
  const digit = [...STEPS, 10].find((each) => each * 10 ** power >= least * (1 - 1e-9))
  const step = Number(`${digit}e${power}`)
  const found = []
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) found.push(Number((k * step).toPrecision(12)))
  return found
}

// Ticks of E on its axis: round numbers, or powers of ten, at most `most` of them.
export function height_ticks({ kind, low, high }, most) {
  if (kind === "linear") return round_numbers(low, high, most)
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)]
  const stride = Math.max(1, Math.ceil((last - first + 1) / Math.max(most, 1)))
  const powers = []
  for (let power = first; power <= last; power += stride) powers.push(Number(`1e${power}`))
  return powers.length > 1 ? powers : round_numbers(low, high, most)
}

// What must be said of the heights: their kind and range, how many times as tall as long they are, and where the relief is open.
// `sides` are those of the box, in pixels.
export function height_words({ kind, low, high, has_holes }, [[left, right]], [wide, , tall], is_open) {
  if (!(high > low)) return `E = ${short(low)} everywhere`
  const range = `from ${short(low)} to ${short(high)}`
  if (kind === "log") return `log E ${range}${has_holes ? "; none where E ≤ 0" : ""}${is_open ? "; open beyond, paths dashed" : ""}`
  const times = tall / (high - low) / (wide / (right - left))
  return `E ${range}, drawn × ${short(times, 2)} to the scale of w₁${is_open ? `; open above ${short(high)}, paths dashed` : ""}`
}
