// The line of a page that a browser has kept for when its server is not reached (service_worker.js). Once the server
// answers, the page is loaded anew, with what its address shows: by itself while nobody has used it, else by a press.

import { update_address } from "./history.js"
import { make } from "./parts/dom.js"
import { commit_all } from "./requests.js"

const CALM = 5000 // ms between two questions

/** @param {HTMLElement} place */
export function offline(place) {
  let used = false
  for (const name of ["pointerdown", "keydown"])
    addEventListener(name, () => (used = true), { capture: true, once: true })
  const timer = setInterval(look, CALM)
  addEventListener("online", look)

  async function look() {
    if (!(await answers())) return
    clearInterval(timer)
    removeEventListener("online", look)
    if (!used) return load_anew()
    const way = make("a", { href: "", textContent: "Load the full page", onclick: load_anew })
    place.replaceChildren("The server answers again. ", way)
  }
}

// Whether the server answers: a proxy in front of it may say that it does not.
async function answers() {
  try {
    return (await fetch("liveness", { cache: "no-store" })).status < 500
  } catch {
    return false
  }
}

/** @param {Event} [event] */
function load_anew(event) {
  event?.preventDefault()
  commit_all()
  update_address()
  location.reload()
}
