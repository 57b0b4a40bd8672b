// Paths as lines: the points in a box, the cuts at its edge, and the steps that are drawn.
//
// A box is [[x_low, x_high], [y_low, y_high]].

const LONG_PATH = 400 // points of a path; of a longer one, only some are drawn
const LONG = 5001 // points of a trace; of a longer one, only some are drawn
const PARTS = 600

/** @param {number} x @param {number} y @param {Box} box */
export function is_inside(x, y, [[x_low, x_high], [y_low, y_high]]) {
  return x >= x_low && x <= x_high && y >= y_low && y <= y_high
}

// The points from..to as one line, cut at a box's edge: two arrays of one length, or three with a number `z`
// per point. NaN marks where the line is outside; they are empty if all of it is. A single point is no line.
// Points in the box are unchanged, so that neighbouring lines meet to the bit.
/**
 * @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {Box} box @param {number} from
 * @param {number} to @param {ArrayLike<number> | null} z
 */
export function clipped_line(x, y, box, from = 0, to = x.length - 1, z = null) {
  const room = 3 * Math.max(to - from, 0) // two ends per segment, and a break
  const line = [x, y, ...(z ? [z] : [])].map(() => new Float64Array(room))
  let length = 0
  /** @type {(at_x: number, at_y: number, at_z?: number) => void} */
  const add = (at_x, at_y, at_z = NaN) => {
    line[0][length] = at_x
    line[1][length] = at_y
    if (z) line[2][length] = at_z
    length += 1
  }
  /** @type {(i: number, end: { at: Pair, share: number }) => void} */
  const cut = (i, { at, share }) => add(...at, z ? z[i] + share * (z[i + 1] - z[i]) : NaN)
  let here = is_inside(x[from], y[from], box)
  let goes_on = false // whether the line so far ends in point i
  for (let i = from; i < to; i++) {
    const was = here
    here = is_inside(x[i + 1], y[i + 1], box)
    const crossing = was && here ? null : crossed(x[i], y[i], x[i + 1], y[i + 1], box)
    const seen = (was && here) || crossing !== null
    if (seen && !goes_on) {
      if (length) add(NaN, NaN, NaN)
      if (was) add(x[i], y[i], z?.[i])
      else if (crossing) cut(i, crossing.first)
    }
    if (seen && here) add(x[i + 1], y[i + 1], z?.[i + 1])
    else if (crossing) cut(i, crossing.last)
    goes_on = seen && here
  }
  return line.map((numbers) => numbers.slice(0, length))
}

// The shares of a segment at which it enters and leaves a box (Liang & Barsky 1984); null if it misses the
// box or an end is not finite. Everything is halved, because the difference of two numbers near 1e308
// overflows. Rounding moves no point off its edge or out of the box.
/** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {Box} box */
function crossed(x0, y0, x1, y1, box) {
  const start = [x0 / 2, y0 / 2]
  const step = [x1 / 2 - x0 / 2, y1 / 2 - y0 / 2]
  if (!step.every(Number.isFinite)) return null
  let enter = { share: 0, k: -1, edge: NaN }
  let leave = { share: 1, k: -1, edge: NaN }
  for (const k of [0, 1]) {
    const [first, last] = step[k] < 0 ? [box[k][1], box[k][0]] : box[k]
    if (step[k] === 0) {
      if (!(2 * start[k] >= first && 2 * start[k] <= last)) return null
      continue
    }
    const [at_first, at_last] = [first, last].map((edge) => (edge / 2 - start[k]) / step[k])
    if (at_first > enter.share) enter = { share: at_first, k, edge: first }
    if (at_last < leave.share) leave = { share: at_last, k, edge: last }
  }
  if (enter.share > leave.share) return null
  const end = (/** @type {typeof enter} */ { share, k, edge }) => {
    const at = box.map(([low, high], j) =>
      j === k ? edge : Math.min(Math.max(2 * (start[j] + share * step[j]), low), high),
    )
    return { at, share }
  }
  return { first: end(enter), last: end(leave) }
}

// How much of w1 and of w2 a pixel is, in a frame that shows a view.
/** @param {Box} view @param {Frame} frame @returns {Pair} */
export function pixel_size(view, { width, height }) {
  return [(view[0][1] - view[0][0]) / width, (view[1][1] - view[1][0]) / height]
}

// The length of the path in a box up to each of its points, in pixels of a frame that shows the box.
/** @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {Box} box @param {Frame} frame */
export function lengths_along(x, y, box, { width, height }) {
  const found = new Float64Array(x.length)
  const [wide, high] = pixel_size(box, { width, height })
  const [[x_low, x_high], [y_low, y_high]] = box
  const is_here = (/** @type {number} */ i) =>
    x[i] >= x_low && x[i] <= x_high && y[i] >= y_low && y[i] <= y_high
  let here = is_here(0)
  for (let i = 1; i < x.length; i++) {
    const was = here
    here = is_here(i)
    let [along, up] = [x[i] - x[i - 1], y[i] - y[i - 1]]
    if (!was || !here) {
      const crossing = crossed(x[i - 1], y[i - 1], x[i], y[i], box)
      ;[along, up] =
        crossing === null ? [0, 0] : [0, 1].map((k) => crossing.last.at[k] - crossing.first.at[k])
    }
    found[i] = found[i - 1] + Math.sqrt((along / wide) ** 2 + (up / high) ** 2)
  }
  return found
}

// The piece of a line at a length `way` along it: its index, and the share of it already covered. `lengths`
// are the line's lengths up to each point.
/** @param {Float64Array} lengths @param {number} way */
export function piece_at(lengths, way) {
  let [low, high] = [0, lengths.length - 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (lengths[middle] > way) high = middle
    else low = middle
  }
  return [low, (way - lengths[low]) / (lengths[high] - lengths[low])]
}

// At most `count` + 1 steps from 0 to the last, evenly spaced along the path, from its
// `lengths` up to each step.
/** @param {Float64Array} lengths @param {number} count */
export function even_steps(lengths, count) {
  const last = lengths.length - 1
  const part = lengths[last] / count
  const found = [0]
  for (let step = 1, next = 1; step < last && next < count; step++) {
    if (!(lengths[step] >= next * part && part > 0)) continue
    found.push(step)
    next = Math.floor(lengths[step] / part) + 1
  }
  if (last > 0) found.push(last)
  return found
}

// The points of a line to draw: all of a short line; of a long line, those that an eye can tell
// apart, each more than 1/4000 of the box from the previous one. The first, the last and the `kept`
// points are always drawn.
/** @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {Box} box @param {number[]} kept */
export function seen_points(x, y, [[x_low, x_high], [y_low, y_high]], kept) {
  const count = x.length
  if (count <= LONG_PATH) return Int32Array.from(x, (_, i) => i)
  const hair = [(x_high - x_low) / 4000, (y_high - y_low) / 4000]
  const always = new Set([0, count - 1, ...kept])
  const found = []
  let last = 0
  for (let i = 0; i < count; i++) {
    const moves = Math.abs(x[i] - x[last]) > hair[0] || Math.abs(y[i] - y[last]) > hair[1]
    if (!moves && !always.has(i)) continue
    found.push(i)
    last = i
  }
  return Int32Array.from(found)
}

// The steps of a trace to draw: all of a short run. A long run is cut into PARTS, more than a trace's width
// in pixels; the first, least, greatest and last number of each kind in each part are drawn.
/** @param {...Float64Array} kinds */
export function seen_steps(...kinds) {
  const count = kinds[0].length
  if (count <= LONG) return Int32Array.from(kinds[0], (_, t) => t)
  /** @type {Set<number>} */
  const found = new Set()
  for (const values of kinds) {
    for (let part = 0; part < PARTS; part++) {
      const [from, to] = [0, 1].map((k) => Math.floor(((part + k) * count) / PARTS))
      let [least, greatest] = [from, from]
      for (let t = from; t < to; t++) {
        if (values[t] < values[least]) least = t
        if (values[t] > values[greatest]) greatest = t
      }
      for (const t of [from, least, greatest, to - 1]) found.add(t)
    }
  }
  return Int32Array.from(found).sort()
}

// The numbers at some indices.
/** @param {ArrayLike<number>} values @param {Numbers} places */
export function at_places(values, places) {
  return Float64Array.from(places, (place) => values[place])
}

// The distance of a point from a line with two ends.
/** @param {Segment} line @param {Pair} point */
export function distance_to([x0, y0, x1, y1], [x, y]) {
  const [across, up] = [x1 - x0, y1 - y0]
  const share = ((x - x0) * across + (y - y0) * up) / (across * across + up * up || 1)
  const near = Math.min(Math.max(share, 0), 1)
  return Math.hypot(x0 + near * across - x, y0 + near * up - y)
}
