// Tune: a strip above the rate's slider that shows how the run ends for each rate. A press takes
// the rate under the pointer.

import { HEIGHT, WIDTH } from "../draw/box.js"
import { chosen_at, position_at, position_of } from "../draw/slider_scale.js"
import { nearest_run, strip_place, strip_shapes } from "../draw/tune.js"
import { short } from "../numbers.js"
import { change } from "../requests.js"
import { follow, known } from "../store.js"
import { allow, button, find_in, make } from "./dom.js"
import { move_line, shape, stretched_drawing } from "./svg.js"
import { new_tip } from "./tip.js"

const TOOLTIP = "How the run ends for every rate, from this start and with these values"

const GUESS_FIRST = "It would tell how the run ends: guess first"
const SIDEWAYS = 3 // px that a pointer moves before it drags

// Adds a button and the strip to the row of the rate's slider.
export function tune() {
  const press = button("Tune", () => change({ tune: !known("experiment").tune }))
  Object.assign(press, { className: "tune", title: TOOLTIP })
  const here = shape("line", { y1: 0, y2: HEIGHT, class: "here" })
  const drawing = stretched_drawing(WIDTH, HEIGHT)
  const strip = make("div", { className: "strip", hidden: true }, drawing)
  const caption = make("p", { className: "strip-words", hidden: true })
  /** @type {Strip | null} */
  let found = null // the result that is drawn
  /** @type {Row | null} */
  let row = null

  follow(["awaited"], (awaited) => allow(press, awaited ? GUESS_FIRST : ""))

  /** @param {Row} of @param {HTMLElement} element */
  function attach(of, element) {
    row = of
    find_in(element, ".label").append(press)
    element.prepend(strip)
    element.append(caption)
    draw()
  }

  function draw() {
    if (!found || !row) {
      drawing.replaceChildren()
      caption.textContent = ""
      return
    }
    const { line, bars, best, bound } = strip_shapes(found)
    drawing.replaceChildren(
      hatching(),
      ...bars.map(([x, width]) => shape("rect", { x, width, y: 0, height: HEIGHT, class: "early" })),
      shape("path", { d: line, class: "ends" }),
      ...(bound === null ? [] : [upright(bound, "bound")]),
      ...(best === null ? [] : [upright(best, "best")]),
      here,
    )
    move_here()
    const { best_words, words } = found
    const early = bars.length ? ["hatched: it ends early"] : []
    const stable = bound === null ? [] : [`dashed: largest stable ${row.label}`]
    const good = best_words ? [best_words] : []
    caption.textContent = [`E ${words.join(" to ")}`, ...good, ...stable, ...early].join(" · ")
  }

  // Moves the line at the current rate, the only part that depends on the experiment.
  function move_here() {
    if (!found || !row) return
    move_line(here, strip_place(position_of(row, known("experiment").values[found.field]), found.ends))
  }

  // The rate under the pointer, or null without a strip.
  /** @param {PointerEvent} event */
  function chosen(event) {
    if (!found || !row) return null
    const { left, width } = strip.getBoundingClientRect()
    const at = position_at(found.ends, (event.clientX - left) / width)
    return { ...found, row, at, value: chosen_at(row, at) }
  }

  /** @param {PointerEvent} event */
  function take(event) {
    const rate = chosen(event)
    if (rate) change({ values: { [rate.field]: rate.value } })
  }

  // A finger must tap or move sideways: moving up or down scrolls the page.
  /** @type {PointerEvent | null} */
  let pressed = null
  strip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return
    pressed = event
    if (event.pointerType === "touch") return
    strip.setPointerCapture(event.pointerId)
    take(event)
  })
  strip.addEventListener("pointermove", (event) => {
    if (pressed && event.buttons && Math.abs(event.clientX - pressed.clientX) > SIDEWAYS) take(event)
  })
  strip.addEventListener("pointerup", (event) => {
    if (pressed) take(event)
    pressed = null
  })
  strip.addEventListener("pointercancel", () => (pressed = null))
  new_tip(strip, (event) => {
    const rate = strip.contains(/** @type {Node} */ (event.target)) && chosen(event)
    if (!rate) return null
    const end = rate.end[nearest_run(rate.x, rate.at)]
    return [
      [rate.row.label, short(rate.value, 3)],
      Number.isNaN(end) ? ["", "ends early"] : ["E", short(end)],
    ]
  })

  follow(["tune"], (fact) => {
    found = fact
    draw()
  })
  follow(["experiment.tune", "experiment.values"], (tune) => {
    press.ariaPressed = String(tune)
    press.hidden = strip.hidden = caption.hidden = !tune
    if (tune) move_here()
  })
  follow(["slider_rows"], (rows) => {
    for (const { row, element } of rows) if (row.tunable) attach(row, element)
  })
}

/** @param {number} x @param {string} kind */
function upright(x, kind) {
  return shape("line", { x1: x, x2: x, y1: 0, y2: HEIGHT, class: kind })
}

function hatching() {
  const line = shape("path", { d: "M0 24L12 0M-6 12L6 -12M6 36L18 12", class: "hatch" })
  return shape(
    "defs",
    {},
    shape("pattern", { id: "early", width: 12, height: 24, patternUnits: "userSpaceOnUse" }, line),
  )
}
