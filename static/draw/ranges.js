// The ranges of the traces, [low, high], with round ends.

import { sharing, traced } from "./run_columns.js"

const UNTOLD = 1e-9 // of the upper end of a logarithmic axis: its lower end while only the start is told
const LARGEST = Number.MAX_VALUE

// The ranges for the visible runs, the active one first; they include its moments' limits. `steps`
// is the last t, `crop` the upper end of the linear error axis, or 0, and `curve` the errors of a guess.
// `last` are the current ranges, if any; see `steady`.
/**
 * @param {ShownRun[]} runs @param {{ steps: number, crop: number, curve?: number[] }} axes
 * @param {Record<string, Pair> | null} last @returns {Record<string, Pair>}
 */
export function trace_ranges(runs, { steps, crop, curve = [] }, last = null) {
  const told = runs.flatMap(({ columns, judged }) => [columns.error, ...(judged ? [judged.error] : [])])
  const errors = curve.length ? [...told, Float64Array.from(curve)] : told
  /** @type {Record<string, Pair>} */
  const ranges = { error: round_range(errors), error_log: log_range(errors) }
  // A run that is only its start, as while a guess is awaited: the axis leaves room below it for the guess.
  if (runs[0].columns.error.length === 1) ranges.error_log[0] = ranges.error_log[1] * UNTOLD
  for (const name of /** @type {const} */ (["m", "s"])) {
    const columns = (/** @type {ShownRun} */ run) =>
      [1, 2].map((component) => run.columns[traced(run, name) + component] ?? [])
    const shown = sharing(runs, name).flatMap(columns)
    ranges[name] = round_range([...shown, runs[0].limits?.[traced(runs[0], name)] ?? []])
  }
  for (const [name, before] of Object.entries(last ?? {}))
    if (name in ranges) ranges[name] = steady(ranges[name], before, name === "error_log")
  if (crop) {
    const [low] = round_range(errors.map((error) => error.map((value) => Math.min(value, crop))))
    ranges.error = [Math.min(low, 0), crop]
  }
  return { t: [0, steps], ...ranges }
}

// Keeps a range while it contains the wanted one, which fills at least half of it. An axis that moves with
// every tick of a slider is hard to read, and takes longer to paint than the path.
/** @param {Pair} wanted @param {Pair} before */
export function steady(wanted, before, log = false) {
  const measured = (/** @type {Pair} */ range) => (log ? range.map(Math.log10) : range)
  const [[low, high], [old_low, old_high]] = [measured(wanted), measured(before)]
  const fits = old_low <= low && high <= old_high && high - low >= (old_high - old_low) / 2
  return fits ? before : wanted
}

// Round bounds around the finite numbers in some arrays, with a margin; 0 to 1 if there are none.
/** @param {Iterable<number>[]} arrays @returns {Pair} */
export function round_range(arrays) {
  const [low, high] = extent(arrays, Number.isFinite)
  if (low > high) return [0, 1]
  if (high - low > 1e300) return [low, high]
  if (low === high) {
    const room = Math.abs(low) > 1e-300 ? Math.abs(low) : 1
    return [Math.max(low - room, -LARGEST), Math.min(high + room, LARGEST)]
  }
  const unit = decade(Math.floor(Math.log10(high - low))) / 4
  if (unit === 0 || !Number.isFinite(low / unit)) return [low, high]
  return [Math.floor(low / unit - 0.1) * unit, Math.ceil(high / unit + 0.1) * unit]
}

// Whole decades around the positive numbers in some arrays, at most 40 below the largest.
/** @param {Iterable<number>[]} arrays @returns {Pair} */
export function log_range(arrays) {
  // Smaller numbers have too few digits.
  const [lowest, highest] = extent(arrays, (value) => value >= 1e-306 && value < Infinity)
  if (lowest > highest) return [0.1, 10]
  const high = Math.min(Math.ceil(Math.log10(highest) + 0.05), 308)
  const low = Math.min(Math.max(Math.floor(Math.log10(lowest) - 0.05), high - 40, -307), high - 1)
  return [decade(low), decade(high)]
}

// The least and the greatest of the numbers in some arrays that count; [Infinity,
// -Infinity] if there are none.
/** @param {Iterable<number>[]} arrays @param {(value: number) => boolean} counts */
export function extent(arrays, counts = () => true) {
  let [low, high] = [Infinity, -Infinity]
  for (const array of arrays) {
    for (const value of array) {
      if (!counts(value)) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  return [low, high]
}

// The smallest 1, 2 or 5 times a power of ten that is not below a number, up to rounding; 0 if that is not above 0.
/** @param {number} least */
export function round_step(least) {
  if (!(least > 0)) return 0
  const power = Math.floor(Math.log10(least))
  const digit = [1, 2, 5, 10].find((each) => each * decade(power) >= least * (1 - 1e-9))
  return Number(`${digit}e${power}`)
}

// A power of ten, exact to the last digit, unlike 10 ** exponent.
/** @param {number} exponent */
function decade(exponent) {
  return Number(`1e${exponent}`)
}
