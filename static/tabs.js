// Tabs: shows one of several parts of the page, those with data-tab inside the element that `target` selects.

export function render({ model, el }) {
  const list = document.createElement("div")
  list.className = "tabs"
  list.setAttribute("role", "tablist")
  const buttons = model.tabs.map(([key, title]) => {
    const button = document.createElement("button")
    Object.assign(button, { type: "button", textContent: title })
    button.setAttribute("role", "tab")
    button.addEventListener("click", () => {
      show(key)
      document.dispatchEvent(new CustomEvent("explorer:change", { detail: { [model.setting]: key } }))
    })
    return button
  })

  function show(key) {
    buttons.forEach((button, i) => button.setAttribute("aria-selected", String(model.tabs[i][0] === key)))
    document.querySelector(model.target).dataset.shown = key
  }

  function follow({ detail }) {
    if (detail.settled) show(detail.settings[model.setting])
  }

  document.addEventListener("explorer:frame", follow)
  model.on("remove", () => document.removeEventListener("explorer:frame", follow))
  show(model.value)
  list.append(...buttons)
  el.append(list)
}
