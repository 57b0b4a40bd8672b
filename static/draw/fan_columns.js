// The columns for the other paths of noisy runs.

import { columns_of } from "./columns.js"
import { clipped_line, is_inside } from "./lines.js"
import { middle_shade } from "./pins.js"

// The active run's fan, cut at the view's edge.
/** @param {ShownRun} run @param {Box} view */
export function fan_columns({ fan }, view) {
  const paths = paths_of(fan)
  const lines = paths.map(({ w1, w2 }) => clipped_line(w1, w2, view)).map(([w1, w2]) => ({ w1, w2 }))
  const ends = paths.map(end).filter(({ w1, w2 }) => is_inside(w1, w2, view))
  return { fan: columns_of(["w1", "w2"], lines), fan_ends: columns_of(["w1", "w2"], ends) }
}

// The fans of visible pinned runs, [{run, number}, ...]; `colour` as in pins.js.
/** @param {Pin[]} pinned @param {Limits} limits */
export function pin_fan_columns(pinned, { pin_shades }) {
  const paths = pinned.flatMap(({ run, number }) => {
    const colour = middle_shade(number, pin_shades)
    return paths_of(run.fan).map((path) => ({ ...path, colour }))
  })
  const names = /** @type {const} */ (["w1", "w2", "colour"])
  const ends = paths.map((path) => ({ ...end(path), colour: path.colour }))
  return { pin_fan: columns_of(names, paths), pin_fan_ends: columns_of(names, ends) }
}

/** @param {Fan | null | undefined} fan */
function paths_of(fan) {
  return fan ? fan.w1.map((w1, k) => ({ w1, w2: fan.w2[k] })) : []
}

/** @param {Record<"w1" | "w2", Float64Array>} path */
function end({ w1, w2 }) {
  return { w1: w1[w1.length - 1], w2: w2[w2.length - 1] }
}
