// The menu of lessons, grouped by the parts of the series, with what one can do after each and how long it
// takes.

import { ask } from "../requests.js"
import { follow } from "../store.js"
import { make } from "./dom.js"
import { dropdown } from "./menu.js"

/** @param {HTMLElement} place */
export function lessons(place) {
  const { parts, list, item } = dropdown("Lessons", "Every figure of the article series")
  follow(["lessons"], (entries) => {
    for (const { part, lessons } of by_part(entries)) {
      list.append(make("p", { textContent: part }))
      for (const { number, title, key, able, minutes } of lessons) {
        const open = item(`${number}  ${title}`, () => ask("lesson", { key }))
        open.ariaLabel = open.textContent
        open.append(make("span", { className: "able", textContent: `${able} ${minutes}\u00a0min` }))
      }
    }
  })
  place.append(...parts)
}

// Groups lessons by their part of the series: [{ part, lessons }].
/** @param {Lesson[]} lessons */
export function by_part(lessons) {
  const parts = [...new Set(lessons.map(({ part }) => part))]
  return parts.map((part) => ({ part, lessons: lessons.filter((each) => each.part === part) }))
}
