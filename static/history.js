// The page's past: undo and redo, and the addresses for the browser's Back.
//
// An entry is an experiment at rest, so that a drag or a burst of keys makes only one. Undo changes the
// experiment as a control would. If that takes another function or lesson, which only the server can provide,
// it is asked for. Entries outlive a reload, which also brings back the last change if the address missed it.
//
// A new function, method or lesson gets a new address, to which Back returns. Any other change rewrites the
// address. That of a file on a disk, in a notebook, or in a frame stays as it is.

import { is_same, text_of } from "./equality.js"
import { is_down } from "./held_inputs.js"
import { ask, change, commit_all, send } from "./requests.js"
import { is_reloaded, keep, recall } from "./storage.js"
import { follow, known, say } from "./store.js"
import { has_address, is_widget, query_here } from "./widget.js"

const KEPT = "explorer:history"
const DEEP = 100 // most steps back
const REST = 500 // ms without a change before the experiment becomes an entry
const QUIET = 250 // ms without a change before the address is written
const PLAYING = 500 // ms between two addresses while the path plays; browsers allow only a few a second

/** @type {string[]} */
let entries = [] // experiments as text
let at = 0 // index of the shown entry
/** @type {string | null} */
let now = null // the experiment as text
/** @type {number | null} */
let target = null // index of the entry being restored
/** @type {string | null} */
let left = null // what was shown when the server was asked to restore another experiment, until it has
let is_open = false // the shown entry was made during a search or before an answer, whose result is to replace it
let is_behind = false // and before the server had read all of a text
let steps_due = 0 // steps to go once the server has answered
// The server searches settings for a typed function or a chosen method, or may begin to, as it has not answered; they
// belong to the entry of that function or method.
let seeking = false
/** @type {number} */
let rest
/** @type {{ text: string, query: string } | null} */
let latest = null // the last settled experiment
/** @type {number} */
let quiet
/** @type {number | null} */
let played = null // the cursor's t while the path plays
/** @type {number | null} */
let playing_timer = null
/** @type {string | null} */
let popped = null // the text that Back or Forward leads to, until it is shown
let fresh = true // the next typed function gets its own address
let ends = false // set `fresh` with the next answer

// The active run's values and schedule are also in the lineup, so entries leave them out.
/** @param {SaidExperiment} experiment */
function learn({ query, settled, values, schedule, ...experiment }) {
  const text = text_of(experiment)
  if (text !== now) {
    now = text
    if (!entries.length) {
      entries = [now]
      store()
    }
    if (now === wanted()) {
      restored()
      popped = null
      store()
    }
    commit_at_rest()
  }
  if (settled) seek(Boolean(known("met")?.seeking))
  if (settled && query !== null && popped === null && (text !== latest?.text || query !== latest.query)) {
    const stays = latest === null || place_of(text) === place_of(latest.text)
    if (!stays) write_address()
    latest = { text, query }
    if (stays) write_when_quiet()
    else write_address()
  }
}

// Entries

function commit_at_rest() {
  clearTimeout(rest)
  if (!known("held") && !seeking && (is_open || now !== entries[at])) rest = setTimeout(commit, REST)
  tell()
}

/** @param {boolean} is_sought */
function seek(is_sought) {
  if (is_sought === seeking) return
  seeking = is_sought
  commit_at_rest()
}

// Makes an entry of the experiment, drops entries that were undone, and returns the experiment as text. While another
// one is being restored, there is nothing that was at rest.
export function commit() {
  clearTimeout(rest)
  if (now === null || left !== null) return now
  if (now !== entries[at]) {
    add_entry(now, is_open && goes_on(now, entries[at]) ? at : at + 1)
    target = null
    is_open = true
    is_behind = known("waiting")
    store()
  }
  is_open &&= seeking || known("waiting")
  return now
}

/** @param {string} text @param {number} place */
function add_entry(text, place = at + 1) {
  entries = [...entries.slice(0, place), text].slice(-DEEP - 1)
  at = entries.length - 1
}

// `address` is the one that has the shown entry; null if none has it yet. It is left out until the page is left.
/** @param {string | null} [address] */
function store(address) {
  keep("session", KEPT, JSON.stringify({ entries, at, address }))
  tell()
}

// The address may lack the last change: the server has not answered it yet, or the change is too recent. A
// reload loads the address with which it began, but the page lives until that has loaded, and may write
// another meanwhile. So the next page compares the address that it has with the one that is kept.
function keep_for_a_reload() {
  settle()
  const changed = left !== null && now !== left ? with_changes(left) : null
  if (popped !== null && changed === null) return
  if (left === null && target === null) commit()
  else restored()
  if (changed !== null) add_entry(changed)
  store(window.history.state?.shown === entries[at] ? location.search : null)
  write_address()
}

// The experiment that is being restored, as text; null if none is.
function wanted() {
  return popped ?? (target === null ? null : entries[target])
}

// What is being restored is the shown entry. An address to which Back has led has none yet.
function restored() {
  if (popped !== null && popped !== entries[at]) add_entry(popped)
  else if (target !== null) at = target
  target = left = null
}

// What is being restored, with what has changed since it was asked for.
/** @param {string} before */
function with_changes(before) {
  const from = JSON.parse(before)
  const news = Object.entries(JSON.parse(String(now))).filter(([name, value]) => !is_same(value, from[name]))
  return text_of({ ...JSON.parse(String(wanted())), ...Object.fromEntries(news) })
}

// Takes up the change that a reload has interrupted.
function take_up() {
  if (entries[at] === now) return
  target = at
  show(entries[at])
}

// Moves through the entries: −1 undoes, 1 redoes. Steps wait for pending answers, so that
// these can be undone, too.
/** @param {number} by */
export function step(by) {
  steps_due += by
  go()
}

function go() {
  if (known("waiting") || steps_due === 0) return
  settle()
  commit()
  const to = Math.min(Math.max(at + steps_due, 0), entries.length - 1)
  steps_due = 0
  if (to === at) return
  is_open = false
  target = to
  say("stepped", { by: to < at ? "Undone" : "Redone", from: String(now), to: entries[to] })
  show(entries[to])
}

/** @param {string} text */
function show(text) {
  const experiment = JSON.parse(text)
  const { expression, lesson, ...settings } = experiment
  if (known("waiting") || needs_server(text)) {
    left = now
    ask("restore", { experiment })
  } else change(settings)
}

/** @param {string} text */
function needs_server(text) {
  const [one, other] = [text, String(now)].map((each) => JSON.parse(each))
  const columns = (/** @type {SaidExperiment} */ { data }) => data?.names.join()
  if (columns(one) !== columns(other)) return true
  return one.expression !== other.expression || one.lesson !== other.lesson
}

// Says whether a step back and a step forward are possible: "ready", "none" or "lost".
function tell() {
  /** @type {(text: string | undefined) => "ready" | "none" | "lost"} */
  const state = (text) =>
    text === undefined ? "none" : known("lost") && needs_server(text) ? "lost" : "ready"
  const before = now === entries[at] ? entries[at - 1] : entries[at]
  const can = { undo: state(before), redo: state(now === entries[at] ? entries[at + 1] : undefined) }
  if (JSON.stringify(can) !== JSON.stringify(known("history"))) say("history", can)
}

// Commits controls that still move.
function settle() {
  commit_all()
  learn(known("experiment"))
}

// The address

function write_when_quiet() {
  clearTimeout(quiet)
  quiet = setTimeout(write_address, QUIET)
}

// Sends pending changes and writes the address.
export function update_address() {
  send()
  write_address()
}

export function write_address() {
  clearTimeout(quiet)
  if (!has_address || latest === null || popped !== null) return
  const { text } = latest
  const query = query_here(at_cursor(latest.query))
  const before = window.history.state?.shown
  if (text === before && location.search === `?${query}`) return
  const stays = before === undefined || place_of(text) === place_of(before) || (!fresh && is_typing())
  fresh &&= stays
  window.history[stays || is_widget ? "replaceState" : "pushState"](
    { shown: text },
    "",
    `?${query}${location.hash}`,
  )
}

// Gives the next typed function its own address: Enter was pressed, or another control was used.
function end_typing() {
  ends = known("waiting")
  if (ends) return
  write_address()
  fresh = true
}

// Puts the cursor into a query while the path plays, since the server does not know it then.
/** @param {string} query */
function at_cursor(query) {
  if (played === null) return query
  const part = `${known("contract").cursor_part}=`
  const others = query.split("&").filter((each) => !each.startsWith(part))
  return [...others, part + played].join("&")
}

/** @param {PopStateEvent} event */
function go_to_address({ state }) {
  if (!state?.shown) return location.reload()
  settle()
  commit()
  clearTimeout(quiet)
  latest = target = left = null // they belong to the previous address
  steps_due = 0
  if (state.shown === now) return
  popped = state.shown
  show(state.shown)
}

export function past() {
  const kept = recalled()
  ;({ entries, at } = kept)
  const misses_one = kept.address !== undefined && kept.address !== location.search
  follow(["cursor"], ({ t, playing }) => {
    played = playing ? t : null
    if (!playing || playing_timer) return
    playing_timer = setTimeout(() => {
      playing_timer = null
      write_address()
    }, PLAYING)
  })
  follow(["experiment"], learn)
  follow(["met"], (found) => seek(found.seeking ?? false))
  follow(["changed"], (changed) => {
    if ("method" in changed && !known("experiment").settled) seek(!known("lost"))
  })
  // The result of a race took long, so the address must keep it over a reload.
  follow(["race"], ({ rows }) => {
    if (rows) write_address()
  })
  follow(["held"], commit_at_rest)
  follow(["lost"], (is_lost) => {
    if (is_lost) {
      seek(false)
      left = null // an answer may not come; what is changed meanwhile can be undone
    }
    tell()
  })
  follow(["answered", "waiting"], (answered, waiting) => {
    if (!answered || waiting) return
    if (left !== null) {
      if (!needs_server(String(wanted()))) restored()
      target = left = null // it differs by what has changed since, or could not be shown
    }
    commit_at_rest()
    if (popped !== null) {
      popped = null
      learn(known("experiment")) // it differs from the address's experiment, which could not be shown
    }
    if (ends) end_typing()
    go()
    tell()
  })
  // Using another control, or finishing a choice or a number, begins another entry. A press focuses its control only
  // after it may have moved it.
  for (const name of ["pointerdown", "focusin", "change"])
    addEventListener(
      name,
      () => {
        if (name === "focusin" && is_down("pointer")) return
        commit()
        end_typing()
      },
      true,
    )
  addEventListener("popstate", go_to_address)
  addEventListener("pagehide", keep_for_a_reload)
  if (misses_one && is_reloaded()) take_up()
}

// Whether a search, or the rest of a text that was not read, may have led from one experiment to another.
/** @param {string} text @param {string} before */
function goes_on(text, before) {
  const [one, other] = [text, before].map((each) => {
    const { expression, lesson, lineup, pins } = JSON.parse(each)
    const methods = lineup.map((/** @type {OfRun} */ { method }) => method)
    return [is_behind || expression, lesson, pins, methods]
  })
  return is_same(one, other)
}

// The part of an experiment that has its own address.
/** @param {string} text */
function place_of(text) {
  const { expression, lesson, lineup } = JSON.parse(text)
  return JSON.stringify([expression, lesson, lineup[0].method])
}

function is_typing() {
  return Boolean(document.activeElement?.matches("#expression, #update-rule"))
}

function recalled() {
  try {
    const { entries, at, address } = JSON.parse(String(recall("session", KEPT)))
    const is_whole = (/** @type {string} */ text) =>
      JSON.parse(text).lineup.every((/** @type {OfRun} */ { schedule }) => schedule)
    const is_here = is_reloaded() || entries[at] === window.history.state?.shown // a new link is another visit
    if (is_here && entries.every(is_whole) && entries[at]) return { entries, at, address }
  } catch {} // nothing was kept, or it is unreadable
  return { entries: [], at: 0 }
}
