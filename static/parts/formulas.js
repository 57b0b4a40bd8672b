// E and its gradient, set as mathematics.

import { follow } from "../store.js"
import { fill, make } from "./dom.js"
import { set_line } from "./mathematics.js"

/** @param {HTMLElement} place */
export function formulas(place) {
  const list = make("div", { className: "formulas" })
  place.append(list)
  follow(["formulas"], (lines) =>
    fill(
      list,
      lines,
      () => make("div"),
      (line, tex) => set_line(line, tex, true),
    ),
  )
}
