// A lecturer's pen: it draws over the page, by pointer or finger, until what it has drawn is wiped.

import { button } from "./dom.js"
import { shape } from "./svg.js"

const LINES = ["edge", "core"] // of a stroke

// Returns the layer that is drawn on, the buttons, and what they do. take() takes the pen in the hand, or puts
// it away; wipe() wipes, and clear() does both. take_back() takes the last stroke back; it returns false if there is
// neither a stroke nor a pen in the hand.
export function lecture_pen() {
  const root = document.documentElement
  const layer = shape("svg", { class: "drawing", "aria-hidden": "true" })
  const pen = button("✎", take, "Pen: draw over the figures (D)")
  const wiper = button("Wipe", wipe, "Wipe what the pen has drawn (W)")
  /** @type {Map<number, { lines: Element[], way: string }>} */
  const strokes = new Map() // those under way, by their pointer

  function take() {
    hold(root.dataset.pen !== "yes")
  }

  /** @param {boolean} held */
  function hold(held) {
    root.dataset.pen = held ? "yes" : "no"
    pen.ariaPressed = String(held)
  }

  function wipe() {
    layer.replaceChildren()
    strokes.clear()
    wiper.hidden = true
  }

  function take_back() {
    const is_used = layer.children.length > 0 || root.dataset.pen === "yes"
    for (const line of [...layer.children].slice(-LINES.length)) line.remove()
    wiper.hidden = layer.children.length === 0
    return is_used
  }

  function clear() {
    wipe()
    hold(false)
  }

  // The edge of a stroke makes it visible on every colour.
  /** @param {PointerEvent} event */
  function begin(event) {
    if (event.button !== 0) return
    event.preventDefault()
    layer.setPointerCapture(event.pointerId)
    const lines = LINES.map((name) => shape("path", { class: name }))
    layer.append(...lines)
    wiper.hidden = false
    strokes.set(event.pointerId, { lines, way: `M${event.clientX} ${event.clientY}` })
    go_on(event)
  }

  /** @param {PointerEvent} event */
  function go_on(event) {
    const stroke = strokes.get(event.pointerId)
    if (!stroke) return
    const places = event.getCoalescedEvents?.() ?? []
    for (const { clientX, clientY } of places.length ? places : [event])
      stroke.way += `L${clientX} ${clientY}`
    for (const line of stroke.lines) line.setAttribute("d", stroke.way)
  }

  /** @param {PointerEvent} event */
  function end({ pointerId }) {
    strokes.delete(pointerId)
  }

  layer.addEventListener("pointerdown", begin)
  layer.addEventListener("pointermove", go_on)
  for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) layer.addEventListener(name, end)
  addEventListener("resize", wipe) // what was drawn on has moved
  clear()
  return { layer, buttons: [pen, wiper], take, wipe, take_back, clear }
}
