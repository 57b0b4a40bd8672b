// The arithmetic of sliders: value ↔ position ↔ tick, for the rows described by Python
// (app/words/controls.py).
//
// A position is log₁₀ of a value on a logarithmic scale, else the value. A tick is one of the slider's round
// numbers. If a logarithmic row has a zero, it is the tick below the lowest.

const TICKS_PER_DECADE = 20
const RAISED = [1, 2, 5] // factors of round numbers
// Digits of a value chosen by position: relative to its size, or to the range of a linear scale.
const DIGITS = 3

/** @param {{ scale?: string, has_zero?: boolean, low?: number }} row @param {number} value */
export function position_of({ scale, has_zero, low = -Infinity }, value) {
  if (has_zero && value < low) return Math.log10(low) - 1 / TICKS_PER_DECADE
  return scale === "log" ? Math.log10(Math.max(value, Number.MIN_VALUE)) : value
}

// The exact value at a position.
/** @param {{ scale?: string }} row @param {number} at */
export function value_at(row, at) {
  return row.scale === "log" ? 10 ** at : at
}

// The round value nearest to a position, within the slider's ends.
/** @param {Row} row @param {number} at */
export function chosen_at(row, at) {
  const value = value_at(row, at)
  return Math.min(
    Math.max(row.scale === "log" ? rounded(value) : Number(value.toFixed(decimals(row))), row.low),
    row.high,
  )
}

// A position's share of the way between two ends, and the position at a share. Beyond an end they are that end's.
/** @param {Pair} ends @param {number} at */
export function share_of([low, high], at) {
  return Math.min(Math.max((at - low) / (high - low), 0), 1)
}

/** @param {Pair} ends @param {number} share */
export function position_at([low, high], share) {
  return low + Math.min(Math.max(share, 0), 1) * (high - low)
}

// The place of a sweep that goes back and forth over a slider, as a share of it. It began at the share
// `from`, and has gone as far as so many `lengths` of the slider.
/** @param {number} from @param {number} lengths */
export function swept(from, lengths) {
  const along = (from + lengths) % 2
  return along <= 1 ? along : 2 - along
}

/** @param {number} value */
function rounded(value) {
  return Number(value.toPrecision(DIGITS))
}

/** @param {Row} row */
function decimals({ low, high }) {
  return Math.min(Math.max(DIGITS - Math.floor(Math.log10(high - low) + 1e-9), 0), 100)
}

// The tick nearest to a position.
/** @param {Row} row @param {number} at */
export function nearest_tick(row, at) {
  return Math.round(tick_at(row, at))
}

// A tick's value, within the slider's ends, or up to `before` if that is beyond one.
/** @param {Row} row @param {number} tick */
export function value_of_tick(row, tick, before = row.low) {
  if (row.has_zero && tick < tick_at(row, position_of(row, row.low))) return 0
  const value = row.scale === "log" ? 10 ** (tick / TICKS_PER_DECADE) : row.low + tick * row.tick
  const round = row.scale === "log" ? rounded(value) : Number(value.toPrecision(12))
  return Math.min(Math.max(round, Math.min(row.low, before)), Math.max(row.high, before))
}

// The value some ticks up or down.
/** @param {Row} row @param {number} value @param {number} steps */
export function stepped(row, value, steps) {
  // Round numbers are slightly off their tick (0.00112 for 10^(-59/20)), hence the hundredth of a tick.
  const tick = tick_at(row, position_of(row, value))
  const base =
    Math.abs(tick - Math.round(tick)) < 0.05
      ? Math.round(tick)
      : steps > 0
        ? Math.floor(tick)
        : Math.ceil(tick)
  return value_of_tick(row, base + steps, value)
}

/** @param {Row} row @param {number} at */
function tick_at(row, at) {
  return row.scale === "log" ? at * TICKS_PER_DECADE : (at - row.low) / row.tick
}

// A linear row whose ends reach a value, a round number, with about as many ticks as before.
/** @param {Row} row @param {number} value @returns {Row} */
export function widened(row, value) {
  const unit = 10 ** Math.floor(Math.log10(Math.abs(value)))
  const end = Math.sign(value) * unit * (RAISED.find((factor) => factor * unit >= Math.abs(value)) ?? 10)
  const [low, high] = [Math.min(row.low, end), Math.max(row.high, end)]
  const ticks = (row.high - row.low) / Number(row.tick)
  const exact = (high - low) / ticks
  const rough = 10 ** Math.floor(Math.log10(exact))
  const tick = rough * Number(RAISED.findLast((factor) => factor * rough <= exact * (1 + 1e-9)))
  return { ...row, low, high, tick }
}
