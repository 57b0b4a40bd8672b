// The arrows of the step at the cursor. They start at w(t−1): what the step saw, what it had gathered, what it did.

import { button, make } from "./dom.js"
import { column, put } from "../figures/plots.js"
import { follow } from "../talk.js"

const SHORT = 22 // px: arrows get another scale when the longest is shorter than this,
const WANTED = 90 // is then about this long,
const LONG = 190 // or when it is longer than this
const FEW = 4 // steps; the arrows of so short a path are all drawn, up to the cursor
const LINE = 15 // px between the names of two arrows,
const WORD = 34 // and how wide they are
const TOKENS = { "−∇E": "--gradient", "−g": "--gradient", "−m": "--moment", Δw: "--update" }

// `again` draws all that follows the cursor.
export function arrows(again) {
  const scales = { gradient: 0, update: 0 }
  const hidden = new Set() // names of arrows
  const legend = make("p", { className: "arrows" })
  let colours = {} // of arrows by name, asked for once a theme

  follow("theme", () => {
    const style = getComputedStyle(document.documentElement)
    const colour = ([name, token]) => [name, style.getPropertyValue(token).trim()]
    colours = Object.fromEntries(Object.entries(TOKENS).map(colour))
  })

  function draw_arrows(frame, at, last) {
    const on = ruler(frame)
    const steps = []
    for (let t = last <= FEW ? 1 : Math.max(at, 1); t <= at; t++) steps.push(...vectors_of(t, on))
    rescale(steps, on)
    const lines = { x0: [], y0: [], x1: [], y1: [], colour: [] }
    const names = { x: [], y: [], name: [], colour: [], align: [] }
    const taken = []
    for (const { name, scale, from, vector } of steps) {
      const factor = scales[scale]
      if (hidden.has(name) || on.pixels(vector, factor) < 2) continue
      const tip = [from[0] + factor * vector[0], from[1] + factor * vector[1]]
      const colour = colours[name]
      const place = beyond(from, tip, 10, on)
      for (const other of taken) if (collide(other, place, on)) place[1] = other[1] - LINE * on.per_pixel
      taken.push(place)
      push(lines, { x0: from[0], y0: from[1], x1: tip[0], y1: tip[1], colour })
      push(names, { x: place[0], y: place[1], name, colour, align: tip[0] >= from[0] ? "left" : "right" })
    }
    put("arrows", lines)
    put("arrow_names", names)
    name_arrows(steps)
  }

  // The arrows' names with their scales; a click hides the arrows of a name, or shows them again.
  function name_arrows(steps) {
    const kinds = new Map(steps.map(({ name, scale }) => [name, scale]))
    const text = JSON.stringify([[...kinds].map(([name, scale]) => [name, scales[scale]]), [...hidden]])
    if (legend.dataset.text === text) return
    legend.dataset.text = text
    const entry = ([name, scale]) => {
      const toggle = () => {
        if (!hidden.delete(name)) hidden.add(name)
        again()
      }
      const words = button(`${name} × ${tidy(scales[scale])}`, toggle, `Hide or show ${name}`)
      words.className = hidden.has(name) ? "hidden-run" : ""
      words.style.color = `var(${TOKENS[name]})`
      return words
    }
    legend.replaceChildren(...[...kinds].map(entry))
  }

  // Arrows of a kind share a scale, a round number that changes only when it has to; updates have their own
  // length whenever it can be seen.
  function rescale(vectors, { pixels, diagonal }) {
    for (const kind of Object.keys(scales)) {
      const lengths = vectors.filter(({ scale }) => scale === kind).map(({ vector }) => pixels(vector, 1))
      const longest = Math.max(0, ...lengths.filter(Number.isFinite))
      if (longest === 0) continue
      if (kind === "update" && longest >= SHORT && longest <= diagonal) scales[kind] = 1
      else if (!(longest * scales[kind] >= SHORT && longest * scales[kind] <= LONG)) scales[kind] = round_below(WANTED / longest)
    }
  }

  return { draw_arrows, legend }
}

// What measures vectors in the pixels of the surface.
function ruler({ x_range, y_range, bbox: { width, height } }) {
  const [wide, high] = [x_range.end - x_range.start, y_range.end - y_range.start]
  return {
    pixels: ([x, y], factor) => factor * Math.hypot((x / wide) * width, (y / high) * height),
    inside: ([x, y]) => x >= x_range.start && x <= x_range.end && y >= y_range.start && y <= y_range.end,
    per_pixel: high / height,
    diagonal: Math.hypot(width, height),
  }
}

// What step t saw, had gathered and did, if it begins within the view.
function vectors_of(t, { inside }) {
  const w = [column("w1"), column("w2")]
  const from = [w[0][t - 1], w[1][t - 1]]
  if (!inside(from)) return []
  const take = (name, row) => [-column(`${name}1`)[row], -column(`${name}2`)[row]]
  return [
    { name: column("noise1") ? "−g" : "−∇E", scale: "gradient", from, vector: take("g", t - 1) },
    ...(column("m1") ? [{ name: "−m", scale: "gradient", from, vector: take("m", t) }] : []),
    { name: "Δw", scale: "update", from, vector: [w[0][t] - from[0], w[1][t] - from[1]] },
  ]
}

// Names of arrows that point alike stand below each other.
function collide([x, y], [other_x, other_y], { pixels }) {
  return pixels([x - other_x, 0], 1) < WORD && pixels([0, y - other_y], 1) < LINE
}

function beyond(from, tip, room, { pixels }) {
  const more = 1 + room / Math.max(pixels([tip[0] - from[0], tip[1] - from[1]], 1), 1)
  return [from[0] + more * (tip[0] - from[0]), from[1] + more * (tip[1] - from[1])]
}

function push(columns, row) {
  for (const [key, value] of Object.entries(row)) columns[key].push(value)
}

// The largest of 1, 2, 5 × 10^k that is not above a number.
function round_below(number) {
  const decade = 10 ** Math.floor(Math.log10(number))
  return Number(([5, 2, 1].find((digit) => digit * decade <= number * 1.0000001) * decade).toPrecision(3))
}

function tidy(number) {
  return number >= 1e5 || number < 1e-4 ? number.toExponential(0).replace("-", "−") : String(number)
}
