// How the runs that are shown together end, in one sentence: in which minimum each, or who is there first.

import { judged_points } from "../engine/run.js"
import { count, place_in_words, short } from "../numbers.js"
import { told_apart } from "./legend.js"
import { ending, near_place, steps } from "./path_words.js"

const SOONER = 1.5 // times as many steps: less is about as soon
const FEW = 3 // names in a list, and places in a sentence
const DIGITS = 3
const ALIKE = 1e-3 // of how far E has fallen: if two minima differ by less, neither is called the lower one

/** @typedef {import("./path_words.js").ToldRun & { title: string }} TitledRun */
/** @typedef {{ name: string, is_active: boolean, first: number, error: number, close: number | null, at: string, is_minimum: boolean }} End */

// `runs` are the visible runs, the active one first; `minima` and `view` are as for path_words. Returns ""
// for a single run, and where there is no news.
/** @param {TitledRun[]} runs @param {number[][]} minima @param {Box} view */
export function ends_words(runs, minima, view) {
  const names = names_of(runs)
  const ends = runs.map((run, i) => end_of(run, names[i], i === 0, minima, view))
  if (ends.length < 2) return ""
  const there = ends.filter(({ close }) => close !== null)
  const others = ends.filter(({ close }) => close === null)
  /** @type {Map<string, End[]>} */
  const groups = new Map()
  for (const end of there) groups.set(end.at, [...(groups.get(end.at) ?? []), end])
  if (groups.size > 1)
    return places(
      groups,
      there.every(({ is_minimum }) => is_minimum),
    )
  if (!there.length) return lowest(ends)
  const sorted = there.toSorted((a, b) => Number(a.close) - Number(b.close))
  const [first, last] = [sorted[0], sorted[sorted.length - 1]]
  const not = others.length ? `${who(others)} ${others.length > 1 ? "do" : "does"} not arrive` : ""
  if (there.length > 1) {
    const is_news = Number(last.close) >= SOONER * Number(first.close)
    return `${is_news ? order(first, last, there.length) : alike(sorted)}${not && `; ${not}`}.`
  }
  if (!not) return ""
  if (there.some(({ is_active }) => is_active)) return `${not}.`
  return `${first.name} arrives near ${first.at} after ${steps(Number(first.close))}.`
}

// Who is there first and last; the sentence before has said when the active run is.
/** @param {End} first @param {End} last @param {number} number */
function order(first, last, number) {
  const late = `after ${steps(Number(last.close))}`
  if (first.is_active)
    return number > 2 ? `It is the first, ${last.name} the last, ${late}` : `${last.name} arrives ${late}`
  const early = `${first.name} is there first, after ${steps(Number(first.close))}`
  return last.is_active ? early : `${early}, ${last.name} last, after ${count(last.close)}`
}

// Who is there about as soon as the others.
/** @param {End[]} there */
function alike(there) {
  const others = there.filter(({ is_active }) => !is_active)
  if (others.length > 1) return `${who(others)} arrive about as soon`
  return `${others[0].name} arrives after ${steps(Number(others[0].close))}`
}

// Which runs end in which minimum, the lowest first.
/** @param {Map<string, End[]>} groups @param {boolean} are_minima */
function places(groups, are_minima) {
  const sorted = [...groups].sort(([, [one]], [, [other]]) => one.error - other.error)
  const [[, [low]], [, [high]]] = sorted
  const differ = high.error - low.error > ALIKE * (Math.max(low.first, high.first) - low.error)
  if (sorted.length === 2 && differ) {
    const [[low_at, lower], [high_at, higher]] = sorted
    const one = lower.length === 1 && lower[0].is_active ? "It" : who(lower) // the sentence before is about it
    if (!are_minima) return `${one} ${ends_in(lower)} lower, at ${low_at}, ${who(higher)} at ${high_at}.`
    const other = `${who(higher)} in the higher one, ${high_at}`
    return `${one} ${ends_in(lower)} in the lower minimum, ${low_at}, ${other}.`
  }
  const told = sorted
    .filter(([, group]) => group.some(({ is_active }) => !is_active)) // the sentence before tells of the active run
    .slice(0, FEW)
    .map(([at, group], i) => `${who(group)} ${i ? "" : `${ends_in(group)} `}at ${at}`)
  return `${told.join(", ")}.`
}

// Whose E is the lowest where none arrives.
/** @param {End[]} ends */
function lowest(ends) {
  const [best, next] = ends.filter(({ error }) => Number.isFinite(error)).sort((a, b) => a.error - b.error)
  if (!next || short(best.error, DIGITS) === short(next.error, DIGITS)) return ""
  if (ends.length === 2 && best.is_active)
    return `${next.name} ends higher, at E = ${short(next.error, DIGITS)}.`
  return `${best.name} ends lowest, with E = ${short(best.error, DIGITS)}.`
}

/** @param {TitledRun} run @param {string} name @param {boolean} is_active @param {number[][]} minima @param {Box} view @returns {End} */
function end_of(run, name, is_active, minima, view) {
  const shown = judged_points(run)
  const { how, close, place, is_minimum } = ending(run, minima)
  return {
    name,
    is_active,
    first: shown.error[0],
    error: run.ended ? NaN : shown.error[shown.error.length - 1],
    close: !run.ended && how === "there" ? close : null,
    at: place_in_words(near_place(place, view), view, DIGITS),
    is_minimum,
  }
}

// The titles of methods; runs of one method have the values that tell them apart, too.
/** @param {TitledRun[]} runs */
export function names_of(runs) {
  const apart = told_apart(runs)
  return runs.map(({ title }, i) => {
    const is_alone = runs.every((other, k) => k === i || other.title !== title)
    return is_alone || !apart[i]
      ? title
      : `${title} with ${apart[i].replace(/^(?!batch|all)(\S+) /, "$1 = ")}`
  })
}

/** @param {End[]} ends */
function who(ends) {
  return ends.length > FEW ? `${ends.length} runs` : listed(ends.map(({ name }) => name))
}

// Words as a sentence lists them: "α", "α and β", "x, y and z".
/** @param {string[]} words */
export function listed(words) {
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words[0]
}

const ends_in = (/** @type {End[]} */ group) => (group.length > 1 ? "end" : "ends")
