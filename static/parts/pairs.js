// The maps over pairs of gradients: the wheel changes how far they reach, and the pointer asks for the steps.

import { short } from "../numbers.js"
import { value_at, view_at } from "../figures/plots.js"
import { ask, change, follow, hear } from "../talk.js"
import { new_tip } from "./tip.js"

const NAMES = ["pairs", "pairs_other"]
const FASTEST = 1.25 // by how much one turn of the wheel changes the reach
const REST = 40 // ms without a move, after which the steps at the pointer are asked for

export function pairs(place) {
  const tip = new_tip(place)
  let reach = null
  let timer = null
  let pointed = null // where the pointer was when the steps were asked for

  function over(event) {
    for (const [map, name] of NAMES.entries()) {
      const found = view_at(name, event)
      if (!found) continue
      const { x_scale, y_scale } = found.view.frame
      return { map, g: [value_at(x_scale, found.x), value_at(y_scale, found.y)], event }
    }
    return null
  }

  function move(event) {
    clearTimeout(timer)
    tip.hide()
    pointed = over(event)
    if (pointed) timer = setTimeout(() => ask("pair", { g: pointed.g }), REST)
  }

  function wheel(event) {
    if (!over(event)) return
    event.preventDefault()
    const factor = Math.min(Math.max(Math.exp(event.deltaY / 400), 1 / FASTEST), FASTEST)
    reach = Number((reach * factor).toPrecision(3))
    change({ reach })
  }

  place.addEventListener("pointermove", move)
  place.addEventListener("pointerleave", move)
  place.addEventListener("wheel", wheel, { passive: false })
  follow("experiment", (experiment) => (reach = experiment.reach))
  follow("pairs", ({ maps }) => place.classList.toggle("two-maps", maps.length > 1))
  hear("pair", ({ g, maps }) => {
    if (!pointed || pointed.g[0] !== g[0] || pointed.g[1] !== g[1]) return
    tip.show(maps[pointed.map].map(([name, value]) => [name, short(value)]), pointed.event)
  })
}
