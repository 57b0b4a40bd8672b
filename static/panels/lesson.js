// The open lesson: its question, its words, what to try, and buttons to the previous and the next lesson. While none
// is open, all lessons are listed by the parts of the series.

import { lessons_met, meet_lesson } from "../lessons_met.js"
import { add_panel } from "../panel_registry.js"
import { allow, button, make, one_stop } from "../parts/dom.js"
import { by_part } from "../parts/lessons.js"
import { paragraph } from "../parts/mathematics.js"
import { guess_verdict, unbroken } from "../parts/sentence.js"
import { bring_in_sight } from "../parts/tabs.js"
import { plain } from "../parts/words.js"
import { ask } from "../requests.js"
import { follow, known, say } from "../store.js"

/** @type {(keyof SaidExperiment)[]} */
const OTHERS = [
  "values",
  "start",
  "steps",
  "let",
  "schedule",
  "batch",
  "noise",
  "data",
  "tab",
  "panel",
  "guess",
]
const PHONE = "(max-width: 600px)"

add_panel({ key: "lesson", fill: lesson })

/** @param {HTMLElement} place */
function lesson(place) {
  const title = make("h2", { tabIndex: -1 })
  const back = button("‹ Previous", () => ask("lesson", { step: -1 }), "Previous lesson")
  const forth = button("Next ›", () => ask("lesson", { step: 1 }), "Next lesson")
  const words = make("div")
  const explanation = make("p") // of what the stage shows
  place.append(make("div", { className: "lesson-bar" }, title, back, forth), explanation, words)
  /** @type {string | null} */
  let opened = null // the number of the last opened lesson, to be scrolled into view
  /** @type {string | null} */
  let seen = null
  /** @type {number | null} */
  let reached = null // the page's scroll position then
  const dock = /** @type {HTMLElement} */ (place.closest("section"))
  function show_words() {
    bring_in_sight(dock)
    reached = scrollY
  }
  let unfolded = "" // the key of the lesson whose words were read, or whose answer was told
  let told = "" // the key of the lesson whose answer was told; what stands above its sliders stays then
  let is_chosen = false // a lesson was chosen from a list: its words are next
  // The key of a lesson that was opened here. If it asks for a guess, its run is shown up to the cursor until the
  // visitor does something else.
  let veiled = ""
  const is_open = (/** @type {string} */ key) => unfolded === key || Boolean(lessons_met().get(key))
  function tell_veil() {
    const is_veiled = veiled !== "" && veiled === known("experiment").lesson && !is_open(veiled)
    say("veiled", is_veiled && Boolean(known("lesson").asks))
  }
  /** @param {string} [key] */
  function veil(key = "") {
    veiled = document.documentElement.dataset.projector === "yes" ? "" : key
    tell_veil()
  }
  follow(["asked"], ({ ask: what, key, step, question }) => {
    if (what === "lesson" && key) {
      is_chosen = true
      told = ""
    }
    if (!question) veil(what === "lesson" ? (key ?? neighbour(step)) : "")
  })
  follow(["changed"], (changed) => {
    if (OTHERS.some((name) => name in changed)) veil()
  })
  follow(["drawn"], () => {
    if (opened !== seen && opened) show_words()
    if (is_chosen && opened !== seen) {
      is_chosen = false
      title.focus({ preventScroll: true })
    }
    seen = opened
  })
  follow(["experiment.lesson", "experiment.guessed", "runs"], (key) => {
    if (key) meet_lesson(key, guess_verdict())
  })
  // Two maps side by side take less height than one, so the lesson moves: scroll it into view again.
  follow(["pairs"], () =>
    requestAnimationFrame(() => opened && opened === seen && scrollY === reached && show_words()),
  )
  follow(["experiment.tab"], (tab) => (explanation.textContent = plain(known("tips")[tab])))
  follow(["lesson", "experiment.guess", "experiment.guessed", "experiment.goal", "reached"], (lesson) => {
    const { lesson: key, guess, guessed, goal } = known("experiment")
    opened = lesson.number ?? null
    if (goal ? known("reached") : guessed.length) unfolded = told = key
    tell_veil()
    const is_told = opened !== null && told === key
    dock.toggleAttribute("data-lesson", opened !== null)
    dock.toggleAttribute("data-told", is_told)
    dock.dataset.about = lesson.about ?? ""
    dock.dataset.with = lesson.panel ?? ""
    explanation.hidden = opened !== null
    back.hidden = forth.hidden = opened === null
    title.replaceChildren(...unbroken(lesson.number ? `${lesson.number}  ${lesson.title}` : "What you see"))
    allow(back, lesson.first ? "This is the first lesson" : "")
    allow(forth, lesson.last ? "This is the last lesson" : "")
    const read = () => {
      unfolded = key
      veil()
    }
    const content = () => words_of(lesson, guess !== "off" || goal !== "" || is_told, is_open(key), read)
    words.replaceChildren(opened ? make("div", { className: "lesson-words" }, ...content()) : titles())
  })
}

// The key of the lesson that a step from the open one leads to.
/** @param {number} [step] */
function neighbour(step) {
  const lessons = known("lessons")
  const at = lessons.findIndex(({ key }) => key === known("experiment").lesson)
  return step ? lessons[at < 0 ? 0 : at + step]?.key : ""
}

// The question of a lesson, and its words, which are folded until it is answered: they tell what happens. While it
// is asked, the buttons that show it are folded, too, and on a phone always: the sliders come next there.
/** @param {OpenLesson} lesson @param {boolean} is_asked @param {boolean} is_open @param {() => void} read */
function words_of({ question = "", asks, answer, text, tries }, is_asked, is_open, read) {
  const begin = button(asks ? "Answer it" : "Try it", () => ask("lesson", { question: true }))
  const asked = make("div", { className: "question" }, paragraph(question), ...(is_asked ? [] : [begin]))
  const buttons = tries.map(([name], i) => button(name, () => ask("lesson", { try: i })))
  const shows = buttons.length ? [make("p", { className: "tries" }, ...buttons)] : []
  const words = text.map(paragraph)
  if (!words.length) return [asked]
  if (is_open) return [asked, ...(answer ? [paragraph(answer)] : []), ...words, ...shows]
  const summary = make("summary", { textContent: is_asked ? "Read how" : "Read on" })
  const are_folded = is_asked || matchMedia(PHONE).matches
  const fold = make("details", {}, summary, ...words, ...(are_folded ? shows : []))
  fold.addEventListener("toggle", read, { once: true })
  return [asked, fold, ...(are_folded ? [] : shows)]
}

// All lessons; those that were open are marked, with the guess that was made, and a button opens the next.
function titles() {
  const met = lessons_met()
  const lessons = known("lessons")
  const next = lessons.find(({ key }) => !met.has(key))
  const now = (next ?? lessons[0]).part // the part that is open
  const parts = by_part(lessons).map((each) => list(each, met, each.part === now))
  const all = make("div", { className: "lesson-list" }, ...parts)
  const words = met.size ? `You have seen ${met.size} of ${lessons.length} lessons. ` : ""
  const sign = `${met.size ? "Go on" : "Begin"} with lesson ${next?.number}`
  const seen =
    next &&
    make(
      "p",
      { className: "lessons-seen" },
      words,
      button(sign, () => ask("lesson", { key: next.key })),
    )
  const place = make("div", {}, ...(seen ? [seen] : []), all)
  one_stop(place, "Lessons")
  return place
}

// A part of the series as a fold; opening one closes the others.
/** @param {{ part: string, lessons: Lesson[] }} group @param {Map<string, string>} met @param {boolean} open */
function list({ part, lessons }, met, open) {
  const openers = lessons.map(({ number, title, key, able }) => {
    const seen = met.has(key) ? ["seen", met.get(key)].filter(Boolean).join(" · ") : ""
    const words = make(
      "span",
      seen ? { className: "met", textContent: seen } : { className: "able", textContent: able },
    )
    const open = button(`${number}  ${title}`, () => ask("lesson", { key }))
    open.title = able
    return make("li", {}, open, words)
  })
  const summary = make("summary", {}, make("h3", { textContent: part }))
  return make("details", { name: "lessons", open }, summary, make("ul", {}, ...openers))
}
