// A list of formulas in a place of a fixed size. What has no room there folds to one line a formula, and a button opens
// all of it.

import { button, make } from "./dom.js"

// Watches the list, and puts a button into its place.
export function whole(place, list, name) {
  const sheet = make("div", { className: "sheet", popover: "auto" })
  sheet.setAttribute("role", "dialog")
  sheet.setAttribute("aria-label", name)
  const opener = button("⤢", open, `Show ${name} in full`)
  opener.classList.add("opener")
  opener.hidden = true
  place.classList.add("whole")
  place.append(opener, sheet)

  function open() {
    sheet.replaceChildren(list.cloneNode(true))
    sheet.showPopover()
  }

  function look() {
    place.classList.remove("folded")
    const folded = place.scrollHeight > place.clientHeight + 1 || [...list.children].some(is_wide)
    place.classList.toggle("folded", folded)
    opener.hidden = !folded
  }

  new ResizeObserver(look).observe(place)
  new MutationObserver(look).observe(list, { childList: true, subtree: true })
}

function is_wide(line) {
  return line.scrollWidth > line.clientWidth + 1
}
