// The line that says what is wrong with the run, and why. It has buttons that repair the run, or fit the view to
// its path.

import { outside } from "../draw/run_columns.js"
import { words_instead } from "../panel_registry.js"
import { change } from "../requests.js"
import { follow, known, together } from "../store.js"
import { button, find_in, make, moving_line } from "./dom.js"
import { fit_view } from "./view_menu.js"

/** @param {HTMLElement} place */
export function status(place) {
  const { parts, write } = moving_line()
  const fit = button("Fit view", fit_view)
  fit.title = "Show the whole path"
  fit.className = "wanted"
  fit.hidden = true
  const offers = make("div", { className: "offers" })
  // The last repair: the change that undoes it, and the state since, as text.
  /** @type {{ back: Change, shown: string } | null} */
  let mended = null
  place.append(...parts, offers, fit)
  follow(["drawn", "view_limit", "experiment.settled", "experiment.camera", "trouble"], draw)
  follow(["trouble", "experiment"], show_offers)

  function draw() {
    const { settled, tab, camera } = known("experiment")
    const instead = words_instead(tab)
    fit.hidden = true
    if (instead) return write(settled, instead)
    const run = known("runs")[0]
    const last = run.columns.w1.length - 1
    const { view: shown, stretched } = known("shown_view")
    const leaves = outside(run, shown) > known("contract").limits.leaving * (last + 1)
    const trouble = settled ? known("trouble") : null
    const words = trouble?.words
    const limit = known("view_limit")
    const more = leaves ? [span("The path leaves the view.", "outside")] : []
    const said = words
      ? [span(words, trouble?.quiet ? "trouble quiet" : "trouble")]
      : [span(run.ended, "ended"), ...more]
    // With other words, only the units button shows it; in 3-D no angle is true.
    const stretch = stretched && !words && !camera.length ? "Stretched: angles are not true." : ""
    const notes = [stretch, limit].filter(Boolean)
    const all = [...said, ...notes.map((note) => span(note))].filter((each) => each.textContent)
    write(settled, ...all.flatMap((each) => [each, " "]))
    fit.hidden = words ? !trouble?.fits : !leaves
  }

  // The buttons that repair the shown run, and one that undoes the last repair.
  function show_offers() {
    const { settled, tab } = known("experiment")
    if (mended?.shown !== what_runs(known("experiment"))) mended = null
    const found = settled && !words_instead(tab) ? (known("trouble")?.offers ?? []) : []
    const title = "Take back what the button has changed"
    const buttons = [...found, ...(mended ? [{ label: "Undo", change: mended.back, title }] : [])]
    const text = JSON.stringify(buttons)
    if (text === offers.dataset.shown) return
    offers.dataset.shown = text
    const had_focus = offers.contains(document.activeElement)
    offers.replaceChildren(...buttons.map(offer))
    if (had_focus) find_in(document, buttons.length ? ".offers button" : ".play").focus()
  }

  /** @param {Offer} offer */
  function offer({ label, change: to, title = "" }) {
    return Object.assign(
      button(label, () => mend(to)),
      { title },
    )
  }

  /** @param {Change} to */
  function mend(to) {
    const { start, view, values } = known("experiment")
    const back = { start, view, values }
    const was = mended
    together(() => {
      change(to)
      mended = to === was?.back ? null : { back, shown: what_runs(known("experiment")) }
    })
  }
}

// The settings that decide the shown run and its view, as text.
/** @param {SaidExperiment} experiment */
function what_runs({ expression, start, view, steps, values, lineup }) {
  return JSON.stringify([expression, start, view, steps, values, lineup[0].method])
}

/** @param {string} text */
function span(text, name = "") {
  return make("span", { textContent: text, className: name })
}
