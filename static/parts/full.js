// The link in a widget's corner: opens the full page, in the state that the widget shows, in a new tab.

import { update_address } from "../history.js"
import { commit_all } from "../requests.js"
import { follow } from "../store.js"
import { make } from "./dom.js"

/** @param {HTMLElement} place */
export function full(place) {
  const link = make("a", {
    textContent: "Trajectory explorer ↗",
    target: "_blank",
    rel: "noopener",
    title: "Open the full page in a new tab",
  })
  link.setAttribute("aria-label", "Trajectory explorer: open the full page in a new tab")
  place.append(link)
  follow(["experiment.query"], (query) => (link.href = `?${query}`))

  // The link must lead to what is shown now, so send pending changes before the click.
  for (const name of ["pointerenter", "focus"])
    link.addEventListener(name, () => {
      commit_all()
      update_address()
    })
}
