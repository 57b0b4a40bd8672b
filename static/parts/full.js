// The corner of a widget: opens the full page, with what the widget shows, in a new tab.

import { follow, say } from "../bus.js"
import { make } from "./dom.js"

export function full(place) {
  const link = make("a", {
    textContent: "Trajectory explorer ↗",
    target: "_blank",
    rel: "noopener",
    title: "Open the full page in a new tab",
  })
  link.setAttribute("aria-label", "Trajectory explorer: open the full page in a new tab")
  place.append(link)
  follow("experiment", ({ query }) => (link.href = `?${query}`))

  // Whoever reaches for the link wants what is shown now: what waits is sent to the server.
  for (const name of ["pointerenter", "focus"])
    link.addEventListener(name, () => {
      say("commit", null)
      say("address", null)
    })
}
