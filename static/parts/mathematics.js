// Sets formulas as MathML, in the page's own font. All formulas in a place have one size: a line that is too
// long scrolls sideways and fades at the edge where it continues.

import { mathml } from "../draw/mathml.js"
import { fill, make } from "./dom.js"

const MARKS = /^[,.;:?!)]+/ // marks that end what is before them, and stay on its line
const UNSEEN = 4 // px of what is below, by which no formula is cut
const WITH_INDEX = ["msub", "msubsup"]
const DEEP = [..."βγζημξρςϕφχψfgjpqy"] // letters that reach below the line
const MATHML = "http://www.w3.org/1998/Math/MathML"

const shown = new WeakMap() // element -> the TeX it shows
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) mark(target.closest(".formula"))
})
addEventListener("scroll", ({ target }) => mark(/** @type {any} */ (target).closest?.(".formula")), true)

// Fills an element with a formula, with fractions as low as in a line of words unless it is displayed.
/** @param {Element} element @param {string} tex */
export function set_formula(element, tex, display = false) {
  const key = JSON.stringify([tex, display])
  if (shown.get(element) === key) return
  shown.set(element, key)
  element.replaceChildren(element_of(mathml(tex, { display })))
}

// Fills an element with a formula on a line of its own, in pieces between which the line may break. `is_named`
// sets fractions low and lets such lines stand side by side.
/** @param {HTMLElement} element @param {string | string[]} tex */
export function set_line(element, tex, is_named = false) {
  element.className = is_named ? "formula named" : "formula"
  const pieces = typeof tex === "string" ? [tex] : tex
  fill(
    element,
    pieces,
    () => make("span"),
    (box, piece) => set_formula(box, piece, !is_named),
  )
  for (const each of [element, ...element.children]) widths.observe(each)
}

// A paragraph of text with $mathematics$ in it.
/** @param {string} text */
export function paragraph(text) {
  const pieces = text.split("$")
  const line = make("p")
  pieces.forEach((piece, i) => {
    if (i % 2 === 0) return line.append(words(piece.slice(ending(pieces, i).length)))
    const formula = make("span")
    set_formula(formula, piece)
    line.append(make("span", { className: "closed" }, formula, words(ending(pieces, i + 1))))
  })
  return line
}

/** @param {string} text */
function words(text) {
  return make("span", { textContent: text })
}

// The punctuation at the beginning of the text after a formula.
/** @param {string[]} pieces @param {number} i */
function ending(pieces, i) {
  return (i > 0 && pieces[i].match(MARKS)?.[0]) || ""
}

// Marks for the style sheet on which sides the line continues.
/** @param {HTMLElement | null | undefined} line */
function mark(line) {
  if (!line) return
  const rest = line.scrollWidth - line.clientWidth
  const sides = [line.scrollLeft > 1 ? "left" : "", line.scrollLeft < rest - 1 ? "right" : ""]
  line.dataset.more = sides.join(" ").trim()
}

// Marks a place for the style sheet while it continues below.
/** @param {HTMLElement} place @param {Element} content */
export function mark_below(place, content) {
  const look = () =>
    place.toggleAttribute("data-below", place.scrollHeight - place.clientHeight - place.scrollTop > UNSEEN)
  place.addEventListener("scroll", look)
  const sizes = new ResizeObserver(look)
  for (const each of [place, content]) sizes.observe(each)
}

/** @param {ReturnType<typeof mathml>} tree @returns {Element} */
function element_of([tag, attributes, ...children]) {
  const element = document.createElementNS(MATHML, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children.map((child) => (typeof child === "string" ? child : element_of(child))))
  if (WITH_INDEX.includes(tag) && DEEP.includes(element.children[0].textContent)) flatten(element.children[0])
  return element
}

// As in TeX, and other than in MathML, how deep a letter reaches does not lower its index.
/** @param {Element} letter */
function flatten(letter) {
  const flat = document.createElementNS(MATHML, "mpadded")
  flat.setAttribute("depth", "0")
  letter.replaceWith(flat)
  flat.append(letter)
}
