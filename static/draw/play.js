// The timing of steps while a run is played.

const SLOWEST = 12 // steps a second
const LONGEST = 8 // seconds at most to play the whole path
const HAIR = 1e-9 // of a step, lost to rounding
const STILL = [0.4, 1.6] // seconds before and after the play of a recording

/** @param {number} last */
export function steps_a_second(last) {
  return Math.max(SLOWEST, last / LONGEST)
}

// The step in each picture of a recording, at `rate` pictures a second.
/** @param {number} last, @param {number} rate */
export function recorded_steps(last, rate) {
  const speed = steps_a_second(last) / rate
  const moving = Math.ceil(last / speed - HAIR)
  const played = Array.from({ length: moving }, (_, k) => Math.floor(k * speed + HAIR))
  const [before, after] = STILL.map((seconds) => Math.round(seconds * rate))
  return [...Array(before).fill(0), ...played, ...Array(after).fill(last)]
}
