// A button that shows whether w₁ and w₂ have the same unit length on the surface, and switches that.

import { is_same_view } from "../draw/view.js"
import { words_instead } from "../panel_registry.js"
import { change } from "../requests.js"
import { follow, known } from "../store.js"
import { allow, button, write_text } from "./dom.js"

const EQUAL =
  "w₁ and w₂ have the same scale, so that angles are true: −∇E stands perpendicular on the contour lines. Press to stretch the view to its frame."
const STRETCHED =
  "The view is stretched to its frame: w₁ and w₂ have different scales, and angles are not true. Press to show them with the same scale."

export function units_switch() {
  const toggle = button("1:1", () => change({ units: known("shown_view").stretched ? "equal" : "stretched" }))
  toggle.className = "units"

  /** @param {ShownView} shown @param {Box} wanted @param {TabName} tab */
  function draw({ view, stretched }, wanted, tab) {
    toggle.hidden = Boolean(words_instead(tab))
    write_text(toggle, stretched ? "Stretched" : "1:1")
    const fits = !stretched && is_same_view(view, wanted)
    const reason = fits ? "The view has the shape of its frame: there is nothing to stretch" : ""
    allow(toggle, reason, stretched ? STRETCHED : EQUAL)
  }

  follow(["shown_view", "experiment.view", "experiment.tab"], draw)
  return toggle
}
