// Converts points of the plane, and errors above it, to a scene's box and screen.

import { to_pixel } from "../numbers.js"
import { FLOOR, pixel_of, place_of } from "./camera.js"
import { height_of } from "./heights.js"
import { seen_at } from "./raster.js"

export const HIGHEST = 3 // heights; anything higher is not drawn

// The point of weights in the box, u, v and h: on the relief, or at a given error.
/** @param {SceneBox} scene @param {number} w1 @param {number} w2 @param {number} [error] @returns {Triple} */
export function place_in(scene, w1, w2, error = scene.error(w1, w2)) {
  const { view, range } = scene
  return [share_in(view[0], w1), share_in(view[1], w2), height_of(error, range)]
}

// The same for a line: arrays u, v and h from arrays of points.
/**
 * @param {SceneBox} scene @param {Numbers} w1 @param {Numbers} w2 @param {ArrayLike<number>} [errors]
 * @returns {BoxLine}
 */
export function line_in({ view, range, error }, w1, w2, errors) {
  return {
    u: Float64Array.from(w1, (w) => share_in(view[0], w)),
    v: Float64Array.from(w2, (w) => share_in(view[1], w)),
    h: Float64Array.from(w1, (w, i) => height_of(errors ? errors[i] : error(w, w2[i]), range)),
  }
}

/** @param {Pair} interval @param {number} w */
export function share_in([low, high], w) {
  return (w - low) / (high - low)
}

// Where a point's mark is drawn: there, or on the floor if the point is deeper or has no
// height; null outside the view.
/** @param {number[]} place */
export function shown_place([u, v, h]) {
  const is_there = u >= 0 && u <= 1 && v >= 0 && v <= 1 && !(h > HIGHEST)
  return is_there ? [u, v, Number.isNaN(h) ? FLOOR : Math.max(h, FLOOR)] : null
}

// The pixel of weights on the relief, or at a given error.
/** @param {PlacedScene} scene @param {number[]} weights @param {number} [error] */
export function pixel_at(scene, [w1, w2], error) {
  return pixel_of(scene.projection, place_in(scene, w1, w2, error)).slice(0, 2)
}

// The weights seen at a pixel, rounded to what pixels can tell apart; null if there are none.
/** @param {PlacedScene} scene @param {{ x: number, y: number }} pixel @returns {Pair | null} */
export function weights_at({ projection, layer, view, frame }, { x, y }) {
  const seen = seen_at(layer, x, y)
  if (!seen) return null
  const [u, v] = place_of(projection, seen)
  const weight = (
    /** @type {Pair} */ [low, high],
    /** @type {number} */ share,
    /** @type {number} */ pixels,
  ) => to_pixel(low + share * (high - low), (high - low) / pixels)
  return [weight(view[0], u, frame.width), weight(view[1], v, frame.height)]
}
