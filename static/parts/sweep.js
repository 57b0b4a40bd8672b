// A button that sweeps a slider to and fro until anything is touched. Meanwhile the slider counts as held, so
// that the page draws as in a drag, and one step of undo takes all of it back.

import { swept } from "../draw/slider_scale.js"
import { hold } from "../held_inputs.js"
import { send } from "../requests.js"
import { button } from "./dom.js"

const LENGTH = 4000 // ms from end to end
const STEPS = 10 // from end to end, one a second, for visitors who want no motion
const STEP = 1000 // ms
const TOUCHES = /** @type {const} */ (["pointerdown", "keydown", "wheel", "blur"])

// `share` returns where the slider is, from 0 to 1, and `move` takes it to such a share.
/** @param {string} name @param {() => number} share @param {(share: number) => void} move */
export function sweep(name, share, move) {
  /** @type {number | null} */
  let sweeping = null // the next animation frame
  const press = button("▶", () => (sweeping === null ? begin() : end()), `Sweep ${name}`)
  press.title = `Sweep ${name} to and fro; any touch stops it`
  press.className = "sweep"
  show()

  function begin() {
    const from = share()
    const is_still = matchMedia("(prefers-reduced-motion: reduce)").matches
    /** @type {number | null} */
    let first = null
    let last = from
    const tick = (/** @type {number} */ now) => {
      if (!press.isConnected) return end()
      first ??= now
      const past = now - first
      const at = swept(from, is_still ? Math.floor(past / STEP) / STEPS : past / LENGTH)
      if (at !== last) move(at)
      last = at
      sweeping = requestAnimationFrame(tick)
    }
    sweeping = requestAnimationFrame(tick)
    hold("sweep", true)
    for (const kind of TOUCHES) window.addEventListener(kind, touched, true)
    show()
  }

  function end() {
    if (sweeping !== null) cancelAnimationFrame(sweeping)
    sweeping = null
    for (const kind of TOUCHES) window.removeEventListener(kind, touched, true)
    hold("sweep", false)
    send()
    show()
  }

  // A press on the button itself ends the sweep by its click; until then it stands still.
  /** @param {Event} event */
  function touched(event) {
    const is_key = event instanceof KeyboardEvent
    const is_press = !is_key || event.key === "Enter" || event.key === " "
    if (event.target !== press || !is_press || event.type === "wheel") end()
    else if (sweeping !== null) cancelAnimationFrame(sweeping)
  }

  function show() {
    press.textContent = sweeping === null ? "▶" : "❚❚"
    press.ariaPressed = String(sweeping !== null)
  }

  return press
}
