// Tells screen readers what has happened where no line on the page says so: runs that are pinned, removed,
// hidden or shown, what Undo took back, and that a map or the strip of rates is ready.

import { follow, known } from "../store.js"

const REST = 700 // ms without news before they are read out
const MOST = 2 // changes of runs that are told one by one; a race changes all of them

// What a part of an experiment is called, if Undo changes it. Other parts are not named.
/** @type {Record<string, string>} */
const NAMES = {
  expression: "the function",
  lesson: "the lesson",
  start: "the start",
  steps: "the steps",
  view: "the view",
  pins: "the pinned runs",
  hidden: "what is hidden",
  noise: "the noise",
  seed: "the seed",
  fan: "the paths",
  cursor: "t",
  log_error: "the scale of E",
  crop: "the scale of E",
  camera: "3-D",
  guess: "the guess",
  guessed: "the guess",
  axes: "the axes of the map",
  colouring: "the colours of the map",
  reach: "the reach of the maps",
  tab: "the tab above the surface",
  panel: "the open panel",
  tune: "the strip of rates",
}

/** @type {HTMLElement | null} */
let line = null
/** @type {Map<string, string>} */
const news = new Map()
/** @type {number} */
let rest

// Reads words out once there are no more news. Of words on one matter, only the last are read.
/** @param {string} words */
export function announce(words, matter = words) {
  if (!words) return
  news.delete(matter)
  news.set(matter, words)
  clearTimeout(rest)
  rest = setTimeout(() => {
    line?.replaceChildren([...news.values()].join(" "))
    news.clear()
  }, REST)
}

/** @param {HTMLElement} place */
export function announced(place) {
  line = place
  place.role = "status"
  /** @type {{ expression: string, runs: Map<number, { title: string, is_hidden: boolean }> } | null} */
  let before = null
  follow(["experiment", "runs"], ({ settled, expression, pins }, runs) => {
    if (!settled || runs.length !== pins.length + 1) return
    const now = new Map(
      pins.map((pin, i) => [Math.abs(pin), { title: runs[i + 1].title, is_hidden: pin < 0 }]),
    )
    const changes = before?.expression === expression ? changes_of(before.runs, now) : []
    if (changes.length <= MOST) changes.forEach((words) => announce(words))
    before = { expression, runs: now }
  })
  follow(["stepped"], ({ by, from, to }) => announce(`${by}: ${differences(from, to)}.`))
  for (const key of /** @type {const} */ (["basins", "plane"]))
    follow([key], ({ progress, map, coarse }) => {
      if (progress === null && map && !coarse) announce("The map is ready.")
    })
  follow(["tune"], (found) => {
    if (found)
      announce(`The strip of rates is ready: E ${found.words.join(" to ")}. ${found.best_words ?? ""}`)
  })
}

/** @typedef {Map<number, { title: string, is_hidden: boolean }>} Pinned by the number of the run */

/** @param {Pinned} before @param {Pinned} now */
function changes_of(before, now) {
  const found = []
  for (const [number, { title, is_hidden }] of now) {
    const old = before.get(number)
    if (!old) found.push(`Pinned as run ${number}: ${title}.`)
    else if (old.is_hidden !== is_hidden) found.push(`Run ${number} is ${is_hidden ? "hidden" : "shown"}.`)
  }
  for (const [number, { title }] of before)
    if (!now.has(number)) found.push(`Run ${number}, ${title}, is removed.`)
  return found
}

// What differs between two experiments, given as text.
/** @param {string} from @param {string} to */
function differences(from, to) {
  const [one, other] = [from, to].map((text) => JSON.parse(text))
  const same = (/** @type {unknown} */ a, /** @type {unknown} */ b) => JSON.stringify(a) === JSON.stringify(b)
  const parts = Object.keys(NAMES).filter((name) => !same(one[name], other[name]))
  const [active, next] = [one.lineup[0], other.lineup[0]]
  const of_run =
    active.method !== next.method || active.rule !== next.rule
      ? ["the method"]
      : [
          ...(known("sliders") ?? [])
            .filter(({ path }) => active.values[String(path[1])] !== next.values[String(path[1])])
            .map(({ label }) => label),
          ...(same(active.schedule, next.schedule) ? [] : ["the schedule"]),
        ]
  return [...new Set([...of_run, ...parts.map((name) => NAMES[name])])].join(", ") || "other runs"
}
