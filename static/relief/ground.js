// Paints what does not depend on the runs: the floor with the map, the relief, the contour
// lines' words, and the axes.

import { axes_of } from "./axes.js"
import { along, FLOOR, pixel_of } from "./camera.js"
import { add_line, state_of } from "./hidden_lines.js"
import { font, stroke, words } from "./pen.js"
import { place_in, share_in } from "./places.js"

const FLAT = 0.5 // of its length on the map: on a contour line that looks shorter, a word has no room
const APART = 40 // px between two words
const STEEP = 0.26 // the sine of 15°: seen at a smaller angle, lines and words on the relief overlap
const NEXT = 0.01 // of the view: the distance of the points that measure the slope

// `canvas` is a spare one, which is overwritten.
/** @param {Context} context @param {StillScene} scene @param {HTMLCanvasElement} canvas */
export function paint_ground(context, scene, canvas) {
  const { size, layer } = scene
  context.clearRect(0, 0, size.width, size.height)
  paint_floor(context, scene)
  Object.assign(canvas, { width: layer.width, height: layer.height })
  const bytes = new Uint8ClampedArray(layer.pixels.buffer)
  const spare = /** @type {Context} */ (canvas.getContext("2d"))
  spare.putImageData(new ImageData(bytes, layer.width, layer.height), 0, 0)
  context.drawImage(canvas, 0, 0, size.width, size.height)
  if (scene.colours.rim) paint_rim(context, scene)
  for (const { word, x, y, fill, ...look } of scene.words)
    words(context, word, [x, y], font(scene, 11), fill, { ...look, width: 4 * scene.by })
  paint_axes(context, scene)
}

// The relief's outer edge, where its colour is close to the page's.
/** @param {Context} context @param {StillScene} scene */
function paint_rim(context, scene) {
  const { mesh, rough, colours, by } = scene
  const [last_row, last] = [(rough.rows - 1) * rough.columns, rough.columns - 1]
  const [along, up] = [
    Array.from({ length: rough.columns }, (_, j) => j),
    Array.from({ length: rough.rows }, (_, i) => i * rough.columns),
  ]
  for (const side of [along, along.map((at) => at + last_row), up, up.map((at) => at + last)]) {
    const [u, v, h] = [mesh.u, mesh.v, mesh.h].map((values) => side.map((at) => values[at]))
    const { seen } = add_line({ u, v, h }, scene)
    stroke(context, { seen, open: [] }, { line_color: colours.rim, line_width: by, line_alpha: 1 }, scene)
  }
}

// The map: its images, contour lines and edge.
/** @param {Context} context @param {StillScene} scene */
function paint_floor(context, { projection: { x, y }, view, floor, colours, by }) {
  const draw = (/** @type {() => void} */ act) => {
    context.save()
    context.transform(x[0], y[0], x[1], y[1], FLOOR * x[2] + x[3], FLOOR * y[2] + y[3]) // from u and v
    act()
    context.restore()
  }
  const draw_edge = () => {
    context.beginPath()
    context.rect(0, 0, 1, 1)
  }
  context.save()
  draw(draw_edge)
  context.clip()
  draw(() => {
    for (const { canvas, left, bottom, width, height } of floor.images)
      context.drawImage(canvas, left, bottom, width, height)
    context.beginPath()
    for (const line of floor.lines) add_flat(context, line, view)
  })
  Object.assign(context, { globalAlpha: 0.5, lineWidth: 0.8 * by, strokeStyle: colours.contour })
  context.stroke()
  context.restore()
  draw(draw_edge)
  Object.assign(context, { lineWidth: by, strokeStyle: colours.line })
  context.stroke()
}

// Adds a line of the map to a path in u and v.
/** @param {Context} context @param {Line} line @param {Box} view */
function add_flat(context, { w1, w2 }, view) {
  let is_down = false
  for (let i = 0; i < w1.length; i++) {
    const [u, v] = [share_in(view[0], w1[i]), share_in(view[1], w2[i])]
    if (is_down) context.lineTo(u, v)
    else context.moveTo(u, v)
    is_down = !Number.isNaN(u)
  }
}

// The map's words along their lines, where these are visible and words do not overlap: [{ word, x, y,
// angle, fill, halo }, ...].
/** @param {PlacedScene} scene */
export function words_on_lines(scene) {
  const { by, colours, image, frame, projection } = scene
  /** @type {StillScene["words"]} */
  const found = []
  for (const { w1, w2, word, angle, tone } of scene.labels) {
    const place = place_in(scene, w1, w2)
    if (place.some((share) => !(share >= 0 && share <= 1)) || state_of(place, scene) !== "seen") continue
    const [x, y] = pixel_of(projection, place)
    // One pixel of the map along the word.
    const [along_x, along_y] = [Math.cos(angle) / frame.width, Math.sin(angle) / frame.height]
    const dx = projection.x[0] * along_x + projection.x[1] * along_y
    const dy = projection.y[0] * along_x + projection.y[1] * along_y
    const is_near = (/** @type {(typeof found)[number]} */ other) =>
      Math.hypot(other.x - x, other.y - y) < APART * by
    if (Math.hypot(dx, dy) < FLAT * projection.scale || found.some(is_near) || sine_at(scene, w1, w2) < STEEP)
      continue
    const at = Math.min(Math.max(Math.floor(tone) - 1, 0), colours.words.length - 1)
    const [fill, halo] = image ? [colours.text, colours.page] : [colours.words[at], colours.ground[at]]
    found.push({ word, x, y, fill, halo, angle: Math.atan2(dx < 0 ? -dy : dy, Math.abs(dx)) })
  }
  return found
}

// The sine of the angle at which the relief is seen at a point.
/** @param {PlacedScene} scene @param {number} w1 @param {number} w2 */
function sine_at(scene, w1, w2) {
  const { projection, view } = scene
  const point = (/** @type {number[]} */ at) => {
    const place = place_in(scene, at[0], at[1])
    return [projection.x, projection.y, projection.depth].map((sum) => along(sum, ...place))
  }
  const [here, right, up] = [
    [0, 0],
    [NEXT, 0],
    [0, NEXT],
  ].map((by) => {
    return point([w1, w2].map((w, k) => w + by[k] * (view[k][1] - view[k][0])))
  })
  const [one, other] = [right, up].map((there) => there.map((at, k) => at - here[k]))
  const normal = [0, 1, 2].map(
    (k) => one[(k + 1) % 3] * other[(k + 2) % 3] - one[(k + 2) % 3] * other[(k + 1) % 3],
  )
  return Math.abs(normal[2]) / Math.hypot(...normal)
}

/** @param {Context} context @param {StillScene} scene */
function paint_axes(context, scene) {
  const { projection, view, range, by, colours } = scene
  context.save()
  context.lineWidth = by
  context.fillStyle = colours.soft
  context.strokeStyle = colours.line
  for (const axis of axes_of(projection, view, range, by))
    paint_axis(context, axis, font(scene, 11), font(scene, 13))
  context.restore()
}

/**
 * @param {Context} context @param {ReturnType<typeof axes_of>[number]} axis @param {string} small
 * @param {string} large
 */
function paint_axis(context, { name, line, out: [x, y], at, ticks, tick, label }, small, large) {
  context.beginPath()
  context.moveTo(line[0], line[1])
  context.lineTo(line[2], line[3])
  for (const each of ticks) {
    context.moveTo(each.x, each.y)
    context.lineTo(each.x + tick * x, each.y + tick * y)
  }
  context.stroke()
  const across = Math.abs(x) < 0.4 ? "center" : x < 0 ? "right" : "left"
  context.textBaseline = Math.abs(y) < 0.4 ? "middle" : y < 0 ? "bottom" : "top"
  context.textAlign = across
  context.font = small
  for (const each of ticks) context.fillText(each.word, each.x + label * x, each.y + label * y)
  context.textAlign = context.textBaseline === "middle" && name !== "E" ? across : "center"
  context.font = large
  context.fillText(name, at[0], at[1])
}
