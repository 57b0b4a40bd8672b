// Dims server-computed content while an update is pending.

import { on_panels } from "../panel_registry.js"
import { follow } from "../store.js"
import { find, paint, set } from "./plots.js"

const PATIENCE = 400 // ms in which most answers come; dimming for less would flicker
const FADED = 0.35

export function stale() {
  /** @type {ModelName[]} */
  const maps = []
  const pending = new Set() // the keys of maps that are being recomputed
  let settled = true
  /** @type {number | null} */
  let timer = null

  // Restarts the wait: what has just come is not late.
  function wait() {
    clearTimeout(timer)
    timer = null
    if (settled && !pending.size) mark(false)
    else timer = setTimeout(() => mark(true), PATIENCE)
  }

  /** @param {boolean} is_late */
  function mark(is_late) {
    const { dataset } = document.documentElement
    const mark = is_late ? "yes" : "no"
    if (dataset.late === mark) return
    dataset.late = mark
    paint(() => {
      for (const map of maps) {
        const image = find(map)
        if (image) set(image.glyph, { global_alpha: { value: is_late ? FADED : 1 } })
      }
    })
  }

  follow(["experiment.settled"], (now) => {
    if (settled === now) return
    settled = now
    wait()
  })
  on_panels(({ key, map: image }) => {
    if (!image) return
    maps.push(image)
    follow(
      [/** @type {TopicOf<MapFact<unknown>>} */ (key)],
      (/** @type {MapFact<unknown>} */ { map, progress, coarse }) => {
        // A coarse map in sight is not late.
        if (progress === null || map === null || coarse) pending.delete(key)
        else pending.add(key)
        if (map !== undefined || timer === null) wait()
      },
    )
  })
}
