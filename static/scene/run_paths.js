// Paints the runs at their true E: paths with their ends and marks of direction, and the other paths of noisy
// ones.
//
// Colours, widths and ends are those of the map (app/figures/surface.py, draw/run_columns.js).

import { seen_points } from "../draw/lines.js"
import { end_shade, middle_shade } from "../draw/pins.js"
import { dotted_steps, run_until, seen_path, share_at } from "../draw/run_columns.js"
import { FLOOR } from "../relief/camera.js"
import { add_line } from "../relief/hidden_lines.js"
import { directions } from "./directions.js"
import { circle, diamond, font, mark, stroke, stroke_lines, words } from "./pen.js"
import { line_in, place_in } from "./places.js"

const [HALO, LINE, PIN_HALO, PIN, HAIR, SHADOW] = [5.4, 2.4, 4.4, 2.2, 1, 1.4] // px wide
const OWN = 0.75 // the place of a fan's colour among those of the path

// Returns the pieces of the paths, x0, y0, x1, y1 each.
export function paint_runs(context, scene) {
  const [active, ...pinned] = scene.runs
  for (const run of [...pinned, active]) if (run.fan) paint_fan(context, scene, run)
  const lines = pinned.map((run) => paint_pin(context, scene, run))
  return [...lines, paint_path(context, scene, active)].flat()
}

// A path in parts of one colour each: { line, parts: [{ from, to, share }], lengths }, with its points in the
// box.
function course(scene, { columns }, count) {
  const { steps, lengths, edges, places } = seen_path(
    { columns },
    scene.view,
    scene.frame,
    count,
    scene.until,
  )
  const [w1, w2, error] = ["w1", "w2", "error"].map((name) =>
    Float64Array.from(steps, (step) => columns[name][step]),
  )
  const parts = edges.slice(1).map((to, k) => {
    return {
      from: places[k],
      to: places[k + 1],
      share: (share_at(lengths, edges[k]) + share_at(lengths, to)) / 2,
    }
  })
  return { line: line_in(scene, w1, w2, error), parts, lengths }
}

function paint_path(context, scene, run) {
  const { by, colours } = scene
  const { line, parts, lengths } = course(scene, run, colours.path.length)
  const colour_at = (share) => colours.path[Math.round(share * (colours.path.length - 1))]
  paint_shadow(context, scene, line)
  const drawn = parts.map(({ from, to, share }) => ({
    ...add_line(line, from, to, scene),
    colour: colour_at(share),
  }))
  for (const { hidden, colour } of drawn)
    stroke(context, { hidden, seen: [], open: [] }, [[colour, LINE, 1]], by)
  for (const { seen, open, colour } of drawn) {
    stroke(
      context,
      { hidden: [], seen, open },
      [
        [colours.halo, HALO, 1],
        [colour, LINE, 1],
      ],
      by,
    )
  }
  paint_directions(context, scene, drawn)
  paint_steps(context, scene, run, lengths, (t) => colour_at(share_at(lengths, t)))
  return drawn.flatMap(({ seen, hidden, open }) => [...seen, ...hidden, ...open])
}

// What the path leaves on the floor.
function paint_shadow(context, scene, { u, v, h }) {
  const line = { u, v, h: h.map((height) => (Number.isNaN(height) ? height : FLOOR)) }
  const { open } = add_line(line, 0, u.length - 1, scene) // below the range, and where nothing lies before it
  stroke(context, { seen: open, hidden: [], open: [] }, [[scene.colours.soft, SHADOW, 0.7]], scene.by)
}

function paint_directions(context, { by, colours }, drawn) {
  const owners = drawn.flatMap(({ seen, colour }) => Array(seen.length / 4).fill(colour))
  for (const { piece, points } of directions(
    drawn.flatMap(({ seen }) => seen),
    by,
  )) {
    stroke_lines(context, [points], colours.halo, HALO * by)
    stroke_lines(context, [points], owners[piece], LINE * by)
  }
}

// The dots of a short path, its end and its start.
function paint_steps(context, scene, { columns: { w1, w2, error } }, lengths, colour_at) {
  const { by, colours, until } = scene
  const last = w1.length - 1
  const at = (t) => place_in(scene, w1[t], w2[t], error[t])
  for (const t of dotted_steps(lengths, until)) {
    mark(context, scene, at(t), (x, y) => circle(context, x, y, 2.5 * by, colour_at(t)))
  }
  const end = (t, shape, radius, fill) =>
    mark(context, scene, at(t), (x, y) => shape(context, x, y, radius * by, fill, colours.path[0], 2.2 * by))
  if (last > 0 && until >= last) end(last, diamond, 7.5, colours.path.at(-1))
  end(0, circle, 6.5, "white")
}

function paint_pin(context, scene, run) {
  const { by, colours, until } = scene
  const hue = colours.pins.slice((run.number - 1) * colours.shades, run.number * colours.shades)
  const { line, parts } = course(scene, run, colours.shades)
  const drawn = parts.map(({ from, to, share }) => [
    add_line(line, from, to, scene),
    hue[Math.round(share * (hue.length - 1))],
  ])
  for (const [{ seen, open }] of drawn)
    stroke(context, { hidden: [], seen, open }, [[colours.halo, PIN_HALO, 1]], by)
  for (const [pieces, colour] of drawn) stroke(context, pieces, [[colour, PIN, 1]], by)
  mark(context, scene, end_of(scene, run_until(run, until).columns), (x, y) => {
    circle(context, x, y, 8.5 * by, colours.pins[end_shade(run.number, colours.shades)], colours.halo, by)
    words(context, String(run.number), [x, y], font(scene, 11, "bold"), colours.halo)
  })
  return drawn.flatMap(([{ seen, hidden, open }]) => [...seen, ...hidden, ...open])
}

function end_of(scene, { w1, w2, error }) {
  return place_in(scene, w1.at(-1), w2.at(-1), error.at(-1))
}

// The other paths of a noisy run, whose errors are not told: those of their places.
function paint_fan(context, scene, { number, ...run }) {
  const { by, colours, view, until } = scene
  const own = colours.path[Math.round(OWN * (colours.path.length - 1))]
  const colour = number ? colours.pins[middle_shade(number, colours.shades)] : own
  const pieces = { seen: [], hidden: [], open: [] }
  const { fan } = run_until(run, until)
  const ends = fan.w1.map((all_w1, k) => {
    const steps = seen_points(all_w1, fan.w2[k], view, [])
    const [w1, w2] = [all_w1, fan.w2[k]].map((all) => Float64Array.from(steps, (step) => all[step]))
    const line = line_in(
      scene,
      w1,
      w2,
      w1.map((w, i) => scene.error(w, w2[i])),
    )
    add_line(line, 0, steps.length - 1, scene, pieces)
    return [line.u.at(-1), line.v.at(-1), line.h.at(-1)]
  })
  stroke(context, pieces, [[colour, HAIR, 0.6]], by)
  for (const end of ends) mark(context, scene, end, (x, y) => circle(context, x, y, 2 * by, colour), 0.7)
}
