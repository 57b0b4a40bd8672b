// What is under the pointer, in a few words beside it: a step of the path, a point of the surface, or the
// values of a trace at a t. The server is not asked.

import { error_at } from "../engine/surface_samples.js"
import { value_at, view_at } from "../figures/plots.js"
import { short, view_digits } from "../numbers.js"
import { PANELS } from "../panel_registry.js"
import { known } from "../store.js"
import { rate_at } from "./rate.js"
import { new_tip } from "./tip.js"

const NEAR = 9 // px from a point of the path within which the pointer means it
const EXACT = 15 // digits, which a number with fewer does not need
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

export function hover(place) {
  new_tip(place, rows_at)
}

function rows_at(event) {
  if (!known("runs")) return null
  const surface = view_at("surface", event)
  // What lies on the map tells its own.
  if (surface) return known("experiment").camera.length ? null : on_surface(surface)
  for (const panel of PANELS) {
    const found = panel.figure && view_at(panel.figure, event)
    if (found) return panel.rows_at?.(found) ?? null
  }
  for (const name of /** @type {(keyof typeof TRACES)[]} */ (Object.keys(TRACES))) {
    const trace = view_at(name, event)
    if (trace) return on_trace(name, trace)
  }
  return null
}

function said(value) {
  return short(value, 5)
}

// The digits of places that the view tells apart (numbers.js).
function weight(w, k) {
  return short(w, Math.max(5, view_digits(known("shown_view").view[k])))
}

function on_surface({ view: { frame }, x, y }) {
  const { w1, w2, error } = known("runs")[0].columns
  const t = nearest_step(frame, w1, w2, x, y)
  if (t !== null)
    return [
      ["t", String(t)],
      ["w₁", weight(w1[t], 0)],
      ["w₂", weight(w2[t], 1)],
      ["E", said(error[t])],
      ...rate_at(t),
    ]
  const at = [value_at(frame.x_scale, x), value_at(frame.y_scale, y)]
  const { code } = known("ground")
  const height = code ? [["E", said(error_at(code, at[0], at[1]))]] : []
  return [["w₁", short(at[0], EXACT)], ["w₂", short(at[1], EXACT)], ...height]
}

function nearest_step({ x_scale, y_scale }, w1, w2, x, y) {
  let [best, least] = [null, NEAR * NEAR]
  for (let t = 0; t < w1.length; t++) {
    const [dx, dy] = [x_scale.compute(w1[t]) - x, y_scale.compute(w2[t]) - y]
    const distance = dx * dx + dy * dy
    if (distance < least) [best, least] = [t, distance]
  }
  return best
}

function on_trace(name, { view: { frame }, x }) {
  const t = Math.round(frame.x_scale.invert(x))
  const { columns } = known("runs")[0]
  if (t < 0 || t >= columns.w1.length) return null
  const rows = TRACES[name]
    .filter(([, key]) => columns[key])
    .map(([word, key]) => [word, said(columns[key][t])])
  return rows.length ? [["t", String(t)], ...rows, ...rate_at(t)] : null
}
