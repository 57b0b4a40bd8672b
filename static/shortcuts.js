// The page's keys: those of one character, and the list of all.
//
// A one-character key acts only while no text field, list or dialog has the focus, and can be turned off
// (WCAG 2.1.4). Parts with keys of their own register them for the list.

import { keep, recall } from "./storage.js"

const KEPT = "explorer:letters"
const OFF = "off"

export const TYPED = "input:not([type=range], [type=checkbox]), textarea, [contenteditable]" // text fields
/** @type {Map<string, { rows: string[][], are_there: () => boolean }[]>} */
const groups = new Map() // where keys act -> { rows: [keys, what they do], are_there }

// Adds keys to the list, which shows them while are_there() is true.
/** @param {string} where @param {string[][]} rows */
export function list_keys(where, rows, are_there = () => true) {
  groups.set(where, [...(groups.get(where) ?? []), { rows, are_there }])
}

export function listed_keys() {
  /** @type {[where: string, rows: string[][]][]} */
  const found = []
  for (const [where, parts] of groups) {
    const rows = parts.flatMap(({ rows, are_there }) => (are_there() ? rows : []))
    if (rows.length) found.push([where, rows])
  }
  return found
}

// Calls act(event) when a one-character key is pressed. act returns false if it has not taken the key.
/**
 * @param {string} key @param {string} words
 * @param {(event: KeyboardEvent) => boolean | void} act @param {() => boolean} [is_there]
 */
export function letter(key, words, act, is_there = undefined) {
  list_keys("Everywhere but in text fields", [[key.toUpperCase(), words]], is_there)
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== key || !letters_act() || !is_plain(event) || event.repeat) return
    if (/** @type {Element} */ (event.target).matches?.(`${TYPED}, select`) || has_dialog()) return
    if (act(event) !== false) event.preventDefault()
  })
}

export function letters_act() {
  return recall("local", KEPT) !== OFF
}

/** @param {boolean} on */
export function let_letters_act(on) {
  keep("local", KEPT, on ? "on" : OFF)
}

// Whether no control has the focus, so that the page may take a key.
export function is_free() {
  const active = document.activeElement
  return (!active || active === document.body || active.matches("h2")) && !has_dialog()
}

// Whether a key is pressed without a modifier that changes its meaning.
/** @param {KeyboardEvent} event */
export function is_plain({ ctrlKey, metaKey, altKey }) {
  return !(ctrlKey || metaKey || altKey)
}

function has_dialog() {
  return document.querySelector("dialog:modal") !== null
}
