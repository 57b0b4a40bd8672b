// The notice in the page that the browser keeps for when it cannot reach the server (service_worker.js). Once
// the server answers, the full page is loaded with what the address shows: by itself if the visitor has used
// nothing yet, else when the visitor presses the link.

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
