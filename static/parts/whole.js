// A list of formulas in a place of a fixed size. What has no room there folds to one line a formula, and a button opens
// all of it. A line that is too tall then is set smaller, or stands there as plain text if it would be too small to read.

import { button, make } from "./dom.js"

const SMALLEST = 0.75 // share of the size of a formula
const ROUNDING = 2 // px that a formula may be taller than its share

// Watches the list, and puts a button into its place. Returns what looks at once whether all of it has room. The button is
// there for lines that are brief, too.
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
    place.classList.remove("folded", "low")
    for (const line of list.children) fit(line, 1)
    const low = place.scrollHeight > place.clientHeight + 1
    const folded = low || [...list.children].some(is_wide)
    place.classList.toggle("low", low)
    place.classList.toggle("folded", folded)
    opener.hidden = !folded && !list.querySelector("[data-brief]")
    if (folded) for (const line of list.children) fit(line, share_of(line))
  }

  new ResizeObserver(look).observe(place)
  new MutationObserver(look).observe(list, { childList: true, subtree: true })
  return look
}

export function is_wide(line) {
  return line.scrollWidth > line.clientWidth + 1
}

// How much of its size a line may have, so that it is no taller than its place.
function share_of(line) {
  const tallest = Math.max(...[...line.querySelectorAll("svg, math")].map((each) => each.getBoundingClientRect().height), 1)
  return tallest > line.clientHeight ? (line.clientHeight - ROUNDING) / tallest : 1
}

function fit(line, share) {
  line.classList.toggle("plain", share < SMALLEST)
  line.style.setProperty("--share", share)
}
