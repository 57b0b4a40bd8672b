// What could not be used of a link. What is said of a slow function goes as soon as it, or another one, is
// shown. The height of the notice is a value for the style sheets, so that a page that scrolls has room for
// its surface below it.

import { follow, known } from "../store.js"

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
