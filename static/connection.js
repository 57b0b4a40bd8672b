// Watches the connection to the server. When it is lost, a notice says so. As soon as a server answers again,
// the page joins it with everything that it shows, which its address holds. If that server has another
// version, the page is loaded anew.

import { merged } from "./experiment.js"
import { write_address } from "./history.js"
import { change } from "./requests.js"
import { forget, keep, recall } from "./storage.js"
import { follow, known } from "./store.js"

const FIRST = 300 // ms before the first try, give or take half of it by chance
const LONGEST = 3000 // ms between two tries; a classroom reconnects in about that time
const SILENCE = 8000 // ms without an answer to a change, after which the connection counts as lost
const LEAVING = SILENCE // ms after which a page that is still there is not left
const CALM = 60_000 // ms after which a connection counts as good even if it was not used
const KEPT = "explorer:unanswered"
const LOADS = "explorer:loads" // how often the page was loaded anew since it last drew something

// join(token) makes a new session. Returns what is called when something happens to the connection.
/** @param {(token: string) => void} join */
export function connection(join) {
  let lost = false
  /** @type {number | undefined} */
  let leaving // a timer, while the page is about to be left
  let missed = false // whether the connection was lost meanwhile
  let losses = 0
  let joins = 0 // since a connection was last good
  /** @type {Change | null} */
  let unanswered = null // what was changed since the last settled answer
  /** @type {number | undefined} */
  let silence
  /** @type {number | undefined} */
  let calm

  function lose() {
    missed = leaving !== undefined
    if (missed || lost) return
    lost = true
    clearTimeout(silence)
    clearTimeout(calm)
    silence = undefined
    notify("Connection lost. The path follows you all the same; the rest comes back by itself.")
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
      if (!is_lost()) return // it was only slow, and has said meanwhile what that page does not show
      if (!page) continue
      joins += 1
      lost = false
      if (page.places.version === known("places").version) return join(page.token)
      return load_anew()
    }
  }

  // The data of the page that the server makes now for what is shown; null while it does not answer.
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
  }

  // The figures did not come: a server of another version has them.
  async function outdated() {
    const loads = Number(recall("session", LOADS) ?? 0)
    keep("session", LOADS, loads + 1)
    await new Promise((resolve) => setTimeout(resolve, FIRST * 2 ** Math.min(loads, 6)))
    load_anew()
  }

  // The server also says what was not asked for, such as a map, and may fall silent after that.
  /** @param {{ settled: boolean, awaits?: boolean }} after */
  function answered({ settled, awaits }) {
    clearTimeout(silence)
    silence = awaits ? setTimeout(lose, SILENCE) : undefined
    if (settled) unanswered = null
    if (settled) joins = 0
    lost = missed = false // it was only slow
    notify("")
  }

  function wired() {
    calm = setTimeout(() => (joins = 0), CALM)
    const kept = recall("session", KEPT)
    forget("session", KEPT)
    if (kept) change(JSON.parse(kept))
  }

  // The page is not left after all: the visitor has stopped that, or has come back to it.
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
  return { changed, sent, answered, lost: lose, wired, outdated }
}
