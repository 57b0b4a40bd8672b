// The small curve of a schedule's factor of η: a line over the steps 1, ..., T, and the cursor's place.
// Factor 1 is near the top, 0 near the bottom.

import { HEIGHT, round, WIDTH } from "./box.js"

const ROOM = 8 // units above and below the line
const MOST = 500 // points of the line

// The line as an SVG path, from a run's factors; index 0 is of no step.
/** @param {ArrayLike<number>} factor, @param {number} steps */
export function schedule_line(factor, steps) {
  const last = factor.length - 1
  const every = Math.max(1, Math.ceil(last / MOST))
  const points = []
  for (let t = 1; t <= last; t += every) points.push(point(t, factor, steps))
  if (last > 0 && (last - 1) % every) points.push(point(last, factor, steps))
  return points.map((each, k) => `${k ? "L" : "M"}${each}`).join("")
}

// The horizontal place of a step.
/** @param {number} t, @param {number} steps */
export function schedule_place(t, steps) {
  return round((WIDTH * Math.max(t - 1, 0)) / Math.max(steps - 1, 1))
}

/** @param {number} t, @param {ArrayLike<number>} factor, @param {number} steps */
function point(t, factor, steps) {
  return `${schedule_place(t, steps)} ${round(ROOM + (1 - factor[t]) * (HEIGHT - 2 * ROOM))}`
}
