// Sets formulas as MathML, in the page's own font. All formulas in a place have one size: a line that is too
// long scrolls sideways and fades at the edge where it continues.

import { mathml } from "../draw/mathml.js"
import { make } from "./dom.js"

const MATHML = "http://www.w3.org/1998/Math/MathML"

const shown = new WeakMap() // element -> the TeX it shows
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) mark(target.closest(".formula"))
})
addEventListener("scroll", ({ target }) => mark(/** @type {any} */ (target).closest?.(".formula")), true)

// Fills an element with a formula.
/** @param {Element} element @param {string} tex */
export function set_formula(element, tex, options = { display: true }) {
  const key = JSON.stringify([tex, options])
  if (shown.get(element) === key) return
  shown.set(element, key)
  element.replaceChildren(element_of(mathml(tex, options)))
}

// Fills an element with a formula on a line of its own. `is_named` sets fractions low and lets such
// lines stand side by side.
/** @param {HTMLElement} element @param {string} tex */
export function set_line(element, tex, is_named = false) {
  element.className = is_named ? "formula named" : "formula"
  const box = element.firstElementChild ?? element.appendChild(make("span"))
  set_formula(box, tex, { display: !is_named })
  widths.observe(element)
  widths.observe(box)
}

// Marks for the style sheet on which sides the line continues.
/** @param {HTMLElement | null | undefined} line */
function mark(line) {
  if (!line) return
  const rest = line.scrollWidth - line.clientWidth
  const sides = [line.scrollLeft > 1 ? "left" : "", line.scrollLeft < rest - 1 ? "right" : ""]
  line.dataset.more = sides.join(" ").trim()
}

/** @param {ReturnType<typeof mathml>} tree @returns {Element} */
function element_of([tag, attributes, ...children]) {
  const element = document.createElementNS(MATHML, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children.map((child) => (typeof child === "string" ? child : element_of(child))))
  return element
}
