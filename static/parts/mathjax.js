// Loads the MathJax of Bokeh's package when the first formula needs it.

import { bokeh } from "../figures/bokeh.js"
import { known } from "../talk.js"

let mathjax = null // a promise of it

// A promise of the function that makes an element of LaTeX. It is broken if a new release of Bokeh moves MathJax.
export function with_mathjax() {
  mathjax ??= bokeh().then((Bokeh) => new Promise((resolve, reject) => when_idle(() => {
    const script = document.createElement("script")
    script.src = known("places").mathjax
    script.onload = () => resolve(setter(Bokeh.require("models/text/mathjax/index")))
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

function setter({ tex2svg }) {
  return (tex, options) => {
    const formula = tex2svg(tex, options)
    for (const picture of formula.querySelectorAll("svg")) picture.removeAttribute("role") // it would need a name of its own
    return formula
  }
}
