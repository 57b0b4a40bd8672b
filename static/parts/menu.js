// A button that opens a list below it. The browser closes the list at Escape or a press elsewhere.

import { button, make } from "./dom.js"

export function dropdown(name, tooltip) {
  const opener = button(name, () => {})
  opener.title = tooltip
  const list = make("div", { className: "items", popover: "auto" })
  opener.popoverTargetElement = list
  list.addEventListener("beforetoggle", ({ newState }) => {
    if (newState !== "open") return
    const { left, bottom } = opener.getBoundingClientRect()
    list.style.left = `${left}px`
    list.style.top = `${bottom + 4}px`
  })
  // A list that would reach beyond the page is moved to the left.
  list.addEventListener("toggle", () => {
    const over = list.getBoundingClientRect().right + 8 - document.documentElement.clientWidth
    if (over > 0) list.style.left = `${Math.max(8, parseFloat(list.style.left) - over)}px`
  })

  function item(text, act) {
    const choose = () => {
      list.hidePopover()
      act()
    }
    list.append(button(text, choose))
  }

  return { parts: [opener, list], list, item }
}
