// The table of the active run and the pinned runs, with buttons for each pinned run.

import { row_count } from "../draw/batch_columns.js"
import { count, short, short_apart } from "../numbers.js"
import { add_panel } from "../panel_registry.js"
import { button, empty, fill, head_cells, head_row, make, meanings, write_text } from "../parts/dom.js"
import { hide_or_show } from "../parts/legend.js"
import { swatch } from "../parts/swatch.js"
import { ask } from "../requests.js"
import { follow, known } from "../store.js"

export const STEPS_TO_CLOSE = [
  "Steps to 1 %",
  "steps until the distance to w* stays below 1 % of that of the start; w* is the nearest known minimum, or else the end of the run",
]
const HEADS = [
  ["Run", "method and values"],
  ["Final error", "E at the last step"],
  ["Distance", "from the last point to the nearest known minimum w*"],
  STEPS_TO_CLOSE,
  ["End", "where a run ended early, or whether its error grew"],
  ["", ""],
]

add_panel({ key: "runs", fill: runs })

/** @param {HTMLElement} place */
function runs(place) {
  const body = make("tbody")
  const { element: alone, show } = empty(
    "Pin this run, then change a value: both stay, to compare.",
    "Pin this run",
    () => ask("pin"),
  )
  place.append(make("table", {}, make("thead", {}, head_row(HEADS)), body), alone, meanings(HEADS.slice(1)))
  follow(["runs", "experiment.pins"], (runs, pins) => {
    const errors = final_errors(runs.map(({ error, judged_symbol }) => ({ error, judged: judged_symbol })))
    fill(body, runs, new_row, (row, run, place) => write_row(row, run, place, errors))
    show(pins.length === 0)
    place.toggleAttribute(
      "data-ends",
      runs.some((run) => end_of(run) !== ""),
    )
  })
}

// A number of steps, with the epochs that they take if each sees a batch of that size: "57 (4.6 epochs)".
/** @param {number | null} steps @param {number} batch @param {number} rows */
export function steps_in_words(steps, batch, rows) {
  if (steps === null || !batch || !rows) return count(steps)
  return `${count(steps)} (${short((steps * batch) / rows, 2)} epochs)`
}

// E at the end of each run, and the point at which it is taken, if that is not w.
/** @param {{ error: number | null, judged: string }[]} rows */
export function final_errors(rows) {
  const words = short_apart(rows.map(({ error }) => error))
  return rows.map(({ error, judged }, i) => words[i] + (judged && error !== null ? ` at ${judged}` : ""))
}

/** @param {ShownRun} run */
function end_of({ stopped, growing }) {
  if (stopped !== null) return `ends at t = ${stopped}`
  return growing ? "growing" : ""
}

/** @param {number} place */
function new_row(place) {
  const row = make("tr", {}, ...HEADS.map(() => make("td")))
  head_cells(
    [...row.cells],
    HEADS.map(([name]) => name),
    0,
  )
  const actions = row.cells[row.cells.length - 1]
  actions.className = "actions"
  if (place === 0) return row
  const act = (/** @type {string} */ what) => () => ask("run", { act: what, place })
  const hide = button("Hide", () => hide_or_show(place))
  actions.append(button("Activate", act("activate")), hide, button("Remove", act("remove")))
  return row
}

/** @param {HTMLTableRowElement} row @param {ShownRun} run @param {number} place @param {string[]} errors */
function write_row(row, run, place, errors) {
  const [name, error, distance, close, end, actions] = row.cells
  const pin = place === 0 ? 0 : known("experiment").pins[place - 1]
  const hidden = pin < 0
  row.classList.toggle("hidden-run", hidden)
  const text = `${run.title} ${run.values}`
  if (name.dataset.text !== text || name.dataset.pin !== String(pin)) {
    Object.assign(name.dataset, { text, pin })
    name.replaceChildren(
      swatch(pin),
      `${run.title} `,
      make("span", { className: "values", textContent: run.values }),
    )
  }
  write_text(error, errors[place])
  write_text(distance, short(run.distance, 5))
  write_text(close, steps_in_words(run.close, run.of.batch, row_count(run.of.data)))
  write_text(end, end_of(run))
  end.title = run.ended
  if (place === 0) return
  write_text(actions.children[1], hidden ? "Show" : "Hide")
  for (const each of actions.children)
    each.ariaLabel = `${each.textContent} run ${Math.abs(pin)}, ${run.title}`
}
