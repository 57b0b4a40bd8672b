// Loads the MathJax of Bokeh's package when the first formula needs it.

import { bokeh } from "../figures/bokeh.js"
import { mathjax_module } from "../figures/bokeh_internals.js"
import { when_idle } from "../idle.js"
import { known } from "../store.js"

const LATEST = 1500 // ms; MathJax is large, and the path comes first

let mathjax = null // a promise of it

// A promise of the function that makes an element of LaTeX. It is broken if a new release of Bokeh moves
// MathJax.
export function with_mathjax() {
  mathjax ??= bokeh().then(
    () =>
      new Promise((resolve, reject) =>
        when_idle(() => {
          const script = document.createElement("script")
          script.src = known("places").mathjax
          script.onload = () => resolve(setter(mathjax_module()))
          script.onerror = reject
          document.head.append(script)
        }, LATEST),
      ),
  )
  return mathjax
}

function setter({ tex2svg }) {
  return (tex, options) => {
    const formula = tex2svg(tex, options)
    // It would need a name of its own.
    for (const picture of formula.querySelectorAll("svg")) picture.removeAttribute("role")
    return formula
  }
}
