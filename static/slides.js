// A projector's slides: a visitor's list of links, stored in the address's fragment, or else the lessons.

import { ask } from "./requests.js"
import { follow, known } from "./store.js"

const LINK = "link"
const AT = "at"

/** @type {string[]} */
let links = [] // queries
let at = 0

// Reads the list from the address. An address without a query shows the list's first link.
export function recall_slides() {
  const parts = new URLSearchParams(location.hash.slice(1))
  links = parts.getAll(LINK)
  at = Math.min(Math.max(Number(parts.get(AT)) || 0, 0), Math.max(links.length - 1, 0))
  if (links.length && !location.search) ask("link", { query: links[at] })
  return links.length > 0
}

// Takes a pasted list, one link per line. If some lines are no links to this page, returns
// these and changes nothing.
/** @param {string} text */
export function take_slides(text) {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
  const queries = lines.map(query_of)
  const bad = lines.filter((_, i) => queries[i] === null)
  if (bad.length) return bad
  links = /** @type {string[]} */ (queries)
  at = 0
  write()
  if (links.length) ask("link", { query: links[0] })
  return []
}

export function slides_text() {
  return links.map((query) => `${location.origin}${location.pathname}?${query}`).join("\n")
}

// Whether there is a slide `by` steps from the current one.
/** @param {number} by */
export function can_turn(by) {
  if (links.length) return at + by >= 0 && at + by < links.length
  const { first, last } = known("lesson") ?? {}
  return by < 0 ? !first : !last
}

/** @param {number} by */
export function turn(by) {
  if (!can_turn(by)) return
  if (!links.length) return ask("lesson", { step: by })
  at += by
  write()
  ask("link", { query: links[at] })
}

// The current slide in words.
export function place_in_slides() {
  const { number, title } = known("lesson") ?? {}
  const name = number ? `${number}  ${title}` : ""
  return links.length ? [`${at + 1} of ${links.length}`, name].filter(Boolean).join(": ") : name
}

// Calls act(sentences) with the unusable parts of the current link.
/** @param {(sentences: string[]) => void} act */
export function when_refused(act) {
  follow(["linked"], ({ notices }) =>
    act(notices.map((/** @type {string} */ notice) => `${at + 1}: ${notice}`)),
  )
}

function write() {
  const parts = new URLSearchParams([
    ...(links.length ? [[AT, String(at)]] : []),
    ...links.map((query) => [LINK, query]),
  ])
  const hash = links.length ? `#${parts}` : ""
  history.replaceState(history.state, "", location.pathname + location.search + hash)
}

// The query of a link to this page, or null. A query alone also counts.
/** @param {string} line */
function query_of(line) {
  try {
    const { origin, pathname, search } = new URL(line, location.href)
    const ours =
      origin === location.origin && pathname.replace(/\/$/, "") === location.pathname.replace(/\/$/, "")
    return ours && search.length > 1 ? search.slice(1) : null
  } catch {
    return null
  }
}
