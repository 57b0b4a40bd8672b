// Where the run that is shown lies on the hyper-parameter map, in two sentences of everyday words.

import { judged_points } from "../engine/run.js"
import { short } from "../numbers.js"

const NOTHING = 1e-9 // of E at the start: less is as good as 0
const DIGITS = 4

// `best` are the best run's values in words, "" without one.
/** @param {PlaneMap} map @param {string} best @param {Pick<ShownRun, "columns" | "judged" | "judged_symbol" | "ended" | "stopped">} run */
export function plane_sentence(map, best, run) {
  const { error } = judged_points(run)
  const [first, last] = [error[0], error[error.length - 1]]
  const of = (/** @type {number} */ value) =>
    Math.abs(value) <= NOTHING * Math.abs(first) ? "0" : short(value, DIGITS)
  const e = run.judged_symbol ? `E(${run.judged_symbol})` : "E"
  const sentences = [here()]
  if (best && map.best) {
    const end = of(map.best[2])
    const ends = `ends at ${e} ${end === "0" ? "≈" : "="} ${end}`
    sentences.push(`The best one, with ${best}, ${end === of(last) ? "gets there soonest" : ends}.`)
  }
  return sentences.join(" ")

  function here() {
    if (run.ended)
      return error.length > 1 ? `This run breaks off at t = ${run.stopped}.` : "This run takes no step."
    const end = of(last)
    const from = `from ${of(first)} to ${end === "0" ? "about 0" : end}`
    if (last > first) return `This run ends above its start: ${e} has risen ${from}.`
    if (map.good === null || last <= map.good) return `This run is good: ${e} has fallen ${from}.`
    return `This run is not among the good ones: ${e} has fallen ${from}, and theirs to ${of(map.good)} or below.`
  }
}
