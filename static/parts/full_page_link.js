// A link that opens the full page, in the state that this one shows, in a new tab: in a widget's corner, and on a page
// without a server that knows one.

import { update_address } from "../history.js"
import { commit_all } from "../requests.js"
import { follow, known } from "../store.js"

/** @param {HTMLAnchorElement} link */
export function full_page_link(link) {
  follow(["experiment.query"], (query) => {
    if (query !== null) link.href = full_page_address()
  })

  // The link must lead to what is shown now, so send pending changes before the click.
  for (const name of ["pointerenter", "focus"])
    link.addEventListener(name, () => {
      commit_all()
      update_address()
    })
}

export function full_page_address() {
  return `${known("places").full ?? ""}?${known("experiment").query}`
}
