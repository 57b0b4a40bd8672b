// Where a number in LaTeX needs no brackets of its own.

const APART_BEFORE = /(?:\\left[(|]|,|\\begin\{cases\}|\\\\|\\text\{where \})\s*\{?$/
const APART_AFTER = /^\}?\s*(?:\\right[)|](?!\^)|,|[<>=&]|\\(?:leq|geq|neq)(?![a-z]))/
// Above or below a line, or below a root.
const ALONE_BEFORE = /(?:\\frac\{|\\frac\{(?:[^{}]|\{[^{}]*\})*\}\{|\\sqrt\{)$/

// Whether a place in a formula stands apart from all else: first in a sum, alone in a fraction or a root,
// alone within brackets or bars, as one of their parts, or in a choice. A negative number needs no brackets
// of its own there.
export function stands_apart(tex, at, length) {
  const [before, after] = [tex.slice(0, at), tex.slice(at + length)]
  if (before === "") return /^ [+-] /.test(after)
  if (after.startsWith("}") && ALONE_BEFORE.test(before)) return true
  return APART_BEFORE.test(before) && APART_AFTER.test(after)
}

// Whether what stands at a place is raised to a power.
export function is_base(tex, at, length) {
  return /^\}?\s*\^/.test(tex.slice(at + length))
}
