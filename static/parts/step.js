// The arithmetic of the step at the cursor: the rule's lines with its numbers put in, for both weights.
//
// The numbers are those of the path that is drawn. Another step is set as soon as it is drawn. Another run is set when
// its control rests, because setting takes longer than drawing; until then, the numbers before it fade.

import { make } from "./dom.js"
import { set_line } from "./mathematics.js"
import { whole } from "./whole.js"
import { stands_apart } from "../draw/tex.js"
import { short, tex } from "../numbers.js"
import { follow, hear, known } from "../talk.js"

const REST = 120 // ms

// A column of the active run.
function column(name) {
  return known("runs")?.[0].columns[name]
}

export function step(place) {
  const weights = [1, 2].map(() => make("div"))
  const words = make("p")
  const places = weights.map((rows, i) => {
    const place = make("div", {}, rows)
    whole(place, rows, `the step of w${i + 1}`)
    return place
  })
  place.append(words, make("div", { className: "weights" }, ...places))
  let rule = [] // its lines
  let t = null
  let values = {}
  let timer = null
  let written = {} // the run and the t of what is set

  function write() {
    if (!complete()) return // the lines of a new method have come, and its path has not, or the reverse
    written = { run: known("runs")[0], t }
    place.classList.remove("late")
    const start = t === 0
    words.textContent = start ? "t = 0 is the start: no step has led here." : ""
    weights.forEach((place, i) => {
      const lines = start ? [] : [gradient_line(i + 1), ...rate_lines(), ...rule.map((line) => filled(line, i + 1))]
      while (place.children.length > lines.length) place.lastChild.remove()
      lines.forEach((line, row) => {
        if (!place.children[row]) place.append(make("div"))
        set_line(place.children[row], line, line.tex, line.plain)
      })
    })
  }

  function complete() {
    const named = new Set(rule.filter(({ steps }) => steps.length).map(({ result }) => result))
    return rule.every(({ result, filled }) => {
      const names = [...filled.matchAll(/⟨(\w+?)(?:_before)?⟩/g)].map(([, name]) => name)
      const has = (name) => name === "t" || named.has(name) || name in values || column(`${name}1`)?.length > t
      return [result, ...names].every(has)
    })
  }

  function gradient_line(i) {
    const value = column(`g${i}`)[t - 1]
    const off = column(`noise${i}`)?.[t - 1] // the part that is noise
    const derivative = String.raw`\partial E/\partial w_${i}\,(t = ${t - 1})`
    const sum = off === undefined ? derivative : String.raw`${derivative} + \text{noise} \approx ${tex(value - off, DIGITS)} + ${bracketed(off)}`
    return { tex: `g_${i} = ${sum} ${equals(value)} ${tex(value, DIGITS)}`, plain: `g${i} = ${short(value, DIGITS)}` }
  }

  function filled({ result, symbol, filled, steps }, i) {
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
      stands_apart(filled, at, place.length) ? tex(find(name), DIGITS) : bracketed(find(name)),
    )
    const value = steps.length ? computed(steps, find) : column(`${result}${i}`)[t]
    return {
      steps,
      tex: String.raw`{${symbol}}_${i}(${t}) = ${terms} ${equals(value)} ${tex(value, DIGITS)}`,
      plain: `${result}${i}(${t}) = ${short(value, DIGITS)}`,
    }
  }

  function rate() {
    return column("factor") ? values.eta * column("factor")[t] : values.eta
  }

  // η(t), if a schedule changes it.
  function rate_lines() {
    if (!column("factor")) return []
    const product = `${tex(values.eta, DIGITS)} \\cdot ${bracketed(column("factor")[t])}`
    return [{ tex: `\\eta(${t}) = ${product} ${equals(rate())} ${tex(rate(), DIGITS)}`, plain: `η(${t}) = ${short(rate(), DIGITS)}` }]
  }

  function write_at_rest() {
    place.classList.add("late")
    clearTimeout(timer)
    timer = setTimeout(() => {
      timer = null
      write()
    }, REST)
  }

  follow("rule", ({ lines }) => (rule = lines))
  follow("cursor", (cursor) => (t = cursor.t))
  follow("experiment", (experiment) => {
    values = experiment.values
    if (known("runs") && known("runs")[0] !== written.run) write_at_rest()
  })
  hear("drawn", () => {
    if (timer === null && t !== null && t !== written.t) write()
  })
}

const DIGITS = 6
const SIGNS = { "+": (a, b) => a + b, "*": (a, b) => a * b, "^": (a, b) => a ** b }

// The value of names, numbers and signs in postfix order (app/words/equations.py).
function computed(steps, find) {
  const stack = []
  for (const step of steps) {
    if (step in SIGNS) stack.push(SIGNS[step](...stack.splice(-2)))
    else stack.push(typeof step === "number" ? step : find(step))
  }
  return stack[0]
}

// Whether the digits shown are exact.
function equals(value) {
  return Number(value.toPrecision(DIGITS)) === value ? "=" : String.raw`\approx`
}

function bracketed(value) {
  const number = tex(value, DIGITS)
  return /^-|\\cdot|\^/.test(number) ? String.raw`\left(${number}\right)` : number
}
