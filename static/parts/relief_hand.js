// Pointer, touch and keys on the relief: they turn it, zoom, set the start and drag its marker.
//
// Two fingers turn and zoom. A hint says how to turn, until that was done once. A press beside the surface is told
// where to press.

import { find } from "../figures/plots.js"
import { is_done, mark_done } from "../hints_done.js"
import { ABOVE, turned } from "../relief/camera.js"
import { pixel_at, weights_at } from "../relief/places.js"
import { change } from "../requests.js"
import { is_plain, list_keys } from "../shortcuts.js"
import { known } from "../store.js"
import { find_in, make } from "./dom.js"
import { fingers, REACH, STILL, touched } from "./fingers.js"
import { awaits, guess_at } from "./guess.js"

const WHEEL = { zoom: 0.0015, most: 200 } // the zoom per pixel of the wheel, and the most pixels per event
const LEAST_PINCH = 0.02 // as a share of the distance between two fingers
/** @type {Record<string, Pair>} */
const TURNS = { ",": [-15, 0], ".": [15, 0], PageUp: [0, 15], PageDown: [0, -15] } // as drags, in pixels
const KEYS = [
  [", .", "turn the surface in three dimensions"],
  ["Page Up, Page Down", "tilt it"],
  ["Home", "goes back to the standing view"],
]

/** @typedef {import("./fingers.js").Point} Point */
/** @typedef {Point & { camera: Camera, is_held: boolean, is_touch: boolean, has_moved?: boolean }} Press */

// `place` has the focus, `element` shows the relief, `scene()` returns the scene, or null, and home() the camera to
// which one goes back. A press on `words` does nothing to the relief.
/**
 * @param {{
 *   place: HTMLElement, element: HTMLElement, words: HTMLElement, camera: ReturnType<typeof import("./relief_camera.js").new_camera>,
 *   scene: () => Scene | null, home: () => Camera
 * }} relief
 */
export function take_hand({ place, element, words, camera, scene, home }) {
  /** @type {Press | null} */
  let pressed = null // the current press
  /** @type {Press | null} */
  let clicked = null // the last press, if the pointer has not moved during it
  let start_before = known("experiment").start // before the last click
  /** @type {{ camera: Camera, x: number, y: number, apart: number } | null} */
  let pinch = null // at the touch of two fingers: the camera, and their places

  const hint = make("span", {
    className: "hint turn",
    textContent: matchMedia("(pointer: coarse)").matches ? "Two fingers turn it" : "Drag: turn it",
  })
  const aside = make("span", { className: "hint turn", textContent: "Press on the surface: start there" })
  if (!is_done("turn") && find_in(document, '[data-part="hints"]')) element.append(hint)

  // Turns the relief from a camera, by a drag in pixels.
  /** @param {Camera} from @param {number} right @param {number} down */
  function turn(from, right, down) {
    if (hint.isConnected) mark_done("turn")
    hint.remove()
    camera.turn(turned(from, right, down))
  }

  /** @param {Place} event */
  function at({ clientX, clientY }) {
    const { left, top } = element.getBoundingClientRect()
    return { x: clientX - left, y: clientY - top }
  }

  /** @param {Point} place @param {number} reach */
  function is_near_marker({ x, y }, reach) {
    const now = scene()
    if (!now) return false
    const [at_x, at_y] = pixel_at(now, known("experiment").start)
    return Math.hypot(x - at_x, y - at_y) <= reach
  }

  /** @param {Point} place */
  function set_start(place) {
    const start = weights_of(place)
    if (start) change({ start })
    return start !== null
  }

  // The camera while the relief is shown.
  function shown_camera() {
    return /** @type {Camera} */ (camera.now())
  }

  // The weights at a pixel, or null.
  /** @param {Point} place */
  function weights_of(place) {
    const now = scene()
    return now && weights_at(now, place)
  }

  /** @param {PointerEvent} event */
  function down(event) {
    aside.remove()
    hint.hidden = false
    if (camera.skip() || event.button !== 0 || words.contains(/** @type {Node} */ (event.target))) return
    const is_touch = event.pointerType === "touch"
    const is_held = is_near_marker(at(event), is_touch ? REACH.touch : REACH.mouse)
    // a touch of two fingers is no tap
    pressed = event.isPrimary ? { ...at(event), camera: shown_camera(), is_held, is_touch } : null
  }

  /** @param {PointerEvent} event */
  function hover(event) {
    if (pressed) return
    element.style.cursor =
      event.pointerType !== "touch" && is_near_marker(at(event), REACH.mouse) ? "grab" : ""
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (!pressed) return
    const { x, y } = at(event)
    pressed.has_moved ||= Math.hypot(x - pressed.x, y - pressed.y) > STILL
    if (!pressed.has_moved) return
    if (pressed.is_held) set_start({ x, y })
    else if (!pressed.is_touch) turn(pressed.camera, x - pressed.x, y - pressed.y)
  }

  // A tap is handled here, because a slow tap makes no click event.
  /** @param {PointerEvent} event */
  function up(event) {
    clicked = pressed && !pressed.has_moved ? pressed : null
    pressed = null
    if (clicked?.is_touch && event.type === "pointerup") press(event)
  }

  // The second click of a double click undoes the first, and the camera goes to its standard view.
  /** @param {MouseEvent} event */
  function click(event) {
    if (clicked === null || words.contains(/** @type {Node} */ (event.target))) return
    if (event.detail === 2) {
      change({ start: start_before })
      camera.go(home())
    } else if (!clicked.is_touch) press(event)
  }

  /** @param {MouseEvent} event */
  function press(event) {
    start_before = known("experiment").start
    if (clicked?.is_held) return
    const place = awaits("place") && weights_of(at(event))
    if (place) guess_at(place)
    else if (!awaits("place") && !set_start(at(event))) {
      hint.hidden = true
      element.append(aside)
    }
  }

  // Zooms the map below, about a point or about its middle.
  /** @param {number} factor @param {Pair | null} about */
  function zoom(factor, about) {
    const { x_range, y_range } = find("surface")
    for (const [k, range] of [x_range, y_range].entries()) {
      const { start, end } = range
      const middle = about ? about[k] : (start + end) / 2
      range.setv({ start: middle + factor * (start - middle), end: middle + factor * (end - middle) })
    }
    camera.turn(shown_camera()) // counts as a movement, too
  }

  /** @param {WheelEvent} event */
  function wheel(event) {
    event.preventDefault()
    const turn = Math.min(Math.max(event.deltaY, -WHEEL.most), WHEEL.most)
    zoom(Math.exp(turn * WHEEL.zoom), weights_of(at(event)))
  }

  /** @param {TouchEvent} event */
  function touch(event) {
    const both = touched(event, at, is_near_marker)
    pinch = both && { camera: shown_camera(), ...both }
    if (pinch) pressed = null
  }

  /** @param {TouchEvent} event */
  function spread(event) {
    if (event.touches.length !== 2 || !pinch) return
    event.preventDefault()
    const both = fingers(event.touches, at)
    turn(pinch.camera, both.x - pinch.x, both.y - pinch.y)
    if (Math.abs(Math.log(both.apart / pinch.apart)) < LEAST_PINCH) return
    zoom(pinch.apart / both.apart, weights_of(both))
    pinch.apart = both.apart
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (camera.now() === null || !is_plain(event)) return
    camera.skip()
    const way = TURNS[event.key]
    if (!way && event.key !== "Home") return
    event.preventDefault()
    event.stopPropagation()
    if (way) turn(shown_camera(), ...way)
    else camera.go(home())
  }

  element.addEventListener("pointerdown", down)
  element.addEventListener("pointermove", hover)
  window.addEventListener("pointermove", move)
  for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) window.addEventListener(name, up)
  element.addEventListener("click", click)
  element.addEventListener("wheel", wheel, { passive: false })
  element.addEventListener("touchstart", touch, { passive: false })
  element.addEventListener("touchmove", spread, { passive: false })
  place.addEventListener("keydown", key)
  list_keys("While “Surface with the path” has the focus", KEYS)

  return { at, look_from_above: () => camera.go(ABOVE) }
}
