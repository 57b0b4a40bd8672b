// Number controls: a slider and a box for each row that Python describes (app/words/controls.py).
//
// A row keeps the exact number. The slider moves in ticks (round numbers, evenly spaced on its scale); the
// box takes any number that the row accepts. Both show a new number without waiting for the server.

import {
  chosen_at,
  nearest_tick,
  position_at,
  position_of,
  share_of,
  stepped,
  value_of_tick,
  widened,
} from "../draw/slider_scale.js"
import { decimal, short } from "../numbers.js"
import { change } from "../requests.js"
import { is_plain } from "../shortcuts.js"
import { follow, known, say } from "../store.js"
import { typed_number } from "../typed_number.js"
import { is_widget } from "../widget.js"
import { allow, make } from "./dom.js"
import { fold } from "./fold.js"
import { sweep } from "./sweep.js"

const PAGE = 10 // ticks that a page key moves
const TOLD = 6000 // ms for which a rate that a method brings is told
const ENDLESS = 1e300 // a row whose bound is larger has none

/** @typedef {ReturnType<typeof row_control>} Control */

// The rows of a topic: sliders below each other, or boxes side by side.
/** @param {HTMLElement} place @param {TopicOf<Row[]>} topic @param {string} kind */
export function number_rows(place, topic, kind = topic) {
  const rows = make("div", { className: `rows ${kind}` })
  const message = make("p", { className: "message", role: "status" })
  place.append(rows, message)
  /** @type {Map<string, Control>} */
  let controls = new Map()

  /** @param {Row[]} descriptions */
  function build(descriptions) {
    controls = new Map(
      descriptions.map((row) => [row.path.join("."), row_control(row, { changed, refuse, take_back })]),
    )
    rows.replaceChildren(...[...controls.values()].map(({ outer }) => outer))
    take_back()
    if (topic === "sliders") say("slider_rows", [...controls.values()])
  }

  /** @param {Row} row @param {number} value */
  function changed(row, value) {
    const [group, place] = row.path
    if (group === "values") change({ values: { [String(place)]: value } })
    else if (group === "schedule")
      change({ schedule: { ...known("experiment").schedule, [String(place)]: value } })
    else if (group === "let") change({ let: { ...known("experiment").let, [String(place)]: value } })
    else if (group === "start") change({ start: [number_in("start.0"), number_in("start.1")] })
    else if (group === "batch") change({ batch: value === row.high ? 0 : value })
    else change({ [group]: value })
  }

  /** @param {string} path */
  function number_in(path) {
    return /** @type {Control} */ (controls.get(path)).value()
  }

  // Shows which numbers a row takes, until Escape is pressed or a setting changes.
  /** @param {Row} row */
  function refuse(row) {
    message.classList.remove("quiet")
    message.textContent = `${row.label}: ${row.advice}`
  }

  function take_back() {
    if (message.textContent) message.textContent = ""
  }

  /** @param {SaidExperiment} experiment */
  function show(experiment) {
    for (const control of controls.values()) {
      const [group, place] = control.row.path
      const settings = /** @type {Record<string, any>} */ (experiment)
      const value = place === undefined ? settings[group] : settings[group]?.[place]
      if (group === "batch")
        control.show(value || control.row.high) // 0 is all rows
      else if (value !== undefined) control.show(value)
      else if (group === "let") control.show(control.row.default)
      const { needs } = control.row
      if (needs) control.allow(needs.settings.every((name) => settings[name] === 0) ? needs.words : "")
    }
  }

  // Marks the rows that the lesson moves: a projector shows no others. Where the lesson moves none, or none is
  // open, these are all hyper-parameters of the method. The numbers of E are always there. Its layout depends on
  // how many of them stand below each other, up to three.
  /** @param {OpenLesson} lesson */
  function mark({ moves = [] }) {
    const some = [...controls.keys()].some((path) => moves.includes(path))
    let count = 0
    for (const [path, { element, outer }] of controls) {
      const is_moved = some ? moves.includes(path) : /^(values|let)\./.test(path)
      element.toggleAttribute("data-moved", is_moved)
      if (is_moved && outer === element) count += 1
    }
    rows.dataset.moves = String(Math.min(3, count))
  }

  let rate = NaN
  /** @type {Change | undefined} */
  let last

  // A method that is chosen brings a rate of its own. This says so, until a setting changes; a typed function may
  // give it another one a moment later.
  /** @param {Values} values */
  function tell_rate({ eta }) {
    const changed = known("changed")
    const is_chosen = changed !== last && changed?.method && !changed.lineup && eta && rate
    if ((is_chosen || message.classList.contains("quiet")) && eta !== rate) {
      message.classList.add("quiet")
      message.textContent = `η is ${short(eta)} with this method`
      if (is_chosen) setTimeout(() => message.classList.contains("quiet") && take_back(), TOLD)
    }
    ;[rate, last] = [eta, changed]
  }

  follow(["changed"], take_back)
  follow([topic], build)
  if (topic === "sliders") follow(["experiment.values"], tell_rate)
  follow(["experiment", topic], show)
  follow(["lesson", topic], mark)
}

/**
 * @param {Row} row
 * @param {{ changed: (row: Row, value: number) => void, refuse: (row: Row) => void, take_back: () => void }} acts
 */
function row_control(row, { changed, refuse, take_back }) {
  const first = row
  let exact = NaN
  let before = NaN // what Escape puts back
  const seen = row.scale ? row.label : row.label.replace(/[12]$/, (digit) => "₁₂"[Number(digit) - 1])
  const name = make("span", { textContent: seen })
  const is_tip = is_widget && row.path[0] === "let" // a widget has no room for what a surface says of its numbers
  const meaning =
    row.meaning && !is_tip ? [make("span", { className: "meaning", textContent: row.meaning })] : []
  const label = make("span", { className: "label", title: tip_of(row) }, name, ...meaning)
  const slider = row.scale ? range_input(row) : null
  const box = number_box(row)
  const element = make("div", { className: "row" }, label, ...(slider ? [slider] : []), box)
  if (row.path[0] === "let")
    label.after(sweep(row.label, share, (at) => choose(chosen_at(row, position_at(ends(), at)))))
  const folded = row.folds ? fold(row.label, row.meaning ?? "", element) : null

  // Takes a number to show; a slider without bounds of its own reaches as far as that, or as before where its
  // handle moves.
  /** @param {number} value @param {boolean} [by_handle] */
  function take_in(value, by_handle = false) {
    exact = value
    const from = by_handle ? row : first
    const is_within = value >= from.low && value <= from.high
    if (!row.widens || (is_within && from === row)) return
    row = is_within ? from : widened(from, value)
    if (slider) Object.assign(slider, { min: position_of(row, row.low), max: position_of(row, row.high) })
  }

  /** @param {number} value */
  function show(value) {
    if (!box.dataset.edited) before = value
    if (value === exact) return
    take_in(value)
    draw()
    folded?.show(short(value), value !== row.default)
  }

  function draw() {
    if (document.activeElement !== box || !box.dataset.edited) write(box, exact)
    if (!slider) return
    slider.value = String(position_of(row, exact))
    slider.ariaValueText = String(exact)
    slider.style.setProperty("--share", `${100 * share()}%`)
  }

  /** @returns {Pair} */
  function ends() {
    return slider ? [Number(slider.min), Number(slider.max)] : [0, 1]
  }

  // Where the handle is, from 0 to 1.
  function share() {
    return share_of(ends(), position_of(row, exact))
  }

  /** @param {number} value @param {boolean} [by_handle] */
  function choose(value, by_handle = true) {
    delete box.dataset.edited
    take_back()
    if (value === exact) {
      draw()
      return
    }
    take_in(value, by_handle)
    draw()
    changed(row, value)
  }

  if (slider) {
    slider.addEventListener("input", () =>
      choose(value_of_tick(row, nearest_tick(row, Number(slider.value)))),
    )
    slider.addEventListener("keydown", (event) => {
      const value = by_key(row, exact, event.key)
      if (value === null || !is_plain(event)) return
      event.preventDefault()
      choose(value)
    })
    for (const place of [label, slider])
      place.addEventListener("dblclick", () => box.disabled || choose(row.default, false))
  }
  box.addEventListener("input", () => {
    box.dataset.edited = "yes"
    take(false)
  })
  box.addEventListener("change", () => take(true))
  box.addEventListener("blur", () => {
    if (box.dataset.edited) put_back()
  })
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") take(true)
    if (event.key === "Escape") {
      put_back()
      choose(before)
    }
    const value = event.key === "ArrowUp" || event.key === "ArrowDown" ? by_key(row, exact, event.key) : null
    if (value === null) return
    event.preventDefault()
    if (!accepts(row, value)) return refuse(row)
    choose(value)
    before = value
  })

  function put_back() {
    delete box.dataset.edited
    write(box, exact)
  }

  // Takes the number in the box if the row accepts it; if not, leaves the text there with a message.
  /** @param {boolean} finished */
  function take(finished) {
    const value = typed_number(box.value, row.whole)
    const good = value !== null && accepts(row, value)
    box.ariaInvalid = String(!good)
    if (!good) return refuse(row)
    take_back()
    if (value !== exact) {
      take_in(value)
      if (slider) draw()
      changed(row, value)
    }
    if (!finished) return
    put_back()
    before = exact
  }

  /** @param {string} reason */
  function allow_or_say_why(reason) {
    for (const control of slider ? [slider, box] : [box]) allow(control, reason)
  }

  return {
    row,
    element,
    outer: folded?.element ?? element,
    show,
    allow: allow_or_say_why,
    value: () => exact,
  }
}

// A row's tooltip, its own or one like most, with what its term means from the list of words; a widget has no list.
/** @param {Row} row */
function tip_of({ meaning: what, default: usual, tooltip, term }) {
  const tip = tooltip ?? `${what} (double click: back to ${short(usual)})`
  const meaning = term && known("words")?.[term]
  return meaning ? `${tip}\n${meaning}` : tip
}

/** @param {Row} row */
function range_input(row) {
  const [min, max] = [position_of(row, row.has_zero ? 0 : row.low), position_of(row, row.high)]
  return make("input", { type: "range", min, max, step: "any", title: tip_of(row), ariaLabel: row.label })
}

/** @param {Row} row */
function number_box(row) {
  const box = make("input", { type: "text", inputMode: "decimal", autocomplete: "off", spellcheck: false })
  box.role = "spinbutton"
  box.ariaLabel = row.scale ? `${row.label} value` : row.label
  if (row.least > -ENDLESS) box.ariaValueMin = String(row.has_zero ? 0 : row.least)
  if (row.most < ENDLESS) box.ariaValueMax = String(row.most)
  box.title = row.advice
  return box
}

/** @param {HTMLInputElement} box @param {number} value */
function write(box, value) {
  box.value = String(value)
  box.ariaInvalid = null
  box.ariaValueNow = decimal(value)
  box.ariaValueText = String(value)
}

/** @param {Row} row @param {number} value */
function accepts(row, value) {
  const above = row.least_included ? value >= row.least : value > row.least
  const below = row.most_included ? value <= row.most : value < row.most
  if (row.has_zero && value === 0) return true
  return Number.isFinite(value) && above && below && (!row.whole || Number.isInteger(value))
}

/** @param {Row} row @param {number} value @param {string} key */
function by_key(row, value, key) {
  if (!row.scale) return box_step(row, value, key)
  if (key === "Home") return row.has_zero ? 0 : row.low
  if (key === "End") return row.high
  /** @type {Record<string, number>} */
  const ways = {
    ArrowRight: 1,
    ArrowUp: 1,
    PageUp: PAGE,
    ArrowLeft: -1,
    ArrowDown: -1,
    PageDown: -PAGE,
  }
  const steps = ways[key]
  if (steps === undefined) return null
  return stepped(row, value, steps)
}

/** @param {Row} row @param {number} value @param {string} key */
function box_step(row, value, key) {
  const sign = key === "ArrowUp" ? 1 : key === "ArrowDown" ? -1 : 0
  return sign === 0 ? null : Number((value + sign * row.tick).toPrecision(12))
}
