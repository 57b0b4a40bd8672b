// Lays out formulas and words for pictures, as letters and lines at places. On the page, MathML does that.
//
// A box has its width, how far it reaches up and down from its baseline, its `letters`, { text, x, y, size, tall }, and
// its `strokes`, { points, width }, all in pixels; y grows downwards. `tall` stretches a letter upright. `measure(text)`
// is the width of a text in letters of 1 px.

/** @typedef {import("./mathml.js").Tree} Tree */
/** @typedef {{ text: string, x: number, y: number, size: number, tall: number }} Letter */
/** @typedef {{ points: Pair[], width: number }} Stroke */
/** @typedef {{ width: number, up: number, down: number, letters: Letter[], strokes: Stroke[] }} FormulaBox */
/** @typedef {(text: string) => number} Measure */
/** @typedef {{ size: number, level: number, measure: Measure }} Style */

// In units of the letters' size
const [UP, DOWN] = [0.72, 0.22] // how far letters reach
const AXIS = 0.25 // from the baseline to the middle of signs
const SMALLER = [1, 0.72, 0.55] // letters by level of scripts
const [LOW, HIGH] = [0.22, 0.4] // how far scripts are shifted
const GAP = 0.12 // between a fraction's line and what is beside it
const STROKE = 0.045
const [COLUMN, ROW] = [0.8, 0.25] // between the cells of a table
const WIDE = /^[=<>≤≥≈≠→:]$/
const MEDIUM = /^[+−±⋅×⋯]$/
const GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ" // in Unicode's order of the italic ones
const [LATIN_AT, GREEK_AT] = [0x1d434, 0x1d6e2] // the first italic capitals
const [DIGITS_BELOW, DIGITS_ABOVE] = ["₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹"]
// What is mathematics within words: powers of ten, a name with an index, small digits, a letter alone
const MARKS = new RegExp(
  [
    /(?:(?<![\d.])1|(\d))e([−-]?)(\d+)/,
    /(?<![\p{L}\d_])(?:(\p{L})_(\w+)|([wgmsα-ωΔ])(\d+|max|min))(?![\p{L}_])/u,
    /([₀-₉]+)|([⁰¹²³⁴-⁻]+)/,
    /(Δ(?=\p{L})|(?<![A-Za-z’'])[B-HJ-Zb-zΑ-Ωα-ωϵϕ](?![A-Za-z’']))/u,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
)

// A letter as mathematics writes names of quantities; what is no letter stays.
/** @param {string} letter */
function italic(letter) {
  if (letter === "h") return "ℎ" // Unicode has it at another place
  const latin = letter.charCodeAt(0) - (letter > "Z" ? 97 - 26 : 65)
  if (/^[A-Za-z]$/.test(letter)) return String.fromCodePoint(LATIN_AT + latin)
  const greek = letter === "∇" ? -1 : GREEK.indexOf(letter)
  return greek < 0 ? letter : String.fromCodePoint(GREEK_AT + greek)
}

// A formula broken into lines of a width. Each further line begins with + or −. A line that is still too long
// has smaller letters.
/** @param {Tree} tree @param {number} size @param {number} width @param {Measure} measure @returns {FormulaBox[]} */
export function formula_lines([, , ...children], size, width, measure) {
  const style = { size, level: 0, measure }
  /** @type {Tree[]} */
  let line = []
  const lines = [line]
  for (const node of /** @type {Tree[]} */ (children)) {
    const goes_on = row_of([...line, node], style).width <= width
    const sign = line.findLastIndex(
      ([tag, , text], i) => i > 0 && tag === "mo" && /^[+−]$/.test(String(text)),
    )
    if (!goes_on && sign > 0) {
      line = line.splice(sign)
      lines.push(line)
    }
    line.push(node)
  }
  return lines.map((each) => {
    const whole = row_of(each, style).width
    return row_of(each, whole > width ? { ...style, size: (size * width) / whole } : style)
  })
}

// Words in one line, in which numbers, and the names of quantities, are set as mathematics.
/** @param {string} text @param {number} size @param {Measure} measure */
export function words_box(text, size, measure) {
  const style = { size, level: 0, measure }
  const small = { ...style, size: size * SMALLER[1] }
  const raised = (/** @type {string} */ digits) => shifted(letters_box(digits, small), 0, -HIGH * size)
  const lowered = (/** @type {string} */ digits) => shifted(letters_box(digits, small), 0, LOW * size)
  /** @type {FormulaBox[]} */
  const boxes = []
  let end = 0
  for (const found of text.matchAll(MARKS)) {
    const [all, digit, sign, power, base, index, weight, number, below, above, letter] = found
    boxes.push(letters_box(text.slice(end, found.index), style))
    end = found.index + all.length
    const name = base ?? weight ?? letter
    if (power) boxes.push(letters_box(digit ? `${digit}⋅10` : "10", style))
    if (power) boxes.push(raised(sign.replace("-", "−") + power))
    if (name) boxes.push(letters_box(italic(name), style))
    if (index ?? number) boxes.push(lowered(index?.length === 1 ? italic(index) : (index ?? number)))
    if (below) boxes.push(lowered(plain(below, DIGITS_BELOW)))
    if (above) boxes.push(raised(plain(above, DIGITS_ABOVE)))
  }
  boxes.push(letters_box(text.slice(end), style))
  return beside(boxes)
}

/** @param {string} digits @param {string} small */
function plain(digits, small) {
  return digits.replace(/./g, (digit) => "+−"["⁺⁻".indexOf(digit)] ?? small.indexOf(digit))
}

/** @param {Tree | string} node @param {Style} style @returns {FormulaBox} */
function box_of(node, style) {
  if (typeof node === "string") return letters_box(node, style)
  const [tag, attributes, ...children] = node
  const { size } = style
  const text = String(children[0] ?? "")
  const part = (/** @type {number} */ i, more = {}) => box_of(children[i], { ...style, ...more })
  const script = (/** @type {number} */ i) => part(i, scripts(style))
  if (tag === "mspace") return { ...NOTHING, width: Number.parseFloat(attributes.width) * size }
  if (tag === "mi")
    return letters_box(attributes.mathvariant !== "normal" && text.length === 1 ? italic(text) : text, style)
  if (tag === "mn" || tag === "mtext") return letters_box(text, style)
  if (tag === "mo") return sign_box(node, style)
  if (tag === "msub") return with_scripts(part(0), script(1), null, style)
  if (tag === "msup") return with_scripts(part(0), null, script(1), style)
  if (tag === "msubsup") return with_scripts(part(0), script(1), script(2), style)
  if (tag === "mfrac") return fraction(children, style)
  if (tag === "msqrt") return root(row_of(/** @type {Tree[]} */ (children), style), null, style)
  if (tag === "mroot") return root(part(0), script(1), style)
  if (tag === "mtable") return table(/** @type {Tree[]} */ (children), style)
  if (attributes.accent) return over(part(0), part(1), style)
  if (tag === "mover") return limits(part(0), null, script(1), style)
  if (tag === "munder") return limits(part(0), script(1), null, style)
  if (tag === "munderover") return limits(part(0), script(1), script(2), style)
  return row_of(/** @type {Tree[]} */ (children), style) // math, mrow, mtd
}

/** @type {FormulaBox} */
const NOTHING = { width: 0, up: 0, down: 0, letters: [], strokes: [] }

/** @param {Style} style @returns {Style} */
function scripts({ size, level, ...style }) {
  const next = Math.min(level + 1, 2)
  return { ...style, level: next, size: (size * SMALLER[next]) / SMALLER[level] }
}

/** @param {string} text @param {Style} style @returns {FormulaBox} */
function letters_box(text, { size, measure }) {
  if (!text) return NOTHING
  const letters = [{ text, x: 0, y: 0, size, tall: 1 }]
  return { width: measure(text) * size, up: UP * size, down: DOWN * size, letters, strokes: [] }
}

// A sign with the space beside it; scripts have none.
/** @param {Tree} node @param {Style} style */
function sign_box([, attributes, text], style) {
  const sign = String(text)
  const is_infix = attributes.form !== "prefix"
  const usual = style.level || !is_infix ? 0 : WIDE.test(sign) ? 0.28 : MEDIUM.test(sign) ? 0.22 : 0
  const [before, after] = [attributes.lspace, attributes.rspace].map((space) =>
    Number.parseFloat(space ?? usual),
  )
  const comma = sign === "," && !style.level ? 0.17 : 0
  const box = letters_box(sign, style)
  return { ...shifted(box, before * style.size, 0), width: box.width + (before + after + comma) * style.size }
}

// Nodes beside each other. Brackets among them that stretch are as tall as the rest.
/** @param {(Tree | string)[]} nodes @param {Style} style */
function row_of(nodes, style) {
  const grows = (/** @type {Tree | string} */ node) => typeof node !== "string" && node[1].stretchy === "true"
  const rest = beside(nodes.filter((node) => !grows(node)).map((node) => box_of(node, style)))
  return beside(
    nodes.map((node) => (grows(node) ? bracket(String(node[2]), rest, style) : box_of(node, style))),
  )
}

/** @param {string} sign @param {FormulaBox} around @param {Style} style @returns {FormulaBox} */
function bracket(sign, { up, down }, style) {
  const { size } = style
  const half = Math.max(up - AXIS * size, down + AXIS * size)
  const tall = (2 * half) / ((UP + DOWN) * size)
  const box = letters_box(sign, style)
  if (!sign || tall <= 1.2) return box
  const y = half - AXIS * size - DOWN * size * tall // its lower end stands as far below the axis as its upper end above
  const letters = box.letters.map((letter) => ({ ...letter, y, tall }))
  return { ...box, up: half + AXIS * size, down: half - AXIS * size, letters }
}

/** @param {FormulaBox} box @param {number} x @param {number} y @returns {FormulaBox} */
function shifted({ width, up, down, letters, strokes }, x, y) {
  return {
    width,
    up: up - y,
    down: down + y,
    letters: letters.map((letter) => ({ ...letter, x: letter.x + x, y: letter.y + y })),
    strokes: strokes.map((stroke) => ({
      ...stroke,
      points: stroke.points.map(/** @returns {Pair} */ ([px, py]) => [px + x, py + y]),
    })),
  }
}

// Boxes on one another, each at its place.
/** @param {FormulaBox[]} boxes @returns {FormulaBox} */
function together(boxes) {
  return {
    width: Math.max(0, ...boxes.map(({ width }) => width)),
    up: Math.max(0, ...boxes.map(({ up }) => up)),
    down: Math.max(0, ...boxes.map(({ down }) => down)),
    letters: boxes.flatMap(({ letters }) => letters),
    strokes: boxes.flatMap(({ strokes }) => strokes),
  }
}

/** @param {FormulaBox[]} boxes */
function beside(boxes) {
  let x = 0
  const placed = boxes.map((box) => {
    const here = shifted(box, x, 0)
    x += box.width
    return here
  })
  return { ...together(placed), width: x }
}

/** @param {FormulaBox} base @param {FormulaBox | null} below @param {FormulaBox | null} above @param {Style} style */
function with_scripts(base, below, above, { size }) {
  const lower = Math.max(LOW * size, base.down - 0.05 * size)
  const higher = Math.max(HIGH * size, base.up - 0.35 * size)
  const both = [below && shifted(below, 0, lower), above && shifted(above, 0, -higher)].filter(
    (box) => box !== null,
  )
  return beside([base, together(both)])
}

/** @param {(Tree | string)[]} children @param {Style} style */
function fraction(children, style) {
  const { size } = style
  const [top, bottom] = children.map((child) => box_of(child, scripts(style)))
  const width = Math.max(top.width, bottom.width) + 2 * GAP * size
  const line = {
    points: /** @type {Pair[]} */ ([
      [(GAP * size) / 2, -AXIS * size],
      [width - (GAP * size) / 2, -AXIS * size],
    ]),
    width: STROKE * size,
  }
  const above = shifted(top, (width - top.width) / 2, -(AXIS + GAP) * size - top.down)
  const below = shifted(bottom, (width - bottom.width) / 2, (GAP - AXIS) * size + bottom.up)
  return { ...together([above, below, { ...NOTHING, strokes: [line] }]), width }
}

/** @param {FormulaBox} inner @param {FormulaBox | null} degree @param {Style} style */
function root(inner, degree, { size }) {
  const [up, down] = [inner.up + GAP * size, inner.down]
  const left = degree ? Math.max(0, degree.width - 0.25 * size) : 0
  const [hook, foot, begin] = [0.18, 0.32, 0.6].map((share) => left + share * size)
  const middle = (down - up) / 2
  /** @type {Pair[]} */
  const points = [
    [left, middle + 0.08 * size],
    [hook, middle],
    [foot, down],
    [begin, -up],
    [begin + inner.width + 0.08 * size, -up],
  ]
  const sign = { ...NOTHING, up: up + STROKE * size, strokes: [{ points, width: STROKE * size }] }
  const index = degree ? [shifted(degree, 0, middle - GAP * size - degree.down)] : []
  return {
    ...together([sign, shifted(inner, begin + 0.04 * size, 0), ...index]),
    width: begin + inner.width + 0.12 * size,
  }
}

// An accent over a letter
/** @param {FormulaBox} base @param {FormulaBox} accent @param {Style} style */
function over(base, accent, { size }) {
  const above = shifted(
    accent,
    (base.width - accent.width) / 2 + 0.05 * size,
    -Math.max(0, base.up - UP * size),
  )
  return { ...together([base, above]), width: base.width }
}

// What stands below and above a large sign on a page, and beside it in a line.
/** @param {FormulaBox} base @param {FormulaBox | null} below @param {FormulaBox | null} above @param {Style} style */
function limits(base, below, above, style) {
  const box = with_scripts(base, below, above, style)
  return { ...box, width: box.width + GAP * style.size }
}

/** @param {Tree[]} rows @param {Style} style */
function table(rows, style) {
  const { size } = style
  const cells = rows.map(([, , ...row]) => row.map((cell) => box_of(cell, style)))
  const columns = Math.max(...cells.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, j) =>
    Math.max(...cells.map((row) => row[j]?.width ?? 0)),
  )
  const lines = cells.map(together)
  const high = lines.reduce((sum, { up, down }) => sum + up + down, ROW * size * (lines.length - 1))
  let y = -AXIS * size - high / 2
  const placed = cells.flatMap((row, i) => {
    y += lines[i].up
    let x = 0
    const here = row.map((box, j) => {
      const at = shifted(box, x, y)
      x += widths[j] + COLUMN * size
      return at
    })
    y += lines[i].down + ROW * size
    return here
  })
  return {
    ...together(placed),
    width: widths.reduce((sum, width) => sum + width, COLUMN * size * (columns - 1)),
  }
}
