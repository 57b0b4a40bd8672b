// The box beside the pointer with a few values of what is drawn there.

import { follow } from "../store.js"
import { make } from "./dom.js"

// `rows_at(event)` returns pairs of words for the pointer's place, or null. It is called again
// whenever the pointer has moved, something has been drawn, or the page has scrolled. Returns a
// function that calls it now.
/** @param {HTMLElement} place @param {(event: PointerEvent) => string[][] | null} rows_at */
export function new_tip(place, rows_at) {
  const tip = make("div", { className: "tip", hidden: true })
  place.append(tip)
  /** @type {PointerEvent | null} */
  let last = null // the last event of the pointer while it is over the page
  /** @type {number | null} */
  let frame = null

  function look() {
    frame = null
    const rows = last && !last.buttons ? rows_at(last) : null
    if (last && rows) show(rows, last)
    else tip.hidden = true
  }

  function look_soon() {
    if (last !== null && frame === null) frame = requestAnimationFrame(look)
  }

  function leave() {
    last = null
    tip.hidden = true
  }

  // Shows the box on that side of the pointer that has room.
  /** @param {string[][]} rows @param {Place} event */
  function show(rows, { clientX, clientY }) {
    tip.replaceChildren(
      ...rows.flatMap(([name, value]) => [
        make("span", { textContent: name }),
        make("b", { textContent: value }),
      ]),
    )
    tip.hidden = false
    const { width, height } = tip.getBoundingClientRect()
    tip.style.left = `${clientX + 14 + width < innerWidth ? clientX + 14 : clientX - 14 - width}px`
    tip.style.top = `${Math.max(4, Math.min(clientY + 14, innerHeight - height - 4))}px`
  }

  document.addEventListener("pointermove", (event) => {
    last = event
    look_soon()
  })
  document.addEventListener("pointerdown", leave)
  document.documentElement.addEventListener("pointerleave", leave)
  addEventListener("scroll", look_soon, true)
  follow(["drawn"], look_soon)
  return look
}
