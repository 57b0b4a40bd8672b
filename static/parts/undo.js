// Undo and redo: two buttons and the usual keys. In a text field these keys are the browser's.

import { step } from "../history.js"
import { list_keys, TYPED } from "../shortcuts.js"
import { follow } from "../store.js"
import { allow, button } from "./dom.js"

/** @type {[name: "undo" | "redo", sign: string, word: string, by: number, tooltip: string][]} */
const STEPS = [
  ["undo", "↶", "Undo", -1, "Take back the last change (Ctrl-Z)"],
  ["redo", "↷", "Redo", 1, "Repeat the change that was taken back (Shift-Ctrl-Z or Ctrl-Y)"],
]

/** @param {HTMLElement} place */
export function undo(place) {
  for (const [name, sign, word, by, tooltip] of STEPS) {
    const press = button(sign, () => step(by), word)
    /** @type {Record<string, string>} */
    const reasons = {
      none: `There is nothing to ${name}`,
      lost: `The connection is lost, and only the server can ${name} this`,
    }
    place.append(press)
    follow(["history"], (can) => allow(press, reasons[can[name]], tooltip))
  }
  list_keys("Everywhere but in text fields", [
    ["Ctrl-Z", "takes back the last change"],
    ["Shift-Ctrl-Z, Ctrl-Y", "repeats it"],
  ])
  addEventListener("keydown", (event) => {
    const { ctrlKey, metaKey, altKey, shiftKey, target } = event
    if (!(ctrlKey || metaKey) || altKey || /** @type {Element} */ (target).matches?.(TYPED)) return
    const by = { z: shiftKey ? 1 : -1, y: shiftKey ? 0 : 1 }[event.key.toLowerCase()]
    if (!by) return
    event.preventDefault()
    step(by)
  })
}
