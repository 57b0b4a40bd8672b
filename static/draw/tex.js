// Whether a number within LaTeX needs brackets.

const APART_BEFORE = /(?:\\left[(|]|,|\\begin\{cases\}|\\\\|\\text\{where \})\s*\{?$/
const APART_AFTER = /^\}?\s*(?:\\right[)|](?!\^)|,|[<>=&]|\\(?:leq|geq|neq)(?![a-z]))/
// The beginning of a numerator, a denominator or a root.
const ALONE_BEFORE = /(?:\\frac\{|\\frac\{(?:[^{}]|\{[^{}]*\})*\}\{|\\sqrt\{)$/

// Whether a negative number needs no brackets at a place in a formula: first in a sum, alone in a fraction or
// a root, alone within brackets or bars, an item in a list there, or a case.
/** @param {string} tex @param {number} at @param {number} length */
export function stands_apart(tex, at, length) {
  const [before, after] = [tex.slice(0, at), tex.slice(at + length)]
  if (before === "") return /^ [+-] /.test(after)
  if (after.startsWith("}") && ALONE_BEFORE.test(before)) return true
  return APART_BEFORE.test(before) && APART_AFTER.test(after)
}

// Whether the part at a place is raised to a power.
/** @param {string} tex @param {number} at @param {number} length */
export function is_base(tex, at, length) {
  return /^\}?\s*\^/.test(tex.slice(at + length))
}
