// Views: which ones are legal, and which one holds a run.

// The view if both its intervals have digits to spare and end within `farthest`, else null.
export function legal_view(view, { farthest }) {
  const is_legal = ([low, high]) => {
    const largest = Math.max(Math.abs(low), Math.abs(high))
    return largest <= farthest && high - low > 1e-9 * largest
  }
  return view.every(is_legal) ? view : null
}

// A view that holds the whole run with a margin; points too far for any view are left out. If the run hardly moves in a
// direction, the width there suits the other direction. If the run does not move at all, the view keeps its widths. If
// no such view is legal, the view stays as it is.
export function fitted_view({ columns: { w1, w2 } }, view, { farthest }) {
  const spans = [
    [Infinity, -Infinity],
    [Infinity, -Infinity],
  ]
  for (let t = 0; t < w1.length; t++) {
    if (!(Math.max(Math.abs(w1[t]), Math.abs(w2[t])) <= farthest / 2)) continue
    spans[0] = [Math.min(spans[0][0], w1[t]), Math.max(spans[0][1], w1[t])]
    spans[1] = [Math.min(spans[1][0], w2[t]), Math.max(spans[1][1], w2[t])]
  }
  if (spans[0][0] > spans[0][1]) return view
  const widest = Math.max(...spans.map(([low, high]) => high - low))
  const fitted = spans.map(([low, high], k) => {
    let width = Math.max(high - low, 0.2 * widest)
    if (width <= 1e-6 * Math.max(1, Math.abs(low), Math.abs(high))) {
      width = Math.max(view[k][1] - view[k][0], 1e-6 * Math.abs(low))
    }
    const middle = (low + high) / 2
    return [middle - 0.58 * width, middle + 0.58 * width]
  })
  return legal_view(fitted, { farthest }) ?? view
}
