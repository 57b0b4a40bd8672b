// The browser end of the wire (app/session/wire.py is the other): changes and asks go up, what is true comes down.
//
// At most one message is under way. Changes that happen meanwhile are merged, so that the newest values go up as soon
// as the answer has come. The topic "experiment" is what the server has said of it with the changes that it has
// not answered yet, so that everything that looks at it is never behind the visitor. `settled` tells whether there
// are such changes.

import { open_session } from "./figures/bokeh.js"
import { hear, known, merged, report, say } from "./talk.js"

const WAIT_FOR_ANSWER = 5000 // ms, after which a lost answer no longer holds back newer changes
const QUIET = 250 // ms without a new address, after which it is written
const ARRAYS = { f8: Float64Array, f4: Float32Array, u2: Uint16Array, u1: Uint8Array }

export function wire(token) {
  let send_up = null // sends a text to the server, once the connection is there
  let waiting = null // the newest change that has not been sent
  let sent = null // the change that was sent and not yet answered
  const asks = [{ ask: "hello" }]
  let underway = null // the number of the message that was sent and not yet answered
  let number = 0
  let timeout
  let truth = known("experiment") // as the server has said it
  let address = { query: null, timer: null }

  function send() {
    if (send_up === null || underway !== null || (waiting === null && !asks.length)) return
    underway = ++number
    sent = waiting
    waiting = null
    send_up(JSON.stringify({ number, change: sent, ask: asks.shift() ?? null }))
    timeout = setTimeout(() => {
      underway = null
      send()
    }, WAIT_FOR_ANSWER)
  }

  function take({ head, buffer }) {
    const message = JSON.parse(head)
    if (message.number === underway) {
      clearTimeout(timeout)
      underway = null
      sent = null
    }
    send()
    const said = unpacked(message.said, buffer)
    if (said.runs) said.runs = said.runs.map((run, place) => run ?? known("runs")[place]) // the same as before
    if (said.experiment) {
      truth = said.experiment
      address.query = truth.query
      clearTimeout(address.timer)
      address.timer = setTimeout(write_address, QUIET)
    }
    delete said.experiment
    for (const [topic, detail] of Object.entries(said)) tell(topic, detail)
    tell_experiment()
    say("answered", { settled: underway === null && waiting === null })
  }

  function tell(topic, detail) {
    try {
      say(topic, detail)
    } catch (problem) {
      report(`What the server said of “${topic}” cannot be shown: ${problem}`)
    }
  }

  function tell_experiment() {
    const settled = underway === null && waiting === null
    tell("experiment", { ...merged(merged(truth, sent), waiting), settled })
  }

  function write_address() {
    clearTimeout(address.timer)
    if (address.query === null || location.search === `?${address.query}`) return
    history.replaceState(history.state, "", `?${address.query}${location.hash}`)
  }

  function listen(message) {
    try {
      take(message)
    } catch (problem) {
      report(`A message of the server cannot be read: ${problem}`)
    }
  }

  hear("change", (more) => {
    waiting = merged(waiting, more)
    send()
    tell_experiment()
  })
  hear("ask", (what) => {
    asks.push(what)
    send()
  })
  hear("address", write_address)
  window.addEventListener("pagehide", write_address)

  open_session(token, { listen, lost: () => say("lost", null) }).then(
    (up) => {
      send_up = up
      send()
      say("wired", null)
    },
    () => say("lost", null),
  )
}

// What was said, with its arrays in their places: {"array": [offset, type, ...shape]} stands for each. One with two
// dimensions becomes {values, shape}.
function unpacked(part, buffer) {
  if (Array.isArray(part)) return part.map((each) => unpacked(each, buffer))
  if (part === null || typeof part !== "object") return part
  if (!Array.isArray(part.array)) {
    return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, unpacked(each, buffer)]))
  }
  const [offset, type, ...shape] = part.array
  const values = new ARRAYS[type](buffer, offset, shape.reduce((product, length) => product * length, 1))
  return shape.length === 1 ? values : { values, shape }
}
