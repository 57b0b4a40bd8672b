// The lesson that is read: its words, what to try, and the way to the one before and after it.

export function render({ model, el }) {
  const bar = document.createElement("div")
  bar.className = "lesson-bar"
  const title = document.createElement("h2")
  const back = step("Previous lesson", "‹ Previous", -1)
  const forth = step("Next lesson", "Next ›", 1)
  const words = document.createElement("div")
  words.className = "lesson-words"
  bar.append(title, back, forth)

  function step(name, text, by) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text, title: name })
    button.setAttribute("aria-label", name)
    button.addEventListener("click", () => model.send_msg({ step: by }))
    return button
  }

  function draw() {
    const { number, text, tries, first, last } = model.lesson
    title.textContent = number ? `${number}  ${model.lesson.title}` : "Every figure of the series, alive"
    back.disabled = Boolean(first)
    forth.disabled = Boolean(last)
    const paragraphs = (text ?? ["Choose a lesson from the menu above, or begin with “Next”."]).map(paragraph)
    const row = document.createElement("p")
    row.className = "tries"
    for (const [i, [name]] of (tries ?? []).entries()) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: name })
      button.addEventListener("click", () => model.send_msg({ try: i }))
      row.append(button)
    }
    words.replaceChildren(...paragraphs, ...(row.firstChild ? [row] : []))
  }

  draw()
  model.on("lesson", draw)
  el.append(bar, words)
}

// Words with $mathematics$ between them.
function paragraph(text) {
  const element = document.createElement("p")
  text.split("$").forEach((piece, i) => {
    const span = document.createElement("span")
    if (i % 2) set_formula(span, piece, piece, { display: false })
    else span.textContent = piece
    element.append(span)
  })
  return element
}
