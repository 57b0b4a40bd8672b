// One entry a run above the surface, with its method and values; a click hides or shows a pinned run.

export function render({ model, el }) {
  const list = document.createElement("ul")

  function show({ runs }) {
    while (list.children.length > runs.length) list.lastChild.remove()
    runs.forEach((run, place) => {
      const entry = list.children[place] ?? list.appendChild(new_entry(place))
      const button = entry.firstChild
      const text = `${run.title} ${run.values}`
      button.classList.toggle("hidden-run", run.pin < 0)
      button.asks = run.pin < 0 ? "show" : "hide"
      button.title = place === 0 ? `${text} (the active run)` : `${text} (click: ${button.asks})`
      if (button.dataset.text === text && button.dataset.pin === String(run.pin)) return
      Object.assign(button.dataset, { text, pin: run.pin })
      const values = Object.assign(document.createElement("span"), { className: "values", textContent: run.values })
      button.replaceChildren(swatch(run.pin, model.colours), `${run.title} `, values)
    })
  }

  function new_entry(place) {
    const entry = document.createElement("li")
    const button = document.createElement(place === 0 ? "span" : "button")
    if (place > 0) {
      button.type = "button"
      button.addEventListener("click", () => model.send_msg({ ask: button.asks, place }))
    }
    button.classList.add("entry")
    entry.append(button)
    return entry
  }

  const follow = ({ detail }) => show(detail)
  document.addEventListener("explorer:frame", follow)
  model.on("remove", () => document.removeEventListener("explorer:frame", follow))
  show(model.status)
  el.append(list)
}
