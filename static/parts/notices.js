// Notices about the link's unusable parts and about slow functions. A notice about a slow function closes
// once that function, or another one, is shown. The notice's height is a CSS variable, so that a scrolling
// page leaves room for the surface.

import { follow, known } from "../store.js"

/** @param {HTMLDialogElement} place */
export function notices(place) {
  const { expression: first } = known("experiment")
  const root = document.documentElement
  new ResizeObserver(() => root.style.setProperty("--notice", `${place.offsetHeight}px`)).observe(place)

  function take_back() {
    for (const notice of place.querySelectorAll("[data-late]")) notice.remove()
    if (!place.querySelector("li")) place.close()
  }

  follow(["experiment.expression"], (expression) => expression === first || take_back())
  follow(["refused"], take_back)
}
