// The columns for the visible pinned runs, [{run, number, covered}, ...]. Numbers are 1 to 9. `covered` says
// that the active path's end marker covers the run's end; such an end is below the arrows, and others are
// above them. An end has no number where the run is `named` beside its path.
//
// The column `colour` is an index into the shades of all hues: `pin_shades` per number, dark to bright. Lines
// end at the view's edge, at `crop` and at the step `until`, and have marks of direction, as the active run's do.
// Moments are those of the runs that share a figure with `active`, the run or the rule of the active one.

/** @typedef {import("./run_columns.js").SeenPath} SeenPath */
/** @typedef {import("./run_columns.js").Traced} Traced */

import { judged_points } from "../engine/run.js"
import { columns_of } from "./columns.js"
import { is_inside, pixel_size } from "./lines.js"
import { moment_lines, part_of, passed_marks, pieces, run_until, seen_path, sharing } from "./run_columns.js"
import { cropped_error } from "./traces.js"

const START = 7 // px from the start to the edge of its marker
const MARKER = 12 // px between two ends at which their markers overlap
const [BESIDE, DIGIT] = [11, 9] // px from an end to its number, and from there to that of another one there

/**
 * @param {Pin[]} pinned @param {Box} view @param {Frame} frame @param {number} crop @param {Limits} limits
 * @param {number} until @param {Traced | null} active
 */
export function pin_columns(pinned, view, frame, crop, { pin_shades }, until = Infinity, active = null) {
  const shown = pinned.map(({ run, number, covered = false, named = false }) => {
    const colour = middle_shade(number, pin_shades)
    return { whole: run, run: run_until(run, until), number, covered, named, colour }
  })
  const paths = shown.map(({ whole, number }) => {
    const path = seen_path(whole, view, frame, pin_shades, until)
    return { number, path, marks: passed_marks(whole.columns, path, view, frame) }
  })
  const ends = shown.map((pin) => end(pin, pin_shades)).filter(({ w1, w2 }) => is_inside(w1, w2, view))
  const moment = (/** @type {"m" | "s"} */ name) => {
    /** @type {Traced[]} */
    const runs = [...(active ? [active] : []), ...pinned.map(({ run }) => run)]
    const alike = sharing(runs, name)
    const keeping = shown.filter(({ whole }) => alike.includes(whole))
    const lines = keeping.map(({ run, colour }) => ({ ...moment_lines(run, name), colour }))
    return columns_of(["t", "first", "second", "colour"], lines)
  }
  return {
    pin_halos: columns_of(
      ["w1", "w2", "error", "mark"],
      paths.flatMap(({ path, marks }) => [whole_line(path, view), ...marks]).filter(({ w1 }) => w1.length),
    ),
    pin_path: columns_of(
      ["w1", "w2", "error", "colour", "mark"],
      paths.flatMap((each) => shaded(each, view, pin_shades)),
    ),
    pin_ends: columns_of(
      ["w1", "w2", "error", "colour", "number", "shift"],
      beside_each_other(
        ends.filter(({ covered }) => !covered),
        pixel_size(view, frame),
      ),
    ),
    covered_ends: columns_of(
      ["w1", "w2", "error", "colour"],
      ends.filter(({ covered }) => covered),
    ),
    pin_error: columns_of(
      ["t", "error", "colour"],
      shown.map(({ run, colour }) => ({ ...cropped_error(judged_points(run).error, crop), colour })),
    ),
    pin_m: moment("m"),
    pin_s: moment("s"),
  }
}

/** @param {number} number @param {number} pin_shades */
export function middle_shade(number, pin_shades) {
  return (number - 1) * pin_shades + Math.floor(pin_shades / 2)
}

// Where the active run, and each pinned one that goes on after step t, is at this step. A run still at its
// start is left out, because the marker of its start is there. The active run has the colour −1.
/**
 * @param {ShownRun} active @param {Pin[]} pinned @param {number} t @param {Box} view @param {Frame} frame
 * @param {number} pin_shades
 */
export function cursor_columns(active, pinned, t, view, frame, pin_shades) {
  const [wide, high] = pixel_size(view, frame)
  const points = pinned
    .filter(({ run }) => t < run.columns.w1.length - 1)
    .map(({ run, number }) => ({ run, colour: middle_shade(number, pin_shades) }))
  const rows = [...points, { run: active, colour: -1 }].map(({ run: { columns }, colour }) => {
    const { w1, w2, error } = columns
    const is_at_start = Math.hypot((w1[t] - w1[0]) / wide, (w2[t] - w2[0]) / high) < START
    return {
      w1: w1[t],
      w2: w2[t],
      error: error[t],
      colour,
      seen: !is_at_start && is_inside(w1[t], w2[t], view),
    }
  })
  return columns_of(
    ["w1", "w2", "error", "colour"],
    rows.filter(({ seen }) => seen),
  )
}

// Whether the active run's end marker covers the end of a pinned run, up to a step.
/**
 * @param {{ columns: Columns }} pinned @param {{ columns: Columns }} active @param {Box} view @param {Frame} frame
 * @param {number} until
 */
export function is_covered({ columns: pinned }, { columns: active }, view, frame, until) {
  const end = (/** @type {Columns} */ { w1, w2 }) => [w1, w2].map((w) => w[Math.min(until, w.length - 1)])
  const [one, other] = [end(pinned), end(active)]
  const [wide, high] = pixel_size(view, frame)
  return Math.hypot((one[0] - other[0]) / wide, (one[1] - other[1]) / high) < MARKER
}

/** @param {SeenPath} path @param {Box} view */
function whole_line(path, view) {
  return { ...part_of(path, view, path.places[0], path.places[path.places.length - 1]), mark: false }
}

// A path in pieces of one shade, and its marks of direction.
/**
 * @param {{ number: number, path: SeenPath, marks: ReturnType<typeof passed_marks> }} pin @param {Box} view
 * @param {number} pin_shades
 */
function shaded({ number, path, marks }, view, pin_shades) {
  return [...pieces(path, view), ...marks].map(({ share, ...line }) => {
    return { ...line, colour: (number - 1) * pin_shades + share * (pin_shades - 1) }
  })
}

// The ends with the `shift`, in pixels, of their numbers: those of ends at one place stand in a row.
/** @template {Record<"w1" | "w2", number>} T @param {T[]} ends @param {Pair} unit */
function beside_each_other(ends, [wide, high]) {
  /** @type {(one: T, other: T) => boolean} */
  const is_near = (one, other) => Math.hypot((one.w1 - other.w1) / wide, (one.w2 - other.w2) / high) < MARKER
  return ends.map((each, i) => {
    const before = ends.slice(0, i).filter((other) => is_near(each, other)).length
    return { ...each, shift: BESIDE + before * DIGIT }
  })
}

/** @param {Pin} pin @param {number} pin_shades */
function end({ run: { columns }, number, covered, named }, pin_shades) {
  const last = columns.w1.length - 1
  return {
    w1: columns.w1[last],
    w2: columns.w2[last],
    error: columns.error[last],
    colour: middle_shade(number, pin_shades),
    number: named ? "" : String(number),
    covered,
  }
}
