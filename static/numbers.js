// Writes numbers for people, by the rule of app/numerals.py; tests/numbers.tsv tests both.
//
// Editable numbers, links and exports have all their digits instead.

const NONE = "–"
const MOST_DECIMALS = 15 // decimals of a tick; a float has no more digits

// Writes a number with at most `digits` significant digits: "0.0123", "1.2e−7", "∞", or "–" for none.
/** @param {number | null | undefined} value */
export function short(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return NONE
  const { minus, whole, exponent } = parts(value, digits)
  return (minus ? "−" : "") + (exponent === 0 ? whole : `${whole}e${exponent}`.replace("-", "−"))
}

// The same number in LaTeX: "1.2{\cdot}10^{-7}", without space around the sign, so
// that it reads as one number.
/** @param {number | null | undefined} value */
export function tex(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return String.raw`\text{${NONE}}`
  const { minus, whole, exponent } = parts(value, digits)
  const size = whole === "∞" ? String.raw`\infty` : whole
  const power = `10^{${exponent}}`
  return (
    (minus ? "-" : "") + (exponent === 0 ? size : whole === "1" ? power : String.raw`${whole}{\cdot}${power}`)
  )
}

// Writes a number with all its digits and without an exponent, as ARIA requires. (Intl's
// formats are slow to construct.)
/** @param {number} value */
export function decimal(value) {
  const [digits, exponent] = String(Math.abs(value)).split("e")
  return (value < 0 ? "-" : "") + (exponent ? shifted(digits, Number(exponent)) : digits)
}

// Writes a count with a comma between thousands: "12,345", or "–" for null.
/** @param {number | null | undefined} number */
export function count(number) {
  if (number === null || number === undefined) return NONE
  return String(number)
    .replace(/\B(?=(\d{3})+$)/g, ",")
    .replace("-", "−")
}

// Writes a share with two digits: "45 %", "3.2 %", "0.01 %". Only 1 is "100 %"; just below it, enough digits
// are written to show the difference.
/** @param {number} share */
export function percent(share) {
  const all_but = 100 * share >= 99.5 && share < 1
  return `${short(100 * share, all_but ? 2 + Math.ceil(-Math.log10(100 * (1 - share))) : 2)} %`
}

// Writes numbers that are compared with each other: with more digits, up to `most`, where they differ by less.
/** @param {(number | null | undefined)[]} values */
export function short_apart(values, digits = 5, most = 9) {
  const different = new Set(values.filter((value) => value !== null && value !== undefined)).size
  const written = (/** @type {number} */ count) => values.map((value) => short(value, count))
  let count = digits
  while (count < most && new Set(written(count).filter((text) => text !== NONE)).size < different) count += 1
  return written(count)
}

// Writes a point with so many digits, or with more if a narrow view needs them: "(−14.91, 19.6)".
/** @param {number[]} point, @param {Box} view */
export function place_in_words(point, view, digits = 5) {
  return `(${point.map((w, k) => short(w, Math.max(digits, view_digits(view[k])))).join(", ")})`
}

// Rounds a number to as many digits as distinguish neighbouring pixels; `pixel` is their distance.
/** @param {number} value, @param {number} pixel */
export function to_pixel(value, pixel) {
  const digits = Math.max(0, Math.ceil(-Math.log10(pixel)))
  return Number(value.toFixed(Math.min(digits, MOST_DECIMALS)))
}

// The number of significant digits that distinguish places a thousandth of an interval apart.
/** @param {number[]} interval */
export function view_digits([low, high]) {
  // The exponent; 1e-9 makes up for a logarithm rounded down.
  const power = (/** @type {number} */ size) => Math.floor(Math.log10(size) + 1e-9)
  return Math.max(1, power(Math.max(Math.abs(low), Math.abs(high))) - power((high - low) / 1000) + 1)
}

// Writes the ticks of a linear axis alike: with enough decimals to distinguish them, and with the exponent of
// the largest if it needs one: "0", "0.5", "1.0", or "0", "0.5e8", "1.0e8".
/** @param {number[]} values */
export function ticks(values) {
  const largest = Math.max(0, ...values.map(Math.abs))
  const power = Number(largest.toExponential(11).split("e")[1])
  const exponent = is_plain(power) ? 0 : power
  const sizes = values.map((value) => value / Number(`1e${exponent}`))
  const sorted = sizes.toSorted((a, b) => a - b)
  const gaps = sorted
    .slice(1)
    .map((size, i) => size - sorted[i])
    .filter((gap) => gap > 0)
  const hair = 1e-6 * Math.min(Math.abs(largest / Number(`1e${exponent}`)), ...gaps)
  const fits = (/** @type {number} */ decimals) =>
    sizes.every((size) => Math.abs(Number(size.toFixed(decimals)) - size) <= hair)
  let decimals = 0
  while (decimals < MOST_DECIMALS && !fits(decimals)) decimals += 1
  return sizes.map((size) => {
    const text = size.toFixed(decimals).replace("-", "−")
    return /[1-9]/.test(text) ? text + (exponent ? `e${exponent}`.replace("-", "−") : "") : "0"
  })
}

// Writes the ticks of a logarithmic axis: powers of ten as powers, others as numbers.
/** @param {number[]} values */
export function log_ticks(values) {
  const exponents = values.map((value) => Math.round(Math.log10(value)))
  const is_power = values.map((value, i) => Math.abs(value / Number(`1e${exponents[i]}`) - 1) < 1e-9)
  const powers = powers_of_ten(exponents.filter((_, i) => is_power[i]))
  return values.map((value, i) => (is_power[i] ? String(powers.shift()) : short(value)))
}

// Writes powers of ten, all in one form: "0.01", "0.1", "1", or "10⁻³", "10⁻²", "10⁻¹", "1", "10".
/** @param {number[]} exponents */
export function powers_of_ten(exponents) {
  if (exponents.every((exponent) => Math.abs(exponent) <= 2))
    return exponents.map((exponent) => String(Number(`1e${exponent}`)))
  const raised = (/** @type {string} */ sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)])
  return exponents.map((exponent) => {
    if (exponent === 0 || exponent === 1) return exponent ? "10" : "1"
    return `10${[...String(exponent)].map(raised).join("")}`
  })
}

// Splits a number into sign, whole × 10^exponent; the exponent is 0 if none is needed. toExponential rounds
// the exact value, and ties away from zero.
/** @param {number} value, @param {number} digits */
function parts(value, digits) {
  const size = Math.abs(value)
  if (size === Infinity) return { minus: value < 0, whole: "∞", exponent: 0 }
  const [mantissa, power] = size.toExponential(digits - 1).split("e")
  const exponent = Number(power)
  const number = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa
  const plain = is_plain(exponent)
  return {
    minus: value < 0,
    whole: plain ? shifted(number, exponent) : number,
    exponent: plain ? 0 : exponent,
  }
}

// Whether a number with this exponent is written without it.
/** @param {number} power */
function is_plain(power) {
  return power > -4 && power < 6
}

// Moves the decimal point after the first digit to the right, or to the left.
/** @param {string} number, @param {number} places */
function shifted(number, places) {
  const digits = number.replace(".", "")
  if (places < 0) return `0.${"0".repeat(-places - 1)}${digits}`
  const whole = digits.slice(0, places + 1).padEnd(places + 1, "0")
  const rest = digits.slice(places + 1)
  return rest ? `${whole}.${rest}` : whole
}
