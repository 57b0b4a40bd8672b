// What fingers do on the surface, on the map (surface.js) and in three dimensions (relief_hand.js): one
// finger scrolls the page, unless it taps or begins on the marker of the start; two fingers act on what is
// shown.

export const REACH = { mouse: 16, touch: 28 } // px around the marker where a press takes hold of it
export const STILL = 4 // px that a click may move

// Keeps the page from scrolling where that is not what a touch means, and returns what two fingers hold, or
// null. `at` makes a place { x, y } of a finger.
export function touched(event, at, is_near_marker) {
  const { touches } = event
  if (touches.length > 1 || is_near_marker(at(touches[0]), REACH.touch)) event.preventDefault()
  return touches.length === 2 ? fingers(touches, at) : null
}

// The middle between two fingers, and how far they are apart.
export function fingers(touches, at) {
  const [one, other] = [...touches].map(at)
  const apart = Math.max(Math.hypot(one.x - other.x, one.y - other.y), 1)
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, apart }
}
