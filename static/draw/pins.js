// What the figures draw of the pinned runs that are shown, [{run, number, beside, above}, ...] with numbers from 1 to 8; the
// line of one that is drawn beside the active path (beside.js); and whether its end is above the arrows, as it is unless
// it lies at the end of the active path.
//
// The column `colour` is an index into the shades of all hues: `pin_shades` for each number, dark to bright. Lines end
// at the edge of the view, at `crop` and at the step `until`, as those of the active run do.

import { columns_of } from "./columns.js"
import { is_inside } from "./lines.js"
import { moment_lines, pieces, run_until, seen_path, traced } from "./run.js"
import { cropped_error } from "./traces.js"

export function pin_columns(pinned, view, frame, crop, { pin_shades }, until = Infinity) {
  const shown = pinned.map(({ run, number, beside = null, above = true }) => {
    return { whole: run, run: run_until(run, until), number, beside, above, colour: middle_shade(number, pin_shades) }
  })
  const moment = (name) => {
    const keeping = shown.filter(({ run }) => traced(run, name))
    const lines = keeping.map(({ run, colour }) => ({ ...moment_lines(run, name), colour }))
    return columns_of(["t", "first", "second", "colour"], lines)
  }
  return {
    pin_path: columns_of(["w1", "w2", "colour"], shown.flatMap((pin) => shaded(pin, view, frame, pin_shades, until))),
    pin_ends: columns_of(["w1", "w2", "colour", "number", "above"], shown.map((pin) => end(pin, pin_shades)).filter(({ w1, w2 }) => is_inside(w1, w2, view))),
    pin_error: columns_of(["t", "error", "colour"], shown.map(({ run, colour }) => ({ ...cropped_error(run, crop), colour }))),
    pin_m: moment("m"),
    pin_s: moment("s"),
  }
}

export function middle_shade(number, pin_shades) {
  return (number - 1) * pin_shades + Math.floor(pin_shades / 2)
}

// A dark shade, on which the number at the end is read: it is white, or nearly black where all shades are brighter.
export function end_shade(number, pin_shades) {
  return (number - 1) * pin_shades + Math.floor(pin_shades / 4)
}

// The shade of a name beside the end: the one that stands out most from the ground.
export function name_shade(number, pin_shades, theme) {
  return theme === "dark" ? number * pin_shades - 1 : (number - 1) * pin_shades
}

// A path in pieces of one shade each. `frame` and shades are as those of the active run's colours (run.js).
function shaded({ whole, number, beside }, view, frame, pin_shades, until) {
  const path = beside ? seen_path({ columns: beside }, view, frame, pin_shades, beside.ends[until]) : seen_path(whole, view, frame, pin_shades, until)
  return pieces(path, view).map(({ w1, w2, share }) => {
    return { w1, w2, colour: (number - 1) * pin_shades + share * (pin_shades - 1) }
  })
}

function end({ run: { columns }, number, above }, pin_shades) {
  return { above: Number(above), w1: columns.w1.at(-1), w2: columns.w2.at(-1), colour: end_shade(number, pin_shades), number: String(number) }
}
