// Whether the server was asked for what changes the experiment, and has not shown it yet.

import { hear, say } from "./bus.js"

// Asks with a text, and the topics of their verdicts.
const TYPED = { typed: "verdict", typed_rule: "rule_verdict" }
// What changes it as soon as it is answered.
const ASKED = ["surface", "rule", "pin", "run", "lesson", "link", "restore"]
// What comes instead of an experiment that is to be restored.
const DROPS = ["typed", "surface", "lesson", "link"]

let asking = false
// The function of that experiment, which may have to be read first, until it is shown or refused.
let restoring = null
let typed = null // the topic and the number of the verdict on the text that has none yet

export function is_waiting() {
  return asking || typed !== null || restoring !== null
}

// Called before the modules that answer (wire.js, alone.js) and that ask is_waiting (history.js,
// parts/link.js), so that it hears each ask first.
export function pending_asks() {
  hear("ask", ({ ask: what, number, experiment }) => {
    if (ASKED.includes(what)) say("commit", null) // of what still moves: it comes before what is asked for
    asking ||= ASKED.includes(what)
    if (what === "restore") restoring = experiment.expression
    if (DROPS.includes(what)) restoring = null
    if (what in TYPED) typed = [TYPED[what], number].join()
  })
  const judged =
    (topic) =>
    ({ number }) => {
      if (typed === [topic, number].join()) typed = null
    }
  hear("verdict", judged("verdict"))
  hear("rule_verdict", judged("rule_verdict"))
  hear("answered", ({ settled }) => {
    if (settled) asking = false
  })
  hear("experiment", ({ expression }) => {
    if (expression === restoring) restoring = null
  })
  hear("refused", () => (restoring = null))
  hear("lost", () => (typed = restoring = null))
}
