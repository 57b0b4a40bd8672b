// Requests to the server, or to its stand-in (alone.js): changes of the experiment, and asks. The fact
// "waiting" says whether an answer is still to come.

import { known, say, together } from "./store.js"

// Asks that send a text, by the topic of the verdict that answers them.
const TYPED = { typed: "verdict", typed_rule: "rule_verdict" }
// Asks whose answer changes the experiment.
const ASKED = ["surface", "rule", "pin", "run", "lesson", "link", "restore"]
// Asks that replace an experiment that is being restored.
const DROPS = ["typed", "surface", "lesson", "link"]

/** @type {Server} */
let server
/** @type {(() => void)[]} */
const moving = [] // functions that set the experiment to the state of a moving control

let asking = false
// The function of the experiment being restored, which may have to be read first. Null
// once it is shown or refused.
/** @type {string | null} */
let restoring = null
/** @type {string | null} */
let typed = null // the topic and number of the pending verdict

// Sets the server that answers.
/** @param {Server} by */
export function serve(by) {
  server = by
  tell_waiting()
}

// Changes settings of the experiment: {values: {eta: 0.1}}, {steps: 100}, ... Only the newest values count.
/** @param {Change} settings */
export function change(settings) {
  together(() => {
    server.change(settings)
    say("changed", settings)
  })
}

// Hides a kind of arrow, or a component of a moment; shows it if it is hidden.
/** @param {Hideable} name */
export function toggle_hidden(name) {
  const { hidden } = known("experiment")
  change({
    hidden: hidden.includes(name)
      ? hidden.filter((/** @type {string} */ each) => each !== name)
      : [...hidden, name],
  })
}

// Asks the server to do something; every ask counts. Moving controls are committed first.
/** @param {Ask} what */
export function ask(what, details = {}) {
  const asked = { ...details, ask: what }
  if (ASKED.includes(what)) commit_all()
  together(() => {
    note(asked)
    say("asked", asked)
    server.ask(asked)
  })
}

// Sends pending changes.
export function send() {
  server.send()
}

// Reloads the page, because its figures did not load: a server of another version has them.
export function load_anew() {
  server.load_anew()
}

// Calls act() before an ask, or before the address is written, if these must include the
// last movement of a control.
/** @param {() => void} act */
export function before_asking(act) {
  moving.push(act)
}

// Sets the experiment to the state of all moving controls, whether they rest or not.
export function commit_all() {
  for (const act of moving) act()
}

/** @param {{ ask: Ask, number?: number, experiment?: SaidExperiment }} asked */
function note({ ask: what, number, experiment }) {
  asking ||= ASKED.includes(what)
  if (experiment) restoring = experiment.expression
  if (DROPS.includes(what)) restoring = null
  if (what === "typed" || what === "typed_rule") typed = [TYPED[what], number].join()
  tell_waiting()
}

// Notes an answer: the facts of a message, and whether everything is answered.
/** @param {Record<string, any>} facts @param {boolean} settled */
export function note_answer(facts, settled) {
  for (const topic of Object.values(TYPED)) if (typed === [topic, facts[topic]?.number].join()) typed = null
  if (facts.refused || known("experiment").expression === restoring) restoring = null
  if (settled) asking = false
  tell_waiting()
}

// The connection is lost, and the typed text with it.
export function note_loss() {
  typed = restoring = null
  tell_waiting()
}

function tell_waiting() {
  say("waiting", asking || typed !== null || restoring !== null)
}
