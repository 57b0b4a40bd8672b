// Paints the map's glyphs (figures/drawn_glyphs.js) in three dimensions: paths and marks at their errors,
// arrows and crosses draped on the relief, and names where there is room.

import { placed_names } from "../draw/placing.js"
import { APART, ARM, ARMS } from "../draw/run_columns.js"
import { axes_of } from "./axes.js"
import { FLOOR, pixel_of } from "./camera.js"
import { add_line, state_of } from "./hidden_lines.js"
import { is_halo, mark, marker, polygon, stroke, stroke_hidden, stroke_points, words } from "./pen.js"
import { line_in, pixel_at, place_in } from "./places.js"

const DRAPE = 24 // pieces of a draped line
const [SHADOW, SHADED] = [1.4, 0.7] // px and alpha of the path's shadow on the floor
const NARROW = 0.45 // radians between an arrow and the sides of its head
const [LINE, HALO] = [16, 3] // px: a name's height, and its halo's width
const LETTER = 6.5 // px: a letter's width on a contour line
const REACH = 1e-9 // of the view: points nearer than this are the same
/** @typedef {{ lines: Set<Pieces>, tips: { of: number[], at: number[], from: number[], angle: number }[] }} Drawn */

const PAINTED = {
  MultiLine: paint_lines,
  Segment: paint_draped,
  Arrow: paint_draped,
  Scatter: paint_markers,
  Text: paint_words,
}
// What is not painted row by row here: paint_ground (ground.js) paints the contours, and paint_names places
// names anew.
const ELSEWHERE = ["contour_lines", "contour_labels", "arrow_names"]

/** @param {Context} context @param {Scene} scene */
export function paint_glyphs(context, scene) {
  /** @type {Drawn} */
  const drawn = { lines: new Set(), tips: [] } // lines that names should avoid, and the tips of arrows
  for (const { type, source, rows } of scene.glyphs) {
    if (source === "path") paint_shadow(context, scene, rows)
    if (!ELSEWHERE.includes(source)) PAINTED[type](context, scene, rows, drawn)
  }
  const names = scene.glyphs.find(({ source }) => source === "arrow_names")
  paint_names(context, scene, names?.rows ?? [], drawn)
}

// Paints hidden parts of lines below all visible parts.
/** @param {Context} context @param {Scene} scene @param {Look[]} rows @param {Drawn} drawn */
function paint_lines(context, scene, rows, { lines }) {
  const drawn = rows.filter((row) => !row.mark).map((row) => ({ row, pieces: pieces_of(scene, row) }))
  for (const { row, pieces } of drawn) stroke_hidden(context, pieces, row, scene)
  for (const { row, pieces } of drawn) {
    stroke(context, pieces, row, scene)
    if (row.line_alpha === 1 && !is_halo(row, scene)) lines.add(pieces)
  }
  paint_directions(context, scene, rows)
}

// Lines in the box are cached with the box, and their pieces with the camera.
/** @param {Scene} scene @param {Look} row */
function pieces_of(scene, row) {
  return kept(scene.pieces, row.w1, () => add_line(box_line(scene, row), scene))
}

/** @param {Scene} scene @param {Look} row */
function box_line(scene, { w1, w2, error }) {
  return kept(scene.lines, w1, () => line_in(scene, w1, w2, error))
}

/** @template T @param {WeakMap<object, T>} found @param {object} key @param {() => T} make @returns {T} */
function kept(found, key, make) {
  if (!found.has(key)) found.set(key, make())
  return /** @type {T} */ (found.get(key))
}

// Marks of direction are as large as on the map, whichever way the relief is turned, and as
// far from the path's ends.
/** @param {Context} context @param {Scene} scene @param {Look[]} rows */
function paint_directions(context, scene, rows) {
  const marks = rows.filter((row) => row.mark)
  const path = rows.filter((row) => !row.mark && row.w1.length)
  if (!marks.length || !path.length) return
  /** @type {(row: Look, k: number) => number[]} */
  const end = ({ w1, w2, error }, k) => pixel_at(scene, [w1.at(k), w2.at(k)], error.at(k))
  const ends = [end(path[0], 0), end(path[path.length - 1], -1)]
  for (const { w1, w2, error, line_color, line_width } of marks) {
    const places = Array.from(/** @type {number[]} */ (w1), (w, i) => place_in(scene, w, w2[i], error[i]))
    if (state_of(places[1], scene) !== "seen") continue
    const [one, [x, y], other] = places.map((place) => pixel_of(scene.projection, place))
    if (ends.some((at) => Math.hypot(at[0] - x, at[1] - y) < APART * scene.by)) continue
    const angle = Math.atan2(y - (one[1] + other[1]) / 2, x - (one[0] + other[0]) / 2)
    const arm = (/** @type {number} */ turn) =>
      [x, y].map((at, k) => at + ARM * scene.by * [Math.cos, Math.sin][k](angle + turn))
    stroke_points(context, [arm(ARMS), [x, y], arm(-ARMS)], line_color, line_width)
  }
}

// Paints the path's shadow on the floor where the relief is open below the path and nothing is in front.
/** @param {Context} context @param {Scene} scene @param {Look[]} rows */
function paint_shadow(context, scene, rows) {
  /** @type {Pieces} */
  const pieces = { seen: [], hidden: [], open: [] }
  for (const row of rows) {
    if (row.mark || is_halo(row, scene)) continue
    const { u, v, h } = box_line(scene, row)
    const floor = h.map((height) => (Number.isNaN(height) ? height : FLOOR))
    add_line({ u, v, h: floor }, scene, pieces)
  }
  const look = { line_color: scene.colours.soft, line_width: SHADOW * scene.by, line_alpha: SHADED }
  stroke(context, { seen: pieces.open, open: [] }, look, scene)
}

// Lines between two points of the plane, draped on the relief.
/** @param {Context} context @param {Scene} scene @param {Look[]} rows @param {Drawn} drawn */
function paint_draped(context, scene, rows, { lines, tips }) {
  for (const row of rows) {
    /** @type {(from: number, to: number) => Float64Array} */
    const along = (from, to) =>
      Float64Array.from({ length: DRAPE + 1 }, (_, i) => from + (i / DRAPE) * (to - from))
    const [w1, w2] = [along(row.x0, row.x1), along(row.y0, row.y1)]
    const pieces = add_line(line_in(scene, w1, w2), scene)
    stroke_hidden(context, pieces, row, scene)
    stroke(context, pieces, row, scene)
    if (!row.head || is_halo(row, scene)) continue
    lines.add(pieces)
    tips.push(paint_head(context, scene, row, w1, w2))
  }
}

// Paints the head of an arrow. Returns { of, at, from, angle }: the tip's weights and pixel, the pixel
// where the arrow begins, and the direction of the head on the screen.
/**
 * @param {Context} context @param {Scene} scene @param {Look} row @param {Float64Array} w1
 * @param {Float64Array} w2
 */
function paint_head(context, scene, { line_color, head }, w1, w2) {
  const [start, near, tip] = [0, DRAPE - 3, DRAPE].map((i) => pixel_at(scene, [w1[i], w2[i]]))
  const angle = Math.atan2(tip[1] - near[1], tip[0] - near[0])
  const size = Math.min(head, Math.hypot(tip[0] - start[0], tip[1] - start[1]) / 2)
  mark(context, scene, place_in(scene, w1[DRAPE], w2[DRAPE]), (x, y) => {
    const side = (/** @type {number} */ turn) => [
      x - size * Math.cos(angle + turn),
      y - size * Math.sin(angle + turn),
    ]
    polygon(context, [[x, y], side(NARROW), side(-NARROW)], { fill_color: line_color })
  })
  return { of: [w1[DRAPE], w2[DRAPE]], at: tip, from: start, angle }
}

/** @param {Context} context @param {Scene} scene @param {Look[]} rows */
function paint_markers(context, scene, rows) {
  for (const row of rows) {
    const place = place_in(scene, row.w1, row.w2, row.error)
    mark(context, scene, place, (x, y) => marker(context, x, y, row))
  }
}

/** @param {Context} context @param {Scene} scene @param {Look[]} rows */
function paint_words(context, scene, rows) {
  for (const row of rows) {
    const place = place_in(scene, row.w1, row.w2, row.error)
    mark(context, scene, place, (x, y) => {
      const at = [x + (row.x_offset ?? 0) * scene.by, y + (row.y_offset ?? 0) * scene.by]
      words(context, row.text, at, font_of(row), row.text_color)
    })
  }
}

/** @param {Look} row */
function font_of({ text_font_style, text_font_size, text_font }) {
  return `${text_font_style} ${text_font_size} ${text_font}`
}

// The map's names, at free places on the screen: at arrows, and beside points.
/** @param {Context} context @param {Scene} scene @param {Look[]} rows @param {Drawn} drawn */
function paint_names(context, scene, rows, { lines, tips }) {
  const { by, colours, projection, range, size, view } = scene
  const up = (/** @type {number} */ y) => size.height - y
  /** @type {(one: number[], other: number[]) => boolean} */
  const is_near = (one, other) =>
    one.every((w, k) => Math.abs(w - other[k]) <= REACH * (view[k][1] - view[k][0]))
  const wanted = rows.map((row) => {
    const of = [row.of_x, row.of_y]
    const tip = tips.find((each) => is_near(each.of, of))
    const [x, y] = tip?.at ?? pixel_at(scene, of)
    context.font = font_of(row)
    const width = context.measureText(row.text).width + by * HALO
    const [kind, angle] = tip ? ["arrow", -tip.angle] : ["point", Math.PI]
    const shaft = tip && [tip.from[0], up(tip.from[1]), x, up(y)]
    return { row, kind, angle, shaft, x, y: up(y), width, height: LINE * by }
  })
  const named = wanted.filter(({ x, y }) => !Number.isNaN(x + y))
  if (!named.length) return
  const pieces = [...lines].flatMap(({ seen, hidden, open }) => [seen, hidden, open])
  const on_axes = axes_of(projection, view, range, by).flatMap(words_of)
  const taken = [...pieces, ...[...scene.words, ...on_axes].map(through)].flatMap((each) => upwards(each, up))
  placed_names(named, taken, { width: size.width, height: size.height - (size.head ?? 0) }).forEach(
    (place, i) => {
      if (!place) return
      const { row } = named[i]
      const halo = { halo: colours.page, width: HALO * by }
      words(context, row.text, [place.x, up(place.y)], font_of(row), row.text_color, halo)
    },
  )
}

// The name and the numbers of an axis (ground.js), each with its middle.
/** @param {ReturnType<typeof axes_of>[number]} axis */
function words_of({ name, at, out: [x, y], ticks, label }) {
  const side = Math.abs(x) < 0.4 ? 0 : Math.sign(x)
  const numbers = ticks.map((each) => {
    const aside = label * x + (side * LETTER * each.word.length) / 2
    return { word: each.word, x: each.x + aside, y: each.y + label * y, angle: 0 }
  })
  return [...numbers, { word: name, x: at[0], y: at[1], angle: 0 }]
}

// The line through a word on a contour line, or beside an axis.
/** @param {Pick<StillScene["words"][number], "word" | "x" | "y" | "angle">} word */
function through({ word, x, y, angle }) {
  const half = (LETTER * word.length) / 2
  const [across, down] = [half * Math.cos(angle), half * Math.sin(angle)]
  return [x - across, y - down, x + across, y + down]
}

// Pieces as lines of numbers with y upwards.
/** @param {number[]} pieces @param {(y: number) => number} up */
function upwards(pieces, up) {
  const lines = []
  for (let i = 0; i < pieces.length; i += 4)
    lines.push([pieces[i], up(pieces[i + 1]), pieces[i + 2], up(pieces[i + 3])])
  return lines
}
