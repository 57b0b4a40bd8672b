// Places names in a figure so that they overlap neither each other nor lines. All is in pixels, y upwards.

import { distance_to } from "./lines.js"

// Tried directions relative to the wanted one, in radians.
const TURNS = [0, 0.6, -0.6, 1.2, -1.2, 1.8, -1.8, 2.4, -2.4, Math.PI]
const DISTANCES = [9, 16, 28, 44, 60, 80, 110] // tried px from a point to the edge of its name
const BESIDE = [9, 12, 15] // the same for the name of an arrow, which stands at its tip or beside its shaft
const TIGHT = [6, 9] // the same between other arrows, in more directions
const FINE = [0, ...[0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8].flatMap((turn) => [turn, -turn])]
const APART = [24, 36] // the same if there is no room at all between them
const ALONG = [0.85, 0.7, 0.5, 0.3, 0.15] // tried shares of a shaft
const FAR = 60 // px from which on a name is far away
const MARGIN = 6 // px between a name and other names, or the edge of the frame
const CLEAR = 8 // px between a name and lines, which may have marks of direction
const SLIM = 2 // px between a name and lines where it stands between other arrows
const LEVEL = 1 // px; smaller differences in distance do not count
const CROWDED = 0.75 // of the distance to the own point: in a crowd, others are no nearer than this

/**
 * @typedef {{
 *   x: number, y: number, angle: number, width: number, height: number, kind: string, shaft?: Segment, others?: Pair[]
 * }} Named
 */
/** @typedef {{ at: Pair, angle: number, distance: number, is_tight?: boolean }} Try a place to be tried */
/** @typedef {Record<"left" | "right" | "low" | "high", number>} Room a name's box */
/** @typedef {Room & { at: Pair }} Placed a name's box, and the point that it stands beside */

// `names` are { x, y, angle, width, height, kind, shaft, others }: the named point is (x, y), the tip of an arrow
// if it has a shaft, and its name should be in direction `angle`. A path has `others`, points where its name may
// stand, too. `lines` and shafts are [x0, y0, x1, y1]. Returns each name's middle and the point that it stands
// beside, { x, y, at }. It is nearer to its own point or shaft than to any other of its kind, or nearly so in a
// crowd; if possible, no line is between. A name without a free place covers as few shafts as possible, and then as
// few lines; a name that would overlap another name or the frame is null.
/** @param {Named[]} names @param {Segment[]} lines @param {Frame} frame */
export function placed_names(names, lines, frame) {
  /** @type {Room[]} */
  const taken = []
  const shafts = names.flatMap(({ shaft }) => (shaft ? [shaft] : []))
  return names.map((name) => {
    const others = names.filter((other) => other !== name && other.kind === name.kind)
    const room = room_around(name)
    const close = lines.filter((line) => may_touch(line, room))
    const found = best_place(name, others, close, shafts, taken, frame)
    if (!found) return null
    taken.push(found)
    return { x: (found.left + found.right) / 2, y: (found.low + found.high) / 2, at: found.at }
  })
}

// The best place of a name, or null. The nearest place free of lines is taken at once.
/**
 * @param {Named} name @param {Named[]} others @param {Segment[]} lines @param {Segment[]} shafts @param {Room[]} taken
 * @param {Frame} frame
 */
function best_place(name, others, lines, shafts, taken, frame) {
  const open = []
  /** @type {Placed | null} */
  let beyond = null // the first free place, but with a line between
  /** @type {Placed | null} */
  let crowded = null // the first free place, but with others a little nearer
  for (const { at, angle, distance, is_tight } of tries(name)) {
    if (distance >= FAR && (beyond || crowded)) break
    const placed = place(name, at, angle, distance)
    const box = { ...(name.shaft ? moved_within(placed, frame) : placed), at }
    if (!is_within(box, frame) || taken.some((other) => overlaps(box, other))) continue
    if (is_tight) {
      if (is_at_own_tip(box, name, others) && !crossings(lines, box, 1, SLIM)) return box
      continue
    }
    if (!is_own(box, name, others, CROWDED)) continue
    open.push(box)
    const is_nearest = is_own(box, name, others, 1)
    if (!is_nearest && (crowded || distance >= FAR)) continue
    if (crossings(lines, box, 1)) continue
    if (!is_nearest) crowded = box
    else if (lines.some((line) => is_between(line, at, box))) beyond ??= box
    else return box
  }
  return beyond ?? crowded ?? least_crossed(open, lines, shafts)
}

// The places that are tried, the best first: around the point, then on both sides of a shaft, between other arrows,
// then farther away.
/** @param {Named} name @returns {Try[]} */
function tries(name) {
  const { angle, shaft } = name
  const around = (/** @type {number[]} */ distances) =>
    distances.flatMap((distance) =>
      points_of(name).flatMap((at) => TURNS.map((turn) => ({ at, angle: angle + turn, distance }))),
    )
  if (!shaft) return around(DISTANCES)
  const [x0, y0, x1, y1] = shaft
  const along = Math.atan2(y1 - y0, x1 - x0)
  const side = Math.sin(angle - along) < 0 ? -1 : 1
  const beside = BESIDE.flatMap((distance) =>
    ALONG.flatMap((share) =>
      [side, -side].map((way) => ({
        at: /** @type {Pair} */ ([x0 + share * (x1 - x0), y0 + share * (y1 - y0)]),
        angle: along + (way * Math.PI) / 2,
        distance,
      })),
    ),
  )
  const tight = TIGHT.flatMap((distance) =>
    FINE.map((turn) => ({
      at: /** @type {Pair} */ ([x1, y1]),
      angle: angle + turn,
      distance,
      is_tight: true,
    })),
  )
  return [...around(BESIDE), ...beside, ...tight, ...around(APART)]
}

/** @param {Named} name @returns {Pair[]} */
function points_of({ x, y, others = [] }) {
  return [[x, y], ...others]
}

// The box that covers the fewest shafts, and of these the one that covers the fewest lines.
/** @param {Placed[]} boxes @param {Segment[]} lines @param {Segment[]} shafts */
function least_crossed(boxes, lines, shafts) {
  /** @type {Placed | null} */
  let best = null
  let [fewest, least] = [Infinity, Infinity]
  for (const box of boxes) {
    const covered = crossings(shafts, box, fewest + 1)
    if (covered > fewest) continue
    const count = crossings(lines, box, covered < fewest ? Infinity : least)
    if (covered < fewest || count < least) [best, fewest, least] = [box, covered, count]
  }
  return best
}

// The number of lines that cross or nearly touch a box; counting stops at `most`.
/** @param {Segment[]} lines @param {Room} box @param {number} most @param {number} clear */
function crossings(lines, box, most, clear = CLEAR) {
  let count = 0
  for (const line of lines) if (crosses(line, box, clear) && ++count >= most) break
  return count
}

// The box of a name whose edge is at a distance and direction from a point.
/** @param {Named} name @param {Pair} at @param {number} angle @param {number} distance */
function place({ width, height }, [x, y], angle, distance) {
  const [across, up] = [Math.cos(angle), Math.sin(angle)]
  const out = distance + Math.min(width / 2 / Math.abs(across), height / 2 / Math.abs(up))
  const [middle, level] = [x + across * out, y + up * out]
  return {
    left: middle - width / 2,
    right: middle + width / 2,
    low: level - height / 2,
    high: level + height / 2,
  }
}

// A box moved into the frame, as far as it must be.
/** @param {Room} box @param {Frame} frame @returns {Room} */
function moved_within({ left, right, low, high }, { width, height }) {
  const by = (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ size) =>
    Math.max(MARGIN - from, 0) || Math.min(size - MARGIN - to, 0)
  const [across, up] = [by(left, right, width), by(low, high, height)]
  return { left: left + across, right: right + across, low: low + up, high: high + up }
}

/** @param {Room} box @param {Frame} frame */
function is_within({ left, right, low, high }, { width, height }) {
  return left >= MARGIN && right <= width - MARGIN && low >= MARGIN && high <= height - MARGIN
}

/** @param {Room} one @param {Room} other */
function overlaps(one, other) {
  const apart = one.left > other.right + MARGIN || one.right < other.left - MARGIN
  return !(apart || one.low > other.high + MARGIN || one.high < other.low - MARGIN)
}

// Whether a box's middle is nearer to its own point or shaft than to others, at `share` of that distance.
/** @param {Room} box @param {Named} name @param {Named[]} others @param {number} share */
function is_own({ left, right, low, high }, name, others, share) {
  /** @type {Pair} */
  const middle = [(left + right) / 2, (low + high) / 2]
  const away = (/** @type {Named} */ name) =>
    name.shaft
      ? distance_to(name.shaft, middle)
      : Math.min(...points_of(name).map(([x, y]) => Math.hypot(x - middle[0], y - middle[1])))
  const own = away(name)
  return others.every((other) => away(other) > share * own - LEVEL)
}

// Whether a box's middle is nearer to the tip of its own arrow than to other tips.
/** @param {Room} box @param {Named} name @param {Named[]} others */
function is_at_own_tip({ left, right, low, high }, name, others) {
  const away = (/** @type {Named} */ { x, y }) => Math.hypot(x - (left + right) / 2, y - (low + high) / 2)
  return others.every((other) => away(name) < away(other))
}

// Whether a line passes between a point, outside its marker, and the middle of a box.
/** @param {Segment} line @param {Pair} at @param {Room} box */
function is_between([x0, y0, x1, y1], [x, y], { left, right, low, high }) {
  const [across, up] = [(left + right) / 2 - x, (low + high) / 2 - y]
  const near = DISTANCES[0] / Math.hypot(across, up)
  const [from_x, from_y, to_x, to_y] = [x + near * across, y + near * up, x + across, y + up]
  /** @type {(px: number, py: number) => number} */
  const side = (px, py) => across * (py - y) - up * (px - x) // of the way to the name
  /** @type {(px: number, py: number) => number} */
  const other = (px, py) => (x1 - x0) * (py - y0) - (y1 - y0) * (px - x0) // of the line
  return side(x0, y0) * side(x1, y1) < 0 && other(from_x, from_y) * other(to_x, to_y) < 0
}

// The room in which all places of a name are.
/** @param {Named} name @returns {Room} */
function room_around(name) {
  const points = points_of(name)
  if (name.shaft) points.push([name.shaft[0], name.shaft[1]])
  const reach = DISTANCES[DISTANCES.length - 1] + name.width + name.height
  const [across, up] = [0, 1].map((k) => points.map((point) => point[k]))
  return {
    left: Math.min(...across) - reach,
    right: Math.max(...across) + reach,
    low: Math.min(...up) - reach,
    high: Math.max(...up) + reach,
  }
}

// Whether a line may touch a place in a room. It is called for all lines.
/** @param {Segment} line @param {Room} room */
function may_touch([x0, y0, x1, y1], { left, right, low, high }) {
  return (
    Math.max(x0, x1) >= left &&
    Math.min(x0, x1) <= right &&
    Math.max(y0, y1) >= low &&
    Math.min(y0, y1) <= high
  )
}

// Whether a line crosses a box or comes closer than `clear`. It is called often: most lines are far
// away, and no array is made.
/** @param {Segment} line @param {Room} box @param {number} clear */
function crosses(line, box, clear) {
  const x0 = line[0],
    y0 = line[1],
    x1 = line[2],
    y1 = line[3]
  const left = box.left - clear,
    right = box.right + clear,
    low = box.low - clear,
    high = box.high + clear
  if (
    (x0 < left && x1 < left) ||
    (x0 > right && x1 > right) ||
    (y0 < low && y1 < low) ||
    (y0 > high && y1 > high)
  )
    return false
  /** @type {(x: number, y: number) => number} */
  const side = (x, y) => (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) // of the line, for a corner
  const one = side(left, low)
  return one * side(left, high) <= 0 || one * side(right, low) <= 0 || one * side(right, high) <= 0
}
