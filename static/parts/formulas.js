// E and its gradient, set as mathematics. Where they are too long for their room, they come in front of the page,
// whole, while the pointer is on them or they have the focus.

import { follow } from "../store.js"
import { fill, make } from "./dom.js"
import { mark_below, set_line } from "./mathematics.js"

/** @param {HTMLElement} place */
export function formulas(place) {
  const list = make("div", { className: "formulas" })
  place.append(list)
  mark_below(place, list)
  const sizes = new ResizeObserver(look)
  sizes.observe(place)

  // Whether something of them is out of sight; while they are in front, nothing is.
  function look() {
    if (place.matches("[data-cut]:is(:hover, :focus-within)")) return
    const is_cut =
      place.scrollHeight > place.clientHeight + 1 ||
      [...list.children].some((line) => line.scrollWidth > line.clientWidth + 1)
    place.toggleAttribute("data-cut", is_cut)
  }

  follow(["formulas"], (lines) => {
    fill(
      list,
      lines,
      () => make("div"),
      (line, tex) => set_line(line, tex, true),
    )
    sizes.disconnect()
    for (const each of [place, ...list.children, ...list.querySelectorAll(".formula > span")])
      sizes.observe(each)
  })
}
