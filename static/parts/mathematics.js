// Sets formulas: with MathJax where the page has its script, else as MathML, which browsers set by
// themselves.
//
// Until MathJax is there, and if it cannot come, formulas are plain text.

import { mathml } from "../draw/mathml.js"
import { terms } from "../draw/tex.js"
import { known } from "../store.js"
import { make } from "./dom.js"
import { with_mathjax } from "./mathjax.js"

const MATHML = "http://www.w3.org/1998/Math/MathML"

const wishes = new WeakMap() // what each element has, or gets once it can be set, as a text
let set = null // the function that makes an element of LaTeX, once it is there

// Fills an element with a formula, which breaks between its terms, and behind its `head` if there is one;
// screen readers get the plain text.
export function set_formula(element, tex, plain, options = { display: true }, head = null) {
  const wish = JSON.stringify([tex, plain, options, head])
  if (wishes.get(element) === wish) return // setting takes long
  wishes.set(element, wish)
  element.setAttribute("role", "math")
  element.setAttribute("aria-label", plain)
  if (set) return draw() // what shows plain text first is measured twice
  if (!element.querySelector("svg, math")) element.textContent = plain
  setter().then(
    (found) => {
      set = found
      if (wishes.get(element) !== wish) return
      if (!element.isConnected) return wishes.delete(element)
      draw()
    },
    () => (element.textContent = plain),
  )

  function draw() {
    const drawn = (piece) => hidden(set(piece, options))
    element.replaceChildren(
      ...(head ? [make("span", { className: "piece head" }, drawn(head))] : []),
      ...terms(tex).map(({ tex, inner }) =>
        make("span", { className: "piece" }, ...(inner.length ? inner : [tex]).map(drawn)),
      ),
    )
  }
}

// Fills an element with a line of a rule (app/words/equations.py). A fraction with a name of its own is set
// small.
export function set_line(element, line, tex, plain, head = null) {
  element.className = line.steps?.length ? "formula named" : "formula"
  set_formula(element, tex, plain, { display: !line.steps?.length }, head)
}

// A promise of the function that makes an element of LaTeX.
async function setter() {
  return known("places").mathjax
    ? with_mathjax()
    : (tex, options) => make("span", {}, element_of(mathml(tex, options)))
}

/** @param {any[]} tree */
function element_of([tag, attributes, ...children]) {
  const element = document.createElementNS(MATHML, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children.map((child) => (typeof child === "string" ? child : element_of(child))))
  return element
}

// What screen readers have the plain text of.
function hidden(formula) {
  formula.setAttribute("aria-hidden", "true")
  return formula
}
