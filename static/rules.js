// The rules of methods: those of the server's package by their keys, and those that somebody typed by their texts.

import { known } from "./talk.js"

const met = new Map() // text -> rule, so that what is undone is shown at once

// The rule of a run of the lineup; undefined if the server has not said it yet.
export function rule_of({ method, rule: text }) {
  if (text === undefined) return known("rules")[method]
  for (const [each, rule] of Object.entries(known("typed_rules") ?? {})) if (!met.has(each)) met.set(each, rule)
  return met.get(text)
}
