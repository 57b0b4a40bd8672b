// The legend above the surface: one entry per run, with its method and what distinguishes it. Its tip has all
// values; a click hides or shows a pinned run.

import { told_apart } from "../draw/legend.js"
import { change } from "../requests.js"
import { follow, known } from "../store.js"
import { is_widget } from "../widget.js"
import { button, fill, make } from "./dom.js"
import { swatch } from "./swatch.js"

const LONG = 7 // characters of a value with its name
const WIDE = "(min-width: 1101px)" // a page on which one line has room for three values of two runs

/** @param {HTMLElement} place */
export function legend(place) {
  const list = make("ul")
  place.append(list)
  follow(["runs", "experiment.pins"], (runs) => {
    document.documentElement.toggleAttribute("data-pins", runs.length > 1)
    const has_room = runs.length === 2 && !is_widget && matchMedia(WIDE).matches
    const apart = told_apart(runs, has_room ? 3 : 1)
    fill(
      list,
      runs.map((run, i) => ({ ...run, apart: apart[i] })),
      new_entry,
      write,
    )
  })
}

// Hides the pinned run runs[place] if it is shown, and shows it if it is hidden.
/** @param {number} place */
export function hide_or_show(place) {
  const { pins } = known("experiment")
  change({ pins: pins.map((number, i) => (i === place - 1 ? -number : number)) })
}

/** @param {number} place */
function new_entry(place) {
  const entry = place === 0 ? make("span") : button("", () => hide_or_show(place))
  entry.classList.add("entry")
  return make("li", {}, entry)
}

// The active run's values keep the width of long numbers, so that no entry moves while they change.
/** @param {HTMLElement} item @param {ShownRun & { apart: string }} run @param {number} place */
function write(item, { title, values, apart, of }, place) {
  const entry = /** @type {HTMLElement} */ (item.firstChild)
  const pin = place === 0 ? 0 : known("experiment").pins[place - 1]
  const text = `${title} ${values}`
  const seen = `${title} ${apart}`
  entry.classList.toggle("hidden-run", pin < 0)
  const tip = place === 0 ? `${text} (the active run)` : `${text} (click: ${pin < 0 ? "show" : "hide"})`
  entry.title = of.rule ? `${tip}\n${of.rule}` : tip
  if (entry.dataset.text === seen && entry.dataset.pin === String(pin)) return
  Object.assign(entry.dataset, { text: seen, pin })
  const shown = make("span", { className: "values", textContent: apart })
  if (place === 0) shown.style.setProperty("--room", `${LONG * apart.split(", ").length}ch`)
  entry.replaceChildren(swatch(pin), `${title} `, shown)
  if (place > 0) entry.setAttribute("aria-pressed", String(pin > 0))
}
