// The curvature at the start, at the cursor and at the minima, and its bounds on the learning rate: a table,
// and crosses on the surface.

import { cross_columns } from "../draw/cross.js"
import { put } from "../figures/plots.js"
import { add_panel, drawing } from "../panel_registry.js"
import { fill, head_cells, head_row, make, meanings, write_text } from "../parts/dom.js"
import { follow } from "../store.js"

const HEADS = [
  ["Point", "where, and its weights"],
  ["Kind", "which critical point it is, if it is one"],
  ["λₘₐₓ, λₘᵢₙ", "eigenvalues of the Hessian: how E curves along the cross, upwards or (−) downwards"],
  ["Condition", "the larger |λ| over the smaller one"],
  ["η stable below", "2 / λₘₐₓ: with a larger η gradient descent diverges there"],
]
const OWN = "the same bound for the active run, with its values"

add_panel({
  key: "curvature",
  fill: table,
  drawings: () => [
    drawing(["curvature", "experiment.panel", "shown_view.view"], ({ points }, panel, view) =>
      put(cross_columns(panel === "curvature" ? points : [], view)),
    ),
  ],
})

/** @param {HTMLElement} place */
function table(place) {
  const head = head_row(HEADS)
  const own = make("th", { title: OWN, hidden: true })
  head.append(own)
  const body = make("tbody")
  place.append(make("table", {}, make("thead", {}, head), body), meanings(HEADS.slice(1)))
  const new_row = () => make("tr", {}, ...[...head.cells].map(() => make("td")))
  follow(["curvature"], ({ run, points }) => {
    own.textContent = run
    fill(body, points, new_row, write)
    for (const { cells } of body.rows)
      head_cells(
        [...cells],
        [...head.cells].map((cell) => cell.textContent),
        0,
      )
    // The run's own bound is the general one: hide its column.
    for (const { cells } of [head, ...body.rows]) cells[cells.length - 1].hidden = run === ""
  })
}

/** @param {HTMLTableRowElement} row @param {CurvedPoint} point */
function write(row, { name, place, words: { kind, eigenvalues, condition, descent_bound, run_bound } }) {
  const texts = [`${name} ${place}`, kind, eigenvalues, condition, descent_bound, run_bound]
  texts.forEach((text, i) => write_text(row.cells[i], text))
}
