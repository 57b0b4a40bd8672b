// The map over two hyper-parameters: its image, the line around good runs, a word in each large region, the
// stability border, the best run, and the run that is shown.
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
const ROOM = 1 / 5 // of the map's width: the least square in which a word stands
const HIGH = 1 / 10 // of E before the first step: what is above it is still high
const STAR = 1 / 12 // of the map's sides: no word stands nearer to the best run
const LEAST = 1e-3 // decades by which a good run is better than others, at least
const EVEN = 2 // samples to each side over which levels are averaged
const THIN = 1 / 40 // of the map's width: what is narrower than this has no line around it
const NEAR = 0.035 // of the map's sides: nearer to the stability border, the line of good runs is that border

/** @typedef {{ x: ArrayLike<number>, y: ArrayLike<number> }} Line */

// Returns the columns of the sources `plane_image`, `plane_good`, `plane_word`, `plane_border` and
// `plane_best`, empty without a map. `broken` is the image's number for runs that break off.
/** @param {PlaneMap | null | undefined} map @param {number} broken */
export function plane_columns(map, broken) {
  if (!map)
    return {
      plane_image: { image: [], x: [], y: [], dw: [], dh: [] },
      plane_good: line(),
      plane_word: { ...line(), word: [], align: [] },
      plane_border: line(),
      plane_best: line(),
    }
  const { image, x, y, best } = map
  return {
    plane_image: { image: [image], ...placed(x, y) },
    plane_good: good_line(map),
    plane_word: words_of_regions(map, broken),
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

// The line on which E is `good`, interpolated in the logarithm of E. Runs that end early count as the worst,
// so that the line closes around the good ones. On a fine map it leaves out thin regions, such as runs that
// happen to be good while they swing, and it ends at the stability border. On a strip, the lines run across.
// If no run is better than the start, there is no line.
/** @param {PlaneMap} map */
export function good_line(map) {
  const { error, good, best, x, y } = map
  if (!best || good === null || !(good > best[2])) return line()
  const removed = good - best[2]
  const level = error.values.map((each) => {
    const decades = Math.log10(Math.max(each - best[2], 0) / removed)
    return Number.isNaN(decades) ? WORST : Math.min(Math.max(decades, -WORST), WORST)
  })
  const found =
    y.length > 1
      ? contour_line(x, y, smooth(level, x.length), 0)
      : contour_line(x, [0, 1], Float64Array.of(...level, ...level), 0)
  return apart(line(...found), border_line(map), map.ends)
}

// Smooths the levels of a fine grid: a region of one sign that is less than three samples wide takes the other sign,
// and levels are averaged over their neighbours, but keep their signs. A coarse grid stays as it is.
/** @param {Float64Array} level @param {number} wide */
function smooth(level, wide) {
  if (wide * THIN < 3) return level
  const is_low = without_thin(
    Uint8Array.from(level, (each) => Number(each <= 0)),
    wide,
  )
  const signed = level.map((each, k) => (is_low[k] ? -1 : 1) * Math.abs(each))
  return signed.map((_, k) => {
    const column = k % wide
    let [sum, count] = [0, 0]
    for (let i = -EVEN; i <= EVEN; i++)
      for (let j = Math.max(-EVEN, -column); j <= Math.min(EVEN, wide - 1 - column); j++) {
        const at = k + i * wide + j
        if (at < 0 || at >= signed.length) continue
        sum += signed[at]
        count++
      }
    const sign = is_low[k] ? -1 : 1
    return sign * Math.max((sign * sum) / count, LEAST)
  })
}

// Flags on a grid without thin regions, those less than three samples wide: first set ones are cleared, then
// cleared ones are set.
/** @param {Uint8Array} flags @param {number} wide */
function without_thin(flags, wide) {
  const flip = (/** @type {Uint8Array} */ each) => each.map((flag) => 1 - flag)
  const shrunk = (/** @type {Uint8Array} */ each) => flip(grown(flip(each), wide))
  return shrunk(grown(grown(shrunk(flags), wide), wide))
}

// Flags of the samples that are set, or have a set neighbour, corners included.
/** @param {Uint8Array} flags @param {number} wide */
function grown(flags, wide) {
  const across = flags.map(
    (flag, k) => flag | (k % wide ? flags[k - 1] : 0) | ((k + 1) % wide ? flags[k + 1] : 0),
  )
  return across.map((flag, k) => flag | (across[k - wide] ?? 0) | (across[k + wide] ?? 0))
}

// A line without its points near another one.
/** @param {Line} one @param {Line} other @param {[number, number][]} ends @returns {Line} */
function apart(one, other, ends) {
  const [wide, high] = ends.map(([low, high]) => NEAR * (high - low))
  const is_far = Array.from(one.x, (x, k) => {
    for (let i = 0; i < other.x.length; i++) {
      const [across, up] = [(other.x[i] - x) / wide, (other.y[i] - one.y[k]) / high]
      if (across * across + up * up < 1) return false
    }
    return true
  })
  const kept = (/** @type {ArrayLike<number>} */ places) =>
    Array.from(places, (at, k) => (is_far[k] ? at : NaN))
  return is_far.some((far, k) => far && !Number.isNaN(one.x[k])) ? line(kept(one.x), kept(one.y)) : line()
}

// What each large region of runs has in common, a word in the middle of its largest square.
/** @param {PlaneMap} map @param {number} broken */
function words_of_regions({ image, error, good, before, best, ends, x, y }, broken) {
  const [wide, high] = ends.map(([low, high]) => STAR * (high - low))
  const free = image.values.map((_, k) => {
    const [across, up] = best
      ? [x[k % x.length] - best[0], y[Math.floor(k / x.length)] - best[1]]
      : [wide, high]
    return Number(Math.abs(across) >= wide || Math.abs(up) >= high)
  })
  const never_close = broken - 2
  const high_error = before === null ? Number.POSITIVE_INFINITY : Math.max(good ?? 0, HIGH * before)
  /** @type {[word: string, is_in: (k: number) => boolean][]} */
  const regions = [
    ["good", (k) => best !== null && image.values[k] < never_close && error.values[k] <= (good ?? 0)],
    ["still high", (k) => image.values[k] < never_close && error.values[k] > high_error],
    ["never close", (k) => image.values[k] === never_close],
    ["above start", (k) => image.values[k] === broken - 1],
    ["breaks off", (k) => image.values[k] === broken],
  ]
  /** @type {{ x: number[], y: number[], word: string[], align: ("left" | "right" | "center")[] }} */
  const words = { x: [], y: [], word: [], align: [] }
  for (const [word, is_in] of regions) {
    const square = largest_square(x.length, y.length, (k) => free[k] === 1 && is_in(k))
    if (square.side < ROOM * x.length) continue
    const back = Math.floor(square.side / 2)
    // At a side of the map the word begins or ends there: on a small map it may be wider than its square.
    const [is_left, is_right] = [square.j + 1 === square.side, square.j === x.length - 1]
    words.align.push(is_left ? "left" : is_right ? "right" : "center")
    words.x.push(x[is_left ? 0 : is_right ? square.j : square.j - back])
    words.y.push(y[y.length > 1 ? square.i - back : square.i])
    words.word.push(word)
  }
  return words
}

// The largest square of a grid's samples that are in a region: its side and the column and row of its last corner. On
// a strip, the longest line.
/** @param {number} wide @param {number} high @param {(k: number) => boolean} is_in */
function largest_square(wide, high, is_in) {
  // sides[j]: the largest square whose last corner is in column j of the row.
  let sides = new Array(wide).fill(0)
  let found = { side: 0, j: 0, i: 0 }
  for (let i = 0; i < high; i++) {
    const before = sides
    sides = []
    for (let j = 0; j < wide; j++) {
      const left = j ? sides[j - 1] : 0
      const around = high > 1 ? Math.min(left, before[j], j ? before[j - 1] : 0) : left
      sides.push(is_in(i * wide + j) ? 1 + around : 0)
      if (sides[j] > found.side) found = { side: sides[j], j, i }
    }
  }
  return found
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

/** @param {ArrayLike<number>} x, @param {ArrayLike<number>} y @returns {Line} */
function line(x = [], y = []) {
  return { x, y }
}
