// Strokes, marks and words on a canvas.

import { pixel_of } from "../relief/camera.js"
import { state_of } from "../relief/hidden_lines.js"
import { shown_place } from "./places.js"

const FAINT = 0.28 // of what is hidden
const DASH = [5, 4] // px, where the relief is open

// Strokes pieces of a line (relief/hidden_lines.js) with each of [colour, width, alpha], the last one above
// the others. What is hidden is faint and has the last one alone. `by` enlarges what is measured in pixels.
export function stroke(context, { seen, hidden, open }, styles, by) {
  stroke_all(context, hidden, styles.slice(-1), by, FAINT)
  context.setLineDash(DASH.map((length) => length * by))
  stroke_all(context, open, styles, by)
  context.setLineDash([])
  stroke_all(context, seen, styles, by)
  context.globalAlpha = 1
}

function stroke_all(context, pieces, styles, by, share = 1) {
  if (!pieces.length) return
  context.beginPath()
  for (let i = 0; i < pieces.length; i += 4) {
    if (i === 0 || pieces[i] !== pieces[i - 2] || pieces[i + 1] !== pieces[i - 1])
      context.moveTo(pieces[i], pieces[i + 1])
    context.lineTo(pieces[i + 2], pieces[i + 3])
  }
  styles.forEach(([colour, width, alpha], i) => {
    context.lineCap = i === styles.length - 1 ? "round" : "butt" // a halo covers no end of the line before
    context.globalAlpha = alpha * share
    context.lineWidth = width * by
    context.strokeStyle = colour
    context.stroke()
  })
}

// Strokes straight lines through points, [[x, y], ...].
export function stroke_lines(context, lines, colour, width) {
  context.beginPath()
  for (const points of lines) points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)))
  context.lineWidth = width
  context.strokeStyle = colour
  context.stroke()
}

// Draws a mark at a place, faintly if it is hidden.
export function mark(context, scene, place, draw, alpha = 1) {
  const shown = shown_place(place)
  if (!shown) return
  context.globalAlpha = alpha * (state_of(shown, scene) === "hidden" ? FAINT : 1)
  draw(...pixel_of(scene.projection, shown))
  context.globalAlpha = 1
}

// Fills a shape, and strokes its edge if that has a colour.
export function circle(context, x, y, radius, fill, edge, width) {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  paint_shape(context, fill, edge, width)
}

export function diamond(context, x, y, radius, fill, edge, width) {
  const corners = [
    [0, -1],
    [0.7, 0],
    [0, 1],
    [-0.7, 0],
  ].map(([dx, dy]) => [x + dx * radius, y + dy * radius])
  polygon(context, corners, fill, edge, width)
}

export function polygon(context, points, fill, edge, width) {
  context.beginPath()
  for (const [x, y] of points) context.lineTo(x, y)
  context.closePath()
  paint_shape(context, fill, edge, width)
}

function paint_shape(context, fill, edge, width) {
  if (fill) {
    context.fillStyle = fill
    context.fill()
  }
  if (!edge) return
  context.strokeStyle = edge
  context.lineWidth = width
  context.stroke()
}

// The font of words of so many pixels, or of as many as letters have at least.
export function font({ by, letters = 0, colours }, size, weight = "") {
  return `${weight} ${Math.max(size * by, letters)}px ${colours.font}`
}

// Writes words around a point, upright or along an angle, with a halo if it has a colour.
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
