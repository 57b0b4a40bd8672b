// Paints what stands on the relief besides the runs: known minima, principal curvatures, and the step at the
// cursor.

import { placed_names } from "../draw/placing.js"
import { add_line } from "../relief/hidden_lines.js"
import { circle, font, mark, polygon, stroke, stroke_lines, words } from "./pen.js"
import { line_in, pixel_at, place_in } from "./places.js"

const DRAPE = 24 // pieces of a line that is laid on the relief
const HEAD = 10 // px of an arrow, at most half of it
const START = 7 // px; nearer to the start its marker has the place of the cursor
const CROSS = 9 // px from the middle of a minimum to its ends
const [THIN, THICK] = [1.4, 4] // px of the lines of curvature
const [LINE, HALO] = [16, 3] // px; the height of a name, and the width of its halo
const LETTER = 6.5 // px; width of a letter on a contour line
const FAR = 160 // px around what is named, in which a path may be in the way
const REACH = 1e-9 // of the view: nearer places are the same

// `paths` has the pieces of all paths, x0, y0, x1, y1 each, on which names should not stand.
export function paint_marks(context, scene, paths) {
  const { w1, w2, error } = scene.runs[0].columns
  for (const minimum of scene.minima) paint_minimum(context, scene, minimum)
  for (const cross of scene.crosses) paint_curvature(context, scene, cross)
  const arrows = scene.arrows.map((arrow) => paint_arrow(context, scene, arrow))
  const [start_x, start_y] = pixel_at(scene, [w1[0], w2[0]], error[0])
  mark(context, scene, place_in(scene, w1[scene.t], w2[scene.t], error[scene.t]), (x, y) => {
    if (Math.hypot(x - start_x, y - start_y) >= START * scene.by)
      circle(context, x, y, 4.5 * scene.by, null, scene.colours.text, 2 * scene.by)
  })
  paint_names(context, scene, arrows, paths)
}

function paint_minimum(context, scene, [w1, w2]) {
  const { by, colours } = scene
  mark(context, scene, place_in(scene, w1, w2, scene.error(w1, w2)), (x, y) => {
    const arm = CROSS * by
    stroke_lines(
      context,
      [
        [
          [x - arm, y],
          [x + arm, y],
        ],
        [
          [x, y - arm],
          [x, y + arm],
        ],
      ],
      colours.text,
      1.6 * by,
    )
  })
}

function paint_curvature(context, scene, { x0, y0, x1, y1, share, sign }) {
  const line = draped(scene, [x0, y0], [x1, y1])
  const colour = scene.colours.curvature[1 + sign]
  const width = THIN + share * (THICK - THIN)
  stroke(
    context,
    add_line(line, 0, DRAPE, scene),
    [
      [scene.colours.halo, 6, 0.8],
      [colour, width, 1],
    ],
    scene.by,
  )
}

// Returns where the arrow is on the screen: { pieces, tip, angle, of }, with the weights at its tip.
function paint_arrow(context, scene, { x0, y0, x1, y1, colour, width, halo }) {
  const { by, colours } = scene
  const line = draped(scene, [x0, y0], [x1, y1])
  const pieces = add_line(line, 0, DRAPE, scene)
  stroke(
    context,
    pieces,
    [
      [colours.page, halo, 1],
      [colour, width, 1],
    ],
    by,
  )
  const [start, near, tip] = [0, DRAPE - 3, DRAPE].map((i) => pixel_at(scene, [line.w1[i], line.w2[i]]))
  const angle = Math.atan2(tip[1] - near[1], tip[0] - near[0])
  const head = Math.min(HEAD * by, Math.hypot(tip[0] - start[0], tip[1] - start[1]) / 2)
  mark(context, scene, [line.u[DRAPE], line.v[DRAPE], line.h[DRAPE]], (x, y) => {
    const arm = (turn) => [x - head * Math.cos(angle + turn), y - head * Math.sin(angle + turn)]
    polygon(context, [[x, y], arm(0.45), arm(-0.45)], colour)
  })
  return { pieces: [...pieces.seen, ...pieces.hidden, ...pieces.open], tip, angle, of: [x1, y1] }
}

// A line between two points of the plane, laid on the relief.
function draped(scene, from, to) {
  const along = (k) =>
    Float64Array.from({ length: DRAPE + 1 }, (_, i) => from[k] + (i / DRAPE) * (to[k] - from[k]))
  const [w1, w2] = [along(0), along(1)]
  return {
    w1,
    w2,
    ...line_in(
      scene,
      w1,
      w2,
      w1.map((w, i) => scene.error(w, w2[i])),
    ),
  }
}

// The names that the map has, in places that are free on the screen: beyond the tips of arrows, and beside
// points.
function paint_names(context, scene, arrows, paths) {
  const { by, colours, size, view } = scene
  const height = size.height - (size.head ?? 0)
  context.font = font(scene, 13, "bold")
  const up = (y) => size.height - y
  const near = (one, other) =>
    one.every((w, k) => Math.abs(w - other[k]) <= REACH * (view[k][1] - view[k][0]))
  const wanted = scene.names.flatMap((name) => {
    const of = [name.of_x, name.of_y]
    const arrow = arrows.find((each) => near(each.of, of))
    const [x, y] = arrow ? arrow.tip : pixel_at(scene, of)
    if (Number.isNaN(x) || Number.isNaN(y)) return []
    const angle = arrow ? -arrow.angle : Math.PI
    const kind = arrow ? "arrow" : "point"
    return [
      {
        ...name,
        kind,
        x,
        y: up(y),
        angle,
        width: context.measureText(name.name).width + by * HALO,
        height: LINE * by,
      },
    ]
  })
  if (!wanted.length) return
  const lines = [...arrows.map(({ pieces }) => pieces), paths, label_lines(scene)].flatMap((pieces) =>
    near_lines(pieces, up, wanted, FAR * by),
  )
  placed_names(wanted, lines, { width: size.width, height }).forEach((place, i) => {
    if (!place) return
    const { name, colour } = wanted[i]
    words(context, name, [place.x, up(place.y)], context.font, colour, {
      halo: colours.page,
      width: HALO * by,
    })
  })
}

// Where words lie along contour lines, as pieces.
function label_lines({ labels = [], ...scene }) {
  const unit = [scene.frame.width, scene.frame.height].map(
    (side, k) => (scene.view[k][1] - scene.view[k][0]) / side,
  )
  return labels.flatMap(({ w1, w2, angle, word }) => {
    const [along, up] = [Math.cos(angle), Math.sin(angle)].map(
      (part, k) => (part * LETTER * word.length * unit[k]) / 2,
    )
    return [...pixel_at(scene, [w1 - along, w2 - up]), ...pixel_at(scene, [w1 + along, w2 + up])]
  })
}

// The pieces that may be in the way of names, as lines of numbers that grow upwards.
function near_lines(pieces, up, names, reach) {
  const bounds = [({ x }) => x, ({ y }) => y].map((of) => {
    const all = names.map(of)
    return [Math.min(...all) - reach, Math.max(...all) + reach]
  })
  const [[left, right], [low, high]] = bounds
  const lines = []
  for (let i = 0; i < pieces.length; i += 4) {
    const [x0, y0, x1, y1] = [pieces[i], up(pieces[i + 1]), pieces[i + 2], up(pieces[i + 3])]
    const aside =
      Math.max(x0, x1) < left || Math.min(x0, x1) > right || Math.max(y0, y1) < low || Math.min(y0, y1) > high
    if (!aside) lines.push([x0, y0, x1, y1])
  }
  return lines
}
