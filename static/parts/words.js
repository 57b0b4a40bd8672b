// The list of words: what each term on the page means. Tips mark their terms (app/words/glossary.py).

import { known } from "../store.js"
import { button, make, meanings, sheet } from "./dom.js"

const MARK = /\[([^\]]+)\]/g

/** @type {HTMLDialogElement | null} */
let dialog = null // made when it is first opened

// A tip without the marks of its terms.
/** @param {string} tip */
export function plain(tip) {
  return tip.replace(MARK, "$1")
}

// The terms of a tip.
/** @param {string} tip */
export function terms_of(tip) {
  return [...tip.matchAll(MARK)].map(([, term]) => term)
}

export function open_words() {
  dialog ??= new_dialog()
  dialog.showModal()
}

function new_dialog() {
  const list = make("div", { className: "words" }, meanings(Object.entries(known("words"))))
  const close = button("Close", () => dialog?.close())
  const made = sheet("What the words mean", "words-title", [list], [close])
  document.body.append(made)
  return made
}
