// The open lesson: its words, what to try, and buttons to the previous and the next one. While none is open, all are listed.

import { allow, button, make } from "./dom.js"
import { set_formula } from "./mathematics.js"
import { ask, follow, hear, known } from "../talk.js"

export function lesson(place) {
  const title = make("h2")
  const back = button("‹ Previous", () => ask("lesson", { step: -1 }), "Previous lesson")
  const forth = button("Next ›", () => ask("lesson", { step: 1 }), "Next lesson")
  const words = make("div", { className: "lesson-words" })
  place.append(make("div", { className: "lesson-bar" }, title, back, forth), words)
  let opened = null // the number of the lesson that was opened last, and is to be brought in sight
  let seen = null
  hear("drawn", () => {
    if (opened !== seen && opened) place.closest("section").scrollIntoView({ block: "nearest" })
    seen = opened
  })
  follow("lesson", (lesson) => {
    opened = lesson.number ?? null
    title.textContent = lesson.number ? `${lesson.number}  ${lesson.title}` : "All lessons"
    allow(back, lesson.first ? (lesson.number ? "This is the first lesson" : "No lesson is open") : "")
    allow(forth, lesson.last ? "This is the last lesson" : "")
    const text = lesson.text ?? ["Choose a lesson, or begin with “Next”."]
    const tries = lesson.number ? lesson.tries.map(([name], i) => button(name, () => ask("lesson", { try: i }))) : known("lessons").map(opener)
    words.replaceChildren(...text.map(paragraph), ...(tries.length ? [make("p", { className: "tries" }, ...tries)] : []))
  })
}

function opener({ number, title, key }) {
  return button(`${number} ${title}`, () => ask("lesson", { key }))
}

// Words with $mathematics$ between them.
function paragraph(text) {
  const pieces = text.split("$").map((piece, i) => {
    const span = make("span")
    if (i % 2) set_formula(span, piece, piece, { display: false })
    else span.textContent = piece
    return span
  })
  return make("p", {}, ...pieces)
}
