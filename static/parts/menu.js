// A button that opens a list below it. The browser closes the list at Escape or a press elsewhere.

import { button, make } from "./dom.js"

const EDGE = 8 // px between the list and the edge of the page

/** @param {string} name @param {string} tooltip */
export function dropdown(name, tooltip) {
  const opener = button(name, () => {})
  opener.title = tooltip
  const list = make("div", { className: "items", popover: "auto" })
  opener.popoverTargetElement = list
  // Places the list below its button, within the page.
  list.addEventListener("toggle", (/** @type {ToggleEvent} */ { newState }) => {
    if (newState !== "open") return
    const { left, bottom } = opener.getBoundingClientRect()
    const most = document.documentElement.clientWidth - list.offsetWidth - EDGE
    list.style.left = `${Math.max(EDGE, Math.min(left, most))}px`
    list.style.top = `${bottom + 4}px`
    list.style.maxHeight = `${innerHeight - bottom - 4 - EDGE}px`
  })

  /** @param {string} text @param {() => void} act */
  function item(text, act) {
    const choose = () => {
      list.hidePopover()
      act()
    }
    list.append(button(text, choose))
  }

  return { parts: [opener, list], list, item }
}
