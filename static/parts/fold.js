// A line that unfolds: a button with the name of what it holds, its value in words, and the controls below.
// It is open while they are used, that is, not at their defaults; what a visitor opens stays open.

import { keep, recall } from "../storage.js"
import { button, make, write_text } from "./dom.js"

const KEPT = "explorer:unfolded"

/** @param {string} name @param {string} tip @param {...any} content */
export function fold(name, tip, ...content) {
  const press = button(name, turn)
  press.title = tip
  const value = make("span", { className: "fold-value" })
  const body = make("div", {}, ...content)
  const element = make(
    "div",
    { className: "fold" },
    make("div", { className: "fold-head" }, press, value),
    body,
  )
  let is_open = kept().includes(name)
  let was_used = false
  let is_lent = false // it is open only because it is used

  function turn() {
    is_open = !is_open
    is_lent = false
    const others = kept().filter((each) => each !== name)
    keep("local", KEPT, (is_open ? [...others, name] : others).join())
    draw()
  }

  function draw() {
    press.ariaExpanded = String(is_open)
    body.hidden = !is_open
  }

  // Shows the value, and opens when it is no longer the default. If it may, it closes again when it is.
  /** @param {string} words @param {boolean} is_used @param {boolean} [may_close] */
  function show(words, is_used, may_close = false) {
    write_text(value, words)
    const opens = is_used && !was_used && !is_open
    if (opens || (!is_used && is_lent && may_close)) {
      is_open = is_lent = opens
      draw()
    }
    was_used = is_used
  }

  draw()
  return { element, show }
}

function kept() {
  return (recall("local", KEPT) ?? "").split(",")
}
