// Formulas, one a line.

export function render({ model, el }) {
  const list = document.createElement("div")
  list.className = "formulas"

  function draw() {
    list.replaceChildren(
      ...model.lines.map(({ tex, plain }) => {
        const line = document.createElement("div")
        line.className = "formula"
        set_formula(line, tex, plain)
        return line
      }),
    )
  }

  draw()
  model.on("lines", draw)
  el.append(list)
}
