// Reads numbers that people type, also as they are written in words and as short arithmetic: "1,234", "−1.2e−7",
// "1/3", "sqrt(2)", "10^-3". Nothing typed becomes code.

const TOKEN = /\s*(?:((?:\d[\d,]*\.?\d*|[.,]\d+)(?:e[+-]?\d+)?)|(sqrt|pi|[-+*/^()]))/iy
const LONGEST = 60 // characters
const GROUPS = /^[1-9]\d{0,2}(,\d{3})+$/

// The number that a text means, or null. `is_whole` tells whether a whole number is wanted: then commas may only
// stand between thousands; else a comma without others and without a point is a decimal one.
/** @param {string} text, @param {boolean} [is_whole], @returns {number | null} */
export function typed_number(text, is_whole = false) {
  const plain = text.trim().replaceAll("−", "-").replaceAll("π", "pi").replaceAll("√", "sqrt")
  const tokens = plain.length <= LONGEST ? tokens_of(plain) : []
  let at = 0

  /** @param {string} token */
  const takes = (token) => tokens[at] === token && ++at > 0

  function sum() {
    let value = product()
    for (;;) {
      if (takes("+")) value += product()
      else if (takes("-")) value -= product()
      else return value
    }
  }

  function product() {
    let value = signed()
    for (;;) {
      if (takes("*")) value *= signed()
      else if (takes("/")) value /= signed()
      else return value
    }
  }

  /** @returns {number} */
  function signed() {
    if (takes("-")) return -signed()
    return takes("+") ? signed() : power()
  }

  function power() {
    const base = single()
    if (!takes("^")) return base
    const exponent = signed()
    // A power of ten is rounded once, as 1e-5 is.
    return base === 10 && Number.isInteger(exponent) ? Number(`1e${exponent}`) : base ** exponent
  }

  /** @returns {number} */
  function single() {
    if (takes("pi")) return Math.PI
    const is_root = takes("sqrt")
    if (takes("(")) {
      const value = sum()
      if (takes(")")) return is_root ? Math.sqrt(value) : value
      return NaN
    }
    const token = tokens[at++]
    return is_root || token === undefined ? NaN : number_of(token, is_whole)
  }

  const value = sum()
  return at === tokens.length && Number.isFinite(value) ? value : null
}

// The tokens of a text; none if something else is in it.
/** @param {string} text */
function tokens_of(text) {
  /** @type {string[]} */
  const found = []
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.length; ) {
    const match = TOKEN.exec(text)
    if (match === null) return []
    found.push(match[0].trim().toLowerCase())
  }
  return found
}

// The value of a number's text; NaN for any other.
/** @param {string} text, @param {boolean} is_whole */
function number_of(text, is_whole) {
  const [digits] = text.split(/[.e]/)
  const commas = digits.split(",").length - 1
  const is_decimal = commas === 1 && !text.includes(".") && !is_whole
  if (commas > 0 && !is_decimal && !GROUPS.test(digits)) return NaN
  const plain = is_decimal ? text.replace(",", ".") : text.replaceAll(",", "")
  return /^[\d.]/.test(plain) ? Number(plain) : NaN
}
