// Sets formulas with the MathJax of Bokeh's package, which is loaded when the first formula needs it.
//
// Until then, and if a new release of Bokeh moves it, formulas are plain text.

import { terms } from "../draw/tex.js"
import { bokeh } from "../figures/bokeh.js"
import { known } from "../talk.js"
import { make } from "./dom.js"

let mathjax = null // a promise of it

function load() {
  mathjax ??= bokeh().then((Bokeh) => new Promise((resolve, reject) => when_idle(() => {
    const script = document.createElement("script")
    script.src = known("places").mathjax
    script.onload = () => resolve(Bokeh.require("models/text/mathjax/index"))
    script.onerror = reject
    document.head.append(script)
  })))
  return mathjax
}

// MathJax is large, and the path comes first.
function when_idle(act) {
  if (window.requestIdleCallback) requestIdleCallback(act, { timeout: 1500 })
  else setTimeout(act, 200)
}

// Fills an element with a formula, which breaks between its terms; screen readers get the plain text.
export function set_formula(element, tex, plain, options = { display: true }) {
  element.setAttribute("role", "math")
  element.setAttribute("aria-label", plain)
  if (!element.querySelector("svg")) element.textContent = plain
  load().then(
    ({ tex2svg }) => {
      if (element.getAttribute("aria-label") !== plain) return
      const set = (piece) => drawn(tex2svg(piece, options))
      element.replaceChildren(
        ...terms(tex).map(({ tex, inner }) => make("span", { className: "piece" }, ...(inner.length ? inner : [tex]).map(set))),
      )
    },
    () => (element.textContent = plain),
  )
}

// Fills an element with a line of a rule (app/words/equations.py). A fraction with a name of its own is set small.
export function set_line(element, line, tex, plain) {
  element.className = line.steps?.length ? "formula named" : "formula"
  set_formula(element, tex, plain, { display: !line.steps?.length })
}

function drawn(formula) {
  for (const picture of formula.querySelectorAll("svg")) picture.removeAttribute("role") // it would need a name of its own
  formula.setAttribute("aria-hidden", "true")
  return formula
}
