// What stands under the pointer, in a few words beside it: a step of the path, a point of the surface, or the
// values of a trace at a t. Nothing is asked of the server.

import { short } from "../numbers.js"
import { column, view_at } from "../figures/plots.js"
import { new_tip } from "./tip.js"

const NEAR = 9 // px from a point of the path that still mean it
const TRACES = { error: [["E", "error"]], m: [["m₁", "m1"], ["m₂", "m2"]], s: [["s₁", "s1"], ["s₂", "s2"]] }

export function hover(place) {
  const tip = new_tip(place)
  let asked = null // the pointer event that waits for the next animation frame

  function look() {
    const event = asked
    asked = null
    const rows = event.buttons ? null : rows_at(event)
    if (rows) tip.show(rows, event)
    else tip.hide()
  }

  document.addEventListener("pointermove", (event) => {
    if (asked === null) requestAnimationFrame(look)
    asked = event
  })
  document.addEventListener("pointerdown", tip.hide)
  document.documentElement.addEventListener("pointerleave", tip.hide)
}

function rows_at(event) {
  const surface = view_at("surface", event)
  if (surface) return on_surface(surface)
  for (const name of Object.keys(TRACES)) {
    const trace = view_at(name, event)
    if (trace) return on_trace(name, trace)
  }
  return null
}

function on_surface({ view: { frame }, x, y }) {
  const [w1, w2] = [column("w1"), column("w2")]
  const t = nearest_step(frame, w1, w2, x, y)
  if (t !== null) return [["t", String(t)], ["w₁", short(w1[t])], ["w₂", short(w2[t])], ["E", short(column("error")[t])]]
  const at = [frame.x_scale.invert(x), frame.y_scale.invert(y)]
  return [["w₁", short(at[0])], ["w₂", short(at[1])], ["E", short(error_at(at))]]
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

// E of the nearest sample of the surface, which is finer than a pixel is wide.
function error_at([w1, w2]) {
  const first = (name) => column(name, "ground")[0]
  const image = first("error")
  const [rows, columns] = image.shape
  const i = Math.floor(((w1 - first("x")) / first("dw")) * columns)
  const j = Math.floor(((w2 - first("y")) / first("dh")) * rows)
  return i >= 0 && i < columns && j >= 0 && j < rows ? image[j * columns + i] : NaN
}

function on_trace(name, { view: { frame }, x }) {
  const t = Math.round(frame.x_scale.invert(x))
  if (t < 0 || t >= column("t").length) return null
  const rows = TRACES[name].filter(([, key]) => column(key)).map(([word, key]) => [word, short(column(key)[t])])
  return rows.length ? [["t", String(t)], ...rows] : null
}
