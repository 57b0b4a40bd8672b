// How far a visitor has come: which lessons were open, and what was guessed in each. The browser keeps it.

import { keep, recall } from "./storage.js"

const KEPT = "explorer:course"

// The lessons that were open, by key, each with how good the last guess was, or "".
/** @returns {Map<string, string>} */
export function lessons_met() {
  try {
    const kept = JSON.parse(String(recall("local", KEPT)))
    return new Map(
      kept.filter((/** @type {unknown[]} */ each) => each.every((word) => typeof word === "string")),
    )
  } catch {
    return new Map() // nothing was kept, or it is unreadable
  }
}

// Notes that a lesson is open, and how good a guess was, if one was made.
/** @param {string} key @param {string} guess */
export function meet_lesson(key, guess) {
  const met = lessons_met()
  if (met.has(key) && (guess === "" || met.get(key) === guess)) return
  met.set(key, guess || (met.get(key) ?? ""))
  keep("local", KEPT, JSON.stringify([...met]))
}
