// What a run did, in one sentence of everyday words that names the hyper-parameter that matters.

import { judged_points } from "../engine/run.js"
import { count, place_in_words, short } from "../numbers.js"

const STRIDE = 0.02 // of the extent so far: shorter moves have no direction that anybody would see
const AT_REST = 1e-3 // of the extent: a last step that is shorter does not count as being on the way
const DIGITS = 3 // of a place that a run is near
const NOTHING = 1e-3 // of a side of the view: half a pixel; a place this close to an axis is near it
const ZIGZAG = 1 / 4 // turns a step, from which on a run swings rather than goes
const MEMORIES = ["α", "β1", "β₁"] // the symbols of how much of the last steps a method keeps
const NUMBERS = [
  "",
  "once",
  "twice",
  ..."three four five six seven eight nine ten".split(" ").map((n) => `${n} times`),
]

// `run` is a run as it is told, `minima` are the known ones, and `view` decides the digits of places. How the
// path goes is told of w, how far it comes of the points by which the method is judged.
/** @param {ToldRun} run @param {number[][]} minima @param {Box} view */
export function course_words(run, minima, view) {
  const { close, columns, judged_symbol } = run
  const { w1, w2 } = columns
  const last = w1.length - 1
  if (run.ended && last === 0) return "It takes no step."
  const begin = [w1[0], w2[0]]
  if (w1.every((/** @type {number} */ w, /** @type {number} */ t) => w === begin[0] && w2[t] === begin[1]))
    return "It stays where it starts."
  const all = turns(w1, w2)
  if (run.ended) {
    const way = all.length > 1 ? `it swings back and forth ${times(all.length)}` : "it runs away"
    return `${lead(run, false)} ${way} and breaks off at t = ${run.stopped}.`
  }
  const shown = judged_points(run)
  const end = [shown.w1[last], shown.w2[last]]
  const place = minima.length ? nearest(minima, end) : end
  const near = place.map((w, k) => (Math.abs(w) < NOTHING * (view[k][1] - view[k][0]) ? 0 : w))
  if (close !== null && close > 0 && (minima.length || is_at_rest(shown.w1, shown.w2))) {
    const until = all.filter((t) => t <= close).length
    const arrives = `${minima.length ? "arrives near" : "comes to rest near"} ${place_in_words(near, view, DIGITS)}`
    const after = `after ${steps(close)}`
    if (!until)
      return `${lead(run, false)} ${judged_symbol || "it"} ${arrives} ${after}, without turning back.`
    const keeps = memory(run) !== null
    const turns = `${keeps ? "overshoots" : "zigzags"} ${times(until)}`
    return `${lead(run, keeps)} it ${turns} and ${judged_symbol && `${judged_symbol} `}${arrives} ${after}.`
  }
  const [first, latest] = [shown.error[0], shown.error[last]]
  const of = judged_symbol && `(${judged_symbol})`
  const fell = `E${of} ${latest > first ? "has risen" : "has fallen"} from ${short(first, 3)} to ${short(latest, 3)}`
  if (all.length > ZIGZAG * last)
    return `${lead(run, false)} it swings back and forth ${times(all.length)} and does not settle: ${fell}.`
  return `${lead(run, false)} it is still on its way after ${steps(last)}: ${fell}.`
}

/** @typedef {Pick<ShownRun, "columns" | "judged" | "values" | "ended" | "stopped" | "close" | "judged_symbol">} ToldRun */

// "With α = 0.9", with the memory of the last steps or with η; "" if the method has neither.
/** @param {ToldRun} run @param {boolean} is_memory */
function lead(run, is_memory) {
  const value = is_memory ? memory(run) : value_of(run, ["η"])
  return value === null ? "Here" : `With ${value}`
}

/** @param {ToldRun} run */
function memory(run) {
  const value = value_of(run, MEMORIES)
  return value === null || /= 0$/.test(value) ? null : value
}

/** @param {ToldRun} run @param {string[]} symbols */
function value_of({ values }, symbols) {
  for (const each of values.split(";")[0].split(", ")) {
    const [symbol, value] = each.trim().split(" ")
    if (symbols.includes(symbol)) return `${symbol} = ${value}`
  }
  return null
}

// The steps at which a path turns: by more than a right angle from its direction since the last turn. Moves
// that are invisibly short, compared with the extent of the path until then, are joined.
/** @param {ArrayLike<number>} w1 @param {ArrayLike<number>} w2 */
export function turns(w1, w2) {
  const found = []
  let [x, y] = [w1[0], w2[0]]
  let [left, right, low, high] = [x, x, y, y]
  let going = null
  for (let t = 1; t < w1.length; t++) {
    const [dx, dy] = [w1[t] - x, w2[t] - y]
    left = Math.min(left, w1[t])
    right = Math.max(right, w1[t])
    low = Math.min(low, w2[t])
    high = Math.max(high, w2[t])
    const move = Math.hypot(dx, dy)
    if (!(move > STRIDE * Math.max(right - left, high - low))) continue
    const way = [dx / move, dy / move]
    if (going === null || way[0] * going[0] + way[1] * going[1] < 0) {
      if (going !== null) found.push(t)
      going = way
    }
    ;[x, y] = [w1[t], w2[t]]
  }
  return found
}

/** @param {Float64Array} w1 @param {Float64Array} w2 */
function is_at_rest(w1, w2) {
  const last = w1.length - 1
  const step = Math.hypot(w1[last] - w1[last - 1], w2[last] - w2[last - 1])
  return step <= AT_REST * Math.hypot(w1[last] - w1[0], w2[last] - w2[0])
}

/** @param {number[][]} minima @param {number[]} end */
function nearest(minima, end) {
  const away = minima.map((minimum) => Math.hypot(minimum[0] - end[0], minimum[1] - end[1]))
  return minima[away.indexOf(Math.min(...away))]
}

const steps = (/** @type {number} */ number) => `${count(number)} ${number === 1 ? "step" : "steps"}`
const times = (/** @type {number} */ number) => NUMBERS[number] ?? `${count(number)} times`
