// The box: its place in the plane and in E, the relief in it, and the words about it.

import { is_inside } from "../draw/lines.js"
import { error_at } from "../engine/surface_samples.js"
import { height_range } from "./heights.js"
import { interpolated, mesh_of } from "./mesh.js"
import { height_words } from "./ticks.js"

// `samples` of E have the scale of the map's colours and their ground. `kind` says whether heights are linear
// in E or in its logarithm, `top` is the top of linear heights, and `side` is the most samples along a side.
// The box is `wide`, `deep` and `tall`, in pixels.
//
// Returns the `view`; the `range` of heights; `error`, E as a function of weights; the `mesh`; the
// contour lines' `levels` as shares of its colours; its `description` in words; and `lines`, a cache of
// lines in the box (glyphs.js).
/**
 * @param {{
 *   samples: DrawnSamples, kind: string, top: number, wide: number, deep: number, tall: number, side: number
 * }} given
 * @returns {SceneBox}
 */
export function box_of({ samples, kind, top, wide, deep, tall, side }) {
  const { view, scale, ground } = samples
  const { code, minima, let: numbers, table } = ground // a saved page may have no code
  const wanted = height_range(samples, scale, kind, top)
  const range = wanted ?? /** @type {Heights} */ (height_range(samples, scale, "linear", top))
  /** @type {Height} */
  const error = code ? (w1, w2) => error_at(code, w1, w2, numbers, table) : interpolated(samples)
  const mesh = mesh_of(samples, scale, range, [wide, deep, tall], code ? error : null, side)
  const lowest = minima.filter(([w1, w2]) => is_inside(w1, w2, view)).map(([w1, w2]) => error(w1, w2))
  const least = Math.min(scale.low, ...lowest.filter(Number.isFinite))
  const refused = wanted ? "" : "E is not above 0 here, so that its height is linear. "
  const description = refused + height_words(range, least, view, [wide, deep, tall], mesh.open)
  const levels = scale.levels.map(({ share }) => share)
  return { view, range, error, mesh, levels, description, lines: new WeakMap() }
}
