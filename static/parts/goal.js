// The goal of a lesson or a link: whether the run reaches it, how often it was tried, and the best so far, which
// the browser keeps. It is checked when the controls rest, not while they move; a series of keys is one try.

import { listed } from "../draw/ends_words.js"
import { better, is_reached, words_now } from "../draw/goal.js"
import { is_same, text_of } from "../equality.js"
import { picked, RUN_SETTINGS } from "../experiment.js"
import { short } from "../numbers.js"
import { change } from "../requests.js"
import { keep, recall } from "../storage.js"
import { follow, known, say } from "../store.js"
import { button, find_in, make, status_line, write_text } from "./dom.js"

const KEPT = "explorer:goals"
const MOST = 50 // goals whose results are kept
const REST = 500 // ms without a key before a value that keys move is at rest
const MOVES = /^(Arrow|Page|Home$|End$)/ // the keys that do
/** @typedef {{ tries: number, best: number | null, reached: boolean, last: string }} Result */
/** @type {Result} */
const UNTRIED = { tries: 0, best: null, reached: false, last: "" }

/** @param {HTMLElement} place */
export function goal(place) {
  const mark = make("span", { className: "tick", ariaHidden: "true" })
  const words = status_line()
  const far = make("span") // while a slider moves, too; not announced
  const back = button("Back", () => change(base(begun)))
  back.title = "Go back to what the goal began with"
  const anew = button("Start anew", start_anew)
  place.append(make("p", {}, mark, words, " ", far), back, anew)
  /** @type {SaidExperiment} */
  let begun = known("experiment") // with which the goal began
  let shown = "" // the goal that was shown last
  let series = 0 // the timer while keys move a value
  let is_asked = false // a lesson's question was begun: the slider that its goal names is next

  function start_anew() {
    store(key(), UNTRIED)
    change(base(begun))
    check()
  }

  // What a result belongs to: the goal, and the function.
  function key() {
    const { goal, expression } = known("experiment")
    return JSON.stringify([goal, expression])
  }

  function check() {
    const told = known("goal")
    const experiment = known("experiment")
    place.hidden = !told
    const is_told = told?.text === experiment.goal
    if (!is_told || known("awaited")) {
      place.removeAttribute("data-reached")
      say("reached", false)
    }
    if (!told || !is_told) return
    const is_new = key() !== shown
    if (is_new) {
      shown = key()
      begun = experiment
      const named = is_asked && known("slider_rows").find(({ row }) => row.path[1] === told.by[0])
      if (named) find_in(named.element, "input").focus()
      is_asked = false
    }
    const [run] = known("runs")
    const before = recalled(key())
    if (known("awaited")) return write(told, before, false, true)
    const now = text_of(run.of)
    const is_try = !is_new && before.last !== "" && before.last !== now
    const tries = before.tries + Number(is_try)
    const is_allowed = told.by.length === 0 || is_same(base(experiment, told.by), base(begun, told.by))
    const is_left = told.tries === null || tries <= told.tries || before.reached
    const reached = is_allowed && is_left && is_reached(told, run)
    const value = Number({ ...experiment.let, ...experiment.values }[told.by[0]] ?? NaN)
    const best = reached && !Number.isNaN(value) ? better(before.best, value) : before.best
    const result = { tries, best, reached: before.reached || reached, last: now }
    if (!is_same(result, before)) store(key(), result)
    place.dataset.reached = reached ? "yes" : "no"
    say("reached", reached)
    write(told, result, reached, is_allowed)
  }

  /** @param {Goal} told @param {Result} result @param {boolean} reached @param {boolean} is_allowed */
  function write(told, { tries, best, reached: was_reached }, reached, is_allowed) {
    mark.textContent = reached ? "✓ " : "○ "
    const spent = told.tries !== null && tries >= told.tries && !was_reached
    const of = told.tries === null ? "" : ` of ${told.tries}`
    const count = tries || of ? `Tries: ${Math.min(tries, told.tries ?? tries)}${of}.` : ""
    const least = best === null ? "" : `Smallest so far: ${told.symbols[0]} = ${short(best)}.`
    const other = is_allowed ? "" : `Only ${listed(told.symbols)} may be moved.`
    const end = spent ? "No try is left." : ""
    const done = !reached ? "" : tries ? "Reached." : "Reached already: nothing has to be moved."
    const text = [told.words, done, other, count, least, end].filter(Boolean).join(" ")
    write_text(words, text)
    back.hidden = is_allowed
    anew.hidden = !spent
  }

  function tell_now() {
    const told = known("goal")
    if (told && told.text === known("experiment").goal) write_text(far, words_now(told, known("runs")[0]))
  }

  function check_at_rest() {
    if (!known("held") && !series) check()
  }

  function end_series() {
    clearTimeout(series)
    series = 0
    check_at_rest()
  }

  addEventListener("keydown", ({ key, target }) => {
    if (!MOVES.test(key) || !(/** @type {Element} */ (target).matches?.(".row > input"))) return
    clearTimeout(series)
    series = setTimeout(end_series, REST)
  })
  addEventListener("focusout", end_series)
  follow(["asked"], ({ question }) => (is_asked = Boolean(question)))
  follow(["goal", "runs"], tell_now)
  follow(["goal", "runs", "held", "awaited", "experiment.goal", "experiment.settled"], check_at_rest)
}

// What the active run depends on besides the function's text, without the values that may be moved.
/** @param {SaidExperiment} experiment @param {string[]} by */
function base(experiment, by = []) {
  const { lineup, values, let: numbers } = experiment
  const without = (/** @type {Values} */ all) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !by.includes(name)))
  const names = RUN_SETTINGS.filter((name) => name !== "expression")
  const of_run = { method: lineup[0].method, values: without(values), let: without(numbers) }
  return { ...picked(experiment, names), ...of_run }
}

/** @type {[string, Result][]} */
let results = [] // of this visit

/** @returns {[string, Result][]} */
function all_results() {
  if (results.length) return results
  try {
    const kept = JSON.parse(String(recall("local", KEPT)))
    return Array.isArray(kept) ? kept.filter(([, result]) => typeof result.tries === "number") : []
  } catch {
    return [] // nothing was kept, or it is unreadable
  }
}

/** @param {string} key @returns {Result} */
function recalled(key) {
  const found = all_results().find(([of]) => of === key)
  return found?.[1] ?? UNTRIED
}

/** @param {string} key @param {Result} result */
function store(key, result) {
  const others = all_results().filter(([of]) => of !== key)
  results = [...others, /** @type {[string, Result]} */ ([key, result])].slice(-MOST)
  keep("local", KEPT, JSON.stringify(results))
}
