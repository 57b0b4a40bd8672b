// The timing of steps while a run is played: it moves at one speed on the screen, so that nobody waits for a
// long tail in which nothing moves.

import { lengths_along } from "./lines.js"

const SLOWEST = 12 // steps a second
const LONGEST = 8 // seconds at most to play the whole path
const TAIL = 0.25 // of the time, for steps as such, however short they are
const HAIR = 1e-9 // of the time, lost to rounding
const STILL = [0.4, 1.6] // seconds before and after the play of a recording

/** @param {number} last */
export function seconds_of(last) {
  return Math.min(last / SLOWEST, LONGEST)
}

// The share of the time at which each step is reached, from 0 to 1. `view` is that of the surface, and `frame`
// its size in pixels.
/** @param {Columns} columns @param {Box} view @param {Frame} frame */
export function pace_of({ w1, w2 }, view, frame) {
  const last = w1.length - 1
  const way = lengths_along(w1, w2, view, frame)
  const tail = way[last] > 0 ? Math.max(TAIL, Math.min(SLOWEST / last, 1)) : 1 // few steps go evenly
  return way.map((length, t) => tail * (t / last) + (1 - tail) * (length / way[last] || 0))
}

// The step that is shown at a share of the time.
/** @param {Float64Array} pace @param {number} share */
export function step_at(pace, share) {
  let [low, high] = [0, pace.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (pace[middle] <= share + HAIR) low = middle
    else high = middle - 1
  }
  return low
}

// The step in each picture of a recording, at `rate` pictures a second.
/** @param {Float64Array} pace, @param {number} rate */
export function recorded_steps(pace, rate) {
  const last = pace.length - 1
  const moving = Math.ceil(seconds_of(last) * rate - HAIR)
  const played = Array.from({ length: moving }, (_, k) => step_at(pace, k / moving))
  const [before, after] = STILL.map((seconds) => Math.round(seconds * rate))
  return [...Array(before).fill(0), ...played, ...Array(after).fill(last)]
}
