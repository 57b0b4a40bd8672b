// A few plain words that follow their parameter.

export function render({ model, el }) {
  const words = document.createElement("p")
  const show = () => (words.textContent = model.words)
  model.on("words", show)
  show()
  el.append(words)
}
