// The hints that a newcomer has followed. A hint disappears once it was followed, and never comes back.

import { keep, recall } from "./storage.js"

const KEPT = "explorer:hints"
const HINTS = ["click", "drag", "type"]

/** @param {string} hint */
export function is_done(hint) {
  return followed().includes(hint)
}

export function all_done() {
  return HINTS.every(is_done)
}

/** @param {string} hint */
export function mark_done(hint) {
  if (!is_done(hint)) keep("local", KEPT, [...followed(), hint].join(" "))
}

function followed() {
  return (recall("local", KEPT) ?? "").split(" ")
}
