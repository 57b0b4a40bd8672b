// A list of formulas in a place of a fixed size. Where that is too low, all of them are set smaller together. Where they
// would be too small to read, the list folds to one line a formula, as one that is too wide does; of these the tallest are
// plain text then. A button opens all of it.

import { button, make } from "./dom.js"

const SMALLEST = 0.75 // share of the size of a formula
const ROUNDING = 2 // px that formulas may be taller than their share

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
    const lines = [...list.children]
    const has_room = () => place.scrollHeight <= place.clientHeight + 1
    place.classList.remove("folded", "low")
    for (const line of lines) fit(line, 1)
    if (!has_room()) shrink(lines, place.clientHeight)
    const low = !has_room()
    const folded = low || lines.some(is_wide)
    place.classList.toggle("low", low)
    place.classList.toggle("folded", folded)
    opener.hidden = !folded && !list.querySelector("[data-brief]")
    if (folded) fold(lines, place.clientHeight)
  }

  new ResizeObserver(look).observe(place)
  new MutationObserver(look).observe(list, { childList: true, subtree: true })
  return look
}

export function is_wide(line) {
  return line.scrollWidth > line.clientWidth + 1
}

// Sets all lines smaller together, if they have room then and can be read. Returns whether they have.
function shrink(lines, room) {
  const fixed = lines.filter(is_plain)
  const share = (room - ROUNDING - height_of(fixed)) / height_of(lines.filter((line) => !is_plain(line)))
  if (share < SMALLEST) return false
  for (const line of lines) if (!is_plain(line)) fit(line, Math.min(share, 1))
  return true
}

// Shows lines of which each is one line high: the tallest as plain text, until the others have room.
function fold(lines, room) {
  for (const line of lines) fit(line, 1)
  const tallest_first = lines.toSorted((a, b) => b.offsetHeight - a.offsetHeight)
  while (tallest_first.length && !shrink(lines, room)) fit(tallest_first.shift(), 1, true)
}

function height_of(lines) {
  return lines.reduce((sum, line) => sum + line.offsetHeight, 0)
}

function is_plain(line) {
  return line.classList.contains("plain")
}

function fit(line, share, plain = false) {
  line.classList.toggle("plain", plain)
  line.style.setProperty("--share", share)
}
