// The letters of pictures: those of formulas, which are also LaTeX's, with what is mathematics set as such.

import { words_box } from "../draw/formula_boxes.js"
import { make } from "../parts/dom.js"
import { shape } from "../parts/svg.js"

const FACE = "Latin Modern Math"
export const FONT = `"${FACE}", "Latin Modern Roman", "Times New Roman", serif`
const MATHEMATICS = /^[\u{1d400}-\u{1d7ff}ℎ]/u
const SIZE = 100 // px at which letters are measured
const ruler = /** @type {Context} */ (make("canvas").getContext("2d"))

// Returns a function that measures the width of a text in letters of 1 px.
export function measure_in(font = FONT) {
  return (/** @type {string} */ text) => {
    ruler.font = `${SIZE}px ${font}`
    return ruler.measureText(text).width / SIZE
  }
}

// The box of words. In the font of pictures, what is mathematics in them is set as such; in another font they
// stand as on the page.
/** @param {string} words @param {number} size @returns {import("../draw/formula_boxes.js").FormulaBox} */
export function set_words(words, size, font = FONT) {
  const measure = measure_in(font)
  if (font === FONT) return words_box(words, size, measure)
  const letters = [{ text: words, x: 0, y: 0, size, tall: 1 }]
  return { letters, strokes: [], width: size * measure(words), up: size, down: 0 }
}

/** @type {Promise<string> | null} */
let face = null // the rule that has the font in it

// Promises a style rule with the font in it, for files that stand alone, once the page can measure its letters.
export function font_face() {
  face ??= embedded()
  face.catch(() => (face = null))
  return face
}

async function embedded() {
  await document.fonts.load(`${SIZE}px ${FONT}`)
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  const rule = rules.find((each) => each instanceof CSSFontFaceRule && each.cssText.includes(FACE))
  const [, address] = rule?.cssText.match(/url\("?([^")]+)/) ?? []
  if (!address) throw new Error("The font of formulas is not known.")
  const data = address.startsWith("data:")
    ? address
    : await data_of(new URL(address, rule?.parentStyleSheet?.href ?? location.href))
  return `@font-face { font-family: "${FACE}"; src: url("${data}") format("woff2"); }`
}

/** @param {URL} address @returns {Promise<string>} */
async function data_of(address) {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`The font of formulas answered ${answer.status}.`)
  const reader = new FileReader()
  return new Promise((resolve, reject) => {
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^;,]*/, "data:font/woff2"))
    reader.onerror = reject
    answer.blob().then((blob) => reader.readAsDataURL(blob), reject)
  })
}

// The elements of a box whose baseline begins at a place; `properties` are those of its letters.
/** @param {import("../draw/formula_boxes.js").FormulaBox} box @param {number} x @param {number} y */
export function elements_of({ letters, strokes }, x, y, properties = {}) {
  const text = shape(
    "text",
    properties,
    ...spans(
      letters.filter(({ tall }) => tall === 1),
      x,
      y,
    ),
  )
  const brackets = letters
    .filter(({ tall }) => tall !== 1)
    .map((each) => {
      const place = `${rounded(x + each.x)} ${rounded(y + each.y)}`
      const transform = `translate(${place}) scale(1 ${rounded(each.tall)})`
      return shape("text", { ...properties, transform, "font-size": rounded(each.size) }, each.text)
    })
  const lines = strokes.map(({ points, width }) => {
    const way = points.map(([px, py]) => `${rounded(x + px)} ${rounded(y + py)}`).join("L")
    return shape("path", {
      d: `M${way}`,
      fill: "none",
      stroke: "currentColor",
      "stroke-width": rounded(width),
    })
  })
  return [text, ...brackets, ...lines]
}

// Letters of mathematics name their font: a font that is only a fallback may be missing at the first
// painting.
/** @param {import("../draw/formula_boxes.js").Letter[]} letters @param {number} x @param {number} y */
function spans(letters, x, y) {
  return letters.map(({ text, size, ...at }) => {
    const font = MATHEMATICS.test(text) ? { "font-family": FONT } : {}
    return shape(
      "tspan",
      { x: rounded(x + at.x), y: rounded(y + at.y), "font-size": rounded(size), ...font },
      text,
    )
  })
}

// Sets the words of a text element in mathematics where they are. They keep their middle.
/** @param {Element} text */
export function set_element(text) {
  const words = String(text.textContent)
  const [x, y, size] = ["x", "y", "font-size"].map((name) =>
    Number.parseFloat(text.getAttribute(name) ?? "0"),
  )
  const box = set_words(words, size)
  if (box.letters.length < 2 && box.letters[0]?.text === words) return
  text.replaceChildren(...spans(box.letters, x + (measure_in()(words) * size - box.width) / 2, y))
}

// A number of pixels as short as a picture needs it.
/** @param {number} number */
export function rounded(number) {
  return String(Math.round(number * 100) / 100)
}
