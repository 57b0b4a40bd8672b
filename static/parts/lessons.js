// The menu of lessons, by the parts of the series, and full screen for a projector.

import { button, make } from "./dom.js"
import { dropdown } from "./menu.js"
import { ask, follow } from "../talk.js"

export function lessons(place) {
  const { parts, list, item } = dropdown("Lessons", "Every figure of the article series")
  follow("lessons", (entries) => {
    let part = null
    for (const lesson of entries) {
      if (lesson.part !== part) {
        part = lesson.part
        list.append(make("p", { textContent: part }))
      }
      item(`${lesson.number}  ${lesson.title}`, () => ask("lesson", { key: lesson.key }))
    }
  })

  const wide = button("", full_screen, "Full screen")
  wide.classList.add("full-screen")
  wide.hidden = !document.fullscreenEnabled
  place.append(...parts, wide)
}

export function full_screen() {
  if (document.fullscreenElement) document.exitFullscreen()
  else document.documentElement.requestFullscreen()
}
