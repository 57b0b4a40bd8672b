// A button that opens a list beside it. The browser closes the list at Escape or a press elsewhere.

import { button, make } from "./dom.js"

const EDGE = 8 // px between the list and the edge of the page
const GAP = 4 // px between the list and its button

/** @param {string} name @param {string} tooltip */
export function dropdown(name, tooltip) {
  const opener = button(name, () => {})
  opener.title = tooltip
  const list = make("div", { className: "items", popover: "auto" })
  opener.popoverTargetElement = list
  // A list has its size only once it is open, and would be painted where it stood before.
  list.addEventListener("beforetoggle", () => (list.style.visibility = "hidden"))
  // Places the list below its button, or above it if there is more room, within the page.
  list.addEventListener("toggle", ({ newState }) => {
    if (newState !== "open") return
    list.style.maxHeight = ""
    const { left, top, bottom } = opener.getBoundingClientRect()
    const most = document.documentElement.clientWidth - list.offsetWidth - EDGE
    const [above, below] = [top, innerHeight - bottom].map((room) => room - GAP - EDGE)
    const is_above = list.offsetHeight > below && above > below
    list.style.maxHeight = `${is_above ? above : below}px`
    list.style.left = `${Math.max(EDGE, Math.min(left, most))}px`
    list.style.top = `${is_above ? top - GAP - list.offsetHeight : bottom + GAP}px`
    list.style.visibility = ""
  })

  /** @param {string} text @param {() => void} act */
  function item(text, act) {
    const choose = () => {
      list.hidePopover()
      act()
    }
    return list.appendChild(button(text, choose))
  }

  return { parts: [opener, list], list, item }
}
