// The page as a widget in somebody else's page (static/embed.html): what it does otherwise than the full
// page.

import { keep_nothing } from "./storage.js"

// `embed` are the parts that are shown, and `link` are the parts of the address that say so.
const { embed, link } = document.documentElement.dataset

export const is_widget = embed !== undefined
const parts = embed?.split(" ")

// Whether a part is shown: on the full page, all are.
/** @param {string} part */
export function wants(part) {
  return !parts || parts.includes(part)
}

// The query of this page that shows what a query of the full page does.
/** @param {string} query */
export function query_here(query) {
  return is_widget ? `${query}&${link}` : query
}

export function widget() {
  if (!is_widget) return
  keep_nothing() // all frames of a page would share it
  share_wheel()
}

// The wheel scrolls the host's page, unless somebody has pressed into the frame and not elsewhere since.
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
