// The relief's camera. It follows the experiment's camera, turns smoothly to a new one, and stores its
// position in the experiment when it comes to rest.

import { ABOVE, between } from "../relief/camera.js"
import { change } from "../requests.js"
import { follow } from "../store.js"

const LIFT = 650 // ms for the turn from the map to the relief
const REST = 180 // ms after the last turn before the camera rests and the relief is drawn finely

// Calls show(camera) whenever the camera moves, and settled() once it rests; show(null) hides the relief.
// `by_hand` says whether the visitor, not a link, has switched the relief on.
/** @param {(camera: Camera | null) => void} show @param {() => void} settled @param {boolean} by_hand */
export function new_camera(show, settled, by_hand) {
  /** @type {Camera | null} */
  let shown = null
  /** @type {Camera | []} */
  let wanted = [] // the experiment's camera
  /** @type {{ frame: number, to: Camera, done: () => void } | null} */
  let movement = null // the one under way
  /** @type {number | null} */
  let resting = null // the timer after a turn

  /** @param {Camera | []} camera */
  function learn(camera) {
    wanted = camera
    if (!wanted.length) {
      if (shown !== null) go(ABOVE, hide)
    } else if (shown === null) {
      turn(by_hand ? ABOVE : wanted)
      if (by_hand) go(wanted)
      by_hand = true
    } else if (movement?.done === hide) {
      go(wanted)
    } else if (movement === null && resting === null && !is_same_camera(shown, wanted)) {
      turn(wanted)
    }
  }

  function hide() {
    shown = null
    show(null)
  }

  /** @param {Camera} camera */
  function turn(camera) {
    shown = camera
    show(camera)
    rest_later()
  }

  function rest_later() {
    clearTimeout(resting)
    resting = setTimeout(rest, REST)
  }

  function rest() {
    resting = null
    if (shown === null) return
    if (movement !== null) return rest_later()
    settled()
    if (!wanted.length || is_same_camera(shown, wanted)) return
    wanted = shown
    change({ camera: shown })
  }

  // Turns to another camera, and then calls done().
  /** @param {Camera} to */
  function go(to, done = () => {}) {
    stop()
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return end(to, done)
    const from = shown ?? to
    /** @type {number | null} */
    let begin = null
    const step = (/** @type {number} */ now) => {
      begin ??= now
      const share = (now - begin) / LIFT
      if (share >= 1) return end(to, done)
      if (movement) movement.frame = requestAnimationFrame(step)
      turn(between(from, to, share))
    }
    movement = { to, done, frame: requestAnimationFrame(step) }
  }

  /** @param {Camera} to @param {() => void} done */
  function end(to, done) {
    movement = null
    turn(to)
    done()
  }

  function stop() {
    if (movement) cancelAnimationFrame(movement.frame)
    movement = null
  }

  // Ends a movement at once. Returns whether there was one.
  function skip() {
    if (movement === null) return false
    const { to, done } = movement
    stop()
    end(to, done)
    return true
  }

  follow(["experiment.camera"], learn)
  return { go, turn, skip, now: () => shown, moves: () => movement !== null }
}

/** @param {Camera} one @param {Camera} other */
function is_same_camera(one, other) {
  return one.every((degrees, k) => degrees === other[k])
}
