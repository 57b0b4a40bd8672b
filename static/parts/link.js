// Copies the address of exactly what is shown.

import { button, status_line } from "./dom.js"
import { say } from "../talk.js"

export function link(place) {
  const copied = status_line()

  async function copy() {
    say("address", null)
    try {
      await navigator.clipboard.writeText(location.href)
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
