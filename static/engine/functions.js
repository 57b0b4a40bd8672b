// Functions of rules and surfaces that JavaScript lacks, or computes otherwise than the server does.
//
// NaN is passed on, never replaced.

// −1, 0 or 1; of −0 it is 0.
/** @param {number} x */
export function sign(x) {
  return x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x
}

// The larger of two numbers; of two that are equal, the second.
/** @param {number} x, @param {number} y */
export function maximum(x, y) {
  return x > y || Number.isNaN(x) ? x : y
}

// The smaller of two numbers; of two that are equal, the second.
/** @param {number} x, @param {number} y */
export function minimum(x, y) {
  return x < y || Number.isNaN(x) ? x : y
}

// x^y as IEEE 754 has it: powers of 1 are 1 whatever the exponent, and (−1)^±∞ is 1.
/** @param {number} x, @param {number} y */
export function power(x, y) {
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y
}

// Math.cbrt and a step of Newton's, for libraries are off by up to four units in the last place.
/** @param {number} x */
export function cbrt(x) {
  const root = Math.cbrt(x)
  return root !== 0 && Number.isFinite(root) ? root - (root - x / (root * root)) / 3 : root
}

// √(x² + y²), rounded once: squares are computed with their rounding errors (Dekker 1971), where a sum of
// three plain roundings could be off by two units in the last place.
/** @param {number} x, @param {number} y */
export function hypot(x, y) {
  const large = maximum(Math.abs(x), Math.abs(y))
  if (Math.abs(x) === Infinity || Math.abs(y) === Infinity) return Infinity
  const scale = large > 2 ** 500 ? 2 ** 600 : large < 2 ** -400 ? 2 ** -600 : 1
  const [xx, x_error] = square(x / scale)
  const [yy, y_error] = square(y / scale)
  return scale * Math.sqrt(xx > yy ? x_error + y_error + yy + xx : x_error + y_error + xx + yy)
}

// x² as a rounded number and what that lacks.
/** @param {number} x */
function square(x) {
  const high = x * (2 ** 27 + 1) - (x * (2 ** 27 + 1) - x)
  const low = x - high
  return [x * x, high * high - x * x + 2 * high * low + low * low]
}

// The largest whole number up to x, but 6.999... that is 7 but for rounding counts as 7.
/** @param {number} x */
export function floor(x) {
  const low = Math.floor(x) + 0 // of −0 it is 0
  return is_near(x, low + 1) && !is_near(x, low) ? low + 1 : low
}

/** @param {number} x */
export function ceil(x) {
  return -floor(-x)
}

// The remainder has the sign of the divisor; that of a division by zero is x.
/** @param {number} x, @param {number} y */
export function mod(x, y) {
  return y === 0 ? x : x - y * floor(x / y)
}

/** @param {number} x, @param {number} whole */
function is_near(x, whole) {
  return Math.abs(x - whole) <= Math.max(1e-12 * Math.max(Math.abs(x), Math.abs(whole)), 1e-15)
}
