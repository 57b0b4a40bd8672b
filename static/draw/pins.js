// What the figures draw of the pinned runs that are shown, [{run, number}, ...] with numbers from 1 to 8.
//
// The column `colour` is an index into the shades of all hues: `pin_shades` for each number, dark to bright.

import { columns_of } from "./columns.js"
import { early_steps } from "./lines.js"
import { moment_lines, times } from "./run.js"

export function pin_columns(pinned, { pin_shades }) {
  const shown = pinned.map(({ run, number }) => ({ run, number, colour: middle_shade(number, pin_shades) }))
  const moment = (name) => {
    const keeping = shown.filter(({ run }) => `${name}1` in run.columns)
    const lines = keeping.map(({ run, colour }) => ({ ...moment_lines(run, name), colour }))
    return columns_of(["t", "first", "second", "colour"], lines)
  }
  return {
    pin_path: columns_of(["w1", "w2", "colour"], shown.flatMap((pin) => pieces(pin, pin_shades))),
    pin_ends: columns_of(["w1", "w2", "colour", "number"], shown.map(end)),
    pin_error: columns_of(["t", "error", "colour"], shown.map(error_line)),
    pin_m: moment("m"),
    pin_s: moment("s"),
  }
}

export function middle_shade(number, pin_shades) {
  return (number - 1) * pin_shades + Math.floor(pin_shades / 2)
}

// A path in pieces of one shade each.
function pieces({ run: { columns }, number }, pin_shades) {
  const edges = early_steps(columns.w1.length - 1, pin_shades)
  return edges.slice(1).map((to, shade) => ({
    w1: columns.w1.slice(edges[shade], to + 1),
    w2: columns.w2.slice(edges[shade], to + 1),
    colour: (number - 1) * pin_shades + (shade * (pin_shades - 1)) / Math.max(edges.length - 2, 1),
  }))
}

function end({ run: { columns }, number, colour }) {
  return { w1: columns.w1.at(-1), w2: columns.w2.at(-1), colour, number: String(number) }
}

function error_line({ run, colour }) {
  return { t: times(run), error: run.columns.error, colour }
}
