// The line under the surface: what is wrong with the run, and why. It has buttons that repair the run, and
// buttons for the view: its units, and one that fits it to the path.

import { outside } from "../draw/run_columns.js"
import { fitted_view, is_same_view } from "../draw/view.js"
import { words_instead } from "../panel_registry.js"
import { change } from "../requests.js"
import { follow, known } from "../store.js"
import { allow, button, make, moving_line } from "./dom.js"
import { relief_switch } from "./relief.js"
import { units_switch } from "./units.js"

/** @param {HTMLElement} place */
export function status(place) {
  const { parts, write } = moving_line()
  const { limits } = known("contract")
  const fit = button("Fit view", fit_view)
  fit.title = "Show the whole path"
  const offers = make("div", { className: "offers" })
  // The last repair: the change that undoes it, and the state since, as text.
  /** @type {{ back: Change, shown: string } | null} */
  let mended = null
  const sight = make("div", { className: "sight" }, relief_switch(), units_switch(), fit)
  place.append(...parts, offers, sight)
  // The tabs beside these buttons leave them their room, however wide the letters are.
  new ResizeObserver(() =>
    document.documentElement.style.setProperty("--sight", `${sight.offsetWidth}px`),
  ).observe(sight)
  follow(["drawn", "view_limit", "experiment.settled", "trouble"], draw)
  follow(["trouble", "experiment"], show_offers)

  function draw() {
    const { settled, view, tab } = known("experiment")
    const instead = words_instead(tab)
    fit.hidden = Boolean(instead)
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
    // With other words, only the units button shows it.
    const stretch = stretched && !words ? "Stretched: angles are not true." : ""
    const notes = [stretch, limit].filter(Boolean)
    const all = [...said, ...notes.map((note) => span(note))].filter((each) => each.textContent)
    write(settled, ...all.flatMap((each) => [each, " "]))
    fit.classList.toggle("wanted", (leaves && !words) || Boolean(trouble?.fits))
    allow(fit, is_same_view(view, fitted_view(run, view, limits)) ? "The view fits the path already" : "")
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
    offers.replaceChildren(...buttons.map(offer))
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
    change(to)
    mended = to === was?.back ? null : { back, shown: what_runs(known("experiment")) }
    show_offers()
  }
}

// The settings that decide the shown run and its view, as text.
/** @param {SaidExperiment} experiment */
function what_runs({ expression, start, view, steps, values, lineup }) {
  return JSON.stringify([expression, start, view, steps, values, lineup[0].method])
}

function fit_view() {
  const run = known("runs")?.[0]
  if (run) change({ view: fitted_view(run, known("experiment").view, known("contract").limits) })
}

/** @param {string} text */
function span(text, name = "") {
  return make("span", { textContent: text, className: name })
}
