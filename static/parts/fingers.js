// Touch on the surface, both as a map (surface.js) and in three dimensions (relief_hand.js). One finger
// scrolls the page, unless it taps or begins on the start's marker; two fingers pan, turn and zoom.

/** @typedef {{ x: number, y: number }} Point */

export const REACH = { mouse: 16, touch: 28 } // px around the marker within which a press grabs it
export const STILL = 4 // px that a click may move

// Prevents page scrolling where a touch means something else. Returns the positions of two fingers, or null.
// `at` converts a touch to { x, y }.
/**
 * @template {Point} P @param {TouchEvent} event @param {(touch: Touch) => P} at
 * @param {(place: P, reach: number) => boolean} is_near_marker
 */
export function touched(event, at, is_near_marker) {
  const { touches } = event
  if (touches.length > 1 || is_near_marker(at(touches[0]), REACH.touch)) event.preventDefault()
  return touches.length === 2 ? fingers(touches, at) : null
}

// The midpoint of two fingers and the distance between them.
/** @param {TouchList} touches @param {(touch: Touch) => Point} at */
export function fingers(touches, at) {
  const [one, other] = [...touches].map(at)
  const apart = Math.max(Math.hypot(one.x - other.x, one.y - other.y), 1)
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, apart }
}
