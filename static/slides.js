// A projector's slides: a visitor's list of links, stored in the address's fragment, or else the lessons.

import { commit } from "./history.js"
import { ask } from "./requests.js"
import { keep, recall } from "./storage.js"
import { follow, known } from "./store.js"

const KEPT = "explorer:slides"
const LINK = "link"
const AT = "at"

/** @typedef {{ title: string, query: string }} Link a title of the visitor's own may be "" */

/** @type {Link[]} */
let links = []
let at = 0 // the index of the open one; −1 while something else is shown
/** @type {Map<string | null, number>} */
const places = new Map() // experiments as text -> the index of the link that was open; it outlives a reload
let left = "" // the query of what was shown before the first lesson

// Reads the list from the address. An address without a query shows the list's first link.
export function recall_slides() {
  const parts = new URLSearchParams(location.hash.slice(1))
  links = parts.getAll(LINK).map((text) => {
    const [, title, query] = text.match(/^(.*?) \?(.*)$/) ?? ["", "", text]
    return { title, query }
  })
  const least = location.search ? -1 : 0
  at = Math.min(Math.max(Number(parts.get(AT)) || 0, least), Math.max(links.length - 1, 0))
  const [list, ...kept] = JSON.parse(recall("session", KEPT) ?? "[]")
  if (list === JSON.stringify(links)) for (const [text, place] of kept) places.set(text, place)
  if (links.length && !location.search) ask("link", links[at])
  return links.length > 0
}

export function slide_links() {
  return links
}

// Runs through other links, or through the lessons if there are none.
/** @param {Link[]} others */
export function run_through(others) {
  links = others
  at = -1
  places.clear()
  if (links.length) open_slide(0)
  else write()
}

// The names of all slides.
export function slide_names() {
  if (links.length) return links.map(({ title }, i) => `${i + 1}  ${title}`)
  return known("lessons").map(({ number, title }) => `${number}  ${title}`)
}

// The index of the current slide; −1 while none is open.
export function slide_at() {
  return links.length ? at : known("lessons").findIndex(({ key }) => key === known("lesson")?.key)
}

// Whether there is a slide `by` steps from the current one. Before the first lesson is what was shown then.
/** @param {number} by */
export function can_turn(by) {
  const to = slide_at() + by
  return to < slide_names().length && (to >= 0 || (to === -1 && !links.length && left !== ""))
}

/** @param {number} by */
export function turn(by) {
  if (can_turn(by)) open_slide(slide_at() + by)
}

/** @param {number} to */
export function open_slide(to) {
  if (links.length) {
    set_place(commit())
    at = to
    write()
    return ask("link", { query: links[to].query })
  }
  if (slide_at() < 0) left = known("experiment").query ?? ""
  if (to < 0) ask("link", { query: left })
  else ask("lesson", { key: known("lessons")[to].key })
}

// Remembers with which link an experiment was shown.
/** @param {string | null} text */
function set_place(text) {
  places.set(text, at)
  keep("session", KEPT, JSON.stringify([JSON.stringify(links), ...places]))
}

// Undo and Redo lead to the link with which an experiment was shown; then act() is called.
/** @param {() => void} act */
export function when_stepped(act) {
  follow(["stepped"], ({ from, to }) => {
    set_place(from)
    at = places.get(to) ?? at
    if (links.length) write()
    act()
  })
}

// The current slide in words, and the title that its link was given.
export function place_in_slides() {
  const { number, title } = known("lesson") ?? {}
  const name = number ? `${number}  ${title}` : ""
  return links[at] ? [`${at + 1} of ${links.length}`, name].filter(Boolean).join(": ") : name
}

export function own_title() {
  return links[at]?.title ?? ""
}

// Calls act(sentences) with the unusable parts of the current link.
/** @param {(sentences: string[]) => void} act */
export function when_refused(act) {
  follow(["linked"], ({ notices }) => act(notices.map((notice) => `${at + 1}: ${notice}`)))
}

function write() {
  const parts = new URLSearchParams([
    ...(links.length ? [[AT, String(at)]] : []),
    ...links.map(({ title, query }) => [LINK, title ? `${title} ?${query}` : query]),
  ])
  const hash = links.length ? `#${parts}` : ""
  history.replaceState(history.state, "", location.pathname + location.search + hash)
}
