// What a run did, in one sentence of everyday words that names the hyper-parameter that matters.

import { judged_points } from "../engine/run.js"
import { close_at } from "../engine/summary.js"
import { count, place_in_words, short } from "../numbers.js"

const STRIDE = 0.02 // of the extent so far: shorter moves have no visible direction
const AT_REST = 1e-3 // of the way from the start: a run with shorter moves is at rest
const LATELY = 9 / 10 // of the steps: a run that comes to rest is close to its end before that
const CLOSE = 1e-2 // of the way from the start: nearer to its end, a run is close to it
const FADES = 1 / 3 // of its distance from the end a quarter of the steps before; at a steady speed, 1 / 2
const NO_MORE = 1e-5 // of the way from the start: shorter moves cannot be seen
const LEVEL = 1e-2 // of the largest slope along a weight: where the last one is smaller, E is level
const MOST_DIGITS = 17 // of a number: so many tell any two apart
const TOLD = 1 / 4 // of a change of E: rounding may change what is written of it so much
const DIGITS = 3 // of a place that a run is near
const NOTHING = 1e-3 // of a side of the view, half a pixel: a smaller coordinate is written as 0
const FLOOR = 1 / 4 // of the steps: the last ones, which decide whether a run wanders, and how far
const AROUND = 1 / 4 // of the way from the start: a run that wanders around a place stays as near
const NO_NEARER = 1 / 2 // of how far away it gets in the first half of those steps: so far in the second
const AS_FAR = 9 / 10 // the same without chance: a run that comes nearer then does so in each turn
const ZIGZAG = 1 / 4 // turns per step: a run with more swings back and forth
const MEMORIES = ["α", "β1", "β₁"] // the symbols of how much of the last steps a method keeps
const TWICE = /^(With (\S+ = \S+|batch \d+) .*?) with \2 / // the value that leads, in the name of the run again
const NUMBERS = [
  "",
  "once",
  "twice",
  ..."three four five six seven eight nine ten".split(" ").map((n) => `${n} times`),
]

// `minima` are the known minima, and `view` decides the digits of places. The shape of the path is that of w;
// where it arrives is that of the points by which the method is judged. `it` is what the sentence calls the
// run: its name, if there are others.
/** @param {ToldRun} run @param {number[][]} minima @param {Box} view @param {string} it */
export function path_words(run, minima, view, it = "it") {
  return sentence(run, minima, view, it).replace(TWICE, "$1 ")
}

/** @param {ToldRun} run @param {number[][]} minima @param {Box} view @param {string} it */
function sentence(run, minima, view, it) {
  const { columns, judged_symbol } = run
  const { w1, w2 } = columns
  const last = w1.length - 1
  if (last === 0) return run.ended ? `${begun(it)} takes no step.` : "" // its steps are not told
  const begin = [w1[0], w2[0]]
  if (w1.every((w, t) => w === begin[0] && w2[t] === begin[1])) return `${begun(it)} stays where it starts.`
  const all = turns(w1, w2)
  if (run.ended) {
    const way = all.length > 1 ? `${it} swings back and forth ${times(all.length)}` : `${it} runs away`
    return `${lead(run, false)} ${way} and breaks off at t = ${run.stopped}.`
  }
  const shown = judged_points(run)
  const { how, close, place, is_minimum } = ending(run, minima)
  const near = near_place(place, view)
  if (how === "there") {
    const until = all.filter((t) => t <= close).length
    const arrives = `${is_minimum ? "arrives near" : "comes to rest near"} ${place_in_words(near, view, DIGITS)}`
    const after = `after ${steps(close)}`
    const keeps = memory(run) !== null
    if (!until)
      return `${lead(run, false)} ${judged_symbol || it} ${arrives} ${after}${keeps ? ", without overshooting" : ""}.`
    const turns = `${keeps ? "overshoots" : "zigzags"} ${times(until)}`
    return `${shaken(run) ?? lead(run, keeps)} ${it} ${turns} and ${judged_symbol && `${judged_symbol} `}${arrives} ${after}.`
  }
  const fell = change_of_error(shown.error, judged_symbol)
  if (how === "crawling") {
    const there = `near ${place_in_words(near, view, DIGITS)} after ${steps(last)}`
    return `${lead(run, false)} ${it} crawls ${there}, where E still has a slope: ${fell}.`
  }
  const lately = Math.floor((1 - FLOOR) * last)
  const returns = turns(w1.subarray(lately), w2.subarray(lately)).length
  const is_around = all.length <= ZIGZAG * last && returns > 1
  const around = shaken(run) || is_around ? wandering(run, minima) : null
  if (around) {
    const what = minima.length ? "the minimum " : ""
    const there = `${what}${place_in_words(near_place(around.place, view), view, DIGITS)}`
    const goes = shaken(run) ? `${shaken(run)} ${it} wanders` : `${lead(run, true)} ${it} keeps swinging`
    return `${goes} around ${there}, up to ${short(around.far, 2)} away: ${fell}.`
  }
  if (all.length > ZIGZAG * last)
    return `${shaken(run) ?? lead(run, false)} ${it} swings back and forth ${times(all.length)} and does not settle: ${fell}.`
  return `${lead(run, false)} ${it} is still on its way after ${steps(last)}: ${fell}.`
}

const begun = (/** @type {string} */ words) => words[0].toUpperCase() + words.slice(1)

/** @typedef {Pick<ShownRun, "columns" | "judged" | "values" | "ended" | "stopped" | "close" | "judged_symbol">} ToldRun */

// "With α = 0.9", the memory of the method, or "With η = 0.1", its rate; "Here" if it has none.
/** @param {ToldRun} run @param {boolean} is_memory */
function lead(run, is_memory) {
  const value = is_memory ? memory(run) : value_of(run, ["η"])
  return value === null ? "Here" : `With ${value}`
}

// "With batch 4" or "With this noise", for a run with chance in its gradients; null for others.
/** @param {ToldRun} run */
function shaken(run) {
  const { full_g1, noise1 } = run.columns
  const chance = full_g1 ? run.values.match(/batch \d+/)?.[0] : noise1 && "this noise"
  return chance ? `With ${chance}` : null
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

// "E has fallen from 4675 to 4674.93", with so many digits that they tell by how much.
/** @param {Float64Array} error @param {string} symbol */
function change_of_error(error, symbol) {
  const [first, latest] = [error[0], error[error.length - 1]]
  const name = `E${symbol && `(${symbol})`}`
  if (first === latest) return `${name} is ${short(latest, 3)}, as at the start`
  const rounded = (/** @type {number} */ value, /** @type {number} */ digits) =>
    Number(value.toPrecision(digits))
  const is_off = (/** @type {number} */ digits) => {
    const off = rounded(first, digits) - rounded(latest, digits) - (first - latest)
    return !(Math.abs(off) <= TOLD * Math.abs(first - latest))
  }
  let digits = 3
  while (digits < MOST_DIGITS && is_off(digits)) digits += 1
  const [from, to] = [short(first, digits), short(latest, digits)]
  return `${name} ${latest > first ? "has risen" : "has fallen"} from ${from} to ${to}`
}

// Whether E is level along a weight at the end of a run: its slope is small there, or has lately changed its
// sign, as at the bottom of a kink.
/** @param {Float64Array} slope */
function is_level(slope) {
  const last = slope.length - 1
  const largest = slope.reduce((most, each) => Math.max(most, Math.abs(each)), 0)
  const lately = slope.subarray(Math.floor(LATELY * last))
  return (
    Math.abs(slope[last]) <= LEVEL * largest ||
    lately.some((each) => Math.sign(each) !== Math.sign(slope[last]))
  )
}

// A place whose coordinates are 0 where nobody could see that they are not.
/** @param {number[]} place @param {Box} view */
export function near_place(place, view) {
  return place.map((w, k) => (Math.abs(w) < NOTHING * (view[k][1] - view[k][0]) ? 0 : w))
}

// How a run that has not broken off ends: "there" if it is at a known minimum, or at rest where E is level;
// "crawling" if it is at rest where E still has a slope; else "under way". `place` is where it ends, and
// `close` the first step from which on it stays close to that.
/** @param {ToldRun} run @param {number[][]} minima */
export function ending(run, minima) {
  const { w1, w2 } = judged_points(run)
  const end = [w1[w1.length - 1], w2[w2.length - 1]]
  if (minima.length && run.close)
    return { how: "there", close: run.close, place: nearest(minima, end), is_minimum: true }
  const close = Number(minima.length ? close_at(w1, w2, end, CLOSE) : run.close)
  let how = "under way"
  if (close > 0 && is_at_rest(w1, w2, close)) {
    const is_at_level = is_level(run.columns.g1) && is_level(run.columns.g2)
    if (is_at_level && stops(w1, w2, end, minima.length ? AT_REST : 1)) how = "there"
    if (!is_at_level && !minima.length) how = "crawling"
  }
  return { how, close, place: end, is_minimum: false }
}

// Whether both weights of a run have stopped at its end: in the last quarter of the steps each is within a share of
// the run's way from there, and comes nearer faster than at a steady speed; or it moves too little to be seen.
/** @param {Float64Array} w1 @param {Float64Array} w2 @param {number[]} end @param {number} share */
function stops(w1, w2, end, share) {
  const quarter = Math.floor(w1.length / 4)
  const way = Math.hypot(w1[0] - end[0], w2[0] - end[1])
  return [w1, w2].every((w, k) => {
    const away = w.subarray(w.length - 2 * quarter).map((each) => Math.abs(each - end[k]))
    const [before, lately] = [away.subarray(0, quarter), away.subarray(quarter)].map((part) =>
      Math.max(...part),
    )
    return lately <= NO_MORE * way || (lately <= share * way && lately <= FADES * before)
  })
}

// How far from a place a run is at most, from one step until before another.
/** @param {Float64Array} w1 @param {Float64Array} w2 @param {number[]} place @param {number} from @param {number} to */
function farthest(w1, w2, place, from, to) {
  let most = 0
  for (let t = from; t < to; t++) most = Math.max(most, Math.hypot(w1[t] - place[0], w2[t] - place[1]))
  return most
}

// The place around which a run wanders in its last steps, and how far away from it the run gets; null if the
// run still comes nearer.
/** @param {ToldRun} run @param {number[][]} minima */
function wandering(run, minima) {
  const { w1, w2 } = judged_points(run)
  const [count, lately] = [w1.length, Math.ceil(FLOOR * w1.length)]
  const half = Math.floor(lately / 2)
  if (half === 0) return null
  const mean = [w1, w2].map((w) => w.subarray(count - lately).reduce((sum, each) => sum + each, 0) / lately)
  const place = minima.length ? nearest(minima, mean) : mean
  const early = farthest(w1, w2, place, count - lately, count - half)
  const late = farthest(w1, w2, place, count - half, count)
  const far = Math.max(early, late)
  const is_around = far <= AROUND * Math.hypot(w1[0] - place[0], w2[0] - place[1])
  return is_around && late >= (shaken(run) ? NO_NEARER : AS_FAR) * early ? { place, far } : null
}

// Whether a run that is close to its end from step `close` on has stopped there.
/** @param {Float64Array} w1 @param {Float64Array} w2 @param {number} close */
function is_at_rest(w1, w2, close) {
  const last = w1.length - 1
  if (close > LATELY * last) return false
  const step = Math.hypot(w1[last] - w1[last - 1], w2[last] - w2[last - 1])
  return step <= AT_REST * Math.hypot(w1[last] - w1[0], w2[last] - w2[0])
}

/** @param {number[][]} minima @param {number[]} end */
export function nearest(minima, end) {
  const away = minima.map((minimum) => Math.hypot(minimum[0] - end[0], minimum[1] - end[1]))
  return minima[away.indexOf(Math.min(...away))]
}

export const steps = (/** @type {number} */ number) => `${count(number)} ${number === 1 ? "step" : "steps"}`
const times = (/** @type {number} */ number) => NUMBERS[number] ?? `${count(number)} times`
