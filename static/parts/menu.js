// A button that opens a list below it.

import { button, make } from "./dom.js"

export function dropdown(name, tooltip) {
  const summary = make("summary", { textContent: name, title: tooltip })
  const list = make("div", { className: "items" })
  const menu = make("details", {}, summary, list)
  document.addEventListener("pointerdown", ({ target }) => {
    if (!menu.contains(target)) menu.open = false
  })
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    menu.open = false
    summary.focus()
  })

  function item(text, act) {
    const choose = () => {
      menu.open = false
      act()
    }
    list.append(button(text, choose))
  }

  return { menu, list, item }
}
