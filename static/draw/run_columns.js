// The columns for the active run.
//
// What lies on the surface has its error besides its weights: the map ignores it, and in three
// dimensions it is the height.

import { columns_of } from "./columns.js"
import {
  at_places,
  clipped_line,
  distance_to,
  even_steps,
  is_inside,
  lengths_along,
  piece_at,
  pixel_size,
  seen_points,
  seen_steps,
} from "./lines.js"

const MOST_DOTS = 120 // points; longer paths have no dots
const STEP = 10 // px; on shorter steps dots would merge
const POINT = /** @type {const} */ (["w1", "w2", "error", "share"])
const LINE = /** @type {const} */ ([...POINT, "width", "cap", "mark"])
const START = { marker: "circle", size: 13 }
const END = { marker: "diamond", size: 14 }
const FULL = { filled: 1 }
const OPEN = { filled: 0.3 } // the path's last turns are seen through its end
const [WIDTH, BEYOND] = [3, 2] // px: the width of a path up to the cursor, and beyond it
const HALO = { share: -1, cap: "butt" } // −1 is none of the path's colours
const ROUND = { cap: "round" }
const RIM = 3 // px by which a halo is wider

/** @typedef {Record<"w1" | "w2" | "error", Float64Array | number[]>} Path */
/** @typedef {ReturnType<typeof seen_path>} SeenPath */

// Marks of direction
const SHORT = 60 // px; a shorter path has none
const EVERY = 100 // px between marks, about
const MOST_MARKS = 7
const REACH = 5 // px of the path before and after a mark that set its direction
const BENT = 1.5 // of the reach: a path that bends more has no mark there
export const APART = 20 // px between marks, and to the path's ends
const CLEAR = 9 // px between a mark and the line of an arrow
export const ARM = 7 // px
export const ARMS = 0.8 * Math.PI // angle between its direction and its arms

// A run without its points after a step, as it is drawn while it plays.
/** @param {ShownRun} run @param {number} until @returns {ShownRun} */
export function run_until(run, until) {
  if (until >= run.columns.w1.length - 1) return run
  const cut = (/** @type {Float64Array} */ column) => column.slice(0, until + 1)
  const fan = run.fan && { ...run.fan, w1: run.fan.w1.map(cut), w2: run.fan.w2.map(cut) }
  const cut_all = (/** @type {Columns} */ columns) =>
    /** @type {RunColumns} */ (
      Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, cut(column)]))
    )
  return { ...run, fan, columns: cut_all(run.columns), judged: run.judged && cut_all(run.judged) }
}

// All columns of a run, over t.
/** @param {ShownRun} run */
export function trajectory_columns(run) {
  return { t: times(run), ...run.columns }
}

// 0, 1, ..., T.
/** @param {ShownRun} run */
export function times({ columns }) {
  const t = new Float64Array(columns.w1.length)
  for (let i = 0; i < t.length; i++) t[i] = i
  return t
}

// The state that a run shows in the figure m or s: the one of that name, else another of its moments.
/** @typedef {Pick<ShownRun, "moments" | "states">} Traced */
/** @param {Traced} run @param {"m" | "s"} figure */
export function traced(run, figure) {
  const names = Object.keys(run.moments)
  if (names.includes(figure)) return figure
  const others = names.filter((name) => !["m", "s"].includes(name))
  return others[["m", "s"].filter((name) => !names.includes(name)).indexOf(figure)]
}

// The symbol of the state that a run shows in the figure m or s, if any.
/** @param {Traced} run @param {"m" | "s"} figure */
export function traced_symbol(run, figure) {
  const state = traced(run, figure)
  return run.states?.[state] ?? state
}

// The runs that share the figure m or s: those whose state there has the same symbol as that of the first run
// that shows one. Two quantities on one axis could not be told apart.
/** @template {Traced} T @param {T[]} runs @param {"m" | "s"} figure */
export function sharing(runs, figure) {
  const first = runs.find((run) => traced(run, figure))
  const symbol = first && traced_symbol(first, figure)
  return runs.filter((run) => traced(run, figure) && traced_symbol(run, figure) === symbol)
}

// A run's lines in the figure m or s over t: two components.
/** @param {ShownRun} run @param {"m" | "s"} figure */
export function moment_lines(run, figure) {
  const name = traced(run, figure)
  const [first, second] = [run.columns[`${name}1`], run.columns[`${name}2`]]
  const seen = seen_steps(first, second)
  return { t: Float64Array.from(seen), first: at_places(first, seen), second: at_places(second, seen) }
}

// The number of a run's points out of view.
/** @param {ShownRun} run @param {Box} view */
export function outside({ columns: { w1, w2 } }, view) {
  let count = 0
  for (let t = 0; t < w1.length; t++) if (!is_inside(w1[t], w2[t], view)) count += 1
  return count
}

// The path with its halo, marks of direction, dots and ends. `frame` is the view's size in pixels.
//
// The path is at most `path_colours` lines of one colour each. A colour is a share of the path's visible
// length, so that its colours tell time; `colours_over_time` says which. Each line has its own halo, which
// covers earlier lines: where a path crosses itself, the later line is on top. With few lines, 1000 steps
// cost the browser as much as 30. Lines end at the view's edge, because Bokeh does not clip what is above the
// plot. A path drawn only up to the step `until` has the same colours as the whole path. What is beyond the step
// `cursor` is thinner. Marks that `arrows`, lines in pixels, would half cover are left out.
/**
 * @param {ShownRun} run @param {Box} view @param {Frame} frame @param {Limits} limits @param {Segment[]} [arrows]
 */
export function path_columns(
  run,
  view,
  frame,
  { path_colours },
  until = Infinity,
  cursor = Infinity,
  arrows = [],
) {
  const path = seen_path(run, view, frame, path_colours, until, cursor)
  const lines = [...pieces(path, view), ...passed_marks(run.columns, path, view, frame, arrows)]
  const apart = run.judged ? [judged_line(run.judged, view, frame, until)] : []
  const drawn = lines.flatMap((line) => {
    const width = line.beyond ? BEYOND : WIDTH
    return [
      { ...line, ...HALO, width: width + RIM },
      { ...line, ...ROUND, width },
    ]
  })
  return {
    path: columns_of(LINE, drawn),
    judged_path: columns_of(["w1", "w2", "error"], apart),
    dots: columns_of(POINT, dots(run, view, path.lengths, until)),
    ends: columns_of([...POINT, "marker", "size", "filled"], ends(run, view, until)),
  }
}

// The line of the points by which a run is judged, up to a step, cut at the view's edge.
/** @param {Judged} judged @param {Box} view @param {Frame} frame @param {number} until */
function judged_line(judged, view, frame, until) {
  const path = seen_path({ columns: judged }, view, frame, 1, until)
  return part_of(path, view, path.places[0], path.places[path.places.length - 1])
}

// A path's colours over t: stops { share, colour }, at shares of the run's time.
/** @param {ShownRun} run @param {Box} view @param {Frame} frame @param {string[]} colours */
export function colours_over_time({ columns: { w1, w2 } }, view, frame, colours) {
  const lengths = lengths_along(w1, w2, view, frame)
  const last = Math.max(lengths.length - 1, 1)
  return even_steps(lengths, colours.length).map((t) => {
    return { share: t / last, colour: colours[Math.round(share_at(lengths, t) * (colours.length - 1))] }
  })
}

// A step's colour from 0 to 1: the share of the visible length covered so far; for a path that does not move,
// the share of the time.
/** @param {Float64Array} lengths @param {number} t */
function share_at(lengths, t) {
  const last = lengths.length - 1
  return lengths[last] > 0 ? lengths[t] / lengths[last] : t / Math.max(last, 1)
}

// The points of a path to draw, and the steps at which its at most `count` colours change, with their indices
// among the points; the same for the step `cursor`. It ends at the step `until`.
/**
 * @param {{ columns: Record<"w1" | "w2" | "error", Float64Array | number[]> }} run @param {Box} view
 * @param {Frame} frame @param {number} count
 */
export function seen_path({ columns: { w1, w2, error } }, view, frame, count, until = Infinity, cursor = 0) {
  const lengths = lengths_along(w1, w2, view, frame)
  const last = Math.min(until, w1.length - 1)
  const edges = [...even_steps(lengths, count).filter((step) => step < last), last]
  const cut = Math.min(cursor, last)
  const seen = seen_points(w1, w2, view, [...edges, cut])
  const places = edges.map((step) => seen.indexOf(step))
  const [seen_w1, seen_w2, seen_error] = [w1, w2, error].map((column) => at_places(column, seen))
  const at_cursor = { step: cut, place: seen.indexOf(cut) }
  return { w1: seen_w1, w2: seen_w2, error: seen_error, lengths, edges, places, at_cursor }
}

// The part of a path between two of its drawn points, cut at the view's edge.
/** @param {Path} path @param {Box} view @param {number} from @param {number} to */
export function part_of({ w1, w2, error }, view, from, to) {
  const line = clipped_line(w1, w2, view, from, to, error)
  return { w1: line[0], w2: line[1], error: line[2] }
}

// A path in pieces of one colour, [{w1, w2, error, share, beyond, mark}, ...], which end at the cursor, too; none
// is a mark of direction.
/** @param {SeenPath} path @param {Box} view */
export function pieces(path, view) {
  const { lengths, edges, places, at_cursor } = path
  return edges.slice(1).flatMap((to, k) => {
    const share = (share_at(lengths, edges[k]) + share_at(lengths, to)) / 2
    const { step, place } = at_cursor
    /** @type {(from: number, to: number, beyond: boolean) => Path & { share: number, beyond: boolean, mark: boolean }} */
    const piece = (from, to, beyond) => ({ ...part_of(path, view, from, to), share, beyond, mark: false })
    if (step <= edges[k] || step >= to) return [piece(places[k], places[k + 1], step <= edges[k])]
    return [piece(places[k], place, false), piece(place, places[k + 1], true)]
  })
}

// The marks of direction on what is drawn of a path, without those close to the cursor and to arrows.
/**
 * @param {RunColumns} columns @param {SeenPath} path @param {Box} view @param {Frame} frame @param {Segment[]} [arrows]
 */
export function passed_marks(columns, { lengths, edges, at_cursor }, view, frame, arrows = []) {
  const [gone, reached] = [edges[edges.length - 1], at_cursor.step].map((step) => share_at(lengths, step))
  const near = APART / lengths[lengths.length - 1]
  const passed = marks(columns, lengths, view, frame).filter(
    ({ here, share }) =>
      share <= gone &&
      !(Math.abs(share - reached) < near) &&
      arrows.every((arrow) => distance_to(arrow, here) > CLEAR),
  )
  return passed.map((mark) => ({ ...mark, beyond: mark.share > reached }))
}

// A few arrowheads along a path, as lines in the path's colour there. Their arms have the error of
// the path behind the tip.
/** @param {RunColumns} columns @param {Float64Array} lengths @param {Box} view @param {Frame} frame */
function marks({ w1, w2, error }, lengths, view, frame) {
  const last = lengths.length - 1
  const whole = lengths[last]
  if (!(whole >= SHORT)) return []
  const unit = pixel_size(view, frame)
  /** @type {(place: number[]) => Pair} */
  const pixels = ([x, y]) => [(x - view[0][0]) / unit[0], (y - view[1][0]) / unit[1]]
  const ends = [0, last].map((t) => pixels([w1[t], w2[t]]))
  const count = Math.min(Math.max(1, Math.round(whole / EVERY)), MOST_MARKS)
  /** @type {(Path & { here: Pair, mark: boolean, share: number })[]} */
  const found = []
  for (let k = 0; k < count; k++) {
    const at = ((k + 0.5) * whole) / count
    const [from, tip, to] = [at - REACH, at, at + REACH].map((way) => point_at([w1, w2, error], lengths, way))
    if (![from, tip, to].every(([x, y]) => is_inside(x, y, view))) continue
    const [before, here, after] = [from, tip, to].map(pixels)
    const way = [after[0] - before[0], after[1] - before[1]]
    const near = (/** @type {Pair} */ other) => Math.hypot(here[0] - other[0], here[1] - other[1]) < APART
    if (Math.hypot(...way) < BENT * REACH || [...ends, ...found.map((mark) => mark.here)].some(near)) continue
    const angle = Math.atan2(way[1], way[0])
    const arm = (/** @type {number} */ turn) =>
      [Math.cos(angle + turn), Math.sin(angle + turn)].map((part, i) => tip[i] + part * ARM * unit[i])
    const line = [arm(ARMS), tip, arm(-ARMS)]
    if (!line.every(([x, y]) => is_inside(x, y, view))) continue
    found.push({
      here,
      mark: true,
      w1: line.map(([x]) => x),
      w2: line.map(([, y]) => y),
      error: [from[2], tip[2], from[2]],
      share: at / whole,
    })
  }
  return found
}

// The weights and the error at a length, in pixels, along a path.
/** @param {Float64Array[]} columns @param {Float64Array} lengths @param {number} way */
function point_at(columns, lengths, way) {
  const [piece, share] = piece_at(lengths, way)
  return columns.map((column) => column[piece] + share * (column[piece + 1] - column[piece]))
}

// The steps of a path, up to one, that have a dot: those of a short path at either end of a long step.
// `lengths` are the path's lengths up to each step, in pixels.
/** @param {Float64Array} lengths @param {number} until */
function dotted_steps(lengths, until) {
  if (lengths.length > MOST_DOTS) return []
  const is_long = (/** @type {number} */ t) => lengths[t] - lengths[t - 1] >= STEP
  const last = Math.min(until, lengths.length - 1)
  return Array.from({ length: last + 1 }, (_, t) => t).filter((t) => is_long(t) || is_long(t + 1))
}

/** @param {ShownRun} run @param {Box} view @param {Float64Array} lengths @param {number} until */
function dots({ columns: { w1, w2, error } }, view, lengths, until) {
  const points = dotted_steps(lengths, until).map((t) => ({
    w1: w1[t],
    w2: w2[t],
    error: error[t],
    share: share_at(lengths, t),
  }))
  return points.filter((point) => is_inside(point.w1, point.w2, view))
}

// The start, and the end if it differs. An end that is out of view or not reached is NaN.
/** @param {ShownRun} run @param {Box} view @param {number} until */
function ends({ columns: { w1, w2, error } }, view, until) {
  const last = w1.length - 1
  /** @type {(t: number | null, share: number, marker: typeof START & typeof FULL) => Record<(typeof POINT)[number], number> & typeof marker} */
  const point = (t, share, marker) => {
    const shown = t !== null && t <= until && is_inside(w1[t], w2[t], view)
    const at = shown ? { w1: w1[t], w2: w2[t], error: error[t] } : { w1: NaN, w2: NaN, error: NaN }
    return { ...at, share, ...marker }
  }
  return [point(last ? last : null, 1, { ...END, ...OPEN }), point(0, 0, { ...START, ...FULL })]
}
