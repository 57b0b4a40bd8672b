// The keys of the page: those of one character, and the list of all.
//
// A key of one character acts only while no text field, list or dialog has the focus, and can be turned off (WCAG 2.1.4).
// Where a part takes keys of its own, it tells them, so that the list has them.

import { keep, recall } from "./storage.js"

const KEPT = "explorer:letters"
const OFF = "off"

export const TYPED = "input:not([type=range], [type=checkbox]), textarea, [contenteditable]" // text fields
const groups = new Map() // of the list: pairs [keys, what they do], by where they act

// Tells keys for the list.
export function tell_keys(where, rows) {
  groups.set(where, [...(groups.get(where) ?? []), ...rows])
}

export function told_keys() {
  return [...groups]
}

// Calls act(event) when a key of one character is pressed. If it does nothing there, it returns false.
export function letter(key, words, act) {
  tell_keys("Everywhere but in text fields", [[key.toUpperCase(), words]])
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== key || !letters_act() || !is_plain(event) || event.repeat) return
    if (/** @type {Element} */ (event.target).matches?.(`${TYPED}, select`) || has_dialog()) return
    if (act(event) !== false) event.preventDefault()
  })
}

export function letters_act() {
  return recall("local", KEPT) !== OFF
}

export function let_letters_act(on) {
  keep("local", KEPT, on ? "on" : OFF)
}

// Whether no control has the focus, so that the page itself may take a key.
export function is_free() {
  const active = document.activeElement
  return (!active || active === document.body) && !has_dialog()
}

// Whether a key is pressed without those that make another one of it.
export function is_plain({ ctrlKey, metaKey, altKey }) {
  return !(ctrlKey || metaKey || altKey)
}

function has_dialog() {
  return document.querySelector("dialog:modal") !== null
}
