// The page as a widget in another page (static/embed.html): its differences from the full page.

import { packed_content } from "./packed_content.js"
import { write_text } from "./parts/dom.js"
import { keep_nothing } from "./storage.js"
import { follow } from "./store.js"

// `embed` lists the visible parts, and `link` is what the address says about them.
const { embed, link } = document.documentElement.dataset

export const is_widget = embed !== undefined
// Whether the address says what is shown
export const has_address = location.protocol.startsWith("http") && !(is_widget && packed_content)
const parts = embed?.split(" ")

// Whether a part is shown; the full page shows all.
/** @param {string} part */
export function wants(part) {
  return !parts || parts.includes(part)
}

// Converts a query of the full page into one of this page.
/** @param {string} query */
export function query_here(query) {
  return is_widget ? `${query}&${link}` : query
}

// Whose the sliders are, where there are several runs.
/** @param {HTMLElement} place */
export function whose(place) {
  follow(["runs"], ([run, ...others]) => write_text(place, others.length ? run.title : ""))
}

export function widget() {
  if (!is_widget) return
  keep_nothing() // all frames of a page would share it
  share_wheel()
}

// The wheel scrolls the host's page until the visitor presses inside the frame, and again
// after a press elsewhere.
export function share_wheel() {
  let is_used = false
  for (const name of ["pointerdown", "focusin"]) addEventListener(name, () => (is_used = true), true)
  addEventListener("blur", ({ target }) => {
    if (target === window) is_used = false
  })
  addEventListener("wheel", (event) => is_used || event.stopImmediatePropagation(), {
    capture: true,
    passive: true,
  })
}
