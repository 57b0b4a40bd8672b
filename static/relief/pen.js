// Strokes, marks and words on a canvas. Their looks have Bokeh's names (figures/drawn_glyphs.js).

import { pixel_of } from "./camera.js"
import { state_of } from "./hidden_lines.js"
import { shown_place } from "./places.js"

const FAINT = 0.28 // alpha of hidden parts
const DASH = [5, 4] // px, for lines where the relief is open

// Strokes the visible pieces of a line (hidden_lines.js).
/**
 * @param {Context} context @param {Pick<Pieces, "seen" | "open">} pieces @param {Look} look
 * @param {PlacedScene} scene
 */
export function stroke(context, { seen, open }, look, scene) {
  context.lineCap = is_halo(look, scene) ? "butt" : "round" // a halo must not cover the previous line
  context.setLineDash(DASH.map((length) => length * scene.by))
  stroke_pieces(context, open, look)
  context.setLineDash([])
  stroke_pieces(context, seen, look)
}

// Strokes hidden pieces faintly, without a halo.
/** @param {Context} context @param {Pieces} pieces @param {Look} look @param {PlacedScene} scene */
export function stroke_hidden(context, { hidden }, look, scene) {
  context.lineCap = "round"
  if (!is_halo(look, scene)) stroke_pieces(context, hidden, look, FAINT)
}

/** @param {Look} look @param {PlacedScene} scene */
export function is_halo({ line_color }, { colours: { halo, page } }) {
  return line_color === halo || line_color === page
}

/** @param {Context} context @param {number[]} pieces @param {Look} look */
function stroke_pieces(context, pieces, { line_color, line_width, line_alpha }, share = 1) {
  if (!pieces.length) return
  context.beginPath()
  for (let i = 0; i < pieces.length; i += 4) {
    if (i === 0 || pieces[i] !== pieces[i - 2] || pieces[i + 1] !== pieces[i - 1])
      context.moveTo(pieces[i], pieces[i + 1])
    context.lineTo(pieces[i + 2], pieces[i + 3])
  }
  Object.assign(context, { globalAlpha: line_alpha * share, lineWidth: line_width, strokeStyle: line_color })
  context.stroke()
  context.globalAlpha = 1
}

// Strokes straight lines between points.
/** @param {Context} context @param {number[][]} points @param {string} colour @param {number} width */
export function stroke_points(context, points, colour, width) {
  context.beginPath()
  points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)))
  Object.assign(context, { lineWidth: width, strokeStyle: colour })
  context.stroke()
}

// Draws a mark at a point, faintly if it is hidden.
/**
 * @param {Context} context @param {PlacedScene} scene @param {number[]} place
 * @param {(x: number, y: number) => void} draw
 */
export function mark(context, scene, place, draw) {
  const shown = shown_place(place)
  if (!shown) return
  context.globalAlpha = state_of(shown, scene) === "hidden" ? FAINT : 1
  const [x, y] = pixel_of(scene.projection, shown)
  draw(x, y)
  context.globalAlpha = 1
}

// Draws a marker like Bokeh's.
/** @param {Context} context @param {number} x @param {number} y @param {Look} look */
export function marker(context, x, y, look) {
  const radius = look.size / 2
  if (look.marker === "circle") {
    context.beginPath()
    context.arc(x, y, radius, 0, 2 * Math.PI)
    return paint_shape(context, look)
  }
  const aside = look.marker === "diamond" ? radius / 1.5 : radius
  const [top, right, bottom, left] = [
    [x, y - radius],
    [x + aside, y],
    [x, y + radius],
    [x - aside, y],
  ]
  if (look.marker === "diamond") return polygon(context, [top, right, bottom, left], look)
  const [up, down] = [y - radius, y + radius]
  const corners = [
    [
      [left[0], up],
      [right[0], down],
    ],
    [
      [left[0], down],
      [right[0], up],
    ],
  ]
  const axes = [
    [left, right],
    [top, bottom],
  ]
  for (const line of look.marker === "x" ? corners : axes)
    stroke_points(context, line, look.line_color, look.line_width)
}

/** @param {Context} context @param {number[][]} points @param {Look} look */
export function polygon(context, points, look) {
  context.beginPath()
  for (const [x, y] of points) context.lineTo(x, y)
  context.closePath()
  paint_shape(context, look)
}

/** @param {Context} context @param {Look} look */
function paint_shape(context, { fill_color, fill_alpha = 1, line_color, line_width }) {
  if (fill_color) {
    const alpha = context.globalAlpha
    context.globalAlpha = alpha * fill_alpha
    context.fillStyle = fill_color
    context.fill()
    context.globalAlpha = alpha
  }
  if (!line_color) return
  Object.assign(context, { lineWidth: line_width, strokeStyle: line_color })
  context.stroke()
}

// The font for words of a size in pixels, or of the least size of letters.
/** @param {SceneParts} scene @param {number} size */
export function font({ by, letters = 0, colours }, size) {
  return `${Math.max(size * by, letters)}px ${colours.font}`
}

// Writes words centred at a point, at an angle, with a halo if it has a colour.
/**
 * @param {Context} context @param {string} text @param {number[]} place @param {string} font @param {string} fill
 * @param {{ halo?: string | null, width?: number, angle?: number }} look
 */
export function words(context, text, [x, y], font, fill, { halo = null, width = 0, angle = 0 } = {}) {
  context.save()
  context.translate(x, y)
  context.rotate(angle)
  Object.assign(context, { font, textAlign: "center", textBaseline: "middle", fillStyle: fill })
  if (halo) {
    Object.assign(context, { strokeStyle: halo, lineWidth: width, lineJoin: "round" })
    context.strokeText(text, 0, 0)
  }
  context.fillText(text, 0, 0)
  context.restore()
}
