// Functions of rules and surfaces that JavaScript lacks, or computes differently from the server.
//
// They pass NaN on and never replace it.

// −1, 0 or 1; 0 for −0.
/** @param {number} x */
export function sign(x) {
  return x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x
}

// The larger of two numbers; if they are equal, the second.
/** @param {number} x, @param {number} y */
export function maximum(x, y) {
  return x > y || Number.isNaN(x) ? x : y
}

// The smaller of two numbers; if they are equal, the second.
/** @param {number} x, @param {number} y */
export function minimum(x, y) {
  return x < y || Number.isNaN(x) ? x : y
}

// 1/(1 + e^−x), without overflow on the way.
/** @param {number} x */
export function sigmoid(x) {
  const small = Math.exp(-Math.abs(x))
  return (x >= 0 ? 1 : small) / (1 + small)
}

// log(1 + e^x), without overflow on the way.
/** @param {number} x */
export function softplus(x) {
  return maximum(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
}

// log(e^x + e^y), without overflow on the way.
/** @param {number} x, @param {number} y */
export function logaddexp(x, y) {
  const apart = x === y ? 0 : Math.abs(x - y)
  return maximum(x, y) + Math.log1p(Math.exp(-apart))
}

// x²/2 where |x| is at most d, else d (|x| − d/2).
/** @param {number} x, @param {number} d */
export function huber(x, d) {
  const size = Math.abs(x)
  const least = minimum(size, d)
  return least * (size - least / 2)
}

// x^y as IEEE 754 has it: powers of 1 are 1 whatever the exponent, and (−1)^±∞ is 1.
/** @param {number} x, @param {number} y */
export function power(x, y) {
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y
}

// Math.cbrt and one step of Newton's method, because libraries are off by up to four units in the last place.
/** @param {number} x */
export function cbrt(x) {
  const root = Math.cbrt(x)
  return root !== 0 && Number.isFinite(root) ? root - (root - x / (root * root)) / 3 : root
}

// √(x² + y²), rounded once. The squares carry their rounding errors (Dekker 1971); three plain roundings
// could be off by two units in the last place.
/** @param {number} x, @param {number} y */
export function hypot(x, y) {
  const large = maximum(Math.abs(x), Math.abs(y))
  if (Math.abs(x) === Infinity || Math.abs(y) === Infinity) return Infinity
  const scale = large > 2 ** 500 ? 2 ** 600 : large < 2 ** -400 ? 2 ** -600 : 1
  const [xx, x_error] = square(x / scale)
  const [yy, y_error] = square(y / scale)
  return scale * Math.sqrt(xx > yy ? x_error + y_error + yy + xx : x_error + y_error + xx + yy)
}

// x² as a rounded number and its rounding error.
/** @param {number} x */
function square(x) {
  const high = x * (2 ** 27 + 1) - (x * (2 ** 27 + 1) - x)
  const low = x - high
  return [x * x, high * high - x * x + 2 * high * low + low * low]
}

// The largest whole number up to x. A number that is below a whole number only by
// rounding counts as that one.
/** @param {number} x */
export function floor(x) {
  const low = Math.floor(x) + 0 // + 0 turns −0 into 0
  return is_near(x, low + 1) && !is_near(x, low) ? low + 1 : low
}

/** @param {number} x */
export function ceil(x) {
  return -floor(-x)
}

// The remainder, with the sign of the divisor; x if the divisor is 0.
/** @param {number} x, @param {number} y */
export function mod(x, y) {
  return y === 0 ? x : x - y * floor(x / y)
}

/** @param {number} x, @param {number} whole */
function is_near(x, whole) {
  return Math.abs(x - whole) <= Math.max(1e-12 * Math.max(Math.abs(x), Math.abs(whole)), 1e-15)
}
