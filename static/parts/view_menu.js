// The menu of how the run is shown: three dimensions, the scale of w and of E, the strip of all rates, arrows,
// full screen. What is used rarely stands here, so that few controls stand around the figure.

import { fitted_view, is_same_view } from "../draw/view.js"
import { words_instead } from "../panel_registry.js"
import { change } from "../requests.js"
import { follow, known } from "../store.js"
import { is_widget } from "../widget.js"
import { arrow_switches } from "./arrows.js"
import { allow, button, make } from "./dom.js"
import { full_screen } from "./full_screen.js"
import { dropdown } from "./menu.js"
import { relief_switch } from "./relief.js"
import { toggle } from "./toggle.js"
import { units_switch } from "./units.js"

/** @param {HTMLElement} place */
export function view_menu(place) {
  const { parts, list } = dropdown("View", "How the run is shown: 3-D, scales, arrows, full screen")
  const wide = button("Full screen", full_screen)
  wide.title = "The page without the browser around it"
  const arrows = make("div", { className: "switches" })
  const full = is_widget || !document.fullscreenEnabled ? [] : [wide]
  const only_here = is_widget ? [] : [relief_switch(), tune_switch()]
  list.append(...only_here, units_switch(), fit_button(), arrows, ...full)
  toggle(list, "log scale", "Show the error on a logarithmic axis", "log_error")
  arrow_switches(arrows)
  list.addEventListener("click", ({ target }) => {
    if (/** @type {Element} */ (target).closest(":not(.switches) > button")) list.hidePopover()
  })
  place.append(...parts)
  // The tabs beside the button leave it its room, however wide the letters are.
  new ResizeObserver(() =>
    document.documentElement.style.setProperty("--view-menu", `${place.offsetWidth}px`),
  ).observe(place)
}

// Fits the view to the path of the active run.
export function fit_view() {
  const run = known("runs")?.[0]
  if (run) change({ view: fitted_view(run, known("experiment").view, known("contract").limits) })
}

function fit_button() {
  const fit = button("Fit view", fit_view)
  fit.title = "Show the whole path"
  follow(["drawn", "experiment.view", "experiment.tab"], (_, view, tab) => {
    fit.hidden = Boolean(words_instead(tab))
    const fitted = fitted_view(known("runs")[0], view, known("contract").limits)
    allow(fit, is_same_view(view, fitted) ? "The view fits the path already" : "")
  })
  return fit
}

function tune_switch() {
  const press = button("Tune", () => change({ tune: !known("experiment").tune }))
  follow(["sliders", "experiment.tune"], (rows, on) => {
    const row = rows.find(({ tunable }) => tunable)
    press.hidden = !row
    press.title = `How the run ends for every ${row?.label}, from this start and with these values`
    press.ariaPressed = String(on)
  })
  return press
}
