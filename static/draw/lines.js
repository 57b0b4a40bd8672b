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
  for (let i = from; i < to; i++) {
    const was = here
    here = is_inside(x[i + 1], y[i + 1], box)
    const crossing = was && here ? null : crossed(x[i], y[i], x[i + 1], y[i + 1], box)
    if (!(was && here) && !crossing) continue
    const begins = !(was && i > from)
    if (begins && length) add(NaN, NaN)
    if (begins) add(...(was ? [x[i], y[i]] : crossing.first))
    add(...(here ? [x[i + 1], y[i + 1]] : crossing.last))
  }
  return line.map((numbers) => numbers.slice(0, length))
}

// Where a segment enters and leaves a box (Liang & Barsky 1984), or null where it does not meet it. All is halved, for
// the difference of two numbers near 1e308 is none. Rounding takes no point out of the box.
function crossed(x0, y0, x1, y1, box) {
  const start = [x0 / 2, y0 / 2]
  const step = [x1 / 2 - x0 / 2, y1 / 2 - y0 / 2]
  let enter = 0
  let leave = 1
  for (const k of [0, 1]) {
    const shares = box[k].map((edge) => (edge / 2 - start[k]) / step[k])
    if (step[k] === 0) {
      if (!(2 * start[k] >= box[k][0] && 2 * start[k] <= box[k][1])) return null
    } else {
      enter = Math.max(enter, Math.min(...shares))
      leave = Math.min(leave, Math.max(...shares))
    }
  }
  if (!(enter <= leave)) return null // also where a number is none
  const at = (share) => box.map(([low, high], k) => Math.min(Math.max(2 * (start[k] + share * step[k]), low), high))
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
