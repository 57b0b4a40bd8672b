// The map over two hyper-parameters: its image, the line around good runs, the stability
// border, and the best run.
//
// Coordinates are slider positions: log₁₀ of a value on a logarithmic slider, else the value.

import { contour_line } from "./contours.js"
import { placed } from "./image.js"
import { clipped_line } from "./lines.js"
import { position_of } from "./slider_scale.js"

const WORST = 3 // decades above good runs, beyond which the contour line ignores differences
// A value this little beyond a slider's end counts as the end: a logarithm's last digit is not exact.
const HAIR = 1e-9

// Returns the columns of the sources `plane_image`, `plane_good`, `plane_border` and
// `plane_best`, empty without a map.
/** @param {PlaneMap | null | undefined} map */
export function plane_columns(map) {
  if (!map)
    return {
      plane_image: { image: [], x: [], y: [], dw: [], dh: [] },
      plane_good: line(),
      plane_border: line(),
      plane_best: line(),
    }
  const { image, x, y, best } = map
  return {
    plane_image: { image: [image], ...placed(x, y) },
    plane_good: good_line(map),
    plane_border: border_line(map),
    plane_best: best ? line([best[0]], [best[1]]) : line(),
  }
}

// Returns {at, error, close} of the run at a pixel: its exact place and how it ended, NaN for what it lacks;
// null outside the map.
/** @param {PlaneMap} map @param {number} place_x @param {number} place_y */
export function run_at({ x, y, error, close }, place_x, place_y) {
  const [j, i] = [nearest(x, place_x), nearest(y, place_y)]
  if (i === null || j === null) return null
  const index = i * x.length + j
  return { at: [x[j], y[i]], error: error.values[index], close: close.values[index] }
}

// The index of the pixel at a coordinate, from the middles of evenly spaced pixels; null outside. A single
// pixel covers everything.
/** @param {ArrayLike<number>} middles @param {number} at */
function nearest(middles, at) {
  if (middles.length === 1) return 0
  const found = Math.round((at - middles[0]) / (middles[1] - middles[0]))
  return found >= 0 && found < middles.length ? found : null
}

// Returns the coordinates of the cross-hair's lines, by name, for hyper-parameter values. A coordinate is
// null if the value is beyond its slider, and for a strip's height.
//
// axes: the topic `axes`.
/** @param {Values} values @param {Facts["axes"]} told */
export function cross_hair(values, { axes }) {
  const [plane_x, plane_y] = axes.map(({ field, start, end, ...row }) => {
    const at = position_of(row, values[String(field)] ?? NaN)
    return at >= start - HAIR && at <= end + HAIR ? at : null
  })
  return { plane_x, plane_y }
}

// The line on which E is `good`, interpolating the logarithm of E. A run that ends early counts as the worst,
// so that the line closes around good runs. On a strip, the lines run across. Without a run better than the
// start there is no line.
/** @param {PlaneMap} map */
export function good_line({ error, good, best, x, y }) {
  const removed = best ? good - best[2] : 0
  if (!best || !(removed > 0)) return line()
  const level = error.values.map((each) => {
    const decades = Math.log10(Math.max(each - best[2], 0) / removed)
    return Number.isNaN(decades) ? WORST : Math.min(Math.max(decades, -WORST), WORST)
  })
  if (y.length > 1) return line(...contour_line(x, y, level, 0))
  return line(...contour_line(x, [0, 1], Float64Array.of(...level, ...level), 0))
}

// The stability border within the map, broken at points that are not finite.
/** @param {PlaneMap} map */
export function border_line({ border, ends }) {
  if (!border) return line()
  const { x, y } = border
  const known = Array.from(x, (_, i) => Number.isFinite(x[i]) && Number.isFinite(y[i]))
  const places = [x, y].map((each) => each.map((at, i) => (known[i] ? at : NaN)))
  return line(...clipped_line(places[0], places[1], ends))
}

/** @param {ArrayLike<number>} x, @param {ArrayLike<number>} y */
function line(x = [], y = []) {
  return { x, y }
}
