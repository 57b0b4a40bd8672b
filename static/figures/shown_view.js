// The part of the plane that the surface shows: the experiment's view, widened to the frame's shape, unless a
// visitor is moving it.
//
// The link holds the wanted view. The server is told the shown view while it computes over it.

import { is_stretched, shown_view, view_refusal } from "../draw/view.js"
import { is_same } from "../equality.js"
import { is_from_server } from "../panel_registry.js"
import { ask, before_asking, change } from "../requests.js"
import { follow, known, say } from "../store.js"
import { find, set } from "./plots.js"

const REST = 120 // ms after the last change of the view before the server hears of it

// Says the fact "shown_view": { view, stretched, frame, moving }.
export function surface_view() {
  const { limits } = known("contract")
  /** @type {Frame | null} */
  let frame = null // in pixels, once it is known
  let room = 0 // px of the whole figure's width
  // The shown view by frame width, since the wanted view or its room last changed.
  /** @type {{ key: string, views: Map<number, Box>, last: number }} */
  let tried = { key: "", views: new Map(), last: 0 }
  let view = known("experiment").view
  let wanted = "" // the experiment's view, as text
  /** @type {number | null} */
  let moving = null // the timer while a visitor moves the view, else null
  let showing = false // this module is setting the ranges
  let judging = false // a check of moved ranges is scheduled
  /** @type {{ wanted: string, view: string } | null} */
  let sent = null // the last message to the server, as texts
  /** @type {number | undefined} */
  let timer // before the next message

  // A newly wanted view, for instance from a button, ends a movement.
  function settle() {
    const { view: asked, units } = known("experiment")
    const before = wanted
    wanted = JSON.stringify(asked)
    if (moving !== null && wanted === before) return
    clearTimeout(moving)
    moving = null
    become(frame ? fitted(asked, units, frame) : asked)
    tell_server()
  }

  // What the frame shows of a view. The labels of w2 take room from the frame, and the frame's shape decides
  // which labels there are. Two widths may thus lead to each other forever; to end that, the wider frame
  // shows what the narrower one does, and more of w1.
  /** @param {Box} asked @param {string} units @param {Frame} frame */
  function fitted(asked, units, frame) {
    const key = JSON.stringify([asked, units, room, frame.height, known("enlarged"), known("letters")])
    if (tried.key !== key) tried = { key, views: new Map(), last: 0 }
    const { views, last } = tried
    const { width } = frame
    if (!views.has(width)) views.set(width, shown_view(asked, frame, units, limits))
    else if (width > last)
      views.set(width, shown_view(/** @type {Box} */ (views.get(last)), frame, units, limits))
    tried.last = width
    return /** @type {Box} */ (views.get(width))
  }

  /** @param {Box} now */
  function become(now) {
    view = now
    const { units } = known("experiment")
    const stretched = frame !== null && is_stretched(view, frame, units)
    const before = known("shown_view")
    const shown = is_same(before?.view, view) ? before.view : view
    say("shown_view", { view: shown, stretched, frame, moving: moving !== null })
  }

  /** @param {Frame} size @param {number} outer_width */
  function set_frame({ width, height }, outer_width) {
    if (frame?.width === width && frame.height === height) return
    frame = { width, height }
    room = outer_width
    settle()
  }

  function show() {
    const { x_range, y_range } = find("surface")
    showing = true
    ;[x_range, y_range].forEach((range, i) => set(range, { start: view[i][0], end: view[i][1] }))
    showing = false
    if (known("view_limit")) say("view_limit", "")
  }

  // Bokeh moves one range after the other, so check once both have moved.
  function moved() {
    if (showing || judging) return
    judging = true
    queueMicrotask(judge)
  }

  function judge() {
    judging = false
    const { x_range, y_range } = find("surface")
    /** @type {Box} */
    const now = [
      [x_range.start, x_range.end],
      [y_range.start, y_range.end],
    ]
    if (JSON.stringify(now) === JSON.stringify(view)) return
    const refusal = view_refusal(now, view, limits)
    if (refusal) {
      show()
      return say("view_limit", refusal)
    }
    clearTimeout(moving)
    moving = setTimeout(commit, REST)
    become(now)
  }

  // Sets the experiment's view to the shown one, whether it rests or not.
  function commit() {
    if (moving === null) return
    clearTimeout(moving)
    moving = null
    change({ view })
    settle()
  }

  // Tells the server the shown view if it computes over it; otherwise the server takes the wanted view.
  function tell_server() {
    clearTimeout(timer)
    const { view: wanted, tab, panel } = known("experiment")
    if (!is_from_server(tab) && !is_from_server(panel)) return
    const fact = { wanted: JSON.stringify(wanted), view: JSON.stringify(view) }
    const taken = sent?.wanted === fact.wanted ? sent.view : fact.wanted
    if (fact.view === taken) return
    timer = setTimeout(
      () => {
        sent = fact
        ask("seen", { wanted, view })
      },
      sent ? REST : 0,
    )
  }

  before_asking(commit)
  follow(["experiment.view", "experiment.units", "experiment.tab", "experiment.panel"], settle)
  // A new session does not know the shown view.
  follow(["session"], () => {
    sent = null
    tell_server()
  })
  return { set_frame, show, moved }
}
