// The arrows of a step. They start at w(t−1): the gradient there, the moment, and the update.
//
// A frame says how the plane of the weights is shown on the screen: {x_range: [low, high], y_range: [low, high], width,
// height}, the last two in pixels. An arrow has a name and a kind, which gives its colour: gradient, moment or update.
// Gradient and moment share a scale, so that they can be compared.

import { columns_of } from "./columns.js"
import { is_inside } from "./lines.js"

const SHORT = 22 // px; if the longest arrow is shorter, the scale changes
const WANTED = 90 // px; length of the longest arrow after the scale has changed
const LONG = 190 // px; if the longest arrow is longer, the scale changes
const SEEN = 2 // px; shorter arrows are not drawn
const FEW = 4 // steps; a path this short has the arrows of all steps up to the cursor
const BEYOND = 10 // px from the tip of an arrow to its name
const LINE = 15 // px between the names of two arrows
const WORD = 34 // px; width of a name

// Draws the step that leads to t.
//
// `scales` is what was returned last, so that scales change only when they have to; null at first. `hidden` holds the
// kinds of arrows that are not drawn. `colours` has one for each kind. Returns the columns `arrows` and `arrow_names`,
// the `scales`, and as `legend` the name, kind and scale of all arrows, including hidden ones.
export function arrow_columns(run, t, frame, { scales = null, hidden = [], colours }) {
  const length = ruler(frame)
  const vectors = steps_shown(run, t).flatMap((step) => vectors_of(run, step, frame))
  const now = rescaled(scales ?? { gradient: 0, update: 0 }, vectors, length, Math.hypot(frame.width, frame.height))
  const unwanted = new Set(hidden)
  const arrows = vectors
    .filter(({ kind }) => !unwanted.has(kind))
    .map((each) => drawn(each, now[each.scale], length, colours))
    .filter(({ pixels }) => pixels >= SEEN && pixels < Infinity)
  const legend = new Map(vectors.map(({ name, kind, scale }) => [name, { name, kind, scale: now[scale] }]))
  return {
    arrows: columns_of(["x0", "y0", "x1", "y1", "colour"], arrows),
    arrow_names: columns_of(["x", "y", "name", "colour", "align"], names_of(arrows, length, frame)),
    scales: now,
    legend: [...legend.values()],
  }
}

// A function that measures vectors in pixels.
function ruler({ x_range, y_range, width, height }) {
  const [wide, high] = [x_range[1] - x_range[0], y_range[1] - y_range[0]]
  return ([x, y]) => Math.hypot((x / wide) * width, (y / high) * height)
}

function steps_shown({ columns: { w1 } }, t) {
  if (t === 0) return []
  return w1.length - 1 <= FEW ? Array.from({ length: t }, (_, i) => i + 1) : [t]
}

// The gradient, moment and update of step t, if it begins within the frame.
function vectors_of({ columns }, t, { x_range, y_range }) {
  const from = [columns.w1[t - 1], columns.w2[t - 1]]
  if (!is_inside(...from, [x_range, y_range])) return []
  const downhill = (name, row) => [-columns[`${name}1`][row], -columns[`${name}2`][row]]
  const name = columns.noise1 ? "−g" : "−∇E"
  const gradient = { name, kind: "gradient", scale: "gradient", from, vector: downhill("g", t - 1) }
  const moment = { name: "−m", kind: "moment", scale: "gradient", from }
  const step = [columns.w1[t] - from[0], columns.w2[t] - from[1]]
  const update = { name: "Δw", kind: "update", scale: "update", from, vector: step }
  return columns.m1 ? [gradient, { ...moment, vector: downhill("m", t) }, update] : [gradient, update]
}

// The scales for some vectors: round numbers that change only when they have to. Updates have their true length
// whenever it can be seen.
function rescaled(scales, vectors, length, diagonal) {
  const rescale = ([name, before]) => {
    const lengths = vectors.filter(({ scale }) => scale === name).map(({ vector }) => length(vector))
    const longest = Math.max(0, ...lengths.filter(Number.isFinite))
    if (name === "update" && longest >= SHORT && longest <= diagonal) return [name, 1]
    const fits = longest * before >= SHORT && longest * before <= LONG
    return [name, fits || WANTED / longest === Infinity ? before : round_below(WANTED / longest)]
  }
  return Object.fromEntries(Object.entries(scales).map(rescale))
}

function drawn({ name, kind, from, vector }, scale, length, colours) {
  const [x0, y0] = from
  const [x1, y1] = [x0 + scale * vector[0], y0 + scale * vector[1]]
  return { name, x0, y0, x1, y1, colour: colours[kind], pixels: scale * length(vector) }
}

// Names stand beyond the tips of their arrows. Those of arrows that point alike stand below each other.
function names_of(arrows, length, { y_range, height }) {
  const line = (LINE * (y_range[1] - y_range[0])) / height
  const taken = []
  return arrows.map(({ name, colour, x0, y0, x1, y1 }) => {
    const more = 1 + BEYOND / Math.max(length([x1 - x0, y1 - y0]), 1)
    const x = x0 + more * (x1 - x0)
    let y = y0 + more * (y1 - y0)
    for (const other of taken) {
      if (length([x - other.x, 0]) < WORD && length([0, y - other.y]) < LINE) y = other.y - line
    }
    taken.push({ x, y })
    return { x, y, name, colour, align: x1 >= x0 ? "left" : "right" }
  })
}

// The largest of 1, 2, 5 × 10^k that is not above a number.
function round_below(number) {
  const decade = 10 ** Math.floor(Math.log10(number))
  return Number(([5, 2, 1].find((digit) => digit * decade <= number * 1.0000001) * decade).toPrecision(3))
}
