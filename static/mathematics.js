// Sets formulas with the MathJax that Bokeh brings along, which is loaded when the first formula needs it.
//
// Until then, and should a new release of Bokeh move it, the formula stands there as plain text.

let mathjax // a promise, shared by all components of the page

function load() {
  mathjax ??= new Promise((resolve, reject) => {
    const bokeh = [...document.scripts].find((script) => /\/bokeh(\.min)?\.js/.test(script.src))
    const script = document.createElement("script")
    script.src = bokeh.src.replace(/bokeh((\.min)?\.js).*/, "bokeh-mathjax$1")
    script.onload = () => resolve(Bokeh.require("models/text/mathjax/index"))
    script.onerror = reject
    document.head.append(script)
  })
  return mathjax
}

export function render({ model, el }) {
  const list = document.createElement("div")
  list.className = "formulas"

  function draw() {
    const lines = model.lines.map(({ tex, plain }) => {
      const line = document.createElement("div")
      line.className = "formula"
      line.textContent = plain
      line.setAttribute("role", "math")
      line.setAttribute("aria-label", plain)
      load().then(
        ({ tex2svg }) => line.replaceChildren(tex2svg(tex, { display: true })),
        () => {},
      )
      return line
    })
    list.replaceChildren(...lines)
  }

  draw()
  model.on("lines", draw)
  el.append(list)
}
