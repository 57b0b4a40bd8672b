// E and its gradient, set as mathematics within a line, where fractions are low.

import { follow } from "../store.js"
import { make } from "./dom.js"
import { set_formula } from "./mathematics.js"
import { whole } from "./whole.js"

export function formulas(place) {
  const list = make("div", { className: "formulas" })
  place.append(list)
  whole(place, list, "E and its gradient")
  follow(["formulas"], (lines) =>
    list.replaceChildren(
      ...lines.map(({ tex, plain }) => {
        const line = make("div", { className: "formula" })
        set_formula(line, tex, plain, { display: false })
        return line
      }),
    ),
  )
}
