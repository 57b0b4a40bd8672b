// Cuts lines in the box into pieces on the screen: visible ones, those hidden by the relief, and those beyond
// the range of heights, where the relief is open.

import { along, FLOOR } from "./camera.js"
import { HIGHEST } from "./places.js"
import { is_seen } from "./raster.js"

const PIECE = 5 // px; a piece is visible or hidden as a whole
const MOST = 250 // pieces of a segment
const BOX = [
  [0, 1],
  [0, 1],
  [FLOOR, HIGHEST],
] // nothing is drawn beyond it

// Adds the pieces of a line: { seen, hidden, open }, with x0, y0, x1, y1 for each. `line` has its points' u, v
// and h. A point without a height interrupts the line. `scene` has the projection, the raster and the relief's
// roughness (mesh.js).
/** @param {Record<"u" | "v" | "h", ArrayLike<number>>} line @param {PlacedScene} scene */
export function add_line(
  { u, v, h },
  scene,
  pieces = /** @type {Pieces} */ ({ seen: [], hidden: [], open: [] }),
) {
  const { x, y } = scene.projection
  for (let i = 0; i + 1 < u.length; i++) {
    const ends = within(u[i], v[i], h[i], u[i + 1], v[i + 1], h[i + 1])
    if (ends === null) continue
    const [enter, leave] = ends
    const [du, dv, dh] = [u[i + 1] - u[i], v[i + 1] - v[i], h[i + 1] - h[i]]
    const x_start = along(x, u[i] + enter * du, v[i] + enter * dv, h[i] + enter * dh)
    const y_start = along(y, u[i] + enter * du, v[i] + enter * dv, h[i] + enter * dh)
    const x_way = along(x, u[i] + leave * du, v[i] + leave * dv, h[i] + leave * dh) - x_start
    const y_way = along(y, u[i] + leave * du, v[i] + leave * dv, h[i] + leave * dh) - y_start
    const count = Math.min(Math.max(Math.ceil(Math.hypot(x_way, y_way) / PIECE), 1), MOST)
    let [x0, y0] = [x_start, y_start]
    for (let k = 1; k <= count; k++) {
      const middle = enter + ((k - 0.5) / count) * (leave - enter)
      const [x1, y1] = [x_start + (k / count) * x_way, y_start + (k / count) * y_way]
      const state = state_at(u[i] + middle * du, v[i] + middle * dv, h[i] + middle * dh, scene)
      pieces[state].push(x0, y0, x1, y1)
      x0 = x1
      y0 = y1
    }
  }
  return pieces
}

// Whether a point is seen, hidden, or open: seen, but beyond the range. A point on the relief may be below
// its flat triangles by up to the roughness.
/** @param {number[]} place @param {PlacedScene} scene */
export function state_of([u, v, h], scene) {
  return state_at(u, v, h, scene)
}

/** @param {number} u @param {number} v @param {number} h @param {PlacedScene} scene */
function state_at(u, v, h, { projection: { x, y, depth }, layer, rough }) {
  const i = Math.min(Math.max(Math.round(v * (rough.rows - 1)), 0), rough.rows - 1)
  const j = Math.min(Math.max(Math.round(u * (rough.columns - 1)), 0), rough.columns - 1)
  const high = h + rough.values[i * rough.columns + j]
  if (!is_seen(layer, along(x, u, v, high), along(y, u, v, high), along(depth, u, v, high))) return "hidden"
  return h > 1 || h < 0 ? "open" : "seen"
}

// The shares of a line at which it enters and leaves the box; null if it misses the box, or has no height
// (Liang & Barsky 1984).
/** @param {...number} ends */
function within(...ends) {
  let [enter, leave] = [0, 1]
  for (let k = 0; k < 3; k++) {
    const [start, step] = [ends[k], ends[k + 3] - ends[k]]
    const [low, high] = BOX[k]
    if (!(Math.abs(start) < Infinity && Math.abs(step) < Infinity)) return null
    if (step === 0) {
      if (start < low || start > high) return null
      continue
    }
    const [one, other] = [(low - start) / step, (high - start) / step]
    enter = Math.max(enter, Math.min(one, other))
    leave = Math.min(leave, Math.max(one, other))
  }
  return enter <= leave ? [enter, leave] : null
}
