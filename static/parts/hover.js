// What is under the pointer, in a few words beside it: a step of the path, a point of the surface, or the
// values of a trace at a t. It is computed without the server.

import { error_at } from "../engine/surface_samples.js"
import { value_at, view_at } from "../figures/plots.js"
import { short, view_digits } from "../numbers.js"
import { PANELS } from "../panel_registry.js"
import { known } from "../store.js"
import { rate_at } from "./rate.js"
import { new_tip } from "./tip.js"

const NEAR = 9 // px within which the pointer picks a step of the path
const EXACT = 15 // digits: these numbers are rounded already
/** @type {Record<TraceName, string[][]>} */
const TRACES = {
  error: [["E", "error"]],
  m: [
    ["m₁", "m1"],
    ["m₂", "m2"],
  ],
  s: [
    ["s₁", "s1"],
    ["s₂", "s2"],
  ],
}

/** @param {HTMLElement} place */
export function hover(place) {
  new_tip(place, rows_at)
}

/** @param {Place} event */
function rows_at(event) {
  if (!known("runs")) return null
  const surface = view_at("surface", event)
  // The relief has a tip of its own.
  if (surface) return known("experiment").camera.length ? null : on_map(surface)
  for (const panel of PANELS) {
    const found = panel.figure && view_at(panel.figure, event)
    if (found) return panel.rows_at?.(found) ?? null
  }
  for (const name of /** @type {TraceName[]} */ (Object.keys(TRACES))) {
    const trace = view_at(name, event)
    if (trace) return on_trace(name, trace)
  }
  return null
}

/** @param {number} value */
function value_text(value) {
  return short(value, 5)
}

// A weight, with the digits that the view can tell apart (numbers.js).
/** @param {number} w @param {number} k */
function weight(w, k) {
  return short(w, Math.max(5, view_digits(known("shown_view").view[k])))
}

/** @param {AtPlot} at */
function on_map({ view, x, y }) {
  const { x_scale, y_scale } = view.frame
  const { code, let: numbers, table } = known("shown_ground")
  return on_surface(x, y, {
    pixel_of: (w1, w2) => [x_scale.compute(w1), y_scale.compute(w2)],
    weights_at: () => [value_at(x_scale, x), value_at(y_scale, y)],
    error_of: code ? (w1, w2) => error_at(code, w1, w2, numbers, table) : null,
  })
}

// The rows for a pixel of the surface: of the step of the path that is near, else of the point itself; null
// outside the surface. pixel_of(w1, w2, error) and weights_at() convert between points and pixels.
// error_of(w1, w2) is E, if known.
/**
 * @param {number} x @param {number} y @param {{
 *   pixel_of: (w1: number, w2: number, error: number) => number[], weights_at: () => number[] | null,
 *   error_of: ((w1: number, w2: number) => number) | null
 * }} shown
 */
export function on_surface(x, y, { pixel_of, weights_at, error_of }) {
  const { judged, judged_symbol, columns } = known("runs")[0]
  const { w1, w2, error } = columns
  let [t, least] = [/** @type {number | null} */ (null), NEAR]
  for (let k = 0; k < w1.length; k++) {
    const [at_x, at_y] = pixel_of(w1[k], w2[k], error[k])
    const away = Math.hypot(at_x - x, at_y - y)
    if (away < least) [t, least] = [k, away]
  }
  if (t !== null)
    return [
      ["t", String(t)],
      ["w₁", weight(w1[t], 0)],
      ["w₂", weight(w2[t], 1)],
      ["E", value_text(error[t])],
      ...(judged ? [[`E(${judged_symbol})`, value_text(judged.error[t])]] : []),
      ...rate_at(t),
    ]
  const at = weights_at()
  if (at === null) return null
  const height = error_of ? [["E", value_text(error_of(at[0], at[1]))]] : []
  return [["w₁", short(at[0], EXACT)], ["w₂", short(at[1], EXACT)], ...height]
}

/** @param {TraceName} name @param {AtPlot} at */
function on_trace(name, { view: { frame }, x }) {
  const t = Math.round(frame.x_scale.invert(x))
  const { columns } = known("runs")[0]
  if (t < 0 || t >= columns.w1.length) return null
  const rows = TRACES[name]
    .filter(([, key]) => columns[key])
    .map(([word, key]) => [word, value_text(columns[key][t])])
  return rows.length ? [["t", String(t)], ...rows, ...rate_at(t)] : null
}
