// The map over two hyper-parameters: its axes, its colours' meaning, and the pointer on it. A press sets both
// values; they follow the pointer until release.

import { border_line, cross_hair, good_line, here, plane_columns, run_at } from "../draw/plane.js"
import { plane_sentence } from "../draw/plane_sentence.js"
import { chosen_at, value_at } from "../draw/slider_scale.js"
import { element_of, write_ticks } from "../figures/bokeh_internals.js"
import { find, on_drag, put, set, view_at, when_drawn } from "../figures/plots.js"
import { percent, short } from "../numbers.js"
import { add_panel, drawing } from "../panel_registry.js"
import { allow, button, make } from "../parts/dom.js"
import { describe, take_keys } from "../parts/figure_keys.js"
import { map_progress } from "../parts/map_progress.js"
import { new_tip } from "../parts/tip.js"
import { change } from "../requests.js"
import { axis_values, split_values } from "../schedules.js"
import { follow, known } from "../store.js"

const GOOD = "A good run removes at least 99.9 % of the error that the best run removes."
const PRESS = "Press the map to use its values."
const NOTHING = "The rule has no hyper-parameter: write a name, such as η, in place of a number."
const DIGITS = 4 // of values along the axes (axis in app/maps/planes.py)
const STRIDE = 6 // px that a key moves the two values

/** @type {PlaneFact | null} */
let shown = null // the legend's content; drawn again when the theme changes

add_panel({
  key: "plane",
  fill: plane,
  figure: "plane",
  map: "plane_map",
  no_step: "The two maps have the room of the arithmetic",
  sentence: (run) => (shown?.map ? [plane_sentence(shown.map, shown.best, run)] : null),
  drawings: () => [
    drawing(["plane.map"], (map) =>
      put(plane_columns(map, known("contract").palettes.plane_tones.light.length - 1)),
    ),
    drawing(["axes.axes"], show_axes),
    drawing(["experiment.values", "experiment.schedule", "numbers", "axes"], show_cross_hair),
  ],
})

/** @param {Axis[]} described */
function show_axes(described) {
  const plot = find("plane")
  if (!plot) return
  const axes = [plot.below[0], plot.left[0]]
  const ranges = [plot.x_range, plot.y_range]
  described.forEach(({ start, end, label, ticks, words, minor }, i) => {
    set(ranges[i], { start, end })
    write_ticks(axes[i], (at) => at.map((tick) => words[ticks.indexOf(tick)] ?? ""))
    axes[i].ticker.setv({ ticks, minor_ticks: minor })
    axes[i].setv({ axis_label: label })
  })
}

/** @param {Values} values @param {OfSchedule} schedule @param {Values} numbers @param {Facts["axes"]} axes */
function show_cross_hair(values, schedule, numbers, axes) {
  if (!find("plane")) return
  const now = axis_values({ values, schedule }, numbers)
  put(here(now, axes))
  for (const [name, location] of Object.entries(cross_hair(now, axes)))
    set(/** @type {RendererName} */ (name), { location })
}

/** @param {HTMLElement} place */
function plane(place) {
  const horizontal = select("x", "Horizontal axis", turn(0))
  const vertical = select("y", "Vertical axis", turn(1))
  const colour = select("colour", "Colour", recolour)
  const tones = make("span", { className: "plane-tones from-server" })
  const legend = make("p", { className: "plane-legend from-server" })
  const shown_run = entry(run_mark(), "this run")
  const progress = map_progress()
  const use_best = button("Use the best values", () => {
    const best = shown?.map?.best
    if (best) take(Object.fromEntries(fields.map((field, i) => [field, exact(row_of(field), best[i])])))
  })
  use_best.title = "Takes the values of the star on the map"
  use_best.hidden = true
  new_tip(place, rows_at)
  place.append(
    make("div", { className: "plane-key" }, tones, legend),
    make(
      "div",
      { className: "plane-axes" },
      ...[horizontal, vertical, colour].map(({ label }) => label),
      make("p", { textContent: PRESS }),
      use_best,
      progress.element,
    ),
  )
  /** @type {string[]} */
  let fields = []
  /** @type {Map<string, Row>} */
  const rows = new Map() // the sliders' rows, by field
  const palette = known("contract").palettes.plane_tones
  /** @type {PlaneMap | null} */
  let map = null // the map that is drawn

  colour.list.append(...known("contract").colourings.map(([key, title]) => new Option(title, key)))
  follow(["sliders"], learn_rows(""))
  follow(["schedule_sliders"], learn_rows(known("contract").of_schedule))
  follow(["parameters"], learn_rows(known("contract").of_surface))
  follow(["axes"], (axes) => {
    fields = axes.fields
    for (const [i, { list, label }] of [horizontal, vertical].entries()) {
      list.replaceChildren(...axes.names.map(([name, symbol]) => new Option(symbol, name)))
      list.value = fields[i] ?? ""
      label.hidden = i >= Math.max(fields.length, 1)
      allow(list, [NOTHING, "The method has no other hyper-parameter"][axes.names.length] ?? "")
    }
    allow(colour.list, fields.length ? "" : NOTHING)
    draw()
  })
  follow(["experiment.colouring"], (key) => (colour.list.value = key))
  follow(["experiment.values", "experiment.schedule", "numbers", "axes", "experiment.pins"], show_here)

  // The cross-hair is off the map if a value lies beyond its slider. The legend of several runs names this one.
  function show_here() {
    const places = Object.values(
      cross_hair(axis_values(known("experiment"), known("numbers")), known("axes")),
    )
    shown_run.hidden = known("experiment").pins.length > 0 || places.every((place) => place === null)
  }

  /** @param {string} prefix */
  function learn_rows(prefix) {
    return (/** @type {Row[]} */ described) => {
      for (const row of described) rows.set(prefix + row.path[1], row)
    }
  }

  // Choosing the other axis's field swaps the two.
  /** @param {number} i */
  function turn(i) {
    return (/** @type {string} */ name) => {
      const chosen = [...fields]
      if (chosen[1 - i] === name) chosen[1 - i] = fields[i]
      chosen[i] = name
      change({ axes: [chosen[0], chosen[1] ?? ""] })
    }
  }

  /** @param {string} colouring */
  function recolour(colouring) {
    change({ colouring })
  }

  follow(["plane"], (fact) => {
    if (fact.map !== undefined) map = fact.map
    progress.show(fact)
    if (fact.progress === null) shown = fact.title ? { ...fact, map } : null // without a title, the map is gone
    draw()
  })
  follow(["theme"], draw)

  function draw() {
    tones.replaceChildren()
    legend.replaceChildren()
    use_best.hidden = !shown?.map?.best || !fields.every((field) => rows.has(field))
    if (!fields.length) legend.append(NOTHING)
    if (!shown?.map) return
    const { title, scale, entries, good, best, note, no_border, map } = shown
    const colours = palette[known("theme")]
    const shades = make("span", { className: "swatch" })
    shades.style.background = `linear-gradient(to right, ${colours.slice(0, palette.shades).join(", ")})`
    const marks = scale.map(([at, textContent]) => {
      const mark = make("span", { className: "scale-mark", textContent })
      mark.style.setProperty("--at", String(at))
      return mark
    })
    show_here()
    /** @type {(name: string, line: { x: ArrayLike<number> }, ...words: (string | Node)[]) => HTMLElement[]} */
    const line = (name, { x }, ...words) =>
      x.length ? [entry(make("span", { className: name }), ...words)] : []
    tones.append(
      entry(title, make("span", { className: "scale" }, shades, ...marks)),
      ...entries.map(({ row, words, share }) => entry(mark(colours[row]), words, part(share))),
    )
    legend.append(
      ...(note ? [entry(note)] : []),
      shown_run,
      ...(best ? [entry(make("span", { className: "star", textContent: "★" }), "best")] : []),
      ...line("line", good_line(map), make("span", { textContent: "good", title: GOOD }), part(good)),
      ...line("line border", border_line(map), "stability border"),
      ...(no_border ? [entry(no_border)] : []),
    )
  }

  /** @param {...(string | Node)} parts */
  function entry(...parts) {
    return make("span", {}, ...parts.flatMap((part) => [part, " "]))
  }

  /** @param {string} background */
  function mark(background) {
    const element = make("span", { className: "swatch" })
    element.style.background = background
    return element
  }

  // What the map shows, for those who do not see it: its sides, its colours and what they mean.
  function sides() {
    const values = axis_values(known("experiment"), known("numbers"))
    return fields.flatMap((field, i) => {
      const row = row_of(field)
      const now = values[field] === undefined ? "" : `, now ${short(values[field])}`
      return row ? [`${["Horizontal", "Vertical"][i]}: ${row.label}${now}.`] : []
    })
  }

  function about() {
    return [...sides(), tones.textContent, legend.textContent].filter(Boolean).join(" ")
  }

  // The pointer

  /** @param {string} field */
  function row_of(field) {
    return /** @type {Row} */ (rows.get(field))
  }

  /** @param {Plot} plot @param {number} x @param {number} y */
  function values_at({ frame }, x, y) {
    const at = [frame.x_scale.invert(x), frame.y_scale.invert(y)]
    return Object.fromEntries(fields.map((field, i) => [field, chosen_at(row_of(field), at[i])]))
  }

  // Gives values to the run, its schedule and the numbers of E.
  /** @param {Values} chosen */
  function take(chosen) {
    const found = split_values(chosen, known("experiment"))
    const { values, schedule } = found
    const is_on_axis = fields.some((field) => field.startsWith(known("contract").of_surface))
    change({ values, schedule, ...(is_on_axis ? { let: found.let } : {}) })
  }

  when_drawn("plane", (view) => {
    const element = element_of(view)
    element.style.cursor = "crosshair"
    const put = (/** @type {number} */ x, /** @type {number} */ y) => take(values_at(view, x, y))
    on_drag(view, put)

    // From the cross-hair, or from the middle without one.
    /** @type {(dx: number, dy: number) => void} */
    const arrow = (dx, dy) => {
      const { left, right, top, bottom } = view.frame.bbox
      const { plane_x, plane_y = null } = cross_hair(
        axis_values(known("experiment"), known("numbers")),
        known("axes"),
      )
      const x = plane_x === null ? (left + right) / 2 : view.frame.x_scale.compute(plane_x)
      const y = plane_y === null ? (top + bottom) / 2 : view.frame.y_scale.compute(plane_y)
      put(Math.min(Math.max(x + STRIDE * dx, left), right), Math.min(Math.max(y - STRIDE * dy, top), bottom))
    }
    const keys = [["← → ↑ ↓", "set the two values"]]
    const figure = take_keys(view, "Map of the hyper-parameters", { arrow }, keys, () => sides().join(" "))
    describe(figure, ["plane", "axes", "experiment.values", "experiment.schedule", "numbers"], about)
  })

  /** @param {Place} event */
  function rows_at(event) {
    const found = view_at("plane", event)
    // The axes of another method are still to come.
    if (!map || !found || !fields.every((field) => rows.has(field))) return null
    const { x_scale, y_scale } = found.view.frame
    const run = run_at(map, x_scale.invert(found.x), y_scale.invert(found.y))
    return run && [...fields.map((field, i) => named(row_of(field), run.at[i])), ...words(run)]
  }
}

// A hyper-parameter and its value at a pixel.
/** @param {Row} row @param {number} at */
function named(row, at) {
  return [row.label, short(exact(row, at), DIGITS)]
}

// The value at the middle of a pixel, without the last digit of a logarithm.
/** @param {Row} row @param {number} at */
function exact(row, at) {
  return Number(value_at(row, at).toPrecision(DIGITS))
}

// How a run ended, in words.
/** @param {{ error: number, close: number }} run */
function words({ error, close }) {
  if (Number.isNaN(error)) return [["", "ends early"]]
  return [
    ["E", short(error, 5)],
    ["close at", Number.isNaN(close) ? "–" : String(close)],
  ]
}

/** @param {string} word @param {string} name @param {(value: string) => void} choose */
function select(word, name, choose) {
  const list = make("select", { title: name })
  list.setAttribute("aria-label", name)
  list.addEventListener("change", () => choose(list.value))
  return { list, label: make("label", {}, make("span", { textContent: word }), list) }
}

function run_mark() {
  const element = make("span", { className: "swatch of-run" })
  element.dataset.runColour = ""
  return element
}

/** @param {number} share */
function part(share) {
  return make("span", { className: "values", textContent: percent(share) })
}
