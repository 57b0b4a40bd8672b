// What is asked for before a run is shown, and how far off a guess was, in everyday words.

import { place_in_words } from "../numbers.js"
import { guess_in, LETTERS, truth_at } from "./guess.js"
import { value_on } from "./guess_curve.js"
import { near_place } from "./path_words.js"

const RIGHT = 0.02 // of the view's larger side: a guess closer than this is right
const MOST_OF_IT = 0.9 // of its way down: then a curve has fallen
const SEEN = 0.02 // of that way: a smaller rise is hardly seen
/** @type {[most: number, words: string][]} */
const SHARES = [
  [0.07, "a twentieth"],
  [0.13, "a tenth"],
  [0.17, "a seventh"],
  [0.22, "a fifth"],
  [0.29, "a quarter"],
  [0.42, "a third"],
  [0.6, "half"],
  [0.85, "three quarters"],
  [1.15, "the whole"],
]

// What to do while a guess is awaited; `by_keys` says that its figure has the focus.
/**
 * @param {{ kind: string, t: number, is_tap: boolean, is_room: boolean, is_begun: boolean, by_keys: boolean }} asked
 */
export function asking_words({ kind, t, is_tap, is_room, is_begun, by_keys }) {
  const press = is_tap ? "Tap" : "Click"
  if (kind === "curve" && by_keys)
    return "How will E go? Draw it in the figure of E. Or by keys: ← → choose a point, ↑ ↓ move it, Enter ends."
  if (by_keys)
    return `Where will w be at t = ${t}? ${press} there. Or move a mark by arrow keys, and press Enter.`
  if (kind === "curve" && is_begun) return "Draw on, up to the last step."
  if (kind === "curve")
    return "How will E go? Draw it in the figure of E, up to the last step. Or press “Show it”."
  if (is_room) return `Where will w be at t = ${t}? Click up to three guesses; G shows the run.`
  return `Where will w be at t = ${t}? ${press} there, and see. Or press “Show it”.`
}

// How good the best of the guessed places is, in a few words, and how far off it is, as a share of the view; "" and 0
// if none was guessed.
/** @param {ShownRun} run @param {number[]} guessed @param {Box} view */
export function place_verdict({ columns }, guessed, view) {
  const { t, pairs } = guess_in(guessed)
  if (!pairs.length) return { verdict: "", off: 0 }
  const { w } = truth_at(columns, t)
  const [wide, high] = view.map(([low, high]) => high - low)
  const all = pairs.map(([w1, w2]) => Math.hypot((w1 - w[0]) / wide, (w2 - w[1]) / high))
  const off = Math.min(...all)
  const is_right = off < RIGHT
  const letter = LETTERS[all.indexOf(off)]
  if (pairs.length > 1) return { verdict: `${letter} is ${is_right ? "right" : "nearest"}`, off }
  return { verdict: is_right ? "Right" : off > SHARES[4][0] ? "Far off" : "Not far off", off }
}

// How far off the guessed places were; "" if none was guessed.
/** @param {ShownRun} run @param {number[]} guessed @param {Box} view */
export function place_words(run, guessed, view) {
  const { t, pairs } = guess_in(guessed)
  const { verdict, off } = place_verdict(run, guessed, view)
  if (!verdict) return ""
  const { at, w } = truth_at(run.columns, t)
  const where = `w ${at < t ? "ends" : "is"} at ${place_in_words(near_place(w, view), view, 3)} at t = ${at}`
  const far = off < RIGHT ? "" : `, ${share_of(off)} from ${pairs.length > 1 ? "it" : "your guess"}`
  return `${verdict}: ${where}${far}.`
}

// How a guessed curve differs from the truth in what matters: when E has come down, and how often it rises.
/** @param {ShownRun} run @param {number[]} guessed */
export function curve_words({ columns: { error } }, guessed) {
  const { t, pairs } = guess_in(guessed)
  if (!pairs.length) return ""
  const curve = Array.from({ length: t + 1 }, (_, at) => value_on(pairs, at))
  const [first, least] = [error[0], error.reduce((one, other) => Math.min(one, other))]
  const size = first - least
  if (!(size > 0)) return "E never falls below its start: your curve would have to rise."
  const level = least + (1 - MOST_OF_IT) * size
  const down = [error, curve].map((errors) => errors.findIndex((value) => value <= level))
  const came = `E has fallen by nine tenths at t = ${down[0]}, your curve ${down[1] < 0 ? "never" : `at t = ${down[1]}`}.`
  const [rises, drawn] = [error, curve].map((errors) => how_often(rises_of(errors, SEEN * size)))
  return `${came} Rises: E ${rises}, your curve ${drawn}.`
}

// How often a curve rises by more than a height, after it has fallen.
/** @param {ArrayLike<number>} errors @param {number} height */
function rises_of(errors, height) {
  let [count, low, high, rising] = [0, errors[0], errors[0], false]
  for (let t = 1; t < errors.length; t++) {
    const value = errors[t]
    if (rising) high = Math.max(high, value)
    else low = Math.min(low, value)
    if (!rising && value > low + height) [rising, high, count] = [true, value, count + 1]
    else if (rising && value < high - height) [rising, low] = [false, value]
  }
  return count
}

/** @param {number} number */
function how_often(number) {
  return ["never", "once", "twice"][number] ?? `${number} times`
}

/** @param {number} share */
function share_of(share) {
  const found = SHARES.find(([most]) => share <= most)
  return found ? `${found[1]} of the figure` : "more than the whole figure"
}
