// The arrows of a step, drawn from w(t−1): the gradient there, the moment, and the update.
//
// A frame says how the weight plane is shown: {x_range: [low, high], y_range: [low, high], width, height},
// with the sizes in pixels, and the least size of letters if any. An arrow has a name and a kind, which sets
// its colour: gradient, full (the gradient of all rows, where the step sees a batch), moment or update. Gradient and
// moment share a scale, so that they can be compared, unless a gathered moment that points elsewhere makes the
// gradient's arrows too short. Where each update of a run is the same multiple of the moment, as with momentum, one
// arrow shows both.

import { columns_of } from "./columns.js"
import { growth } from "./letter_growth.js"
import { clipped_line, is_inside, lengths_along, piece_at, pixel_size } from "./lines.js"
import { placed_names } from "./placing.js"

const FEW = 4 // steps; a path this short has the arrows of all steps and names for its points
const TRUE = 30 // px; if the longest update is at least this long, updates have their true length
const WANTED = 0.45 // of the frame's smaller side: at most the length of a run's longest arrow
const PLAIN = 0.35 // of the wanted length; a gradient whose longest arrow is shorter has a scale of its own
const ALONG = 0.02 // of the longest ones: gradients and moments that differ by less across have one direction
const DIGITS = 9 // of a multiple, which has rounding errors
const SAME = 1e-6 // of the longest update: what a multiple of the moment differs by at most, from rounding
const STEADY = [0.35, 1.3] // of the wanted length; a scale stays while the longest arrow is between these
// The same for the scale that gradient and moment share, while it is η. It stays over a wider range, because
// it makes these arrows comparable to updates.
const OWN = [0.35, 2]
const SEEN = 11 // px; shorter arrows are not drawn: markers of a step's ends would cover them
const HEAD = 8 // px, long and wide; at most half of its arrow
const STRONG = 1.5 // times as thick, with a head as much larger: the update, which is what the step does
const [THICK, THIN] = [1.9, 1.3] // px; the width of arrows, and of the shortest ones
const HALO = 3 // px wider than its arrow
const GAP = 1 // px between arrows of one direction
const LEVEL = 1 // px to either side in which arrows have one direction
const OUTWARDS = 0.7 // radians by which a name is turned away from the arrow beside its own
/** @type {Record<Kind, number>} */
const RANKS = { update: 0, moment: 1, gradient: 2, full: 3 } // which of two arrows of one direction stays: the lower
/** @type {Record<Kind, number>} */
const SIDES = { update: 1, moment: 1, gradient: -1, full: 1 } // where they step aside: 1 is left, seen along them
const SIZE = 13 // px of letters at least
const NAMED = 200 // px; in a narrower frame arrows have no names, and only that of the update is drawn
// px: the width of such a letter in a name, and the room on both sides of a name.
const [LETTER, ROOM] = [9, 6]
const LINE = 16 // px; height of a name
const REACH = 120 // px around a named point, in which paths are avoided
const LEAST = 3 // px; shorter pieces of a path are joined
const NAMED_AT = [1 / 2, 1 / 3, 2 / 3, 1 / 5, 4 / 5] // tried shares of a path's length, for its name
const paths = new WeakMap() // first column of a path -> the path in pixels
const MARKER = 7 // px from a point to the edge of its marker
const ARM = 14 // px from a known minimum to the end of its cross, with its halo

/**
 * @typedef {{ x_range: Pair, y_range: Pair } & Frame} Plane
 * @typedef {import("./placing.js").Named} Named
 * @typedef {ReturnType<typeof screen_of>} Screen
 * @typedef {Record<Vector["scale"], number>} Scales
 * @typedef {{ name: string, kind: Kind, scale: "gradient" | "moment" | "update", from: Pair, vector: Pair }} Vector
 * @typedef {Vector & { pixels: number }} Scaled its vector is that on the screen, and its length in pixels
 * @typedef {Scaled & { aside: number }} Placed px to the left, seen along it, at which it is drawn
 * @typedef {ReturnType<typeof drawn>} Drawn
 * @typedef {Record<Kind | "point", string>} Colours
 * @typedef {{ run: ShownRun, colour: string }} Pinned
 */

// Draws the step that leads to t; for a path of a few steps, all steps up to that one.
//
// `scales` is what was last returned, null at first, so that scales change only if they must. `hidden`
// lists the kinds of arrows not to draw. `colours` has one for each kind, and one for the points. `pinned`
// are the other visible runs, { run, colour }. `titles` name the paths of the active run and of these, if they are
// to be named. `words` are lines, [x0, y0, x1, y1] in pixels, and `marks` places with a letter beside them, which names
// should not cover, nor the crosses of known `minima`.
// Returns the columns `arrows` and `arrow_names`; the `lines`, in pixels, that arrows and names cover; the
// `scales`; as `legend` the name, kind and scale of all arrows, including hidden ones, the kind as which each is `drawn`,
// and whether they are too `short` for that; and whether names stand beside the paths, `paths_named`.
//
// Scales are round numbers, the same for all steps of a run; that which gradient and moment share is `eta` if that
// is round, and that of the update times the multiple where one arrow shows both. All arrows begin at w(t−1), (w1, w2),
// except those that would cover another: they step aside, and a line leads from there to where they begin, (x0, y0). An
// update never steps aside.
/**
 * @param {ShownRun} run @param {number} t @param {Plane} frame
 * @param {{
 *   scales?: Scales | null, hidden?: string[], pinned?: Pinned[], titles?: string[], words?: Segment[], marks?: Pair[],
 *   minima?: Pair[], eta?: number, colours: Colours
 * }} look
 */
export function arrow_columns(
  run,
  t,
  frame,
  {
    scales = null,
    hidden = [],
    pinned = [],
    titles = [],
    words = [],
    marks = [],
    minima = [],
    eta = NaN,
    colours,
  },
) {
  const screen = screen_of(frame)
  const { now, is_joined } = scales_of(run, frame, screen, scales, eta)
  /** @type {(mark: Pair) => Segment} */
  const line_across = (mark) => {
    const [x, y] = screen.point(mark)
    return [x - MARKER, y, x + MARKER + screen.letter, y]
  }
  const crosses = minima.flatMap((minimum) => cross_at(screen.point(minimum), ARM))
  const has_names = frame.width >= NAMED
  const vectors = steps_shown(run, t).map((step) => vectors_of(run, step, frame))
  /** @type {Set<string>} */
  const unwanted = new Set(hidden)
  const long = vectors
    .map((step) => step.map((each) => scaled(each, now[each.scale], screen)))
    .map((step) => step.filter(({ pixels }) => pixels >= SEEN && pixels < Infinity))
    .map((step) => step.filter(({ kind }) => has_names || kind === "update"))
  const arrows = long
    .map((step) => step.filter(({ kind }) => !unwanted.has(kind)))
    .map((step) => (is_joined ? joined(step) : step))
    .flatMap((step) => placed_aside(step, screen).map((each) => drawn(each, screen, colours)))
  const drawable = new Set(long.flat().map(({ kind }) => kind))
  const entries = vectors.flat().map(({ name, kind, scale }) => ({
    name,
    kind,
    drawn: is_joined && kind === "moment" && !unwanted.has("update") ? "update" : kind,
    scale: now[scale],
    short: !drawable.has(kind),
  }))
  const legend = new Map(entries.map((entry) => [entry.name, entry]))
  const names = has_names
    ? names_of(run, arrows, frame, screen, colours, pinned, titles, [
        ...words,
        ...crosses,
        ...marks.map(line_across),
      ])
    : []
  const covered = arrows.map(({ x0, y0, x1, y1 }) => [...screen.point([x0, y0]), ...screen.point([x1, y1])])
  return {
    arrows: columns_of(["x0", "y0", "x1", "y1", "w1", "w2", "colour", "width", "halo", "size"], arrows),
    arrow_names: columns_of(["x", "y", "of_x", "of_y", "name", "colour"], names),
    lines: [...covered, ...names.map((each) => line_through(each, screen))],
    scales: now,
    legend: [...legend.values()],
    paths_named: names.some(({ kind }) => kind === "run"),
  }
}

// Converts points and vectors to pixels and back.
/** @param {Plane} frame */
function screen_of({ x_range, y_range, width, height, letters }) {
  const by = growth(SIZE, letters)
  const unit = pixel_size([x_range, y_range], { width, height })
  /** @type {(vector: Pair) => Pair} */
  const vector = ([x, y]) => [x / unit[0], y / unit[1]]
  /** @type {(point: Pair) => Pair} */
  const point = ([x, y]) => [(x - x_range[0]) / unit[0], (y - y_range[0]) / unit[1]]
  const length = (/** @type {Pair} */ [x, y]) => Math.hypot(x / unit[0], y / unit[1])
  return { unit, letter: by * LETTER, line: by * LINE, vector, point, length }
}

// Two lines that cross at a point.
/** @param {Pair} point @param {number} arm their half length @returns {Segment[]} */
function cross_at([x, y], arm) {
  return [
    [x - arm, y, x + arm, y],
    [x, y - arm, x, y + arm],
  ]
}

// The arrows of a step whose update is a multiple of the moment: one arrow shows both.
/** @param {Scaled[]} arrows */
function joined(arrows) {
  const [moment] = arrows.filter(({ kind }) => kind === "moment")
  if (!moment || !arrows.some(({ kind }) => kind === "update")) return arrows
  return arrows
    .filter((each) => each !== moment)
    .map((each) => (each.kind === "update" ? { ...each, name: `${moment.name}, ${each.name}` } : each))
}

// The steps whose arrows are drawn. A path that is only its start, as while a guess is awaited, shows the
// gradient with which step 1 begins.
/** @param {ShownRun} run @param {number} t */
function steps_shown({ columns: { w1 } }, t) {
  if (t === 0) return w1.length === 1 ? [1] : []
  return w1.length - 1 <= FEW ? Array.from({ length: t }, (_, i) => i + 1) : [t]
}

// The gradient, moment and update of step t, if it begins in the frame; with batches, also the gradient of all rows.
/** @param {ShownRun} run @param {number} t @param {Plane} frame @returns {Vector[]} */
function vectors_of({ columns }, t, { x_range, y_range }) {
  /** @type {Pair} */
  const from = [columns.w1[t - 1], columns.w2[t - 1]]
  if (!is_inside(...from, [x_range, y_range])) return []
  /** @type {(name: string, row: number) => Pair} */
  const downhill = (name, row) => [-columns[`${name}1`][row], -columns[`${name}2`][row]]
  const is_batch = columns.full_g1 !== undefined
  const name = columns.noise1 ? "−g" : is_batch ? "−∇E batch" : "−∇E"
  /** @type {Vector} */
  const gradient = { name, kind: "gradient", scale: "gradient", from, vector: downhill("g", t - 1) }
  if (t === columns.w1.length) return [gradient]
  /** @type {Omit<Vector, "vector">} */
  const moment = { name: "−m", kind: "moment", scale: "moment", from }
  /** @type {Pair} */
  const step = [columns.w1[t] - from[0], columns.w2[t] - from[1]]
  /** @type {Vector} */
  const update = { name: "Δw", kind: "update", scale: "update", from, vector: step }
  /** @type {Vector[]} */
  const full = is_batch ? [{ ...gradient, name: "−∇E", kind: "full", vector: downhill("full_g", t - 1) }] : []
  const moments = columns.m1 ? [{ ...moment, vector: downhill("m", t) }] : []
  return [...full, gradient, ...moments, update]
}

// A run's scales, and whether all its updates are one multiple of the moment. Its longest arrows that begin
// in the frame have about the wanted length, but updates have their true length if that is visible.
/**
 * @param {ShownRun} run @param {Plane} frame @param {Screen} screen @param {Scales | null} before @param {number} eta
 * @returns {{ now: Scales, is_joined: boolean }}
 */
function scales_of({ columns }, { x_range, y_range, width, height }, { unit }, before, eta) {
  const { w1, w2, g1, g2, m1, m2 } = columns
  const [[left, right], [low, high]] = [x_range, y_range]
  let [slope, moment, update, across, apart] = [0, 0, 0, 0, 0]
  const multiple = m1 ? multiple_of(w1[1] - w1[0], w2[1] - w2[0], m1[1], m2[1]) : 0
  for (let t = 1; t < Math.max(w1.length, 2); t++) {
    if (!(w1[t - 1] >= left && w1[t - 1] <= right && w2[t - 1] >= low && w2[t - 1] <= high)) continue
    slope = longer(slope, g1[t - 1] / unit[0], g2[t - 1] / unit[1])
    if (m1) {
      moment = longer(moment, m1[t] / unit[0], m2[t] / unit[1])
      across = Math.max(across, Math.abs(g1[t - 1] * m2[t] - g2[t - 1] * m1[t]))
    }
    const [step_1, step_2] = [(w1[t] - w1[t - 1]) / unit[0], (w2[t] - w2[t - 1]) / unit[1]]
    update = longer(update, step_1, step_2)
    if (multiple)
      apart = longer(apart, step_1 + (multiple * m1[t]) / unit[0], step_2 + (multiple * m2[t]) / unit[1])
  }
  const wanted = WANTED * Math.min(width, height)
  /** @type {(longest: number, scale: number, limits: number[]) => boolean} */
  const suits = (longest, scale, limits) =>
    longest * scale >= limits[0] * wanted && longest * scale <= limits[1] * wanted
  /** @type {(longest: number, last?: number, own?: number) => number} */
  const scale = (longest, last, own = NaN) => {
    if (last && suits(longest, last, STEADY)) return last
    if (suits(longest, own, OWN) && is_round(own)) return own
    const found = wanted / longest
    return found > 0 && found < Infinity ? round_below(found) : (last ?? 0)
  }
  const of_update = update >= TRUE ? 1 : scale(update, before?.update)
  const is_joined = w1.length > 2 && multiple > 0 && apart <= SAME * update
  const shared = is_joined
    ? Number((multiple * of_update).toPrecision(DIGITS))
    : scale(Math.max(slope, moment), before?.moment, eta)
  const is_apart = across > ALONG * slope * moment * Math.abs(unit[0] * unit[1])
  const has_own = (is_apart && slope * shared < PLAIN * wanted) || slope * shared > OWN[1] * wanted
  const gradient = has_own ? scale(slope, before?.gradient) : shared
  return { now: { gradient, moment: shared, update: of_update }, is_joined }
}

// The factor k for which −k m comes closest to an update; 0 if the update does not go against the moment m.
/** @param {number} step_1 @param {number} step_2 @param {number} m1 @param {number} m2 */
function multiple_of(step_1, step_2, m1, m2) {
  const found = -(step_1 * m1 + step_2 * m2) / (m1 * m1 + m2 * m2)
  return found > 0 && found < Infinity ? found : 0
}

// The longer of a length and a vector's length, if that is finite. Most vectors are clearly shorter, so the
// root, which is slow, is rarely taken.
/** @param {number} length @param {number} x @param {number} y */
function longer(length, x, y) {
  if (!(Math.abs(x) + Math.abs(y) > length)) return length
  const other = Math.hypot(x, y)
  return other > length && other < Infinity ? other : length
}

/** @param {Vector} each @param {number} scale @param {Screen} screen @returns {Scaled} */
function scaled(each, scale, { length }) {
  return { ...each, vector: each.vector.map((part) => scale * part), pixels: scale * length(each.vector) }
}

// The arrows of one step, each as far aside as it must be to cover no other.
/** @param {Scaled[]} arrows @param {Screen} screen @returns {Placed[]} */
function placed_aside(arrows, screen) {
  /** @type {(Placed & { line: Line })[]} */
  const placed = []
  for (const arrow of arrows.toSorted((one, other) => RANKS[one.kind] - RANKS[other.kind])) {
    const at = (/** @type {number} */ aside) => ({ ...arrow, aside, line: line_aside(arrow, aside, screen) })
    const covers = (/** @type {ReturnType<typeof at>} */ moved) =>
      placed.find((other) => is_covering(moved, other))
    const first = covers(at(0))
    if (!first) {
      placed.push(at(0))
      continue
    }
    const apart = clearance(arrow, first)
    const angle = cross(first.line.along, at(0).line.along) * arrow.pixels
    const side = Math.abs(angle) > LEVEL ? Math.sign(angle) : SIDES[arrow.kind]
    const tries = [1, -1, 2, -2].map((times) => at(times * side * apart))
    placed.push(tries.find((moved) => !covers(moved)) ?? tries[0])
  }
  return arrows.map((arrow) => placed.find(({ kind }) => kind === arrow.kind) ?? { ...arrow, aside: 0 })
}

/** @typedef {{ start: Pair, along: Pair, tip: Pair }} Line its ends in pixels, and its direction */

// An arrow's line, some pixels to the left of the point where it begins.
/** @param {Scaled} arrow @param {number} aside @param {Screen} screen @returns {Line} */
function line_aside({ vector, pixels }, aside, screen) {
  const [x, y] = screen.vector(/** @type {Pair} */ (vector))
  /** @type {Pair} */
  const along = [x / pixels, y / pixels]
  /** @type {Pair} */
  const start = [-aside * along[1], aside * along[0]]
  return { start, along, tip: [start[0] + x, start[1] + y] }
}

// Whether the tip of the shorter of two arrows lies on the longer one.
/** @param {Scaled & { line: Line }} one @param {Scaled & { line: Line }} other */
function is_covering(one, other) {
  const [short, long] = one.pixels < other.pixels ? [one, other] : [other, one]
  const [x, y] = [0, 1].map((k) => short.line.tip[k] - long.line.start[k])
  const [across, up] = long.line.along
  return x * across + y * up > 0 && Math.abs(across * y - up * x) < clearance(one, other) - 1e-6
}

// The least distance, in pixels, from the tip of the shorter of two arrows to the longer one: to its head if
// that is beside it.
/** @param {Scaled} one @param {Scaled} other */
function clearance(one, other) {
  const [short, long] = one.pixels < other.pixels ? [one, other] : [other, one]
  const is_beside_head = long.pixels - short.pixels < size_of(long) + GAP
  return (size_of(short) + (is_beside_head ? size_of(long) : width_of(long))) / 2 + GAP
}

/** @param {Pair} one @param {Pair} other */
function cross([x, y], [other_x, other_y]) {
  return x * other_y - y * other_x
}

/** @param {{ kind: Kind, pixels: number }} arrow */
function size_of({ kind, pixels }) {
  return Math.min((kind === "update" ? STRONG : 1) * HEAD, pixels / 2)
}

// A short arrow is a scaled-down long one.
/** @param {{ kind: Kind, pixels: number }} arrow */
function width_of(arrow) {
  return Math.max(THIN, (THICK * size_of(arrow)) / HEAD)
}

/** @param {Placed} arrow @param {Screen} screen @param {Colours} colours */
function drawn({ name, kind, from, vector, pixels, aside }, { unit, vector: on_screen }, colours) {
  const [x, y] = on_screen(/** @type {Pair} */ (vector))
  const size = size_of({ kind, pixels })
  const width = width_of({ kind, pixels })
  const [x0, y0] = [from[0] - (aside * unit[0] * y) / pixels, from[1] + (aside * unit[1] * x) / pixels]
  return {
    kind,
    name,
    angle: Math.atan2(y, x),
    side: Math.sign(aside),
    w1: from[0],
    w2: from[1],
    x0,
    y0,
    x1: x0 + vector[0],
    y1: y0 + vector[1],
    colour: colours[kind],
    width,
    halo: width + HALO,
    size,
  }
}

// The names of a short path's points, of other paths' ends, and of the last arrow of each kind, at its tip, where it
// leaves the frame, or beside it. Each has its place and what it names.
/**
 * @param {ShownRun} run @param {Drawn[]} arrows @param {Plane} frame @param {Screen} screen @param {Colours} colours
 * @param {Pinned[]} pinned @param {string[]} titles @param {Segment[]} words
 */
function names_of(run, arrows, frame, { point, letter, line: height }, colours, pinned, titles, words) {
  const { w1 } = run.columns
  /** @type {Box} */
  const box = [frame.x_range, frame.y_range]
  const lines = [...words]
  /** @type {(Named & { name: string, colour: string })[]} */
  const found = []
  /** @type {(kind: string, name: string, colour: string, at: Pair, angle: number, of?: { shaft?: Segment, others?: Pair[] }) => void} */
  const add = (kind, name, colour, [x, y], angle, of = {}) => {
    found.push({ kind, name, colour, x, y, angle, ...of, width: letter * name.length + ROOM, height })
  }
  const all = [{ run, colour: colours.update }, ...pinned]
  if (w1.length - 1 > FEW)
    titles.forEach((title, i) => {
      const [middle, ...others] = points_along(all[i].run, frame).map(point)
      if (middle) add("run", title, all[i].colour, middle, Math.PI / 2, { others })
    })
  arrows.forEach(({ kind, name, colour, angle, side, x0, y0, x1, y1 }, i) => {
    lines.push([...point([x0, y0]), ...point([x1, y1])])
    if (arrows.slice(i + 1).some((later) => later.kind === kind)) return
    const [x, y] = clipped_line([x0, x1], [y0, y1], box)
    if (!x.length) return
    const [tail, tip] = [0, x.length - 1].map((k) => point([x[k], y[k]]))
    add("arrow", name, colour, tip, angle + OUTWARDS * side, { shaft: [...tail, ...tip] })
  })
  const pass_by = (/** @type {Pair} */ at) => lines.push(...cross_at(at, MARKER))
  /** @type {(run: ShownRun, t: number, colour: string) => void} */
  const name_point = ({ columns: { w1, w2 } }, t, colour) => {
    if (!is_inside(w1[t], w2[t], box)) return
    const at = point([w1[t], w2[t]])
    pass_by(at)
    add("point", `w(${t})`, colour, at, Math.PI)
  }
  if (w1.length - 1 <= FEW) {
    const last = (/** @type {ShownRun} */ { columns }) => columns.w1.length - 1
    for (const { run: other, colour } of pinned) if (last(other) > 0) name_point(other, last(other), colour)
    for (let t = 0; t < w1.length; t++) name_point(run, t, colours.point)
  }
  found.reverse() // points first, and of the arrows the update, which may be between others
  pass_by(point([w1[0], run.columns.w2[0]]))
  for (const path of all.map((each) => each.run.columns)) {
    pass_by(point([path.w1[path.w1.length - 1], path.w2[path.w2.length - 1]]))
    for (const line of near_lines(path.w1, path.w2, frame, found)) lines.push(line)
  }
  const places = placed_names(found, lines, frame)
  /** @type {(pixel: number, range: Pair, size: number) => number} */
  const weight = (pixel, [low, high], size) => low + (pixel / size) * (high - low)
  const is_room = found.every(({ kind }, i) => kind !== "run" || places[i]) // for the names of all paths
  return found.flatMap((each, i) => {
    const place = places[i]
    if (!place || (each.kind === "run" && !is_room)) return []
    const [[x, y], [of_x, of_y]] = [[place.x, place.y], place.at].map(([x, y]) => {
      return [weight(x, frame.x_range, frame.width), weight(y, frame.y_range, frame.height)]
    })
    return [{ x, y, of_x, of_y, name: each.name, colour: each.colour, kind: each.kind }]
  })
}

// Points along what is seen of a path, the middle first; none if nothing is.
/** @param {ShownRun} run @param {Plane} frame @returns {Pair[]} */
function points_along({ columns: { w1, w2 } }, { x_range, y_range, ...frame }) {
  const lengths = lengths_along(w1, w2, [x_range, y_range], frame)
  const whole = lengths[lengths.length - 1]
  if (!(whole > 0)) return []
  return NAMED_AT.map((part) => {
    const [at, share] = piece_at(lengths, part * whole)
    return [w1[at] + share * (w1[at + 1] - w1[at]), w2[at] + share * (w2[at + 1] - w2[at])]
  })
}

// The line through a name's letters, from the first to the last.
/** @param {{ name: string, x: number, y: number }} name @param {Screen} screen @returns {Segment} */
function line_through({ name, x, y }, { point, letter }) {
  const [middle, level] = point([x, y])
  const half = (letter * name.length) / 2
  return [middle - half, level, middle + half, level]
}

// The pieces of a path, in pixels, that names may collide with.
/** @param {Numbers} w1 @param {Numbers} w2 @param {Plane} frame @param {Named[]} names */
function near_lines(w1, w2, frame, names) {
  const points = names.flatMap(({ x, y, others = [] }) => [[x, y], ...others])
  const [left, low] = [0, 1].map((k) => Math.min(...points.map((point) => point[k])) - REACH)
  const [right, high] = [0, 1].map((k) => Math.max(...points.map((point) => point[k])) + REACH)
  const path = seen_line(w1, w2, frame)
  const lines = []
  for (let i = 2; i < path.length; i += 2) {
    const [last_x, last_y, x, y] = [path[i - 2], path[i - 1], path[i], path[i + 1]]
    const aside = Math.max(x, last_x) < left || Math.min(x, last_x) > right
    if (!aside && Math.max(y, last_y) >= low && Math.min(y, last_y) <= high)
      lines.push([last_x, last_y, x, y])
  }
  return lines
}

// The points of a path in pixels, alternately x and y, without those near the previous one. They are cached
// per frame: pinned paths stay while the active one moves.
/** @param {Numbers} w1 @param {Numbers} w2 @param {Plane} frame @returns {Float64Array} */
function seen_line(w1, w2, { x_range, y_range, width, height }) {
  const key = String([x_range, y_range, width, height])
  const kept = paths.get(w1)
  if (kept?.key === key) return kept.line
  const line = new Float64Array(2 * w1.length)
  const [wide, tall] = pixel_size([x_range, y_range], { width, height })
  let count = 0
  for (let t = 0; t < w1.length; t++) {
    const x = (w1[t] - x_range[0]) / wide
    const y = (w2[t] - y_range[0]) / tall
    if (t > 0 && t < w1.length - 1 && Math.abs(x - line[count - 2]) + Math.abs(y - line[count - 1]) < LEAST)
      continue
    line[count++] = x
    line[count++] = y
  }
  const found = line.slice(0, count)
  paths.set(w1, { key, line: found })
  return found
}

/** @param {number} number */
function is_round(number) {
  return Math.abs(round_below(number) / number - 1) < 1e-9
}

// The largest 1, 2 or 5 × 10^k that is not above a number.
/** @param {number} number */
function round_below(number) {
  const decade = 10 ** Math.floor(Math.log10(number))
  const digit = [5, 2, 1].find((digit) => digit * decade <= number * 1.0000001) ?? NaN
  return Number((digit * decade).toPrecision(3))
}
