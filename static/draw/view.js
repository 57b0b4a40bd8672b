// Views: which are legal, what a frame shows of one, which one fits a run, and where zooming ends.
//
// A frame is { width, height } in pixels.

import { short } from "../numbers.js"

const CHANGE = 1.000001 // a smaller factor is a move's rounding
const VISIBLE = 0.01 // share of a view's width at which a step is visible
const WIDER = 1.3 // a smaller factor widens a view only a little
const MORE = 1.1 // a smaller factor in visible steps is chance
// A view longer or higher than its frame by more than this factor is stretched unless a visitor decides.
const RAVINE = 4

// The view, if both intervals have digits to spare and end within `farthest`, else null.
/** @param {Box} view @param {Pick<Limits, "farthest" | "view_digits">} limits */
export function legal_view(view, { farthest, view_digits }) {
  const is_legal = (/** @type {Pair} */ [low, high]) => {
    const largest = Math.max(Math.abs(low), Math.abs(high))
    return largest <= farthest && high - low > view_digits * largest
  }
  return view.every(is_legal) ? view : null
}

// What a frame shows of a wanted view: the view widened about its middle so that w1 and w2 have one scale, or
// the view unchanged, stretched to the frame. A view with the frame's shape is unchanged. `units` chooses:
// equal, stretched, or auto.
/** @param {Box} view @param {Frame} frame @param {string} units @param {Limits} limits @returns {Box} */
export function shown_view(view, frame, units, { farthest, view_digits }) {
  const stretch = stretch_of(view, frame)
  if (is_stretched(view, frame, units) || is_true(stretch)) return view
  const wide = stretch < 1 ? [1 / stretch, 1] : [1, stretch]
  /** @type {Box} */
  const widened = view.map(([low, high], k) => {
    if (wide[k] === 1) return [low, high]
    const more = ((high - low) * (wide[k] - 1)) / 2
    return [low - more, high + more]
  })
  return legal_view(widened, { farthest, view_digits }) ?? view
}

// Whether a view is shown with two different scales.
/** @param {Box} view @param {Frame} frame @param {string} units */
export function is_stretched(view, frame, units) {
  const stretch = stretch_of(view, frame)
  if (is_true(stretch)) return false
  return units === "stretched" || (units === "auto" && Math.max(stretch, 1 / stretch) > RAVINE)
}

// The ratio of the units of w1 to those of w2 in a pixel, if the frame shows exactly the view.
/** @param {Box} view @param {Frame} frame */
export function stretch_of([w1, w2], { width, height }) {
  return (w1[1] - w1[0]) / width / ((w2[1] - w2[0]) / height)
}

/** @param {number} stretch */
function is_true(stretch) {
  return stretch < CHANGE && stretch > 1 / CHANGE
}

// A view that holds the whole run with a margin, or the visible part of a diverging run (see
// `seen_together`); points too far for any view are ignored. A direction in which the run hardly moves gets a
// width that suits the other. If the run does not move, the view keeps its widths. If no such view is legal,
// the view is unchanged.
/** @param {ShownRun} run @param {Box} view @param {Limits} limits @returns {Box} */
export function fitted_view({ columns: { w1, w2, error }, ended }, view, { farthest, view_digits }) {
  const too_far = w1.findIndex((_, t) => !(Math.max(Math.abs(w1[t]), Math.abs(w2[t])) <= farthest / 2))
  const diverges = ended || error[error.length - 1] > error[0]
  const spans = spans_of(
    w1,
    w2,
    diverges ? seen_together(w1, w2, too_far < 0 ? w1.length : too_far) : w1.length,
    farthest,
  )
  if (spans[0][0] > spans[0][1]) return view
  const widest = Math.max(...spans.map(([low, high]) => high - low))
  /** @type {Box} */
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

// The extent of a run's first points in both directions, ignoring those too far for any view.
/** @param {Float64Array} w1 @param {Float64Array} w2 @param {number} end @param {number} farthest */
function spans_of(w1, w2, end, farthest) {
  /** @type {Box} */
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

// How many of a diverging run's first `end` points are best seen together. A view of all of them may shrink
// most of the run to a dot. So it is the number that makes the most steps visible; all of them if that does
// not widen the view much.
/** @param {Float64Array} w1 @param {Float64Array} w2 @param {number} end */
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
  let width = 0 // the width before points that widen a view only a little
  for (let t = 0; t < end; t++) {
    if (widths[t + 1] < WIDER * width) continue
    width = widths[t + 1]
    let seen = 0
    for (let k = 1; k <= t; k++) if (steps[k] >= VISIBLE * widths[t]) seen += 1
    if (seen > MORE * best.seen) best = { seen, t }
  }
  return VISIBLE * widths[end - 1] <= widths[best.t] ? end : best.t + 1
}

// Whether two views look the same.
/** @param {Box} one @param {Box} other */
export function is_same_view(one, other) {
  return one.every(([low, high], k) => {
    const hair = 1e-6 * (high - low)
    return Math.abs(other[k][0] - low) <= hair && Math.abs(other[k][1] - high) <= hair
  })
}

// Why a visitor cannot go from one view to another, in words with the limit; "" if they can.
/** @param {Box} view @param {Box} before @param {Limits} limits */
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
