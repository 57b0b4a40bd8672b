// The pointer on the traces: a press moves the time cursor, and the wheel crops the error's axis.

import { element_of } from "../figures/bokeh_internals.js"
import { on_drag } from "../figures/plots.js"
import { short } from "../numbers.js"
import { change, toggle_hidden } from "../requests.js"
import { follow, known } from "../store.js"
import { describe, take_keys } from "./figure_keys.js"
import { awaits } from "./guess.js"
import { curve_result, guess_curve, lift, move_handle, next_handle, stroke } from "./guess_curve.js"

/** @type {Record<string, string>} */
const TITLES = { error: "E over t", m: "m over t", s: "s over t", stability: "Sharpness over t" }
const ZOOM = 1.5 // factor by which a key crops

// A press on a trace moves the time cursor there; the cursor follows the pointer until release.
/** @param {Plot} view @param {string} name @param {(t: number) => void} move */
export function scrub(view, name, move) {
  const draws = () => name === "error" && awaits("curve")
  const element = element_of(view)
  on_drag(
    view,
    (x, y) => (draws() ? stroke(view, x, y) : move(Math.round(view.frame.x_scale.invert(x)))),
    () => draws() && lift(),
  )
  // A finger that draws a curve does not scroll the page.
  if (name === "error")
    follow(["awaited", "experiment.guess"], () => (element.style.touchAction = draws() ? "none" : "pan-y"))
  const by = (/** @type {number} */ steps) => () =>
    draws() ? next_handle(steps, move) : move(known("cursor").t + steps)
  const raise = (/** @type {number} */ way) => () => draws() && move_handle(way, move)
  const of_curve = { ArrowUp: raise(1), ArrowDown: raise(-1), Enter: () => draws() && guess_curve() }
  const own = own_keys(view, element, name)
  const rows = [["← →", "go back and forth by one step"], ...own.rows]
  const figure = take_keys(
    view,
    TITLES[name],
    {
      ArrowLeft: by(-1),
      ArrowRight: by(1),
      Home: by(-Infinity),
      End: by(Infinity),
      ...(name === "error" ? of_curve : {}),
      ...own.acts,
    },
    rows,
    () => (draws() ? curve_result() : (document.querySelector(".readout output")?.textContent ?? "")),
  )
  if (name === "stability") describe(figure, ["stability"], ({ words }) => words.join(" "))
  else describe(figure, ["runs", "traces", "experiment.log_error"], (runs) => trace_words(name, runs[0]))
}

/** @param {Plot} view @param {HTMLElement} element @param {string} name */
function own_keys(view, element, name) {
  if (name === "error") return crop(view, element)
  return name === "m" || name === "s" ? components(name) : { acts: {}, rows: [] }
}

// Where the traces of a figure begin and end, for the active run.
/** @param {string} name @param {ShownRun} run */
function trace_words(name, { title, columns }) {
  const { symbol } = known("traces").heads[/** @type {TraceName} */ (name)]
  const last = columns.w1.length - 1
  const lines = name === "error" ? { E: "error" } : { [`${symbol}₁`]: `${name}1`, [`${symbol}₂`]: `${name}2` }
  const told = Object.entries(lines).flatMap(([sign, column]) => {
    const values = columns[column]
    if (!values) return []
    return [
      `${sign} ${last ? `goes from ${short(values[0])} to ${short(values[last])}` : `begins at ${short(values[0])}`}`,
    ]
  })
  const axis = name === "error" && known("experiment").log_error ? " The axis of E is logarithmic." : ""
  return told.length
    ? `${title}${last ? `, from t = 0 to t = ${last}` : ""}: ${told.join(", ")}.${axis}`
    : "Of pinned runs."
}

/** @param {"m" | "s"} name */
function components(name) {
  const [first, second] = /** @type {const} */ ([`${name}1`, `${name}2`])
  const acts = { 1: () => toggle_hidden(first), 2: () => toggle_hidden(second) }
  return { acts, rows: [["1, 2", `hide or show ${first}, ${second}`]] }
}

// The wheel over the error crops the top of its linear axis; a double click shows all of
// it. The crop is above 0.
/** @param {Plot} view @param {HTMLElement} element */
function crop(view, element) {
  const is_linear = () => !known("experiment").log_error && view.model.y_range.end > 0
  const by = (/** @type {number} */ factor) =>
    change({ crop: Number((view.model.y_range.end * factor).toPrecision(3)) })
  const key = (/** @type {() => void} */ act) => () => is_linear() && act()
  const show_all = key(() => change({ crop: 0 }))
  const zoom = (/** @type {WheelEvent} */ event) => {
    if (!is_linear()) return
    event.preventDefault()
    by(Math.min(Math.max(Math.exp(event.deltaY / 300), 0.5), 2))
  }
  element.addEventListener("wheel", zoom, { passive: false })
  element.addEventListener("dblclick", show_all)
  const [closer, farther] = [key(() => by(1 / ZOOM)), key(() => by(ZOOM))]
  return {
    acts: { "+": closer, "=": closer, "-": farther, 0: show_all },
    rows: [
      ["↑ ↓", "move a point of the curve that you guess; ← → choose it, and Enter ends the guess"],
      ["+ −", "crop the axis of E"],
      ["0", "shows all of it"],
    ],
  }
}
