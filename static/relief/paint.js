// Paints a relief on canvases: what stays while a slider moves, and the lines and marks above it.
//
// A scene has `camera`, `frame`, `size` (camera.js), `by`, by which all that is measured in pixels is enlarged, `view`, `range`
// (heights.js), `mesh`, `levels`, `floor`, `image`, `colours`, and what stands on the relief: `runs`, `minima`, `arrows`, `names`,
// the cursor `t`, and `error(w1, w2)`. `placed` adds the projection and the raster.

import { even_steps, lengths_along, seen_points } from "../draw/lines.js"
import { middle_shade } from "../draw/pins.js"
import { axes_of } from "./axes.js"
import { FLOOR, pixel_of, projection } from "./camera.js"
import { height_of } from "./heights.js"
import { add_line, state_of } from "./lines.js"
import { raster } from "./raster.js"

const FAINT = 0.28 // of what is hidden
const DASH = [5, 4] // px, where the relief is open
const DRAPE = 24 // pieces of a line that is laid on the relief
const HEAD = 10 // px of an arrow
const MOST_DOTS = 120 // steps, which get a dot each

// The scene with its projection and its raster of so many pixels for one.
export function placed(scene, fine) {
  const at = projection(scene.camera, scene.frame, scene.size, scene.by)
  const levels = scene.levels.map(({ share }) => share)
  const layer = raster(scene.mesh, at, scene.size, fine, scene.colours, levels, scene.image)
  return { ...scene, projection: at, layer, rough: scene.mesh.rough }
}

// Paints all of a scene on a canvas, with so many pixels for one.
export function paint_scene(canvas, scene, fine) {
  const { width, height } = scene.size
  const [ground, lines, layer] = ["canvas", "canvas", "canvas"].map((tag) => document.createElement(tag))
  const whole = placed(scene, fine)
  for (const each of [canvas, ground, lines]) Object.assign(each, { width: width * fine, height: height * fine })
  for (const each of [ground, lines]) each.getContext("2d").scale(fine, fine)
  paint_ground(ground.getContext("2d"), whole, layer)
  paint_lines(lines.getContext("2d"), whole)
  const context = canvas.getContext("2d")
  context.fillStyle = scene.colours.page
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(ground, 0, 0)
  context.drawImage(lines, 0, 0)
}

// Paints what does not depend on the runs: the floor with the map, the axes and the relief. `canvas` is any, for use.
export function paint_ground(context, scene, canvas) {
  const { size, colours } = scene
  context.clearRect(0, 0, size.width, size.height)
  paint_floor(context, scene)
  canvas.width = scene.layer.width
  canvas.height = scene.layer.height
  const bytes = new Uint8ClampedArray(scene.layer.pixels.buffer)
  canvas.getContext("2d").putImageData(new ImageData(bytes, canvas.width, canvas.height), 0, 0)
  context.drawImage(canvas, 0, 0, size.width, size.height)
  paint_axes(context, scene, colours)
}

function paint_floor(context, { projection, view, floor, colours, by }) {
  const flat = (w1, w2) => pixel_of(projection, [share_in(view[0], w1), share_in(view[1], w2), FLOOR])
  const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map((corner) => pixel_of(projection, [...corner, FLOOR]))
  context.save()
  context.beginPath()
  for (const [x, y] of corners) context.lineTo(x, y)
  context.closePath()
  context.save()
  context.clip()
  for (const { canvas, x, y, dw, dh } of floor.images) {
    const [from, right, up] = [flat(x, y), flat(x + dw, y), flat(x, y + dh)]
    context.save()
    context.transform(right[0] - from[0], right[1] - from[1], up[0] - from[0], up[1] - from[1], from[0], from[1])
    context.drawImage(canvas, 0, 0, 1, 1)
    context.restore()
  }
  context.globalAlpha = 0.5
  context.lineWidth = 0.8 * by
  context.strokeStyle = colours.contour
  context.beginPath()
  for (const { w1, w2 } of floor.contours) {
    for (let i = 0, down = false; i < w1.length; i++) {
      const [x, y] = flat(w1[i], w2[i])
      if (down) context.lineTo(x, y)
      else context.moveTo(x, y)
      down = x === x // NaN adds nothing
    }
  }
  context.stroke()
  context.restore()
  context.strokeStyle = colours.line
  context.lineWidth = by
  context.stroke()
  context.restore()
}

function paint_axes(context, { projection, view, range, by }, { soft, line, font }) {
  context.save()
  context.lineWidth = by
  context.fillStyle = soft
  for (const axis of axes_of(projection, view, range, by)) {
    const [x, y] = axis.out
    context.strokeStyle = line
    context.beginPath()
    context.moveTo(axis.line[0], axis.line[1])
    context.lineTo(axis.line[2], axis.line[3])
    for (const tick of axis.ticks) {
      context.moveTo(tick.x, tick.y)
      context.lineTo(tick.x + axis.tick * x, tick.y + axis.tick * y)
    }
    context.stroke()
    context.textAlign = Math.abs(x) < 0.4 ? "center" : x < 0 ? "right" : "left"
    context.textBaseline = Math.abs(y) < 0.4 ? "middle" : y < 0 ? "bottom" : "top"
    context.font = `${11 * by}px ${font}`
    for (const tick of axis.ticks) context.fillText(tick.word, tick.x + axis.label * x, tick.y + axis.label * y)
    context.textAlign = context.textBaseline === "middle" && axis.name !== "E" ? context.textAlign : "center"
    context.font = `${13 * by}px ${font}`
    context.fillText(axis.name, ...axis.at)
  }
  context.restore()
}

// Paints the runs and all that stands on the relief.
export function paint_lines(context, scene) {
  const { size, by, colours, runs, minima, t } = scene
  context.clearRect(0, 0, size.width, size.height)
  context.save()
  context.lineCap = context.lineJoin = "round"
  for (const [w1, w2] of minima) paint_cross(context, scene, w1, w2)
  const [active, ...pinned] = runs
  for (const run of [...pinned, active].filter(({ fan }) => fan)) paint_fan(context, scene, run)
  for (const run of pinned) paint_pin(context, scene, run)
  paint_path(context, scene, active)
  for (const arrow of scene.arrows) paint_arrow(context, scene, arrow)
  const at = place_in(scene, active.columns.w1[t], active.columns.w2[t], active.columns.error[t])
  mark(context, scene, at, (x, y) => {
    context.beginPath()
    context.arc(x, y, 4.5 * by, 0, 2 * Math.PI)
    context.lineWidth = 2 * by
    context.strokeStyle = colours.text
    context.stroke()
  })
  for (const name of scene.names) paint_name(context, scene, name)
  context.restore()
}

function share_in([low, high], w) {
  return (w - low) / (high - low)
}

function place_in({ view, range }, w1, w2, error) {
  return [share_in(view[0], w1), share_in(view[1], w2), height_of(error, range)]
}

// The points of a run that are drawn, with the steps between which it has one colour (draw/run.js), and how much of its way it
// has gone.
function course(scene, { columns: { w1, w2, error } }, count) {
  const { view, frame, range } = scene
  const lengths = lengths_along(w1, w2, view, frame)
  const edges = even_steps(lengths, count)
  const seen = seen_points(w1, w2, view, edges)
  const last = lengths.length - 1
  const share = (step) => (lengths[last] > 0 ? lengths[step] / lengths[last] : step / Math.max(last, 1))
  const line = {
    u: Float64Array.from(seen, (step) => share_in(view[0], w1[step])),
    v: Float64Array.from(seen, (step) => share_in(view[1], w2[step])),
    h: Float64Array.from(seen, (step) => height_of(error[step], range)),
  }
  const parts = edges.slice(1).map((to, k) => ({
    from: seen.indexOf(edges[k]),
    to: seen.indexOf(to),
    share: (share(edges[k]) + share(to)) / 2,
  }))
  return { line, parts, share }
}

function paint_path(context, scene, run) {
  const { by, colours, projection, layer, rough } = scene
  const { line, parts, share } = course(scene, run, colours.path.length)
  const last = line.u.length - 1
  const colour_at = (part) => colours.path[Math.round(part * (colours.path.length - 1))]
  const shadow = add_line({ ...line, h: line.h.map((h) => (h === h ? FLOOR : h)) }, 0, last, { projection, layer, rough })
  stroke(context, { seen: shadow.open, hidden: [], open: [] }, [[colours.soft, 1.4, 0.7]], by) // the floor is below the range
  const drawn = parts.map(({ from, to, share }) => ({
    pieces: add_line(line, from, to, scene),
    colour: colour_at(share),
  }))
  for (const { pieces, colour } of drawn) stroke(context, { ...pieces, seen: [], open: [] }, [[colour, 2.4, 1]], by)
  for (const { pieces, colour } of drawn) stroke(context, { ...pieces, hidden: [] }, [[colours.halo, 5.4, 1], [colour, 2.4, 1]], by)
  const { w1, w2, error } = run.columns
  const at = (t) => place_in(scene, w1[t], w2[t], error[t])
  const dot = (t, size, fill, draw = circle) => mark(context, scene, at(t), (x, y) => draw(context, x, y, (size / 2) * by, fill, null))
  if (w1.length <= MOST_DOTS) for (let t = 0; t < w1.length; t++) dot(t, 5, colour_at(share(t)))
  const end = (t, draw, size, fill) =>
    mark(context, scene, at(t), (x, y) => draw(context, x, y, (size / 2) * by, fill, colours.path[0], 2.2 * by))
  if (w1.length > 1) end(w1.length - 1, diamond, 15, colours.path.at(-1))
  end(0, circle, 13, "white")
}

function paint_pin(context, scene, { number, ...run }) {
  const { by, colours } = scene
  const hue = colours.pins.slice((number - 1) * colours.shades, number * colours.shades)
  const { line, parts } = course(scene, run, colours.shades)
  for (const { from, to, share } of parts) {
    stroke(context, add_line(line, from, to, scene), [[hue[Math.round(share * (hue.length - 1))], 2.2, 1]], by)
  }
  const last = run.columns.w1.length - 1
  mark(context, scene, place_in(scene, ...["w1", "w2", "error"].map((name) => run.columns[name][last])), (x, y) => {
    circle(context, x, y, 8.5 * by, colours.pins[middle_shade(number, colours.shades)], "white", by)
    words(context, String(number), x, y, `bold ${11 * by}px ${colours.font}`, "white")
  })
}

function paint_fan(context, scene, { fan, number }) {
  const { by, colours, view, range } = scene
  const own = colours.path[Math.round(0.75 * (colours.path.length - 1))]
  const colour = number ? colours.pins[middle_shade(number, colours.shades)] : own
  const all = { seen: [], hidden: [], open: [] }
  fan.w1.forEach((w1, k) => {
    const seen = seen_points(w1, fan.w2[k], view, [])
    const line = {
      u: Float64Array.from(seen, (i) => share_in(view[0], w1[i])),
      v: Float64Array.from(seen, (i) => share_in(view[1], fan.w2[k][i])),
      h: Float64Array.from(seen, (i) => height_of(scene.error(w1[i], fan.w2[k][i]), range)),
    }
    add_line(line, 0, seen.length - 1, scene, all)
  })
  stroke(context, all, [[colour, 1, 0.45]], by)
}

// A line between two points of the plane, laid on the relief.
function draped(scene, from, to) {
  const points = Array.from({ length: DRAPE + 1 }, (_, k) => from.map((w, i) => w + (k / DRAPE) * (to[i] - w)))
  const places = points.map(([w1, w2]) => place_in(scene, w1, w2, scene.error(w1, w2)))
  return { u: places.map(([u]) => u), v: places.map(([, v]) => v), h: places.map(([, , h]) => h) }
}

function paint_arrow(context, scene, { x0, y0, x1, y1, colour, width, halo }) {
  const { by, colours } = scene
  const line = draped(scene, [x0, y0], [x1, y1])
  stroke(context, add_line(line, 0, DRAPE, scene), [[colours.page, halo, 1], [colour, width, 1]], by)
  const tip = ["u", "v", "h"].map((name) => line[name].at(-1))
  const [back_x, back_y] = pixel_of(scene.projection, ["u", "v", "h"].map((name) => line[name].at(-4)))
  mark(context, scene, tip, (x, y) => {
    const angle = Math.atan2(y - back_y, x - back_x)
    const arm = (turn) => [x - HEAD * by * Math.cos(angle + turn), y - HEAD * by * Math.sin(angle + turn)]
    context.beginPath()
    for (const [at_x, at_y] of [[x, y], arm(0.45), arm(-0.45)]) context.lineTo(at_x, at_y)
    context.fillStyle = colour
    context.fill()
  })
}

function paint_name(context, scene, { x, y, name, colour }) {
  const { by, colours, projection } = scene
  const [at_x, at_y] = pixel_of(projection, place_in(scene, x, y, scene.error(x, y)))
  if (at_x !== at_x) return
  words(context, name, at_x, at_y, `bold ${13 * by}px ${colours.font}`, colour, colours.page, 3 * by)
}

function paint_cross(context, scene, w1, w2) {
  mark(context, scene, place_in(scene, w1, w2, scene.error(w1, w2)), (x, y) => {
    const arm = 9 * scene.by
    context.beginPath()
    context.moveTo(x - arm, y)
    context.lineTo(x + arm, y)
    context.moveTo(x, y - arm)
    context.lineTo(x, y + arm)
    context.lineWidth = 1.6 * scene.by
    context.strokeStyle = scene.colours.text
    context.stroke()
  })
}

// Draws a mark at a place within the view, faintly if it is hidden.
function mark(context, scene, place, draw) {
  const [u, v, h] = place
  if (!(u >= 0 && u <= 1 && v >= 0 && v <= 1 && Math.abs(h) < 100)) return
  context.globalAlpha = state_of(place, scene) === "hidden" ? FAINT : 1
  draw(...pixel_of(scene.projection, place))
  context.globalAlpha = 1
}

// Strokes pieces with each of [colour, width, alpha].
function stroke(context, { seen, hidden, open }, styles, by) {
  for (const [pieces, dash, share] of [[hidden, [], FAINT], [open, DASH, 1], [seen, [], 1]]) {
    if (!pieces.length) continue
    context.beginPath()
    for (let i = 0; i < pieces.length; i += 4) {
      if (i === 0 || pieces[i] !== pieces[i - 2] || pieces[i + 1] !== pieces[i - 1]) context.moveTo(pieces[i], pieces[i + 1])
      context.lineTo(pieces[i + 2], pieces[i + 3])
    }
    context.setLineDash(dash.map((length) => length * by))
    for (const [colour, width, alpha] of share === 1 ? styles : styles.slice(-1)) {
      context.lineCap = colour === styles.at(-1)[0] ? "round" : "butt" // a halo covers no end of the line before
      context.globalAlpha = alpha * share
      context.lineWidth = width * by
      context.strokeStyle = colour
      context.stroke()
    }
  }
  context.setLineDash([])
  context.globalAlpha = 1
}

function circle(context, x, y, radius, fill, line, width) {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  filled(context, fill, line, width)
}

function diamond(context, x, y, radius, fill, line, width) {
  context.beginPath()
  for (const [dx, dy] of [[0, -1], [0.7, 0], [0, 1], [-0.7, 0]]) context.lineTo(x + dx * radius, y + dy * radius)
  context.closePath()
  filled(context, fill, line, width)
}

function filled(context, fill, line, width) {
  context.fillStyle = fill
  context.fill()
  if (!line) return
  context.strokeStyle = line
  context.lineWidth = width
  context.stroke()
}

function words(context, text, x, y, font, fill, halo, width) {
  context.font = font
  context.textAlign = "center"
  context.textBaseline = "middle"
  context.fillStyle = fill
  if (halo) {
    context.strokeStyle = halo
    context.lineWidth = width
    context.strokeText(text, x, y)
  }
  context.fillText(text, x, y)
}
