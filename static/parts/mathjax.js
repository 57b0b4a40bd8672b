// Sets formulas with the MathJax of Bokeh's package, which is loaded when the first formula needs it.
//
// Until then, and if a new release of Bokeh moves it, formulas are plain text.

import { bokeh } from "../figures/bokeh.js"
import { known } from "../talk.js"

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

// Fills an element with a formula; screen readers get the plain text.
export function set_formula(element, tex, plain, options = { display: true }) {
  element.setAttribute("role", "math")
  element.setAttribute("aria-label", plain)
  if (!element.querySelector("svg")) element.textContent = plain
  load().then(
    ({ tex2svg }) => {
      if (element.getAttribute("aria-label") !== plain) return
      const drawn = tex2svg(tex, options)
      for (const picture of drawn.querySelectorAll("svg")) picture.removeAttribute("role") // it would need a name of its own
      drawn.setAttribute("aria-hidden", "true")
      element.replaceChildren(drawn)
    },
    () => (element.textContent = plain),
  )
}

