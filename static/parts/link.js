// Copies the address of exactly what is shown, once the server has said it.

import { hear, known, say } from "../talk.js"
import { button, status_line } from "./dom.js"

const PATIENCE = 3000 // ms that the server has to say it

export function link(place) {
  const copied = status_line()

  async function copy() {
    say("address", null)
    try {
      await put(settled().then(() => location.href))
      copied.textContent = "Copied"
    } catch {
      copied.textContent = "Copy it from the address bar"
    }
    setTimeout(() => (copied.textContent = ""), 2000)
  }

  const copy_link = button("Copy link", copy)
  copy_link.title = "Copy a link to exactly this page"
  place.append(copied, copy_link)
}

// Resolves when the server has answered every change, and the address is written.
function settled() {
  if (known("experiment").settled) return Promise.resolve()
  return new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE)
    hear("answered", ({ settled }) => {
      if (!settled) return
      say("address", null)
      resolve()
    })
  })
}

// The text must be promised within the click: some browsers allow no copying after it.
async function put(promise) {
  if (!navigator.clipboard?.write || !window.ClipboardItem) return navigator.clipboard.writeText(await promise)
  const blob = promise.then((text) => new Blob([text], { type: "text/plain" }))
  return navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })])
}
