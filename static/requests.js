// Requests to the server, or to its stand-in (answers.js): changes of the experiment, and asks. The fact
// "waiting" says whether an answer is still to come, and "unfinished" lists the asks whose results are.

import { known, say, together } from "./store.js"

// Asks whose results may come after the answer, and whether the facts of a message have the result.
/** @type {Partial<Record<Ask, (asked: Asked, facts: Partial<Facts>) => boolean>>} */
const IS_DONE = {
  typed: ({ number }, { verdict }) => verdict?.number === number,
  typed_rule: ({ number }, { rule_verdict }) => rule_verdict?.number === number,
  restore: ({ experiment }, { refused }) =>
    Boolean(refused) || known("experiment").expression === experiment.expression,
  race: (_, { race }) => race?.progress === null,
  text: ({ key }, { text }) => text?.key === key,
}
// Unfinished asks for which undo waits, since their results change the experiment.
export const AWAITED = ["typed", "typed_rule", "restore"]
// Asks whose answer changes the experiment.
export const ASKED = ["surface", "rule", "pin", "run", "lesson", "link", "restore"]
// Asks that replace an experiment that is being restored.
const DROPS = ["typed", "surface", "lesson", "link"]

/** @type {Server} */
let server
/** @type {(() => void)[]} */
const moving = [] // functions that set the experiment to the state of a moving control

let asking = false
/** @type {Asked[]} */
let unfinished = [] // in their order

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
    hidden: hidden.includes(name) ? hidden.filter((each) => each !== name) : [...hidden, name],
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

// Notes an ask. It replaces an unfinished one of its kind.
/** @param {Asked} asked */
function note(asked) {
  const { ask: what, key } = asked
  asking ||= ASKED.includes(what)
  const left = unfinished.filter(
    (each) => (each.ask !== what || each.key !== key) && (each.ask !== "restore" || !DROPS.includes(what)),
  )
  tell_unfinished(what in IS_DONE ? [...left, asked] : left)
}

// Notes an answer: the facts of a message, and whether everything is answered.
/** @param {Record<string, any>} facts @param {boolean} settled */
export function note_answer(facts, settled) {
  if (settled) asking = false
  tell_unfinished(unfinished.filter((asked) => !IS_DONE[asked.ask]?.(asked, facts)))
}

// Gives an ask up, as it was lost again and again.
/** @param {Asked} asked */
export function give_up(asked) {
  tell_unfinished(unfinished.filter((each) => each !== asked))
  say("given_up", asked)
}

/** @param {Asked[]} left */
function tell_unfinished(left) {
  const is_same = left.length === unfinished.length && left.every((asked, i) => asked === unfinished[i])
  if (!is_same) {
    unfinished = left
    say("unfinished", left)
  }
  tell_waiting()
}

// What is unfinished is not waited for without a connection: it has to be asked again.
export function tell_waiting() {
  say("waiting", asking || (!known("lost") && unfinished.some(({ ask }) => AWAITED.includes(ask))))
}
