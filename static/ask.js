// A button that asks the server for one thing.

export function render({ model, el }) {
  const button = document.createElement("button")
  Object.assign(button, { type: "button", textContent: model.label, title: model.tooltip })
  button.addEventListener("click", () => model.send_msg({ ask: true }))
  el.append(button)
}
