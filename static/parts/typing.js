// Helps to type mathematics in a field: names are completed in a list below it, and behind its text brackets
// that belong together are shown and a mistake is underlined. Nothing is chosen until an arrow key or a press
// chooses it, so Enter and Tab keep their meaning, and nothing is read out before.

import { is_plain } from "../shortcuts.js"
import { brackets_at, completions, fault_at, word_before } from "../typed_text.js"
import { make } from "./dom.js"

/** @typedef {import("../typed_text.js").Completion} Completion */

// `names` and `gallery` return what can be completed, and `choose` takes a surface of the gallery by its key.
// Returns a function that underlines a mistake at a place; null is none.
/**
 * @param {HTMLElement} place @param {HTMLInputElement} field
 * @param {{ names: () => Completion[], gallery: () => Completion[], choose: (key: string) => void }} sources
 */
export function typing(place, field, { names, gallery, choose }) {
  const marks = make("div", { className: "typed-marks", ariaHidden: "true" })
  const list = make("ul", { className: "completions", hidden: true, role: "listbox", ariaLabel: "Names" })
  list.id = `${field.id}-names`
  place.append(marks, list)
  Object.assign(field, { ariaAutoComplete: "list", ariaHasPopup: "listbox" })
  field.setAttribute("aria-controls", list.id)

  /** @type {Completion[]} */
  let offered = []
  let active = -1
  /** @type {number | null} */
  let fault = null

  // The list

  function offer() {
    offered = completions(field.value, field.selectionEnd ?? 0, names(), gallery())
    list.replaceChildren(
      ...offered.map(({ name, words }, i) => {
        const option = make(
          "li",
          { id: `${list.id}-${i}`, role: "option", ariaSelected: "false" },
          make("b", { textContent: name }),
          make("span", { textContent: words }),
        )
        option.addEventListener("pointerdown", (event) => event.preventDefault()) // the field keeps the focus
        option.addEventListener("click", () => accept(i))
        return option
      }),
    )
    list.hidden = !offered.length
    activate(-1)
  }

  function close() {
    if (!offered.length) return
    offered = []
    list.hidden = true
    activate(-1)
  }

  /** @param {number} i */
  function activate(i) {
    active = i
    for (const [k, option] of [...list.children].entries()) option.ariaSelected = String(k === i)
    if (i < 0) field.removeAttribute("aria-activedescendant")
    else field.setAttribute("aria-activedescendant", list.children[i].id)
  }

  /** @param {number} i */
  function accept(i) {
    const { insert, key } = offered[i]
    close()
    if (key !== undefined) return choose(key)
    const caret = field.selectionEnd ?? 0
    const word = word_before(field.value, caret)
    const is_called = insert.endsWith("(") && field.value[caret] === "("
    field.setSelectionRange(caret - word.length, caret)
    document.execCommand("insertText", false, is_called ? insert.slice(0, -1) : insert) // the field's undo knows it
    close()
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (!offered.length || event.isComposing || !is_plain(event)) return
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
    if (step) activate(((active + step + 1 + offered.length + 1) % (offered.length + 1)) - 1)
    else if (event.key === "Enter" && active >= 0) accept(active)
    else if (event.key === "Escape") close()
    else return
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  // The marks behind the text

  function mark() {
    const text = field.value
    const here = document.activeElement === field ? brackets_at(text, field.selectionEnd ?? 0) : []
    const [from, to] = fault === null ? [-1, -1] : fault_at(text, fault)
    const cuts = [...new Set([0, ...here.flatMap((at) => [at, at + 1]), from, to, text.length])]
      .filter((cut) => cut >= 0)
      .sort((a, b) => a - b)
    const pieces = cuts.slice(0, -1).map((cut, i) => {
      const piece = make("span", { textContent: text.slice(cut, cuts[i + 1]) })
      if (here.includes(cut)) piece.className = here.length === 2 ? "bracket" : "bracket alone"
      if (cut >= from && cut < to) piece.classList.add("fault")
      return piece
    })
    if (fault !== null && from === to)
      pieces.push(make("span", { className: "fault", textContent: "\u2002" }))
    const line = make("div", {}, ...pieces)
    if (!marks.firstChild?.isEqualNode(line)) marks.replaceChildren(line)
    // Reading the field's place lays the page out.
    if (here.length || fault !== null) marks.scrollLeft = field.scrollLeft
  }

  field.addEventListener("keydown", key, true)
  field.addEventListener("input", (event) => {
    fault = null
    if (event.isComposing) close()
    else offer()
    mark()
  })
  field.addEventListener("blur", close)
  for (const name of ["focus", "blur", "scroll", "compositionend"]) field.addEventListener(name, mark)
  document.addEventListener("selectionchange", () => {
    if (document.activeElement !== field) return
    if (offered.length && !word_before(field.value, field.selectionEnd ?? 0)) close()
    mark()
  })

  return (/** @type {number | null} */ at) => {
    fault = at
    mark()
  }
}
