// The rules of methods: those of the server's package by their keys, and those that somebody typed by their
// texts.

import { known } from "./store.js"

/** @type {Map<string | undefined, any>} */
const met = new Map() // text -> rule, the latest ones, so that what is undone is shown at once
const KEPT = 128 // of them, as each letter that is typed makes one; more than all runs have at a time

// The rule of a run of the lineup; undefined if the server has not said it yet.
/** @param {{ method: string, rule?: string }} run @returns {any} */
export function rule_of({ method, rule: text }) {
  if (text === undefined) return known("rules")[method]
  for (const [each, rule] of Object.entries(known("typed_rules"))) {
    if (met.has(each)) continue
    met.set(each, rule)
    if (met.size > KEPT) met.delete(met.keys().next().value)
  }
  return met.get(text)
}
