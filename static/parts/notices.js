// What could not be used of a link. What is said of a slow function goes as soon as it, or another one, is shown.

import { follow, hear, known } from "../talk.js"

export function notices(place) {
  const { expression: first } = known("experiment")

  function take_back() {
    for (const notice of place.querySelectorAll("[data-late]")) notice.remove()
    if (!place.querySelector("li")) place.close()
  }

  follow("experiment", ({ expression }) => expression === first || take_back())
  hear("refused", take_back)
}
