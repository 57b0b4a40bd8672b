// Clicks, drags and keys on the surface: a click sets the start; dragging its marker
// or the arrow keys move it.
//
// Events are caught before Bokeh sees them, so that dragging the marker does not pan the view.
// Two fingers pan and zoom.

import { element_of } from "../figures/bokeh_internals.js"
import { value_at, when_drawn, within } from "../figures/plots.js"
import { place_in_words, short } from "../numbers.js"
import { change } from "../requests.js"
import { known } from "../store.js"
import { take_keys } from "./figure_keys.js"
import { fingers, REACH, STILL, touched } from "./fingers.js"
import { answer, awaits, guess_at, move_aim } from "./guess.js"

/** @typedef {import("./fingers.js").Point} Point */

const PAN = 0.1 // share of the view by which a key pans
const ZOOM = 1.25 // factor by which a key zooms
const KEYS = [
  ["← → ↑ ↓", "move the start, or your guess if one is awaited"],
  ["Enter", "makes that guess"],
  ["Shift and an arrow", "moves the view"],
  ["+ −", "zoom"],
]

// What a key has done: where the start is, or what the view shows.
/** @param {KeyboardEvent} event */
function result({ key, shiftKey }) {
  const { start, view } = known("experiment")
  const [aim] = known("aims").slice(-1)
  if (aim && !shiftKey) return `Your guess is at ${place_in_words(aim, view)}.`
  if (key.startsWith("Arrow") && !shiftKey) return `The start is at ${place_in_words(start, view)}.`
  const [[left, right], [low, high]] = view.map((side) => side.map((value) => short(value)))
  return `The view shows w1 from ${left} to ${right}, w2 from ${low} to ${high}.`
}

export function surface() {
  let held = false

  when_drawn("surface", (view) => {
    const element = element_of(view)
    /** @type {Point | null} */
    let pressed = null

    /** @param {Place} event */
    function place(event) {
      const [x, y] = within(view, event)
      const { left, right, top, bottom } = view.frame.bbox
      return { x, y, inside: x >= left && x <= right && y >= top && y <= bottom }
    }

    /** @param {Point} place */
    function near_marker({ x, y }, reach = REACH.mouse) {
      const { x_scale, y_scale } = view.frame
      const [w1, w2] = known("experiment").start
      return Math.hypot(x - x_scale.compute(w1), y - y_scale.compute(w2)) <= reach
    }

    /** @param {Point} place @returns {Pair} */
    function weights_at({ x, y }) {
      return [value_at(view.frame.x_scale, x), value_at(view.frame.y_scale, y)]
    }

    // Sets the start, or makes a guess.
    /** @param {Point} place */
    function press(place) {
      if (awaits("place")) guess_at(weights_at(place))
      else change({ start: weights_at(place) })
    }

    /** @param {PointerEvent} event */
    function down(event) {
      const at = place(event)
      const is_touch = event.pointerType === "touch"
      if (is_touch) event.stopPropagation()
      if (event.button !== 0 || !at.inside) return
      pressed = event.isPrimary ? at : null // a touch of two fingers is no tap
      held = event.isPrimary && near_marker(at, is_touch ? REACH.touch : REACH.mouse)
      if (!held) return
      event.stopPropagation()
      event.preventDefault()
      element.style.cursor = "grabbing"
    }

    /** @param {PointerEvent} event */
    function hover(event) {
      if (event.pointerType === "touch") return event.stopPropagation()
      if (!pressed) element.style.cursor = near_marker(place(event)) ? "grab" : ""
    }

    /** @param {PointerEvent} event */
    function move(event) {
      if (!held) return
      event.stopPropagation()
      const { left, right, top, bottom } = view.frame.bbox
      const { x, y } = place(event)
      const within = { x: Math.min(Math.max(x, left), right), y: Math.min(Math.max(y, top), bottom) }
      change({ start: weights_at(within) })
    }

    /** @param {PointerEvent} event */
    function up(event) {
      if (!pressed) return
      const at = place(event)
      const still = Math.hypot(at.x - pressed.x, at.y - pressed.y) <= STILL
      if (event.type === "pointerup" && still && !held && at.inside) press(at)
      if (held) element.style.cursor = "grab"
      pressed = null
      held = false
    }

    // Fingers

    // The pinch: the distance between the fingers, and for each axis the value between them
    // and the length of a pixel.
    /** @type {ReturnType<typeof pinched> | null} */
    let pinch = null

    /** @param {TouchEvent} event */
    function touch(event) {
      const both = touched(event, place, near_marker)
      pinch = both && pinched(both)
    }

    /** @param {ReturnType<typeof fingers>} both */
    function pinched({ x, y, apart }) {
      const middle = [x, y]
      const axes = sides().map(({ from, size, range: { start, end } }, k) => {
        const unit = (end - start) / size
        return { unit, held: start + (middle[k] - from) * unit }
      })
      return { apart, axes }
    }

    /** @param {TouchEvent} event */
    function spread(event) {
      if (event.touches.length !== 2 || !pinch) return
      event.preventDefault()
      const { x, y, apart } = fingers(event.touches, place)
      const middle = [x, y]
      for (const [k, { from, size, range }] of sides().entries()) {
        const { unit, held } = pinch.axes[k]
        const now = (unit * pinch.apart) / apart
        const start = held - (middle[k] - from) * now
        range.setv({ start, end: start + size * now })
      }
    }

    // The frame along each axis: the pixel where its range starts, and its size, negative where pixels count
    // the other way. Labels of another width move the frame.
    function sides() {
      const { x_range, y_range } = view.model
      const { left, width, bottom, height } = view.frame.bbox
      return [
        { from: left, size: width, range: x_range },
        { from: bottom, size: -height, range: y_range },
      ]
    }

    // Keys

    /** @param {number} dx @param {number} dy @param {KeyboardEvent} event */
    function arrow(dx, dy, event) {
      const step = [dx, dy]
      const ranges = [view.model.x_range, view.model.y_range]
      if (event.shiftKey) return move_view((width, k) => [PAN * width * step[k], PAN * width * step[k]])
      const moved = (/** @type {number} */ w, /** @type {number} */ k) => {
        const { start, end } = ranges[k]
        // A power of ten, a twentieth of the view at most.
        const tick = 10 ** Math.floor(Math.log10((end - start) / 20))
        return Number(Math.min(Math.max(w + step[k] * tick, start), end).toPrecision(12))
      }
      const by_key = (/** @type {number[]} */ from) => from.map((w, k) => (step[k] ? moved(w, k) : w))
      if (awaits("place")) move_aim(by_key)
      else change({ start: /** @type {Pair} */ (by_key(known("experiment").start)) })
    }

    function enter() {
      if (awaits("place") && known("aims").length) answer(known("aims").flat())
    }

    // Moves the ranges as Bokeh's wheel zoom does.
    /** @param {(width: number, k: number) => number[]} by */
    function move_view(by) {
      for (const [k, range] of [view.model.x_range, view.model.y_range].entries()) {
        const { start, end } = range
        const [low, high] = by(end - start, k)
        range.setv({ start: start + low, end: end + high })
      }
    }

    /** @param {number} factor */
    function zoom(factor) {
      move_view((width) => [((1 - factor) * width) / 2, ((factor - 1) * width) / 2])
    }

    const zooms = { "+": () => zoom(1 / ZOOM), "=": () => zoom(1 / ZOOM), "-": () => zoom(ZOOM) }
    take_keys(view, "Surface with the path", { arrow, Enter: enter, ...zooms }, KEYS, result)

    element.style.touchAction = "pan-y"
    const around = /** @type {HTMLElement} */ (element.parentNode)
    around.addEventListener("touchstart", touch, { passive: false })
    around.addEventListener("touchmove", spread, { passive: false })
    const capture = { capture: true }
    around.addEventListener("pointerdown", down, capture)
    around.addEventListener("pointermove", hover, capture)
    window.addEventListener("pointermove", move, capture)
    window.addEventListener("pointerup", up, capture)
    window.addEventListener("pointercancel", up, capture)
  })
}
