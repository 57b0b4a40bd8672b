// A labelled native select whose options have the product's own keys as values.

export function render({ model, el }) {
  const label = document.createElement("label")
  const words = document.createElement("span")
  words.textContent = model.label
  const select = document.createElement("select")

  function fill() {
    select.replaceChildren(...model.options.map(([key, title]) => new Option(title, key)))
    select.value = model.value
  }

  select.addEventListener("change", () => model.send_msg({ chosen: select.value }))
  model.on("options", fill)
  model.on("value", () => (select.value = model.value))
  fill()
  label.append(words, select)
  el.append(label)
}
