// Where a formula may break into lines: LaTeX -> pieces that are set one by one.

const TOKEN =
  /\\operatorname\{\w+\}|\\(?:left|right)\s*(?:\\[a-zA-Z]+|\\.|.)|\\(?:begin|end)\{\w+\}|\\[a-zA-Z]+|\\.|\s+|[^\\]/g
const OPEN = /^(?:\\left|\\begin|[{(]$)/
const CLOSE = /^(?:\\right|\\end|[})]$)/
const SIGN = /^[+-]$/
const RELATION = /^(?:=|\\approx)$/
const APART_BEFORE = /(?:\\left[(|]|,|\\begin\{cases\}|\\\\|\\text\{where \})\s*\{?$/
const APART_AFTER = /^\}?\s*(?:\\right[)|](?!\^)|,|[<>=&]|\\(?:leq|geq|neq)(?![a-z]))/
// Above or below a line, or below a root.
const ALONE_BEFORE = /(?:\\frac\{|\\frac\{(?:[^{}]|\{[^{}]*\})*\}\{|\\sqrt\{)$/
// Signs of a piece that may itself break, between the terms in its brackets and between factors.
const LONG = 34

// Returns the terms of a formula: a list of { tex, inner }, where the inner list has the pieces of a long
// term, and is empty for others.
export function terms(tex) {
  const outer = split(tokens(tex), false)
  return outer.map((term) => {
    const inner = signs(term) > LONG ? split(flattened(in_one_line(term)), true) : []
    return { tex: joined(term), inner: inner.length > 1 ? inner.map(joined) : [] }
  })
}

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

function tokens(tex) {
  return tex.match(TOKEN) ?? []
}

// Breaks tokens before signs, relations and wide spaces that are not within brackets, and `inside` also
// within plain brackets and between factors. What stands in braces is never broken: an exponent, a fraction,
// a root.
function split(list, inside) {
  const pieces = [[]]
  const open = []
  let before = null // the last token that is not space
  let relations = 0
  for (const token of list) {
    const is_free = open.length === 0 || (inside && open.every((bracket) => bracket === "big"))
    const is_sign =
      SIGN.test(token) && before !== null && !/^(?:[+\-=,(]|\{\}|\\approx|\\cdot|\\[bB]igl.*)$/.test(before)
    const is_relation = RELATION.test(token) && relations++ > 0
    const is_factor =
      inside &&
      (token === "\\cdot" || /^\\[bB]igl/.test(token)) &&
      before !== null &&
      !/^(?:[+\-=,(]|\\[a-zA-Z]+.*)$/.test(before)
    if (is_free && token === "\\quad") pieces.push([])
    if (is_free && pieces.at(-1).length && (is_sign || is_relation || is_factor)) pieces.push(["{}"])
    if (/^\\[bB]igl/.test(token)) open.push("big")
    else if (/^\\[bB]igr/.test(token)) open.pop()
    else if (OPEN.test(token)) open.push(token)
    else if (CLOSE.test(token)) open.pop()
    pieces.at(-1).push(token)
    if (token.trim()) before = token
  }
  return pieces
}

// The tokens of a term with (a) / (b) for a fraction that is too long to stay in one piece.
function in_one_line(term) {
  const list = []
  let depth = 0
  for (let i = 0; i < term.length; i++) {
    depth += term[i] === "{" ? 1 : term[i] === "}" ? -1 : 0
    const [above, below] = term[i] === "\\frac" && depth === 0 ? fraction(term, i) : []
    if (!below || Math.max(signs(above.tokens), signs(below.tokens)) <= LONG) {
      list.push(term[i])
      continue
    }
    list.push("\\left(", ...above.tokens, "\\right)", "\\,/\\,", "\\left(", ...below.tokens, "\\right)")
    i = below.end
  }
  return list
}

// What stands above and below the line of the fraction at a place.
function fraction(list, at) {
  const above = group(list, next(list, at))
  return [above, group(list, next(list, above.end))]
}

// The tokens within the braces that open at a place, and where these end.
function group(list, from) {
  let depth = 0
  const end = list.findIndex((token, i) => {
    if (i < from) return false
    depth += token === "{" ? 1 : token === "}" ? -1 : 0
    return depth === 0
  })
  return { tokens: list.slice(from + 1, end), end }
}

// The tokens of a term with brackets of one size, which need not be in one piece, but for those within
// braces.
function flattened(term) {
  const list = [...term]
  const open = [] // braces, and places of brackets
  list.forEach((token, i) => {
    if (token === "{") open.push("{")
    else if (token === "}") open.pop()
    else if (/^\\left/.test(token)) open.push(open.includes("{") ? "{" : i)
    if (!/^\\right/.test(token)) return
    const from = open.pop()
    if (typeof from !== "number" || !/[([|]$/.test(list[from])) return // others have no plain form
    const inside = list.slice(from, i)
    if (inside.some((token) => token.startsWith("\\begin"))) return // as high as the rows within
    const size = inside.includes("\\frac") ? "Big" : "big"
    list[from] = list[from].replace(/^\\left\s*/, `\\${size}l`)
    list[i] = token.replace(/^\\right\s*/, `\\${size}r`)
  })
  return list
}

function next(list, at) {
  let i = at + 1
  while (list[i] !== undefined && !list[i].trim()) i += 1
  return i
}

function joined(list) {
  return list.join("").trim()
}

// How many signs a term has, about.
function signs(term) {
  return term.filter((token) => token.trim() && !/^(?:[{}_^]|\\left|\\right|\\(?:begin|end)\{)/.test(token))
    .length
}
