// The browser's end of the wire (app/session/wire.py is the server's): changes and
// asks go up, facts come down.
//
// At most one message is under way. Later changes are merged and go up as soon as its answer has come. An
// ask keeps its order among the changes. The topic "experiment" is the server's last one plus all
// unanswered changes, so that it always has the visitor's latest settings; `settled` means that everything
// is answered. While the page computes the runs itself (live.js), changes go up when a control comes to
// rest. Each message includes fingerprints of these runs' columns: the server need not send a column that
// it computes to the same bits.

import { connection } from "./connection.js"
import { changed, merged, say_experiment } from "./experiment.js"
import { is_down } from "./held_inputs.js"
import { commit } from "./history.js"
import { follows_here } from "./live.js"
import { fingerprint, unpacked } from "./packing.js"
import { is_from_server } from "./panel_registry.js"
import { report } from "./report.js"
import { ASKED, AWAITED, give_up, note_answer, serve, tell_waiting } from "./requests.js"
import { known, say, say_all, together } from "./store.js"
import { open_session } from "./websocket.js"

const WAIT_FOR_ANSWER = 5000 // ms; after that a missing answer no longer delays newer changes
// Ms of rest during a drag, or else between two messages, while the page computes the runs itself.
const PAUSE = 500
// Ms for which a drag beside a map waits with its next change for the map of the last one. On a busy server, maps
// would otherwise be begun more often than they can be finished.
const MAP_PAUSE = 1500
const MOST_COLUMNS = 200 // fingerprints in a message (app/session/wire.py)
const MOST_NUMBERS = 50_000 // in these columns; their fingerprints take a millisecond
const KEPT = 4 // messages whose columns are kept, since a late answer may refer to an earlier message
// How often an unanswered message is sent: a bad network loses a few in a row, and a
// message may crash the server.
const TRIES = 4
// How often an answered ask is sent again whose result was lost: working on it may crash the server.
const REPEATS = 3

/**
 * @typedef {{ change: Change | null, ask: Asked | null, is_late?: boolean }} Message it is late if it was asked for
 *   while there was no connection
 */

// Begins a session. Returns join(token), which begins a new one.
/** @param {string} token */
export function wire(token) {
  /** @type {((text: string) => void) | null} */
  let send_up = null // sends a text to the server; null without a connection
  let session = 0 // counts sessions
  /** @type {Change | null} */
  let waiting = null // unsent changes, merged
  // Sent and unanswered messages; the server answers in this order.
  /** @type {Message[]} */
  const unanswered = []
  /** @type {Message[]} */
  const asks = [] // unsent asks; the change comes before the ask
  /** @type {number | null} */
  let underway = null // number of the message that waits for its answer
  let number = 0
  let tries = 0 // how often the unanswered messages have been sent
  let last_sent = 0
  let map_due = 0 // until when a drag waits for a map
  /** @type {number} */
  let timeout
  /** @type {number} */
  let rest
  let is_due = false // a send was due while another message was under way
  let truth = known("experiment") // the server's last experiment
  /** @type {WeakMap<Asked, number>} */
  const repeats = new WeakMap() // ask -> how often it was sent again
  const columns = new Map() // number of a message -> the page's columns when it was sent
  const watch = connection(join)

  function send() {
    clearTimeout(rest)
    if (waiting === null && !asks.length) return
    is_due = true // sent with the next answer or connection
    if (send_up === null || underway !== null || is_held()) return
    const early = map_due - performance.now()
    if (is_down("pointer") && !asks.length && early > 0) {
      rest = setTimeout(send, early)
      return
    }
    is_due = false
    underway = ++number
    const message = asks.shift() ?? { change: take_waiting(), ask: null }
    const { change, ask } = message
    unanswered.push(message)
    last_sent = performance.now()
    if (is_from_server(known("experiment").tab)) map_due = last_sent + MAP_PAUSE
    columns.set(number, shown_columns())
    columns.delete(number - KEPT)
    send_up(JSON.stringify({ number, change, ask, there: columns.get(number).map(fingerprint) }))
    watch.sent()
    say("answered", false)
    timeout = setTimeout(() => {
      underway = null
      send()
    }, WAIT_FOR_ANSWER)
  }

  // Whether the next ask is about what was typed or restored before it, and has to wait for that. With a
  // connection the visitor waits.
  function is_held() {
    const [next] = asks
    const queued = asks.map(({ ask }) => ask)
    return Boolean(
      next?.is_late &&
        ASKED.includes(String(next.ask?.ask)) &&
        known("unfinished").some((asked) => AWAITED.includes(asked.ask) && !queued.includes(asked)),
    )
  }

  function take_waiting() {
    const change = waiting
    waiting = null
    return change
  }

  // Sends pending changes: at once, or at rest if the page computes the runs itself.
  function send_in_time() {
    if (!follows_here()) return send()
    clearTimeout(rest)
    rest = setTimeout(
      send,
      is_down("pointer") || is_down("sweep") ? PAUSE : Math.max(0, last_sent + PAUSE - performance.now()),
    )
  }

  /** @param {{ head: string, buffer: ArrayBuffer }} message */
  function take({ head, buffer }) {
    const message = JSON.parse(head)
    const was_held = is_held()
    let is_late = false // what is answered was asked for without a connection
    if (message.number === number) {
      is_late = Boolean(unanswered.at(-1)?.is_late)
      // even if it comes after WAIT_FOR_ANSWER
      clearTimeout(timeout)
      underway = null
      // A hello does not end the tries: an ask that crashed the server goes up after it.
      if (unanswered.at(-1)?.ask?.ask !== "hello" || !asks.length) tries = 0
      unanswered.length = 0
    }
    if (message.said?.[known("experiment").tab]?.map) map_due = 0
    if (asks.length || is_due) send()
    else if (waiting) send_in_time()
    together(() => {
      /** @type {any} */
      let facts = {}
      try {
        facts = unpacked(message.said, buffer, columns.get(message.number))
        learn(facts)
      } finally {
        // an unreadable answer also counts
        tell_experiment()
        say("lost", false)
        note_answer(facts, is_settled())
        say("answered", is_settled())
        watch.answered({ settled: is_settled(), awaits: unanswered.length > 0 })
      }
    })
    // What was asked for one after another can be undone so.
    if (is_late || (was_held && !is_held())) commit()
    if (was_held) send()
  }

  /** @param {any} facts */
  function learn({ experiment, runs, ...more }) {
    say_all(more)
    // null means the same run as before
    if (runs)
      say(
        "told_runs",
        runs.map(
          (/** @type {ShownRun | null} */ run, /** @type {number} */ place) =>
            run ?? known("told_runs")[place],
        ),
      )
    if (experiment) tell_experiment(experiment)
  }

  function is_settled() {
    return !unanswered.length && waiting === null && !asks.length
  }

  function tell_experiment(newest = truth) {
    const changes = [...[...unanswered, ...asks].map(({ change }) => change), waiting]
    say_experiment({ ...changes.reduce(changed, newest), settled: is_settled() })
    truth = newest
  }

  // Connects and sends unanswered messages again. After TRIES connections it drops these, and nothing else.
  /** @param {string} token */
  async function join(token) {
    const mine = ++session
    const lost = () => {
      if (mine !== session) return
      send_up = null
      together(() => {
        say("lost", true)
        tell_waiting()
      })
      watch.lost()
    }
    const listen = (/** @type {any} */ message) => {
      if (mine === session) take(message)
    }
    try {
      const up = await open_session(token, { listen, lost })
      if (mine !== session) return
      clearTimeout(timeout)
      underway = null
      together(queue_again)
      const first = asks[0] ?? { change: take_waiting() }
      // The page of the first session has its facts.
      asks.unshift({ change: first.change, ask: { ask: "hello", told: mine === 1 } })
      first.change = null
      send_up = up
      send()
      say("session", session)
      watch.wired()
    } catch (problem) {
      report(problem)
      lost()
    }
  }

  // Puts asks whose results were lost before unanswered messages, and these before unsent ones.
  function queue_again() {
    const queued = [...unanswered, ...asks].map(({ ask }) => ask)
    const lost = known("unfinished").filter((asked) => !queued.includes(asked))
    if (++tries === TRIES) {
      for (const { ask } of unanswered.splice(0)) if (ask) give_up(ask)
      tries = 0
    }
    for (const asked of lost) repeats.set(asked, (repeats.get(asked) ?? 0) + 1)
    const given_up = lost.filter((asked) => Number(repeats.get(asked)) > REPEATS)
    given_up.forEach(give_up)
    unanswered.unshift(
      ...lost.filter((asked) => !given_up.includes(asked)).map((ask) => ({ change: null, ask })),
    )
    let before = null
    for (const { change, ask } of [...unanswered.splice(0), ...asks.splice(0)]) {
      before = merged_or_null(before, change)
      if (ask === null || ask.ask === "hello") continue
      asks.push({ change: before, ask, is_late: true })
      before = null
    }
    waiting = merged_or_null(before, waiting)
  }

  serve({
    change(more) {
      watch.changed(more)
      waiting = merged(waiting, more)
      send_in_time()
      tell_experiment()
      say("answered", false)
    },
    ask(what) {
      asks.push({ change: take_waiting(), ask: what, is_late: send_up === null })
      send()
      say("answered", false)
    },
    send,
    load_anew: watch.outdated,
  })
  tell_experiment()
  // A slider's last change comes after this event.
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(send), true)
  join(token)
  return join
}

// The columns of the shown runs; none if they are too long.
function shown_columns() {
  const all = (known("runs") ?? []).flatMap((run) => Object.values(run.columns))
  const columns = all.filter((column) => column instanceof Float64Array)
  const numbers = columns.reduce((sum, { length }) => sum + length, 0)
  return columns.length <= MOST_COLUMNS && numbers <= MOST_NUMBERS ? columns : []
}

/** @param {Change | null} before @param {Change | null} after */
function merged_or_null(before, after) {
  return before || after ? merged(before, after) : null
}
