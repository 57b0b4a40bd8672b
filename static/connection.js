// Watches the connection to the server. When it is lost, a notice says so. Once a server answers again,
// the page joins it with its present state, which its address holds. If that server has another
// version, the page is reloaded.

import { merged } from "./experiment.js"
import { write_address } from "./history.js"
import { ASKED, change } from "./requests.js"
import { forget, keep, recall } from "./storage.js"
import { follow, known } from "./store.js"

const FIRST = 300 // ms before the first try, on average; the exact pause is random
const LONGEST = 3000 // ms between two tries; a classroom reconnects in about that time
const SILENCE = 8000 // ms without an answer to a change, after which the connection counts as lost
const SLOW = 2000 // ms without an answer to anything asked for, after which a notice says so
const LEAVING = SILENCE // ms after which a page that is still there is not being left
const CALM = 60_000 // ms after which a connection counts as good even if unused
const LOST = "Connection lost. "
const WAITING = "The server is silent. The path still follows the controls."
const KEPT = "explorer:unanswered"
const LOADS = "explorer:loads" // number of reloads since the page last drew something

// join(token) makes a new session. Returns functions to call on the connection's events.
/** @param {(token: string) => void} join */
export function connection(join) {
  let lost = false
  /** @type {number | undefined} */
  let leaving // the timer while the page may be about to be left
  let missed = false // the connection was lost while the page may be about to be left
  let losses = 0
  let joins = 0 // since the connection was last good
  /** @type {Change | null} */
  let unanswered = null // changes since the last settled answer
  /** @type {number | undefined} */
  let silence
  /** @type {number | undefined} */
  let slow
  /** @type {number | undefined} */
  let calm

  function lose() {
    missed = leaving !== undefined
    if (missed || lost) return
    lost = true
    clearTimeout(silence)
    clearTimeout(calm)
    clearTimeout(slow)
    silence = slow = undefined
    notify(`${LOST}The path still follows the controls; the rest returns with the connection.`)
    come_back()
  }

  /** @param {string} words */
  function notify(words) {
    const notice = /** @type {HTMLElement} */ (document.getElementById("connection"))
    if (notice.textContent !== words) notice.textContent = words
  }

  async function come_back() {
    const loss = ++losses
    const is_lost = () => lost && loss === losses
    for (
      let pause = FIRST * 2 ** Math.min(joins, 8);
      is_lost();
      pause = Math.max(pause, Math.min(2 * pause, LONGEST))
    ) {
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())))
      const page = is_lost() && (await page_of_now())
      if (!is_lost()) return // the connection was only slow: keep the newer state
      if (!page) continue
      joins += 1
      lost = false
      if (page.places.version === known("places").version) return join(page.token)
      return load_anew()
    }
  }

  // The data of a page that the server makes for the present state; null while it does not answer.
  async function page_of_now() {
    try {
      const { query } = known("experiment")
      const answer = await fetch(`?${query}`, { cache: "no-store", signal: AbortSignal.timeout(LONGEST) })
      const page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("page")
      return page && JSON.parse(page.textContent)
    } catch {
      return null
    }
  }

  function load_anew() {
    write_address()
    if (unanswered) keep("session", KEPT, JSON.stringify(unanswered))
    location.reload()
  }

  /** @param {Change} settings */
  function changed(settings) {
    unanswered = merged(unanswered, settings)
  }

  function sent() {
    silence ??= setTimeout(lose, SILENCE)
    slow ??= setTimeout(() => notify(WAITING), SLOW)
  }

  // The figures did not load: a server of another version has them.
  async function outdated() {
    const loads = Number(recall("session", LOADS) ?? 0)
    keep("session", LOADS, loads + 1)
    await new Promise((resolve) => setTimeout(resolve, FIRST * 2 ** Math.min(loads, 6)))
    load_anew()
  }

  // The server also sends unasked messages, such as a map, and may then fall silent.
  /** @param {{ settled: boolean, awaits?: boolean }} after */
  function answered({ settled, awaits }) {
    clearTimeout(silence)
    clearTimeout(slow)
    silence = awaits ? setTimeout(lose, SILENCE) : undefined
    slow = awaits ? setTimeout(() => notify(WAITING), SLOW) : undefined
    if (settled) unanswered = null
    if (settled) joins = 0
    lost = missed = false // the connection was only slow
    notify("")
  }

  function wired() {
    calm = setTimeout(() => (joins = 0), CALM)
    const kept = recall("session", KEPT)
    forget("session", KEPT)
    if (kept) change(JSON.parse(kept))
  }

  // The page is not left after all: the visitor has stopped loading another, or has come back.
  function stay() {
    clearTimeout(leaving)
    leaving = undefined
    if (missed) lose()
  }

  addEventListener("beforeunload", () => {
    clearTimeout(leaving)
    leaving = setTimeout(stay, LEAVING)
  })
  addEventListener("pageshow", stay)
  follow(["drawn"], () => forget("session", LOADS))
  follow(["asked"], ({ ask }) => {
    if (lost && ASKED.includes(ask)) notify(`${LOST}What you have chosen comes when it is back.`)
  })
  return { changed, sent, answered, lost: lose, wired, outdated }
}
