// Copies the address of exactly what is shown, once the server has computed that address.

import { update_address } from "../history.js"
import { commit_all } from "../requests.js"
import { follow, known } from "../store.js"
import { brief, button, status_line } from "./dom.js"

/** @type {((value?: any) => void)[]} */
const waiting = [] // resolve functions, called once the address is written
const PATIENCE = 3000 // ms to wait for the server

/** @param {HTMLElement} place */
export function link(place) {
  const copied = status_line()
  const say_briefly = brief(copied)

  follow(["answered", "waiting"], (answered, is_waiting) => {
    if (!answered || is_waiting || !waiting.length) return
    update_address()
    for (const resolve of waiting.splice(0)) resolve()
  })

  async function copy() {
    try {
      await put_text(address())
      say_briefly("Copied")
    } catch {
      say_briefly("Copy it from the address bar")
    }
  }

  const copy_link = button("Copy link", copy)
  copy_link.title = "Copy a link to exactly this page"
  place.append(copied, copy_link)
}

// Promises the address of exactly what is shown.
export async function address() {
  commit_all() // of pending changes, such as the cursor while the path plays
  update_address()
  await settled()
  return location.href
}

// Resolves once the server has answered every change and the address is written.
function settled() {
  if (known("experiment").settled && !known("waiting")) return Promise.resolve()
  return new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE)
    waiting.push(resolve)
  })
}

// Copies a text that is still a promise. It must be called during the click: some browsers
// forbid copying after it.
/** @param {Promise<string>} promise */
export async function put_text(promise) {
  if (!navigator.clipboard?.write || !window.ClipboardItem)
    return navigator.clipboard.writeText(await promise)
  const blob = promise.then((text) => new Blob([text], { type: "text/plain" }))
  return navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })])
}
