// Crosses along the principal directions at the points whose curvature is shown.

import { columns_of } from "./columns.js"
import { clipped_line, is_inside } from "./lines.js"

const LENGTH = 0.12 // of a line, as a share of the view's sides
const APART = 0.03 // the least distance between crosses, in the same unit: nearer ones would overlap

// Two lines per point along its principal directions, cut at the view's edge. All have one length in
// sides of the view, so that they look alike in every view. They are at right angles in the weight
// plane; on the screen only if both axes have one scale. A line's share is |λ| over the larger |λ|; it
// also has the sign of λ. A point has no cross if it is out of view, if E is undefined or flat there, or
// if a nearby point has one.
/** @param {CurvedPoint[]} points @param {Box} view */
export function cross_columns(points, view) {
  /** @type {CurvedPoint[]} */
  const crossed = []
  const is_close = (/** @type {CurvedPoint} */ { w }) =>
    crossed.some(
      (other) => Math.hypot(...w.map((at, k) => (at - other.w[k]) / (view[k][1] - view[k][0]))) < APART,
    )
  const lines = points.flatMap((point) => {
    const found = is_close(point) ? [] : cross(point, view)
    if (found.length) crossed.push(point)
    return found
  })
  return { curvature: columns_of(["x0", "y0", "x1", "y1", "share", "sign"], lines) }
}

/** @param {CurvedPoint} point @param {Box} view */
function cross({ w, eigenvalues, eigenvectors }, view) {
  const directions = eigenvectors.flat()
  if ([...eigenvalues, ...directions].includes(null) || !is_inside(...w, view)) return []
  const [values, vectors] = /** @type {[number[], Pair[]]} */ ([eigenvalues, eigenvectors])
  const largest = Math.max(...values.map(Math.abs))
  if (largest === 0) return []
  const [wide, high] = view.map(([from, to]) => to - from)
  return values.flatMap((value, k) => {
    const [x, y] = vectors[k]
    const half = LENGTH / 2 / Math.hypot(x / wide, y / high)
    const [xs, ys] = clipped_line(
      [w[0] - half * x, w[0] + half * x],
      [w[1] - half * y, w[1] + half * y],
      view,
    )
    if (!xs.length) return []
    return [
      {
        x0: xs[0],
        y0: ys[0],
        x1: xs[1],
        y1: ys[1],
        share: Math.abs(value) / largest,
        sign: Math.sign(value),
      },
    ]
  })
}
