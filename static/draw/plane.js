// The map over two hyper-parameters: its image, the line around good runs and the word in it, the stability
// border, the best run, and the run that is shown.
//
// Coordinates are slider positions: log₁₀ of a value on a logarithmic slider, else the value.

import { contour_line } from "./contours.js"
import { placed } from "./image.js"
import { clipped_line } from "./lines.js"
import { position_of } from "./slider_scale.js"

const WORST = 3 // decades above good runs, beyond which the contour line ignores differences
// A value this little beyond a slider's end counts as the end: a logarithm's last digit is not exact.
const HAIR = 1e-9
const BRIGHT = 1 // the place of the path's brightest blue among the colours of its ends
const ROOM = 1 / 8 // of the map's width: the least square in which the word for good runs stands
const STAR = 1 / 16 // of the map's width, on each side of the best run: the star's room

// Returns the columns of the sources `plane_image`, `plane_good`, `plane_word`, `plane_border` and
// `plane_best`, empty without a map. `tone` is the word's colour, a number in the palette.
/** @param {PlaneMap | null | undefined} map @param {number} tone */
export function plane_columns(map, tone) {
  if (!map)
    return {
      plane_image: { image: [], x: [], y: [], dw: [], dh: [] },
      plane_good: line(),
      plane_word: { ...line(), text: [], tone: [] },
      plane_border: line(),
      plane_best: line(),
    }
  const { image, x, y, best } = map
  return {
    plane_image: { image: [image], ...placed(x, y) },
    plane_good: good_line(map),
    plane_word: good_word(map, tone),
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

// Where the run stands that is shown; empty beyond the sliders. On a strip it stands in the middle.
/** @param {Values} values @param {Facts["axes"]} told */
export function here(values, told) {
  const { plane_x, plane_y } = cross_hair(values, told)
  const y = told.axes[1]?.field === null ? 1 / 2 : plane_y
  const is_seen = plane_x !== null && y !== null
  return { plane_here: { ...(is_seen ? line([plane_x], [y]) : line()), fill: is_seen ? [BRIGHT] : [] } }
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

// The word "good", in the middle of the largest square of good runs, if that has room for it beside the star.
/** @param {PlaneMap} map @param {number} tone */
function good_word({ error, good, best, x, y }, tone) {
  const wide = x.length
  const star = best && [nearest(x, best[0]), nearest(y, best[1])]
  const apart = STAR * wide
  const is_free = (/** @type {number} */ j, /** @type {number} */ i) =>
    error.values[i * wide + j] <= good &&
    !(star && Math.abs(j - Number(star[0])) <= apart && Math.abs(i - Number(star[1])) <= apart)
  // sides[j]: the largest square of free runs whose last corner is in column j of the row.
  let sides = new Array(wide).fill(0)
  let found = { side: 0, j: 0, i: 0 }
  for (let i = 0; i < y.length; i++) {
    const before = sides
    sides = []
    for (let j = 0; j < wide; j++) {
      const left = j ? sides[j - 1] : 0
      const around = y.length > 1 ? Math.min(left, before[j], j ? before[j - 1] : 0) : left
      sides.push(is_free(j, i) ? 1 + around : 0)
      if (sides[j] > found.side) found = { side: sides[j], j, i }
    }
  }
  if (found.side < ROOM * wide) return { ...line(), text: [], tone: [] }
  const back = Math.floor(found.side / 2)
  const row = y.length > 1 ? found.i - back : found.i
  return { ...line([x[found.j - back]], [y[row]]), text: ["good"], tone: [tone] }
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
