// Paths as lines: which points a box contains, where lines are cut at its edge, and which steps stand for a path.
//
// A box is [[x_low, x_high], [y_low, y_high]].

export function is_inside(x, y, [[x_low, x_high], [y_low, y_high]]) {
  return x >= x_low && x <= x_high && y >= y_low && y <= y_high
}

// The points from..to as one line that is cut at the edge of a box: two arrays of one length, which NaN breaks in both
// where the line was outside; empty ones where nothing of it is seen. One point is no line. Points within the box
// stay what they are, so that whole segments meet to the bit.
export function clipped_line(x, y, box, from = 0, to = x.length - 1) {
  const room = 3 * Math.max(to - from, 0) // two ends of each segment, and a break
  const line = [new Float64Array(room), new Float64Array(room)]
  let length = 0
  const add = (at_x, at_y) => {
    line[0][length] = at_x
    line[1][length] = at_y
    length += 1
  }
  let here = is_inside(x[from], y[from], box)
  let goes_on = false // whether what has been drawn ends in point i
  for (let i = from; i < to; i++) {
    const was = here
    here = is_inside(x[i + 1], y[i + 1], box)
    const crossing = was && here ? null : crossed(x[i], y[i], x[i + 1], y[i + 1], box)
    const seen = (was && here) || crossing !== null
    if (seen && !goes_on) {
      if (length) add(NaN, NaN)
      add(...(was ? [x[i], y[i]] : crossing.first))
    }
    if (seen) add(...(here ? [x[i + 1], y[i + 1]] : crossing.last))
    goes_on = seen && here
  }
  return line.map((numbers) => numbers.slice(0, length))
}

// Where a segment enters and leaves a box (Liang & Barsky 1984), or null where it does not meet it or has an end that
// is no number. All is halved, for two numbers near 1e308 have no difference. Rounding takes no point off its edge
// nor out of the box.
function crossed(x0, y0, x1, y1, box) {
  const start = [x0 / 2, y0 / 2]
  const step = [x1 / 2 - x0 / 2, y1 / 2 - y0 / 2]
  if (!step.every(Number.isFinite)) return null
  let enter = { share: 0 }
  let leave = { share: 1 }
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
  const at = ({ share, k, edge }) =>
    box.map(([low, high], j) => (j === k ? edge : Math.min(Math.max(2 * (start[j] + share * step[j]), low), high)))
  return { first: at(enter), last: at(leave) }
}

// At most `count` + 1 steps from 0 to the last, denser at first, where a path goes farthest.
export function early_steps(steps, count) {
  const found = [0]
  for (let k = 1; k <= count; k++) {
    const step = Math.round(steps * (k / count) ** 2)
    if (step > found.at(-1)) found.push(step)
  }
  return found
}
