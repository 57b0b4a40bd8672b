// What is asked of the server, or of what stands in its place (alone.js): changes of the experiment, and all
// else. Whether something that was asked for is yet to be shown is the fact "waiting".

import { known, say, together } from "./store.js"

// Asks with a text that are waited for until there is a verdict, by the topic of that.
const TYPED = { typed: "verdict", typed_rule: "rule_verdict" }
// What changes the experiment as soon as it is answered.
const ASKED = ["surface", "rule", "pin", "run", "lesson", "link", "restore"]
// What comes instead of an experiment that is to be restored.
const DROPS = ["typed", "surface", "lesson", "link"]

/** @type {Server} */
let server
/** @type {(() => void)[]} */
const moving = [] // what tells the experiment where a control is that moves

let asking = false
// The function of the experiment that is to be restored: it may have to be read first. Null once it is shown
// or refused.
/** @type {string | null} */
let restoring = null
/** @type {string | null} */
let typed = null // the topic and the number of the verdict on the text that has none yet

// Lets a server answer.
/** @param {Server} by */
export function serve(by) {
  server = by
  tell_waiting()
}

// Changes settings of the experiment: {values: {eta: 0.1}}, {steps: 100}, ...; only the newest values count.
/** @param {Change} settings */
export function change(settings) {
  together(() => {
    server.change(settings)
    say("changed", settings)
  })
}

// Hides what is named if it is shown, and shows it if it is hidden: arrows of a kind, or a component of a
// moment.
/** @param {Hideable} name */
export function toggle_hidden(name) {
  const { hidden } = known("experiment")
  change({
    hidden: hidden.includes(name)
      ? hidden.filter((/** @type {string} */ each) => each !== name)
      : [...hidden, name],
  })
}

// Asks the server to do something; every ask counts. What still moves comes before what is asked for.
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

// Sends what waits.
export function send() {
  server.send()
}

// Loads the page anew: what it is to show now belongs to another version.
export function load_anew() {
  server.load_anew()
}

// Calls act() before something is asked for, or the address is written, that has to come after the last
// movement of a control.
/** @param {() => void} act */
export function before_asking(act) {
  moving.push(act)
}

// Tells the experiment where everything is now, whether it rests or not.
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

// What has been answered: the facts of a message, and whether nothing is open.
/** @param {Record<string, any>} said @param {boolean} settled */
export function note_answer(said, settled) {
  for (const topic of Object.values(TYPED)) if (typed === [topic, said[topic]?.number].join()) typed = null
  if (said.refused || known("experiment").expression === restoring) restoring = null
  if (settled) asking = false
  tell_waiting()
}

// The connection is lost, and with it what was typed.
export function note_loss() {
  typed = restoring = null
  tell_waiting()
}

function tell_waiting() {
  say("waiting", asking || typed !== null || restoring !== null)
}
