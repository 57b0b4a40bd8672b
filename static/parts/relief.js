// The switch between the map and the surface in three dimensions. The rest of the latter is
// loaded when first opened.

import { view_of } from "../figures/plots.js"
import { load } from "../load.js"
import { words_instead } from "../panel_registry.js"
import { sides_of } from "../relief/camera.js"
import { opening_camera } from "../relief/opening_camera.js"
import { report } from "../report.js"
import { change } from "../requests.js"
import { letter } from "../shortcuts.js"
import { follow, known, say } from "../store.js"
import { button, find_in } from "./dom.js"

const UP = "The surface in three dimensions, with the height E (3)"
const DOWN = "The map, which is exact (3)"

export function relief_switch() {
  const toggle = button("3-D", turn)
  let opened = false
  let by_hand = false // the visitor has switched it on; it was not so in the link

  function turn() {
    if (words_instead(known("experiment").tab)) return false
    by_hand = true
    change({ camera: is_open() ? [] : standing() })
  }

  function show() {
    const { tab } = known("experiment")
    toggle.setAttribute("aria-pressed", String(is_open()))
    toggle.hidden = Boolean(words_instead(tab))
    toggle.title = is_open() ? DOWN : UP
    if (is_open() && !opened) open()
  }

  function open() {
    opened = true
    if (known("view_limit")) say("view_limit", "")
    load("relief")
      .then(({ stage }) => stage(find_in(document, '[data-figure="surface"]'), by_hand))
      .catch((/** @type {unknown} */ problem) => {
        opened = false
        report(problem)
        change({ camera: [] })
        say("view_limit", "3-D could not be loaded; the map is shown.")
      })
  }

  letter("3", "turns the surface up into three dimensions, and back", turn)
  follow(["experiment.tab", "experiment.camera"], show)
  return toggle
}

// The camera when the surface is opened.
export function standing() {
  const { frame } = /** @type {Plot} */ (view_of("surface"))
  const sides = sides_of(frame.bbox)
  const { height: kind } = known("experiment")
  return opening_camera({ samples: known("samples"), kind, path: known("runs")[0].columns, sides })
}

function is_open() {
  return known("experiment").camera.length > 0
}
