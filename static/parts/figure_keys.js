// Keyboard access to figures: the Tab key reaches them, and a focused figure has keys of its own.

import { element_of } from "../figures/bokeh_internals.js"
import { is_plain, list_keys } from "../shortcuts.js"
import { follow } from "../store.js"
import { announce } from "./announce.js"
import { make, write_text } from "./dom.js"

const REST = 300 // ms without a change before a description is written anew

/** @type {Record<string, Pair>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }

// Describes a figure for screen readers by words(...facts), written whenever the facts have come to rest.
/** @template {Name[]} N @param {HTMLElement} figure @param {[...N]} needs @param {(...facts: FactsOf<N>) => string} words */
export function describe(figure, needs, words) {
  const line = make("p", { className: "heard", id: `about-${figure.dataset.figure}` })
  figure.after(line)
  figure.setAttribute("aria-describedby", line.id)
  /** @type {number} */
  let rest
  follow(needs, (...facts) => {
    clearTimeout(rest)
    rest = setTimeout(() => write_text(line, words(...facts)), REST)
  })
}

// The sentence of what happened, which is read out itself when it changes.
function told() {
  return document.querySelector(".sentence .heard")?.textContent
}

// Gives a figure, by its Bokeh view, keys. `title` is its name for screen readers; `acts` maps
// each key to what it does; its `arrow`(dx, dy, event), if any, handles all four arrow keys.
// `rows` are for the list of keys. `result` says what a key has done, for screen readers.
/**
 * @param {Plot} view @param {string} title @param {Record<string, (...given: any[]) => any>} acts
 * @param {string[][] | undefined} rows @param {(event: KeyboardEvent) => string} result
 */
export function take_keys(view, title, { arrow, ...acts }, rows, result) {
  /** @type {number} */
  let rest
  const { host } = /** @type {ShadowRoot} */ (view.el.getRootNode())
  const figure = /** @type {HTMLElement} */ (
    view.el.closest("[data-figure]") ?? host.closest("[data-figure]")
  )
  element_of(view).removeAttribute("tabindex") // Bokeh's own canvas would be a second tab stop
  figure.tabIndex = 0
  figure.role = "application" // so that screen readers pass the arrow keys on
  figure.ariaLabel = title
  if (rows) list_keys(`While “${title}” has the focus`, rows)
  // Clicking a figure acts on it without focusing it; the focused element loses the focus.
  figure.addEventListener("mousedown", (event) => {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)
    event.preventDefault()
    focused?.blur()
  })
  figure.addEventListener("keydown", (event) => {
    const act = event.key in ARROWS && arrow ? () => arrow(...ARROWS[event.key], event) : acts[event.key]
    if (!act || !is_plain(event)) return
    event.preventDefault()
    event.stopPropagation()
    const before = told()
    act()
    clearTimeout(rest)
    rest = setTimeout(() => {
      if (told() === before) announce(result(event), title)
    }, REST)
  })
  return figure
}
