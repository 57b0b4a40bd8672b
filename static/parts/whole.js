// A list of formulas in a place of a fixed size. Where that is too narrow or too low, all of them are set
// smaller. Where they would be too small to read, the list folds to one line a formula; of these the tallest
// are plain text, until the others have room. A button opens all of it.

import { button, make } from "./dom.js"

const SMALLEST = 0.75 // share of the size of a formula
const ROUNDING = 2 // px that formulas may be taller than their share

// Watches the list, and puts a button into its place. Returns what looks at once whether all of it has room.
// The button is there for lines that are brief, too.
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
    narrow(lines)
    if (!has_room()) shrink(lines, place.clientHeight)
    const low = !has_room()
    const folded = low || lines.some(is_wide)
    place.classList.toggle("low", low)
    place.classList.toggle("folded", folded)
    opener.hidden = !folded && !list.querySelector("[data-brief]")
    if (folded) fold(lines, place.clientHeight)
    const cut = lines.filter(is_wide)
    for (const line of lines) line.classList.toggle("cut", cut.includes(line))
  }

  new ResizeObserver(look).observe(place)
  new MutationObserver(look).observe(list, { childList: true, subtree: true })
  return look
}

export function is_wide(line) {
  return line.scrollWidth > line.clientWidth + 1
}

// Sets all lines as much smaller as the widest that can be read then needs. To measure a line lays the page
// out, if anything has been set since: so all are set first.
function narrow(lines) {
  for (const line of lines) fit(line, 1)
  const share = Math.min(1, ...lines.filter(is_wide).map(narrowed))
  for (const line of lines) fit(line, share)
}

// The share of its size with which a wide line is not too wide; 1 if it would be too small. Its spaces do not
// shrink with it.
function narrowed(line) {
  let share = 1
  for (; is_wide(line); fit(line, share)) {
    share *= line.clientWidth / line.scrollWidth
    if (share < SMALLEST) return 1
  }
  return share
}

// Sets all lines smaller together, if they have room then and can be read. Returns whether they have.
function shrink(lines, room) {
  const formulas = lines.filter((line) => !is_plain(line))
  const plain = height_of(lines) - height_of(formulas)
  const ratio = Math.min((room - ROUNDING - plain) / height_of(formulas), 1)
  const shares = formulas.map((line) => ratio * line.style.getPropertyValue("--share"))
  if (Math.min(...shares) < SMALLEST) return false
  formulas.forEach((line, i) => fit(line, shares[i]))
  return true
}

// Shows lines of which each is one line high: the tallest as plain text, until the others have room.
function fold(lines, room) {
  narrow(lines)
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
