// The rules of methods: the server's own by key, and typed ones by text.

import { known } from "./store.js"

/** @type {Map<string | undefined, RuleFact>} */
const kept = new Map() // text -> rule, for the latest texts, so that undo shows a rule at once
const KEPT = 128 // each typed letter makes a text; more than all runs have at a time

// The rule of a run of the lineup; undefined if the server has not said it yet.
/** @param {{ method: string, rule?: string }} run @returns {RuleFact | undefined} */
export function rule_of({ method, rule: text }) {
  if (text === undefined) return known("rules")[method]
  for (const [each, rule] of Object.entries(known("typed_rules"))) {
    if (kept.has(each)) continue
    kept.set(each, rule)
    if (kept.size > KEPT) kept.delete(kept.keys().next().value)
  }
  return kept.get(text)
}
