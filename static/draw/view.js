// Views: which ones are legal, which one is shown in a frame, which one holds a run, and where zooming ends.
//
// A frame is { width, height } in pixels.

import { short } from "../numbers.js"

const CHANGE = 1.000001 // a smaller factor is the rounding of a move
const VISIBLE = 0.01 // share of a view's width that a step needs to be seen
const WIDER = 1.3 // a smaller factor changes a view by little
const MORE = 1.1 // a smaller factor of the steps that are seen is chance
// A view that is so many times longer than its frame, or higher, is stretched unless a visitor wants else.
const RAVINE = 4

// The view if both its intervals have digits to spare and end within `farthest`, else null.
export function legal_view(view, { farthest, view_digits }) {
  const is_legal = ([low, high]) => {
    const largest = Math.max(Math.abs(low), Math.abs(high))
    return largest <= farthest && high - low > view_digits * largest
  }
  return view.every(is_legal) ? view : null
}

// What a frame shows of a view that is wanted: the view, widened about its middle so that one unit of w1 is
// as long as one of w2, or the view as it is, stretched to the frame. One that has the frame's shape stays as
// it is. `units` is what is wanted of the two: equal, stretched, or auto.
export function shown_view(view, frame, units, { farthest, view_digits }) {
  const stretch = stretch_of(view, frame)
  if (is_stretched(view, frame, units) || is_true(stretch)) return view
  const wide = stretch < 1 ? [1 / stretch, 1] : [1, stretch]
  const widened = view.map(([low, high], k) => {
    if (wide[k] === 1) return [low, high]
    const more = ((high - low) * (wide[k] - 1)) / 2
    return [low - more, high + more]
  })
  return legal_view(widened, { farthest, view_digits }) ?? view
}

// Whether a view is shown with different scales.
export function is_stretched(view, frame, units) {
  const stretch = stretch_of(view, frame)
  if (is_true(stretch)) return false
  return units === "stretched" || (units === "auto" && Math.max(stretch, 1 / stretch) > RAVINE)
}

// How many times more of w1 than of w2 a pixel of the frame stands for, if it shows just the view.
export function stretch_of([w1, w2], { width, height }) {
  return (w1[1] - w1[0]) / width / ((w2[1] - w2[0]) / height)
}

function is_true(stretch) {
  return stretch < CHANGE && stretch > 1 / CHANGE
}

// A view that holds the whole run with a margin, or of one that diverges what can be seen of it (see
// `seen_together`); points too far for any view are left out. If the run hardly moves in a direction, the
// width there suits the other direction. If the run does not move at all, the view keeps its widths. If no
// such view is legal, the view stays as it is.
export function fitted_view({ columns: { w1, w2, error }, ended }, view, { farthest, view_digits }) {
  const too_far = w1.findIndex((_, t) => !(Math.max(Math.abs(w1[t]), Math.abs(w2[t])) <= farthest / 2))
  const diverges = ended || error.at(-1) > error[0]
  const spans = spans_of(
    w1,
    w2,
    diverges ? seen_together(w1, w2, too_far < 0 ? w1.length : too_far) : w1.length,
    farthest,
  )
  if (spans[0][0] > spans[0][1]) return view
  const widest = Math.max(...spans.map(([low, high]) => high - low))
  const fitted = spans.map(([low, high], k) => {
    let width = 1.16 * Math.max(high - low, 0.2 * widest)
    if (width <= 1e-6 * Math.max(1, Math.abs(low), Math.abs(high))) {
      width = Math.max(view[k][1] - view[k][0], 1e-6 * Math.abs(low))
    }
    const middle = (low + high) / 2
    return [middle - width / 2, middle + width / 2]
  })
  return legal_view(fitted, { farthest, view_digits }) ?? view
}

// How far the first points of a run reach in both directions, but for those too far for any view.
function spans_of(w1, w2, end, farthest) {
  const spans = [
    [Infinity, -Infinity],
    [Infinity, -Infinity],
  ]
  for (let t = 0; t < end; t++) {
    if (!(Math.max(Math.abs(w1[t]), Math.abs(w2[t])) <= farthest / 2)) continue
    spans[0] = [Math.min(spans[0][0], w1[t]), Math.max(spans[0][1], w1[t])]
    spans[1] = [Math.min(spans[1][0], w2[t]), Math.max(spans[1][1], w2[t])]
  }
  return spans
}

// How many of the first `end` points of a run that diverges are seen best together. In a view that holds all
// of them most of the run may be a dot. So it is as many as show the most steps; all, if these do not make
// the view much wider.
function seen_together(w1, w2, end) {
  const widths = new Float64Array(end) // of the points up to each
  const steps = new Float64Array(end)
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let t = 0; t < end; t++) {
    ;[left, right, bottom, top] = [
      Math.min(left, w1[t]),
      Math.max(right, w1[t]),
      Math.min(bottom, w2[t]),
      Math.max(top, w2[t]),
    ]
    widths[t] = Math.max(right - left, top - bottom)
    if (t > 0) steps[t] = Math.hypot(w1[t] - w1[t - 1], w2[t] - w2[t - 1])
  }
  let best = { seen: -1, t: 0 }
  let width = 0 // before the points that widen a view by little
  for (let t = 0; t < end; t++) {
    if (widths[t + 1] < WIDER * width) continue
    width = widths[t + 1]
    let seen = 0
    for (let k = 1; k <= t; k++) if (steps[k] >= VISIBLE * widths[t]) seen += 1
    if (seen > MORE * best.seen) best = { seen, t }
  }
  return VISIBLE * widths[end - 1] <= widths[best.t] ? end : best.t + 1
}

// Whether nobody could tell two views apart.
export function is_same_view(one, other) {
  return one.every(([low, high], k) => {
    const hair = 1e-6 * (high - low)
    return Math.abs(other[k][0] - low) <= hair && Math.abs(other[k][1] - high) <= hair
  })
}

// Why a visitor cannot go from one view to another, in words with the limit; "" if nothing speaks against it.
export function view_refusal(view, before, { farthest, view_digits, narrowest, widest }) {
  for (const [k, [low, high]] of view.entries()) {
    const width = high - low
    const factor = width / (before[k][1] - before[k][0])
    const largest = Math.max(Math.abs(low), Math.abs(high))
    if (!(largest <= farthest)) return `A view ends at ±${short(farthest)}.`
    if (width > widest && factor > CHANGE) return `The wheel zooms out to ${short(widest)} and no farther.`
    if (width < narrowest && factor < 1 / CHANGE)
      return `The wheel zooms in to ${short(narrowest)} and no farther.`
    if (!(width > view_digits * largest))
      return `The wheel zooms in to ${short(view_digits)} of w and no farther.`
  }
  return ""
}
