// Watches the connection to the server. When it is lost, a notice says so; as soon as the server answers again,
// the page is loaded anew at its own address, which holds all that it showed (static/wire.js sees to that).
//
// A second load is simpler than Bokeh's own reconnection, and right: the server that answers may be another one.

import { forget, keep, recall } from "./storage.js"
import { change, hear, merged, say } from "./talk.js"

const FIRST = 300 // ms before the server is asked for the first time; half as long again, or half as long
const LONGEST = 3000 // ms between two questions; all pages of a classroom come back in about that time
const SILENCE = 8000 // ms without an answer to a change, after which the connection counts as lost
const CALM = 60_000 // ms after which a connection is of use even if nothing is asked of it
const KEPT = "explorer:unanswered"
const LOADS = "explorer:loads" // how often the page was loaded anew since a connection was last of use

export function connection() {
  let lost = false
  let leaving = false
  let dragging = false
  let wired = false
  let unanswered = null // what was changed, other than by a drag, since the last settled frame
  let silence

  function lose() {
    if (leaving || lost) return
    lost = true
    notify("Connection lost. The page comes back by itself.")
    come_back()
  }

  function notify(words) {
    const notice = document.getElementById("connection")
    if (notice.textContent !== words) notice.textContent = words
  }

  async function come_back() {
    const loads = Number(recall("session", LOADS) ?? 0)
    for (let pause = FIRST * 2 ** Math.min(loads, 8); lost; pause = Math.max(pause, Math.min(2 * pause, LONGEST))) {
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())))
      if (lost && (await server_answers())) {
        say("address", null)
        keep("session", LOADS, loads + 1)
        if (unanswered) keep("session", KEPT, JSON.stringify(unanswered))
        location.reload()
        return
      }
    }
  }

  async function server_answers() {
    try {
      const answer = await fetch("liveness", { cache: "no-store", signal: AbortSignal.timeout(LONGEST) })
      return answer.status < 500 // a server without that path is alive too; a proxy without a server is not
    } catch {
      return false
    }
  }

  hear("change", (settings) => {
    silence ??= setTimeout(lose, SILENCE)
    if (!dragging) unanswered = merged(unanswered, settings) // what a drag passes through is not worth keeping
  })

  hear("lost", lose)

  hear("answered", ({ settled }) => {
    clearTimeout(silence)
    silence = undefined
    if (settled) unanswered = null
    if (settled && wired) forget("session", LOADS) // before, the page speaks to itself
    lost = false // it was only slow
    notify("")
  })

  hear("wired", () => {
    wired = true
    setTimeout(() => lost || forget("session", LOADS), CALM)
    const kept = recall("session", KEPT)
    forget("session", KEPT)
    if (!kept) return
    change(JSON.parse(kept))
    unanswered = null // once only: a change that the server fails on would have the page loaded anew for ever
  })

  addEventListener("pointermove", ({ buttons }) => (dragging ||= buttons > 0), true)
  for (const name of ["pointerup", "pointercancel"])
    addEventListener(name, () => setTimeout(() => (dragging = false)), true) // a slider's last change comes after
  addEventListener("beforeunload", () => (leaving = true))
  addEventListener("pageshow", () => (leaving = false))
}
