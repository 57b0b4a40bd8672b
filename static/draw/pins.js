// The columns for the visible pinned runs, [{run, number, covered}, ...]. Numbers are 1 to 8. `covered` says
// that the active path's end marker covers the run's end; such an end is below the arrows, and others are
// above them.
//
// The column `colour` is an index into the shades of all hues: `pin_shades` per number, dark to bright. Lines
// end at the view's edge, at `crop` and at the step `until`, as the active run's do.

/** @typedef {import("./run_columns.js").SeenPath} SeenPath */

import { judged_points } from "../engine/run.js"
import { columns_of } from "./columns.js"
import { is_inside, pixel_size } from "./lines.js"
import { moment_lines, part_of, pieces, run_until, seen_path, traced } from "./run_columns.js"
import { cropped_error } from "./traces.js"

const MARKER = 14 // px between two ends at which their markers overlap

/**
 * @param {Pin[]} pinned @param {Box} view @param {Frame} frame @param {number} crop @param {Limits} limits
 */
export function pin_columns(pinned, view, frame, crop, { pin_shades }, until = Infinity) {
  const shown = pinned.map(({ run, number, covered = false }) => {
    return {
      whole: run,
      run: run_until(run, until),
      number,
      covered,
      colour: middle_shade(number, pin_shades),
    }
  })
  const paths = shown.map(({ whole, number }) => ({
    number,
    path: seen_path(whole, view, frame, pin_shades, until),
  }))
  const ends = shown.map((pin) => end(pin, pin_shades)).filter(({ w1, w2 }) => is_inside(w1, w2, view))
  const moment = (/** @type {"m" | "s"} */ name) => {
    const keeping = shown.filter(({ run }) => traced(run, name))
    const lines = keeping.map(({ run, colour }) => ({ ...moment_lines(run, name), colour }))
    return columns_of(["t", "first", "second", "colour"], lines)
  }
  return {
    pin_halos: columns_of(
      ["w1", "w2", "error"],
      paths
        .map(({ path }) => part_of(path, view, path.places[0], path.places[path.places.length - 1]))
        .filter(({ w1 }) => w1.length),
    ),
    pin_path: columns_of(
      ["w1", "w2", "error", "colour"],
      paths.flatMap((each) => shaded(each, view, pin_shades)),
    ),
    pin_ends: columns_of(
      ["w1", "w2", "error", "colour", "number"],
      ends.filter(({ covered }) => !covered),
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

// A dark shade behind the number at the end, which is white, or nearly black if all shades are bright.
/** @param {number} number @param {number} pin_shades */
function end_shade(number, pin_shades) {
  return (number - 1) * pin_shades + Math.floor(pin_shades / 4)
}

// The shade of the name beside the end: the one with the most contrast to the ground.
/** @param {number} number @param {number} pin_shades @param {Theme} theme */
export function name_shade(number, pin_shades, theme) {
  return theme === "dark" ? number * pin_shades - 1 : (number - 1) * pin_shades
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

// A path in pieces of one shade.
/** @param {{ number: number, path: SeenPath }} pin @param {Box} view @param {number} pin_shades */
function shaded({ number, path }, view, pin_shades) {
  return pieces(path, view).map(({ share, ...line }) => {
    return { ...line, colour: (number - 1) * pin_shades + share * (pin_shades - 1) }
  })
}

/** @param {Pin} pin @param {number} pin_shades */
function end({ run: { columns }, number, covered }, pin_shades) {
  const last = columns.w1.length - 1
  return {
    w1: columns.w1[last],
    w2: columns.w2[last],
    error: columns.error[last],
    colour: end_shade(number, pin_shades),
    number: String(number),
    covered,
  }
}
