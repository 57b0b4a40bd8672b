// The switch between the map and the surface in three dimensions. The rest of the latter is
// loaded when first opened.

import { load } from "../load.js"
import { words_instead } from "../panel_registry.js"
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
    if (is_open()) change({ camera: [] })
    else with_script(({ standing }) => is_open() || change({ camera: standing() }))
  }

  // Calls act() with the script of the surface, and shows the map if that fails.
  /** @param {(script: Late["relief"]) => void} act */
  function with_script(act) {
    load("relief")
      .then(act)
      .catch((problem) => {
        opened = false
        report(problem)
        if (is_open()) change({ camera: [] })
        say("view_limit", "3-D could not be loaded; the map is shown.")
      })
  }

  function show() {
    const { tab } = known("experiment")
    toggle.ariaPressed = String(is_open())
    toggle.hidden = Boolean(words_instead(tab))
    toggle.title = is_open() ? DOWN : UP
    if (is_open() && !opened) open()
  }

  function open() {
    opened = true
    if (known("view_limit")) say("view_limit", "")
    with_script(({ stage }) => stage(find_in(document, '[data-figure="surface"]'), by_hand))
  }

  letter("3", "turns the surface up into three dimensions, and back", turn)
  follow(["experiment.tab", "experiment.camera"], show)
  return toggle
}

function is_open() {
  return known("experiment").camera.length > 0
}
