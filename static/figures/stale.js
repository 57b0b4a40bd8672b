// Fades what only the server can say while it is late: it belongs to what was shown before.

import { follow, hear } from "../bus.js"
import { find, paint, set } from "./plots.js"

const PATIENCE = 400 // ms, in which most answers come; to fade for less would be a flicker
const FADED = 0.35

export function stale() {
  const computed = { basins: true, plane: true } // whether no newer map of a tab is being computed
  let settled = true
  let timer = null

  // Begins to wait anew: what has just come is not late.
  function wait() {
    clearTimeout(timer)
    timer = null
    if (settled && computed.basins && computed.plane) mark(false)
    else timer = setTimeout(() => mark(true), PATIENCE)
  }

  function mark(is_late) {
    const { dataset } = document.documentElement
    const mark = is_late ? "yes" : "no"
    if (dataset.late === mark) return
    dataset.late = mark
    paint(() => {
      for (const name of /** @type {const} */ (["basins_map", "plane_map"])) {
        const map = find(name)
        if (map) set(map.glyph, { global_alpha: { value: is_late ? FADED : 1 } })
      }
    })
  }

  follow("experiment", (experiment) => {
    const before = settled
    settled = experiment.settled
    if (settled !== before) wait()
  })
  for (const topic of /** @type {const} */ (["basins", "plane"]))
    hear(topic, ({ map, progress, coarse }) => {
      computed[topic] = progress === null || map === null || coarse // the coarse map in sight is not late
      if (map !== undefined || timer === null) wait()
    })
}
