// A fair race: which methods, how many tuning runs each may use, and how the tuned runs did.
//
// The last race, and the last one over conditions, are kept over a reload. The table lists those of its runs
// that are shown, as long as they start where the race did.

import { row_count } from "../draw/batch_columns.js"
import { text_of } from "../equality.js"
import { picked, RUN_SETTINGS } from "../experiment.js"
import { memoize } from "../memoize.js"
import { count, percent } from "../numbers.js"
import { add_panel } from "../panel_registry.js"
import { conditions_chart } from "../parts/conditions.js"
import { allow, button, head_cells, head_row, make, meanings, status_line, write_text } from "../parts/dom.js"
import { swatch } from "../parts/swatch.js"
import { ask, change } from "../requests.js"
import { forget, keep, recall } from "../storage.js"
import { follow, known } from "../store.js"
import { final_errors, STEPS_TO_CLOSE, steps_in_words } from "./runs.js"

const KEPT = "explorer:race"
const COMPARED = "explorer:conditions"
const HEADS = [
  ["", "place; the line below says what decides"],
  ["Method", "with the values that were tuned"],
  ["Final error", "E at the last step, without noise"],
  STEPS_TO_CLOSE,
  [
    "Good values",
    "share of the runs spent on tuning that remove all but 0.1 % of the error that the best of them removes",
  ],
  ["Budget", "runs spent on tuning, and the steps that these runs took together"],
  ["", ""],
]

const FIRST =
  "Every method gets the same number of runs to tune its own two hyper-parameters; then the tuned runs are shown side by side. “Conditions” repeats that with and without a schedule and noise."
const RACING = "A race stops if you leave this tab."
const LOST = "The connection is lost. The race begins when it is back."
const GIVEN_UP = "The race was not finished: the connection was lost again and again."

/** @typedef {RunSettings & Pick<SaidExperiment, "lineup" | "pins">} Shown */

add_panel({
  key: "race",
  fill: race,
  is_projected: () => document.querySelector(".race table:not([hidden])") !== null,
})

/** @param {HTMLElement} place */
function race(place) {
  const chosen = make("fieldset", { className: "racers", hidden: true, ariaLabel: "Methods" })
  const choose = button("", () => open(Boolean(chosen.hidden)))
  choose.title = "Choose which methods race"
  const budget = make("select", { ariaLabel: "Budget" })
  budget.title = "Runs that each method may spend on tuning, spread over its own two hyper-parameters"
  const go = button("Race", () => begin({}))
  go.title = "Tune each method over its own hyper-parameters, then show the tuned runs side by side"
  const all = button("Conditions", () => begin({ conditions: true }))
  all.title =
    "Race with and without a schedule, with noise and without, at three budgets, and see how the ranking changes"
  const bar = make("progress", { max: 1, hidden: true, ariaLabel: "Racing" })
  const words = status_line()
  const body = make("tbody")
  const table = make("table", { hidden: true }, make("thead", {}, head_row(HEADS)), body)
  const note = make("p") // what decides the places; before a race, what a race does
  const columns = meanings(HEADS.slice(2))
  const most = known("contract").limits.max_runs // most methods in a race
  let racing = false // a race was asked for and has no result yet
  /** @type {Race | null} */
  let last = read(recall("session", KEPT), is_race) // the last race
  let notice = "" // words about a race without a result
  let wait = "" // words about a race that waits for the connection
  // The last race over conditions, if it is newer than `last`.
  /** @type {Comparison | null} */
  let compared = read(recall("session", COMPARED), is_comparison)
  const chart = conditions_chart()
  place.append(
    make("div", { className: "race-bar" }, choose, budget, go, all, bar, words),
    chosen,
    table,
    note,
    columns,
    chart.element,
  )

  /** @param {{ conditions?: boolean }} more */
  function begin(more) {
    ask("race", { keys: chosen_keys(), budget: Number(budget.value), ...more })
    open(false)
  }

  /** @param {boolean} yes */
  function open(yes) {
    chosen.hidden = !yes
    choose.ariaExpanded = String(yes)
  }

  function boxes() {
    return [...chosen.querySelectorAll("input")]
  }

  function chosen_keys() {
    return boxes()
      .filter((box) => box.checked)
      .map((box) => box.value)
  }

  // Limits a race to as many methods as can be shown together.
  function limit() {
    const count = chosen_keys().length
    for (const box of boxes()) {
      const is_typed = !(box.value in known("rules"))
      const missing = is_typed && !known("experiment").lineup.some(({ method }) => method === box.value)
      const full = count >= most && !box.checked
      allow(
        box,
        missing ? "Show your own rule first, then it can race" : full ? `At most ${most} methods` : "",
      )
    }
    for (const press of [go, all]) allow(press, reason(count))
    choose.textContent = count === 1 ? "1 method" : `${count} methods`
  }

  // Why no race can begin, or "".
  function reason(/** @type {number} */ count) {
    if (known("awaited")) return "A race would tell how the runs end: guess first"
    return racing ? "A race is under way" : count === 0 ? "Choose a method first" : ""
  }

  open(false)
  chosen.addEventListener("change", () => change({ racers: chosen_keys() }))
  budget.addEventListener("change", () => change({ budget: Number(budget.value) }))
  follow(["budgets"], (budgets) => {
    budget.replaceChildren(...budgets.map((runs) => new Option(`${runs} runs each`, String(runs))))
  })
  follow(["methods"], (methods) => {
    const box = (/** @type {Choice} */ [key, title]) => {
      const input = make("input", { type: "checkbox", value: key })
      return make("label", {}, input, title)
    }
    chosen.append(...methods.map((method) => box(method)))
  })
  const show_chosen = memoize(
    (/** @type {{ racers: string[], runs: number, methods: string }} */ { racers, runs }) => {
      for (const box of boxes()) box.checked = racers.includes(box.value)
      budget.value = String(runs)
      limit()
    },
  )
  const show_new = memoize(show)
  follow(["experiment"], (experiment) => {
    const { racers, budget: runs, lineup } = experiment
    // An own rule can race only while it is shown.
    show_chosen({ racers, runs, methods: lineup.map(({ method }) => method).join() })
    show_new(picked(experiment, [...RUN_SETTINGS, "lineup", "pins"]))
  })
  follow(["unfinished", "lost", "awaited"], (unfinished, is_lost) => {
    racing = unfinished.some(({ ask }) => ask === "race")
    bar.hidden = !racing || is_lost
    wait = racing && is_lost ? LOST : ""
    limit()
    show(known("experiment"))
  })
  follow(["given_up"], ({ ask }) => {
    if (ask !== "race") return
    notice = GIVEN_UP
    show(known("experiment"))
  })
  follow(["race"], ({ progress, rows, course, words: text, places, conditions }) => {
    if (progress !== null) bar.value = progress
    notice = rows ? "" : (text ?? "")
    if (conditions) keep("session", COMPARED, JSON.stringify(conditions))
    else if (rows) forget("session", COMPARED)
    if (progress !== null || rows || conditions) compared = conditions ?? null
    if (rows) {
      last = /** @type {Race} */ ({ rows, course, words: text, places })
      keep("session", KEPT, JSON.stringify(last))
    }
    show(known("experiment"))
  })

  /** @param {Shown} experiment */
  function show(experiment) {
    const { noise, seed, schedule } = experiment
    const is_same =
      compared &&
      !known("awaited") &&
      text_of(compared.course) === text_of({ ...race_settings(experiment), noise, seed, schedule })
    chart.show(is_same ? compared : null)
    const rows =
      last && !is_same && !known("awaited") ? with_pins(shown_rows(last, experiment), experiment) : []
    table.hidden = rows.length === 0
    note.hidden = columns.hidden = Boolean(is_same)
    note.textContent = last && rows.length ? last.places : FIRST
    const text = JSON.stringify(rows)
    if (body.dataset.rows !== text) {
      const errors = final_errors(rows)
      body.replaceChildren(...rows.map((each, i) => row(each, errors[i])))
    }
    body.dataset.rows = text
    const said = is_same ? "" : notice || (last ? said_of(last, rows) : "")
    write_text(words, wait || (racing ? RACING : said))
  }
}

// What all runs of a race have in common; app/session/racing.py says the same with a race.
/** @param {Shown} experiment */
function race_settings({ expression, let: numbers, data, standardize, start, steps, batch, seed }) {
  const of_surface = Object.keys(numbers).length ? { let: numbers } : {}
  const of_data = { ...(data ? { data, standardize } : {}), ...(batch ? { batch, seed } : {}) }
  return { expression, ...of_surface, ...of_data, start, steps }
}

// The rows of shown runs; if there are any, also those of methods without a run.
/** @param {Race} race @param {Shown} experiment */
function shown_rows({ rows, course }, experiment) {
  if (text_of(course) !== text_of(race_settings(experiment))) return []
  const lineup = new Set(experiment.lineup.map(text_of))
  const left = rows.filter(({ run }) => run === null || lineup.has(text_of(run)))
  return left.some(({ run }) => run) || rows.every(({ run }) => run === null) ? left : []
}

// Rows with the numbers of their runs: 0 is the active run; null if there is none.
/** @param {RaceRow[]} rows @param {Shown} experiment */
function with_pins(rows, { lineup, pins }) {
  const runs = lineup.map(text_of)
  return rows.map((row) => ({
    ...row,
    pin: row.run && ([0, ...pins][runs.indexOf(text_of(row.run))] ?? null),
  }))
}

/** @param {Race} race @param {RaceRow[]} shown */
function said_of({ rows, words }, shown) {
  if (!shown.length)
    return "The last race is no longer shown: Undo or Redo brings it back, “Race” begins another."
  const [count, all] = [shown.length, rows.length]
  if (count < all) return `${words} Of ${all} methods, ${count} are still shown; Undo brings the others back.`
  return `${words} Undo brings back the runs before.`
}

/** @param {string | null} text @param {(kept: any) => unknown} is_whole */
function read(text, is_whole) {
  try {
    const kept = JSON.parse(String(text))
    return is_whole(kept) ? kept : null
  } catch {
    return null // nothing was kept, or it is unreadable
  }
}

/** @param {Race} kept */
function is_race({ rows, course, words, places }) {
  return (
    rows.every((row) => "run" in row && "good" in row && "judged" in row) &&
    course &&
    places &&
    typeof words === "string"
  )
}

/** @param {Comparison} kept */
function is_comparison({ columns, rows, words, course }) {
  return (
    rows.every(({ method, cells }) => method && cells.length === columns.length) && words.length && course
  )
}

/** @param {RaceRow & { pin: number | null }} row @param {string} final the final error in words */
function row({ place, title, run, values, good, close, runs, steps, remark, pin }, final) {
  const words = make("span", { className: "values", textContent: values })
  const name = make("td", {}, ...(pin === null ? [] : [swatch(pin)]), `${title} `, words)
  const arrival = steps_in_words(close, run?.batch ?? 0, row_count(known("experiment").data))
  const texts = [final, arrival, percent(good), `${runs} runs, ${count(steps)} steps`, remark]
  const cells = [
    make("td", { textContent: place }),
    name,
    ...texts.map((text) => make("td", { textContent: text })),
  ]
  head_cells(
    cells,
    HEADS.map(([name]) => name),
    1,
  )
  return make("tr", {}, ...cells)
}
