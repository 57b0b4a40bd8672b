// How numbers are written for people: by the rule of app/numerals.py; tests/numbers.tsv tests both.
//
// Editable numbers, links and exports have all their digits instead.

const NONE = "–"

// Writes a number with at most `digits` significant digits: "0.0123", "1.2e−7", "∞", or "–" for none.
export function short(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return NONE
  const { minus, whole, exponent } = parts(value, digits)
  return (minus ? "−" : "") + (exponent === 0 ? whole : `${whole}e${exponent}`.replace("-", "−"))
}

// The same number in LaTeX: "1.2 \cdot 10^{-7}".
export function tex(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return String.raw`\text{${NONE}}`
  const { minus, whole, exponent } = parts(value, digits)
  const size = whole === "∞" ? String.raw`\infty` : whole
  const power = `10^{${exponent}}`
  return (minus ? "-" : "") + (exponent === 0 ? size : whole === "1" ? power : String.raw`${whole} \cdot ${power}`)
}

// Writes a count with a comma between thousands: "12,345", or "–" for null.
export function count(number) {
  if (number === null || number === undefined) return NONE
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",").replace("-", "−")
}

// Writes a share with at most two digits: "45 %", "3.2 %", "0.01 %".
export function percent(share) {
  return `${short(100 * share, 2)} %`
}

// A number is (minus) whole × 10^exponent; the exponent is 0 if none is needed. toExponential rounds the exact value,
// and a tie away from zero.
function parts(value, digits) {
  const size = Math.abs(value)
  if (size === Infinity) return { minus: value < 0, whole: "∞", exponent: 0 }
  const [mantissa, power] = size.toExponential(digits - 1).split("e")
  const exponent = Number(power)
  const number = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa
  const plain = exponent > -4 && exponent < 6
  return { minus: value < 0, whole: plain ? shifted(number, exponent) : number, exponent: plain ? 0 : exponent }
}

// Moves the decimal point behind the first digit to the right, or to the left.
function shifted(number, places) {
  const digits = number.replace(".", "")
  if (places < 0) return `0.${"0".repeat(-places - 1)}${digits}`
  const whole = digits.slice(0, places + 1).padEnd(places + 1, "0")
  const rest = digits.slice(places + 1)
  return rest ? `${whole}.${rest}` : whole
}
