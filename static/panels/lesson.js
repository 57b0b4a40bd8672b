// The open lesson: its words, what to try, and buttons to the previous and the next lesson. While none is
// open, all lessons are listed by the parts of the series.

import { add_panel } from "../panel_registry.js"
import { allow, button, make, one_stop } from "../parts/dom.js"
import { by_part } from "../parts/lessons.js"
import { paragraph } from "../parts/mathematics.js"
import { ask } from "../requests.js"
import { follow, known } from "../store.js"

const NARROW = "(max-width: 890px)" // where the surface covers what has been scrolled (page.css)
const FIRST =
  "Each place is a pair of weights, its colour their error. From the white marker the optimizer walks downhill in steps."

add_panel({ key: "lesson", fill: lesson })

/** @param {HTMLElement} place */
function lesson(place) {
  const title = make("h2", { tabIndex: -1 })
  const back = button("‹ Previous", () => ask("lesson", { step: -1 }), "Previous lesson")
  const forth = button("Next ›", () => ask("lesson", { step: 1 }), "Next lesson")
  const words = make("div")
  const explanation = make("p", { textContent: FIRST })
  place.append(make("div", { className: "lesson-bar" }, title, back, forth), explanation, words)
  /** @type {string | null} */
  let opened = null // the number of the last opened lesson, to be scrolled into view
  /** @type {string | null} */
  let seen = null
  /** @type {number | null} */
  let reached = null // the page's scroll position then
  const dock = /** @type {HTMLElement} */ (place.closest("section"))
  function bring_in_sight() {
    dock.scrollIntoView({ block: matchMedia(NARROW).matches ? "start" : "nearest" })
    reached = scrollY
  }
  let is_chosen = false // a lesson was chosen from a list: its words are next
  follow(["asked"], ({ ask: what, key }) => {
    if (what === "lesson" && key) is_chosen = true
  })
  follow(["drawn"], () => {
    if (opened !== seen && opened) bring_in_sight()
    if (is_chosen && opened !== seen) {
      is_chosen = false
      title.focus({ preventScroll: true })
    }
    seen = opened
  })
  // Two maps side by side take less height than one, so the lesson moves: scroll it into view again.
  follow(["pairs"], () =>
    requestAnimationFrame(() => opened && opened === seen && scrollY === reached && bring_in_sight()),
  )
  follow(["lesson"], (lesson) => {
    opened = lesson.number ?? null
    dock.toggleAttribute("data-lesson", opened !== null)
    dock.dataset.about = lesson.about ?? ""
    explanation.hidden = opened !== null
    back.tabIndex = forth.tabIndex = opened === null ? -1 : 0 // then the first title does the same
    title.textContent = lesson.number ? `${lesson.number}  ${lesson.title}` : "What you see"
    allow(back, lesson.first ? (lesson.number ? "This is the first lesson" : "No lesson is open") : "")
    allow(forth, lesson.last ? "This is the last lesson" : "")
    words.replaceChildren(opened ? make("div", { className: "lesson-words" }, ...words_of(lesson)) : titles())
  })
}

/** @param {OpenLesson} lesson */
function words_of({ text, tries }) {
  const buttons = tries.map(([name], i) => button(name, () => ask("lesson", { try: i })))
  return [...text.map(paragraph), ...(buttons.length ? [make("p", { className: "tries" }, ...buttons)] : [])]
}

function titles() {
  const all = make("div", { className: "lesson-list" }, ...by_part(known("lessons")).map(list))
  one_stop(all, "Lessons")
  return all
}

/** @param {{ part: string, lessons: Lesson[] }} group */
function list({ part, lessons }) {
  const openers = lessons.map(({ number, title, key }) =>
    make(
      "li",
      {},
      button(`${number}  ${title}`, () => ask("lesson", { key })),
    ),
  )
  return make("div", {}, make("h3", { textContent: part }), make("ul", {}, ...openers))
}
