// The data from which E is made: their points with the curves of the model, and the table as text.
//
// Each point of the surface is a curve here: that of the weights under the pointer is drawn at once. Points can be
// dragged, added and removed, and the surface and the path follow in the browser.

import { batch_of, row_count } from "../draw/batch_columns.js"
import {
  axes_of,
  curve,
  data_box,
  levels,
  nearest,
  point_columns,
  points_of,
  residual_columns,
  row_columns,
  with_point,
  with_row,
  without_row,
} from "../draw/data_columns.js"
import { model_of } from "../engine/model_values.js"
import { element_of } from "../figures/bokeh_internals.js"
import {
  find,
  put,
  set,
  value_at,
  view_at,
  view_of,
  weights_under,
  when_drawn,
  within,
} from "../figures/plots.js"
import { short } from "../numbers.js"
import { add_panel, drawing } from "../panel_registry.js"
import { announce } from "../parts/announce.js"
import { checked } from "../parts/checked.js"
import { allow, button, make, write_text } from "../parts/dom.js"
import { describe, take_keys } from "../parts/figure_keys.js"
import { REACH, STILL } from "../parts/fingers.js"
import { set_formula } from "../parts/mathematics.js"
import { dropdown } from "../parts/menu.js"
import { toggle } from "../parts/toggle.js"
import { ask, change } from "../requests.js"
import { follow, known, say } from "../store.js"

const HALF_TYPED = "explorer:half-typed-data"
const LONGEST = 40_001 // characters, enough for the server to see that a text is too long
const TIP =
  "A row on each line, such as 1.5, 2; paste a table from a spreadsheet. A first line of words names the columns."
const STRIDE = 1 / 60 // share of the figure by which a key moves a point
const TYPE = ", or type mean((w1 x + w2 - y)^2) for E; then put your own points here"
const NO_MODEL = "E tells no model. Name one, as in f = w1 x + w2; mean((f - y)^2)"
const KEPT = "Your points are kept for a function with mean(…)."
const FULL = "The table is full: remove a row to add another."
const KEYS = [
  [". ,", "choose the next point, or the one before"],
  ["← → ↑ ↓", "move the chosen point"],
  ["A", "adds a point in the middle"],
  ["Delete", "removes the chosen point"],
]

/** @typedef {import("../draw/data_columns.js").Fit} Fit */

/** @type {Box} */
let box = [
  [0, 1],
  [0, 1],
] // the ends of the axes

// What each curve depends on.
const OF_MODEL = /** @type {const} */ ([
  "experiment.data",
  "experiment.standardize",
  "model",
  "numbers",
  "resting",
])

add_panel({
  key: "data",
  fill: data,
  figure: "data",
  is_projected: () => Boolean(known("experiment").data && known("model")),
  drawings: () => [
    drawing(["experiment.data", "resting"], show_axes),
    drawing(["experiment.data", "chosen_row"], (table, chosen) =>
      draw(() => point_columns(/** @type {DataTable} */ (table), chosen)),
    ),
    drawing(["experiment.data", "active", "t"], (table, active, t) =>
      draw(() => ({
        data_batch: row_columns(/** @type {DataTable} */ (table), batch_of(active, t)?.rows ?? []),
      })),
    ),
    drawing([...OF_MODEL, "experiment.start"], () => draw_curve("data_start", known("experiment").start)),
    drawing([...OF_MODEL, "active", "cursor.until", "awaited"], () =>
      draw_curve("data_end", is_end_told() ? weights_at(Infinity) : null),
    ),
    drawing([...OF_MODEL, "active", "t"], () => {
      const w = weights_at(known("t"))
      draw_curve("data_cursor", w)
      draw(() => ({ data_levels: levels(fit(), w), data_residuals: residual_columns(fit(), w) }))
    }),
    drawing([...OF_MODEL, "pointed"], () => draw_curve("data_pointed", known("pointed"))),
  ],
  rows_at,
})

/** @param {() => Partial<Sources>} columns */
function draw(columns) {
  if (find("data") && known("experiment").data) put(columns())
}

/** @param {"data_start" | "data_end" | "data_cursor" | "data_pointed"} name @param {Pair | null} w */
function draw_curve(name, w) {
  draw(() => ({ [name]: curve(fit(), w) }))
}

// Whether the page shows how the run ends.
function is_end_told() {
  return known("cursor").until === Infinity && !known("awaited")
}

// The weights of the active run at a step, or at its last one.
/** @param {number} t @returns {Pair} */
function weights_at(t) {
  const { w1, w2 } = known("active").columns
  const at = Math.min(t, w1.length - 1)
  return [w1[at], w2[at]]
}

/** @returns {Fit} */
function fit() {
  const { data, standardize } = known("experiment")
  const code = known("model")?.code
  const table = /** @type {DataTable} */ (data)
  return { table, standardize, model: code ? model_of(code, known("numbers")) : null, box }
}

// While a point is dragged, the axes stay.
/** @param {DataTable | null} table @param {boolean} resting */
function show_axes(table, resting) {
  if (!find("data") || !table) return
  const { x, y } = axes_of(table.names)
  const [x_axis, y_axis] = [find("data").below[0], find("data").left[0]]
  set(x_axis, { axis_label: x === null ? "row" : table.names[x] })
  set(y_axis, { axis_label: table.names[y] })
  if (!resting && box[0][1] > box[0][0] && is_within(table)) return
  box = data_box(table)
  set("data_x_range", { start: box[0][0], end: box[0][1] })
  set("data_y_range", { start: box[1][0], end: box[1][1] })
}

/** @param {DataTable} table */
function is_within(table) {
  const { x, y } = points_of(table)
  const inside = (/** @type {number[]} */ values, /** @type {Pair} */ [low, high]) =>
    values.every((value) => value >= low && value <= high)
  return inside(x, box[0]) && inside(y, box[1])
}

/** @param {AtPlot} at */
function rows_at({ view, x, y }) {
  const table = known("experiment").data
  if (!table) return null
  const row = row_near(table, view, { x, y }, REACH.mouse)
  return row === null ? null : table.names.map((name, k) => [name, short(table.columns[k][row], 6)])
}

// The row whose point is within some pixels of a place; null if there is none.
/** @param {DataTable} table @param {Plot} view @param {{ x: number, y: number }} place @param {number} reach */
function row_near(table, view, { x, y }, reach) {
  const { x_scale, y_scale } = view.frame
  const at = /** @type {Pair} */ ([x_scale.invert(x), y_scale.invert(y)])
  const { row, distance } = nearest(table, at, pixel(view))
  return distance <= reach ? row : null
}

// How long a pixel is along both axes.
/** @param {Plot} view @returns {Pair} */
function pixel({ frame }) {
  const { width, height } = frame.bbox
  return [(box[0][1] - box[0][0]) / width, (box[1][1] - box[1][0]) / height]
}

/** @param {HTMLElement} place */
function data(place) {
  const none = make("div", { className: "data-invitation" })
  const words = make("div", { className: "data-words" })
  const [formula, remark] = [make("p"), make("p")]
  words.append(formula, remark)
  follow(["columns", "model", "experiment.data"], (sentences, model, table) => {
    const is_full = row_count(table) >= known("contract").limits.max_rows
    write_text(
      remark,
      [...(model?.latex ? [] : [NO_MODEL]), ...(is_full ? [FULL] : []), ...sentences].join(" "),
    )
  })
  place.append(none, key(), words)
  const can_edit = known("data_samples") // else there is no server that could read a table
  place.classList.toggle("without-table", !can_edit)
  if (can_edit) edit(words)
  if (known("surfaces")) invite(none, can_edit ? TYPE : "")
  follow(["model", "experiment.data"], (model, table) => {
    const is_empty = !model || !table
    place.classList.toggle("without-data", is_empty)
    place.classList.toggle("many-columns", (table?.names.length ?? 0) > 2)
    none.hidden = !is_empty
    if (is_empty) return
    if (model.latex) set_formula(formula, `f = ${model.latex}`)
    else formula.replaceChildren()
  })
  when_drawn("data", (view) => hold_points(view))
  point_at_surface()
}

// The table as text, and other tables to begin with.
/** @param {HTMLElement} words */
function edit(words) {
  const field = make("textarea", { id: "data-text", title: TIP })
  const typing = make("div", { className: "table-text" })
  const { parts, list } = dropdown("Samples", "Points to start from")
  const another = button("Another sample", () => ask("sample", { key: "" }))
  another.title = "New points of the same kind"
  const controls = make("div", { className: "data-controls" }, ...parts, another)
  toggle(
    controls,
    "Standardize x",
    "Shift and scale the columns of inputs to mean 0 and standard deviation 1, for E; the table stays as it is",
    "standardize",
  )
  words.before(typing, controls)
  const { replace, recover } = checked(typing, field, "Data", HALF_TYPED, "typed_data", "data_verdict", {
    verdict_id: "data-verdict",
    shown: text_of_table,
    well: () => [],
    most: LONGEST,
  })
  let listed = "" // the columns of the samples in the list
  follow(["data_samples", "experiment.data"], (samples, table) => {
    const columns = table?.names.join() ?? ""
    if (columns === listed) return
    listed = columns
    const fitting = samples.filter(([, , names]) => names.join() === columns)
    list.replaceChildren(
      ...fitting.map(([key, title]) =>
        button(title, () => {
          list.hidePopover()
          ask("sample", { key })
        }),
      ),
    )
    allow(/** @type {HTMLButtonElement} */ (parts[0]), fitting.length ? "" : "No sample has these columns")
  })
  let last = ""
  follow(["experiment"], ({ settled, data: table }) => {
    const text = settled && table ? text_of_table() : last
    if (text === last) return
    last = text
    if (document.activeElement !== field) replace(text) // else it comes from what is being typed
  })
  recover()
}

// The table as text, as app/tables/table_text.py reads it.
function text_of_table() {
  const table = known("experiment").data
  if (!table) return ""
  const rows = table.columns[0].map((_, row) => table.columns.map((column) => String(column[row])).join(", "))
  return [table.names.join(", "), ...rows].join("\n")
}

// The names of the curves and of the rings.
function key() {
  const curves = ["start", "", "end"].map((word) => make("span", { textContent: word }))
  for (const curve of curves) curve.dataset.runColour = ""
  const ring = make("span", { textContent: "batch" })
  follow(["model", "experiment.data", "t", "cursor.until", "awaited"], (model, table, t) => {
    const is_curved = Boolean(model?.code && table && axes_of(table.names).is_curved)
    for (const curve of curves) curve.hidden = !is_curved
    curves[2].hidden ||= !is_end_told()
    write_text(curves[1], `t = ${t}`)
  })
  follow(["experiment.batch"], (batch) => (ring.hidden = !batch))
  return make("p", { className: "data-key" }, ...curves, ring)
}

// What the panel is for while E has no data: functions that have.
/** @param {HTMLElement} place @param {string} more */
function invite(place, more) {
  const kept = make("p")
  follow(["experiment.data"], (table) => write_text(kept, table ? KEPT : ""))
  place.append(
    kept,
    make("p", { textContent: `E of a neural network comes from data. Begin with one of these${more}.` }),
  )
  const choices = make("div", { className: "data-choices" })
  place.append(choices)
  follow(["surfaces"], (surfaces) => {
    const from_data = surfaces.filter(([, , group]) => group === known("contract").data_group)
    choices.replaceChildren(...from_data.map(([key, title]) => button(title, () => ask("surface", { key }))))
  })
}

// Says which weights are under the pointer on the surface, while the points are in sight.
function point_at_surface() {
  /** @param {PointerEvent | null} event */
  function point(event) {
    if (!view_of("data")?.is_displayed) return
    const w = event && weights_under(event)
    if (w?.join() !== known("pointed")?.join()) say("pointed", w)
  }
  say("pointed", null)
  say("chosen_row", null)
  document.addEventListener("pointermove", point)
  document.documentElement.addEventListener("pointerleave", () => point(null))
}

// The pointer and the keys on the points: drag, double-click, arrows.
/** @param {Plot} view */
function hold_points(view) {
  const element = element_of(view)
  /** @type {number | null} */
  let held = null
  /** @type {{ x: number, y: number, time: number } | null} */
  let tapped = null // the last press that did not move

  const table = () => known("experiment").data
  const place_of = (/** @type {Place} */ event) => {
    const [x, y] = within(view, event)
    const { left, right, top, bottom } = view.frame.bbox
    return { x: Math.min(Math.max(x, left), right), y: Math.min(Math.max(y, top), bottom) }
  }
  /** @param {{ x: number, y: number }} at @returns {Pair} */
  const values_at = ({ x, y }) => [value_at(view.frame.x_scale, x), value_at(view.frame.y_scale, y)]
  const near = (/** @type {PointerEvent} */ event) => {
    const now = table()
    const reach = event.pointerType === "touch" ? REACH.touch : REACH.mouse
    return now && row_near(now, view, place_of(event), reach)
  }

  element.style.touchAction = "pan-y"
  element.addEventListener(
    "touchstart",
    (event) => {
      const now = table()
      if (now && row_near(now, view, place_of(event.touches[0]), REACH.touch) !== null) event.preventDefault()
    },
    { passive: false },
  )
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary || !view_at("data", event)) return
    held = near(event)
    say("chosen_row", held)
    if (held !== null) element.style.cursor = "grabbing"
    const start = place_of(event)
    let moved = false
    const move = (/** @type {PointerEvent} */ next) => {
      const to = place_of(next)
      moved ||= Math.hypot(to.x - start.x, to.y - start.y) > STILL
      const now = table()
      if (held !== null && moved && now) change({ data: with_point(now, held, values_at(to)) })
    }
    const end = (/** @type {PointerEvent} */ last) => {
      for (const name of /** @type {const} */ (["pointermove", "pointerup", "pointercancel"]))
        window.removeEventListener(name, name === "pointermove" ? move : end)
      element.style.cursor = ""
      if (!moved && last.type === "pointerup") tap(start, last.timeStamp)
      held = null
    }
    window.addEventListener("pointermove", move)
    window.addEventListener("pointerup", end)
    window.addEventListener("pointercancel", end)
  })
  element.addEventListener("pointermove", (event) => {
    if (held === null) element.style.cursor = near(event) === null ? "" : "grab"
  })

  // Two presses at a place remove the point there, or else add one.
  /** @param {{ x: number, y: number }} at @param {number} time */
  function tap(at, time) {
    const before = tapped
    tapped = { ...at, time }
    if (!before || time - before.time > 500 || Math.hypot(at.x - before.x, at.y - before.y) > 2 * STILL)
      return
    tapped = null
    if (held === null) add(values_at(at))
    else remove()
  }

  /** @param {Pair} place */
  function add(place) {
    const now = table()
    if (!now || row_count(now) >= known("contract").limits.max_rows) return
    const count = row_count(now)
    change({ data: with_row(now, place, pixel(view)) })
    say("chosen_row", count)
    announce(`Added: ${chosen_words()}`)
  }

  function remove() {
    const [now, row] = [table(), known("chosen_row")]
    if (!now || row === null) return
    const fewer = without_row(now, row)
    if (fewer === now) return
    change({ data: fewer })
    say("chosen_row", null)
    announce(`Point ${row + 1} is removed. ${chosen_words()}`)
  }

  /** @param {number} by */
  const choose = (by) => () => {
    const count = row_count(table())
    const row = known("chosen_row")
    if (count) say("chosen_row", row === null ? (by > 0 ? 0 : count - 1) : (row + by + count) % count)
  }

  /** @param {number} dx @param {number} dy */
  function arrow(dx, dy) {
    const now = table()
    if (!now) return
    if (known("chosen_row") === null) choose(1)()
    const row = Number(known("chosen_row"))
    const { x, y } = points_of(now)
    const unit = box.map(([low, high]) => 10 ** Math.floor(Math.log10((high - low) * STRIDE)))
    const moved = [x[row] + dx * unit[0], y[row] + dy * unit[1]].map((value) => Number(value.toPrecision(12)))
    change({ data: with_point(now, row, /** @type {Pair} */ (moved)) })
  }

  const middle = () =>
    /** @type {Pair} */ (box.map(([low, high]) => Number(((low + high) / 2).toPrecision(3))))
  const acts = {
    arrow,
    ".": choose(1),
    ",": choose(-1),
    a: () => add(middle()),
    A: () => add(middle()),
    Delete: remove,
    Backspace: remove,
  }
  const figure = take_keys(view, "Points of the data", acts, KEYS, ({ key }) =>
    key.startsWith("Arrow") || ".,".includes(key) ? chosen_words() : "",
  )
  describe(figure, ["experiment.data", "model"], (now) =>
    now
      ? `${counted_points(row_count(now))} The keys . and , choose one, arrow keys move it, Delete removes it, A adds one.`
      : "",
  )

  function chosen_words() {
    const [now, row] = [table(), known("chosen_row")]
    if (!now || row === null || row >= row_count(now)) return counted_points(row_count(now))
    return `Point ${row + 1}: ${now.names.map((name, k) => `${name} ${short(now.columns[k][row])}`).join(", ")}.`
  }
}

/** @param {number} count */
function counted_points(count) {
  return count === 1 ? "1 point." : `${count} points.`
}
