// The arithmetic of the step at the cursor: the rule's lines with numbers put in, for both weights.
//
// The numbers are those of the drawn path. A new step is typeset as soon as it is drawn. A new run is typeset
// when its control rests, because typesetting takes longer than drawing; until then the old numbers are
// dimmed. While the panel is hidden, nothing is typeset.

import { batch_of, row_count } from "../draw/batch_columns.js"
import { is_base, stands_apart } from "../draw/tex.js"
import { short, tex } from "../numbers.js"
import { add_panel } from "../panel_registry.js"
import { empty, make } from "../parts/dom.js"
import { set_line } from "../parts/mathematics.js"
import { change } from "../requests.js"
import { follow, known } from "../store.js"

const REST = 120 // ms

// A column of the active run.
/** @param {string} name */
function column(name) {
  return known("runs")?.[0].columns[name]
}

add_panel({ key: "step", fill: step })

/** @param {HTMLElement} place */
function step(place) {
  const weights = [1, 2].map(() => make("div"))
  const { element: at_start, show: show_start } = empty(
    "t = 0 is the start: no step has led here.",
    "First step",
    () => change({ cursor: 1 }),
  )
  const batch = make("p", { className: "batch", hidden: true })
  place.append(at_start, batch, make("div", { className: "weights columns" }, ...weights))
  /** @type {RuleLine[]} */
  let rule = [] // the rule's lines
  let t = -1 // the cursor's, once it is known
  /** @type {Values} */
  let values = {}
  /** @type {number | null} */
  let timer = null
  /** @type {{ run?: ShownRun, t?: number, rule?: RuleLine[] }} */
  let written = {} // the run, t and rule that are typeset
  let is_shown = false

  function write() {
    if (!is_shown || t < 0) return
    if (!complete()) return // of a new method, the rule has come but not the path, or the reverse
    written = { run: known("runs")[0], t, rule }
    place.classList.remove("late")
    const start = t === 0
    show_start(start, column("w1").length > 1 ? "" : "The run has no step")
    const seen = batch_of(known("runs")[0], t)
    batch.hidden = seen === null
    if (seen) batch.textContent = batch_words(seen, row_count(known("runs")[0].of.data))
    weights.forEach((place, i) => {
      /** @type {{ tex: string, name: string, value: number, is_named?: boolean }[]} */
      const lines = start
        ? []
        : [gradient_line(i + 1), ...rate_lines(), ...rule.map((line) => filled(line, i + 1))]
      while (place.children.length > lines.length) place.lastChild?.remove()
      lines.forEach((line, row) => {
        const element = /** @type {HTMLElement} */ (place.children[row] ?? place.appendChild(make("div")))
        set_line(element, [line.tex, result(line.value)], line.is_named)
        element.title = `${line.name} = ${short(line.value, ALL_DIGITS)}`
      })
    })
  }

  function complete() {
    const named = new Set(rule.filter(({ steps }) => steps.length).map(({ result }) => result))
    return rule.every(({ result, filled }) => {
      const names = [...filled.matchAll(/⟨(\w+?)(?:_before)?⟩/g)].map(([, name]) => name)
      const has = (/** @type {string} */ name) =>
        name === "t" || named.has(name) || name in values || column(`${name}1`)?.length > t
      return [result, ...names].every(has)
    })
  }

  /** @param {number} i */
  function gradient_line(i) {
    const value = column(`g${i}`)[t - 1]
    const off = column(`noise${i}`)?.[t - 1] // the noise in the gradient
    const error = column("batch_error") ? "E_B" : "E" // of the batch
    const derivative = String.raw`\partial ${error}/\partial w_${i}\,(t = ${t - 1})`
    const sum =
      off === undefined
        ? derivative
        : String.raw`${derivative} + \text{noise} \approx ${set(value - off)} + ${bracketed(off)}`
    return { tex: `g_${i} = ${sum}`, name: `g${i}`, value }
  }

  /** @param {RuleLine} line @param {number} i */
  function filled({ result: name, symbol, filled, steps }, i) {
    /** @type {(name: string) => number} */
    const find = (name) => {
      const named = rule.find((line) => line.result === name && line.steps.length)
      if (named) return computed(named.steps, find)
      if (name === "t") return t
      if (name === "g") return column(`g${i}`)[t - 1]
      if (name.endsWith("_before")) return column(`${name.slice(0, -7)}${i}`)[t - 1]
      if (!(name in values)) return column(`${name}${i}`)[t]
      return name === "eta" ? rate() : values[name]
    }
    const terms = filled.replace(/⟨(\w+)⟩/g, (place, name, at) =>
      stands_apart(filled, at, place.length)
        ? set(find(name))
        : bracketed(find(name), is_base(filled, at, place.length)),
    )
    const value = steps.length ? computed(steps, find) : column(`${name}${i}`)[t]
    return {
      // A number alone is not written twice.
      tex: `{${symbol}}_${i}(${t})${terms === set(value) ? "" : ` = ${terms}`}`,
      name: `${name}${i}(${t})`,
      value,
      is_named: steps.length > 0,
    }
  }

  function rate() {
    return column("factor") ? values.eta * column("factor")[t] : values.eta
  }

  // The lines of η(t), if a schedule changes it.
  function rate_lines() {
    if (!column("factor")) return []
    const product = `${set(values.eta)} \\cdot ${bracketed(column("factor")[t])}`
    return [{ tex: `\\eta(${t}) = ${product}`, name: `η(${t})`, value: rate() }]
  }

  function write_at_rest() {
    if (!is_shown) return
    place.classList.add("late")
    clearTimeout(timer)
    timer = setTimeout(() => {
      timer = null
      write()
    }, REST)
  }

  // Typesets what has changed while the panel was hidden. Nothing waits for rest while it is hidden.
  /** @param {boolean} shown */
  function show_or_hide(shown) {
    if (shown === is_shown) return
    is_shown = shown
    clearTimeout(timer)
    timer = null
    place.classList.remove("late")
    if (is_old()) write()
  }

  function is_old() {
    return t >= 0 && (known("runs")[0] !== written.run || t !== written.t || rule !== written.rule)
  }

  new ResizeObserver(() => show_or_hide(place.clientWidth > 0)).observe(place)
  follow(["rule"], ({ lines }) => (rule = lines))
  follow(["t"], (now) => (t = now))
  follow(["experiment", "runs"], (experiment, [run]) => {
    values = experiment.values
    if (run !== written.run) write_at_rest()
  })
  follow(["drawn"], () => {
    if (timer === null && t >= 0 && t !== written.t) write()
  })
}

const LISTED = 12 // rows of a batch; of a larger one, the first are listed

// Which rows a step saw: "Batch B: rows 3, 7, 12 of 20, in epoch 2.". Rows are counted from 1, as in the table.
/** @param {{ rows: Numbers, epochs: number[] }} batch @param {number} all */
function batch_words({ rows, epochs: [first, last] }, all) {
  const numbers = Array.from(rows, (row) => row + 1)
  const shown = numbers.slice(0, LISTED).join(", ")
  const more = numbers.length > LISTED ? ` and ${numbers.length - LISTED} more` : ""
  const epochs = first === last ? `epoch ${first}` : `epochs ${first} and ${last}`
  const kind = numbers.length === 1 ? "row" : "rows"
  return `Batch B: ${kind} ${shown}${more} of ${all}, in ${epochs}.`
}

const DIGITS = 6
const FEW_DIGITS = 4 // of a number with a power of ten, which is then as long as others
const ALL_DIGITS = 15 // in the tip
/** @type {Record<string, (a: number, b: number) => number>} */
const SIGNS = { "+": (a, b) => a + b, "*": (a, b) => a * b, "^": (a, b) => a ** b }

// Evaluates names, numbers and signs in postfix order (app/words/equations.py).
/** @param {(string | number)[]} steps @param {(name: string) => number} find */
function computed(steps, find) {
  /** @type {number[]} */
  const stack = []
  for (const step of steps) {
    if (step in SIGNS) stack.push(SIGNS[step](.../** @type {Pair} */ (stack.splice(-2))))
    else stack.push(typeof step === "number" ? step : find(step))
  }
  return stack[0]
}

/** @param {number} value */
function set(value) {
  return tex(value, digits_of(value))
}

/** @param {number} value */
function digits_of(value) {
  return tex(value, DIGITS).includes("^") ? FEW_DIGITS : DIGITS
}

// The end of a line: "=" or "≈", and the value. The empty group keeps the room before the sign.
/** @param {number} value */
function result(value) {
  const equals = Number(value.toPrecision(digits_of(value))) === value ? "=" : String.raw`\approx`
  return `{} ${equals} ${set(value)}`
}

/** @param {number} value */
function bracketed(value, is_base = false) {
  const number = set(value)
  return number.startsWith("-") || (is_base && number.includes("^"))
    ? String.raw`\left(${number}\right)`
    : number
}
