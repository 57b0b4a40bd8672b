// What the figures draw of the active run.

import { columns_of } from "./columns.js"
import { at_places, clipped_line, early_steps, is_inside, seen_points, seen_steps } from "./lines.js"

const MOST_DOTS = 120 // most points of a path whose steps all get a dot
const POINT = ["w1", "w2", "share"]

// All numbers of a run, over t.
export function trajectory_columns(run) {
  return { t: times(run), ...run.columns }
}

// 0, 1, ..., T.
export function times({ columns }) {
  const t = new Float64Array(columns.w1.length)
  for (let i = 0; i < t.length; i++) t[i] = i
  return t
}

// The state that a run shows in the figure m or s: the one of that name, or else another one of its moments.
export function traced(run, figure) {
  const names = Object.keys(run.moments)
  if (names.includes(figure)) return figure
  const others = names.filter((name) => !["m", "s"].includes(name))
  return others[["m", "s"].filter((name) => !names.includes(name)).indexOf(figure)]
}

// What a run shows in the figure m or s over t: two components.
export function moment_lines(run, figure) {
  const name = traced(run, figure)
  const [first, second] = [run.columns[`${name}1`], run.columns[`${name}2`]]
  const seen = seen_steps(first, second)
  return { t: Float64Array.from(seen), first: at_places(first, seen), second: at_places(second, seen) }
}

// How many points of a run are out of view.
export function outside({ columns: { w1, w2 } }, view) {
  let count = 0
  for (let t = 0; t < w1.length; t++) if (!is_inside(w1[t], w2[t], view)) count += 1
  return count
}

// The path with its halo, dots and ends. The path is at most `path_colours` lines of one colour each. The colour is
// that of √(t/T), so that the first steps, which go farthest, get more of the colours. With one line per colour, 1000
// steps cost the browser as much as 30. Lines end at the edge of the view, because Bokeh does not clip what is above
// the plot.
export function path_columns(run, view, { path_colours }) {
  const path = seen_path(run, view, path_colours)
  const last = run.columns.w1.length - 1
  const lines = pieces(path, view).map(({ w1, w2, from, to }) => ({ w1, w2, share: Math.sqrt((from + to) / 2 / last) }))
  const halo = clipped_line(path.w1, path.w2, view)
  return {
    path: columns_of(POINT, lines),
    halo: { w1: halo[0], w2: halo[1] },
    dots: columns_of(POINT, dots(run, view)),
    ends: columns_of(POINT, ends(run, view)),
  }
}

// The points of a path that are drawn, and the steps at which its at most `count` colours change, with the places of
// these steps among the points.
export function seen_path({ columns: { w1, w2 } }, view, count) {
  const edges = early_steps(w1.length - 1, count)
  const seen = seen_points(w1, w2, view, edges)
  return { w1: at_places(w1, seen), w2: at_places(w2, seen), edges, places: edges.map((step) => seen.indexOf(step)) }
}

// A path in pieces of one colour each, [{w1, w2, from, to}, ...], with the steps from..to of a piece.
export function pieces({ w1, w2, edges, places }, view) {
  return edges.slice(1).map((to, k) => {
    const line = clipped_line(w1, w2, view, places[k], places[k + 1])
    return { w1: line[0], w2: line[1], from: edges[k], to }
  })
}

function dots({ columns: { w1, w2 } }, view) {
  if (w1.length > MOST_DOTS) return []
  const points = Array.from(w1, (_, t) => ({ w1: w1[t], w2: w2[t], share: Math.sqrt(t / Math.max(w1.length - 1, 1)) }))
  return points.filter((point) => is_inside(point.w1, point.w2, view))
}

// The start and, if it is another point, the end. One that is out of view is NaN.
function ends({ columns: { w1, w2 } }, view) {
  const last = w1.length - 1
  const point = (t, share) => {
    const shown = is_inside(w1[t], w2[t], view)
    return { w1: shown ? w1[t] : NaN, w2: shown ? w2[t] : NaN, share }
  }
  return [point(0, 0), last ? point(last, 1) : { w1: NaN, w2: NaN, share: 1 }]
}
