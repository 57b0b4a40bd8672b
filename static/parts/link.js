// Copies the address of exactly what is shown, once the server has computed that address.

import { update_address } from "../history.js"
import { commit_all } from "../requests.js"
import { follow, known } from "../store.js"
import { has_address } from "../widget.js"
import { full_page_address } from "./full_page_link.js"

/** @type {((value?: any) => void)[]} */
const waiting = [] // resolve functions, called once the address is written
const PATIENCE = 3000 // ms to wait for the server
const LONGEST = 8000 // characters of a link that every program takes
const TOO_LONG = "Copied. Too long for many programs: save a page"
const LOST = "The connection is lost, and only the server can write the link"

// Returns a function that copies the link and says so.
/** @param {(words: string) => void} say_briefly */
export function link_copier(say_briefly) {
  follow(["answered", "waiting"], (answered, is_waiting) => {
    if (!answered || is_waiting || !waiting.length) return
    update_address()
    for (const resolve of waiting.splice(0)) resolve()
  })

  return async () => {
    commit_all()
    if (known("lost") && !is_settled()) return say_briefly(LOST)
    try {
      const link = address()
      await put_text(link)
      say_briefly((await link).length > LONGEST ? TOO_LONG : "Copied")
    } catch {
      say_briefly("Copy it from the address bar")
    }
  }
}

// Promises the address of exactly what is shown; without one, that of the full page, or its query alone.
export async function address() {
  commit_all() // of pending changes, such as the cursor while the path plays
  update_address()
  await settled()
  return has_address ? location.href : full_page_address()
}

function is_settled() {
  return known("experiment").settled && !known("waiting")
}

// Resolves once the server has answered every change and the address is written.
function settled() {
  if (is_settled()) return Promise.resolve()
  return new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE)
    waiting.push(resolve)
  })
}

// Copies a text that is still a promise. It must be called during the click: some browsers
// forbid copying after it.
/** @param {Promise<string>} promise */
export async function put_text(promise) {
  const type = "text/plain"
  await navigator.clipboard.write([
    new ClipboardItem({ [type]: promise.then((text) => new Blob([text], { type })) }),
  ])
}
