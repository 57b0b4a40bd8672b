// The chart of a race over conditions: one column per condition, with the methods at their places, and one
// line per method across the columns. A method that is shown has the colour of its run.

import { slope_line, spans } from "../draw/slopes.js"
import { follow, known } from "../store.js"
import { make } from "./dom.js"
import { shape, stretched_drawing } from "./svg.js"
import { shades_of } from "./swatch.js"

const [DARK, BRIGHT] = [2, -1] // indices of shades

// Returns the chart and `show`, which takes the server's result of a race, or nothing.
export function conditions_chart() {
  const grid = make("div", { className: "slopes" })
  const words = make("div")
  const element = make("div", { className: "conditions columns", hidden: true }, grid, words)

  /** @type {Comparison | null} */
  let shown = null // the race that is shown; drawn again when the theme or a hue changes
  let drawn = "" // the hues in which it is drawn

  /** @param {Comparison | null} result */
  function show(result) {
    shown = result
    element.hidden = !result
    if (!result) return
    const { columns, rows, words: sentences } = result
    const hues = hues_of(rows.map(({ method }) => method))
    drawn = hues.join()
    grid.style.gridTemplateColumns = `repeat(${columns.length}, minmax(var(--condition), 1fr)) max-content`
    const drawing = stretched_drawing(columns.length, rows.length)
    drawing.style.gridArea = `4 / 1 / ${4 + rows.length} / ${1 + columns.length}`
    drawing.append(
      ...rows.map(({ cells }, k) => shape("path", { d: slope_line(cells), stroke: colour(hues[k], BRIGHT) })),
    )
    grid.replaceChildren(
      .../** @type {const} */ (["schedule", "noise", "budget"]).flatMap((name, row) =>
        heads(
          columns.map((column) => String(column[name])),
          row + 1,
        ),
      ),
      drawing,
      ...rows.flatMap(({ title, cells }, k) => [
        ...cells.map((cell, i) => place_of(cell, i, hues[k])),
        name_of(title, cells[cells.length - 1].order),
      ]),
    )
    words.replaceChildren(...sentences.map((text) => make("p", { textContent: text })))
  }

  follow(["theme"], () => show(shown))
  follow(["experiment.lineup", "experiment.pins"], () => {
    if (shown && hues_of(shown.rows.map(({ method }) => method)).join() !== drawn) show(shown)
  })
  return { element, show }
}

/** @param {string[]} words @param {number} row */
function heads(words, row) {
  let column = 1
  return spans(words).map(([text, count]) => {
    const head = make("span", { className: "head", textContent: text })
    head.style.gridArea = `${row} / ${column} / ${row + 1} / ${column + count}`
    column += count
    return head
  })
}

// The number of each method's hue: 0 for the active run's, a pinned run's number, else one that no run has.
/** @param {string[]} methods */
function hues_of(methods) {
  const { lineup, pins } = known("experiment")
  const numbers = [0, ...pins.map(Math.abs)]
  const own = methods.map((method) => numbers[lineup.findIndex((run) => run.method === method)])
  const free = Array.from({ length: known("contract").limits.max_runs + 1 }, (_, hue) => hue).filter(
    (hue) => !numbers.includes(hue),
  )
  return own.map((hue) => hue ?? free.shift() ?? 0)
}

/** @param {Comparison["rows"][number]["cells"][number]} cell @param {number} i @param {number} hue */
function place_of({ order, place, words }, i, hue) {
  const mark = make("span", { className: "place", textContent: place, title: words })
  mark.style.gridArea = `${4 + order} / ${1 + i}`
  mark.style.background = colour(hue, DARK)
  mark.style.color = "var(--halo)"
  mark.dataset.runColour = ""
  return mark
}

/** @param {string} title @param {number} order */
function name_of(title, order) {
  const name = make("span", { className: "name", textContent: title })
  name.style.gridRow = String(4 + order)
  return name
}

// Blue for the active run, then the hues of pinned runs: dark behind numbers, bright for lines.
/** @param {number} hue @param {number} shade */
function colour(hue, shade) {
  return hue === 0 ? `var(--path-${shade === DARK ? "dark" : "fan"})` : (shades_of(hue).at(shade) ?? "")
}
