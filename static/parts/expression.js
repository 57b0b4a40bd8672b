// The field for E(w1, w2). Below it stands what is wrong with the text, or else what the page has
// changed to show the function.

import { is_done, mark_done } from "../hints_done.js"
import { ask, change } from "../requests.js"
import { follow, known } from "../store.js"
import { as_one_line, word_before } from "../typed_text.js"
import { checked, remark } from "./checked.js"
import { button, make } from "./dom.js"
import { typing } from "./typing.js"

const HALF_TYPED = "explorer:half-typed"
const CHOICES = ["surface", "lesson", "link", "restore"] // asks that bring an E of their own
const TIP =
  "E as on paper, such as 3 w1^2 + 10 w2^2 or sin(w1) + w2^2. Esc takes back a text with a mistake, Undo a function"
const INVITATION = "Type a function of your own: the page finds a rate, a start and a view that show it."

/** @param {HTMLElement} place */
export function expression(place) {
  const field = make("input", { type: "text", id: "expression", title: TIP, enterKeyHint: "done" })
  /** @type {(place: number | null) => void} */
  let mark = () => {} // until the field stands in its place
  /** @type {Facts["met"] | null} */
  let found = null // what the page has changed to show the function
  let is_fresh = !is_done("type") // nothing has ever been typed
  let is_typed = false // the visitor's last action was typing, not a choice
  const { replace, show, recover, drop, sent, is_good, is_waiting, latest } = checked(
    place,
    field,
    "Error function",
    HALF_TYPED,
    "typed",
    "verdict",
    {
      verdict_id: "verdict",
      mark: (place) => mark(place),
      is_begun,
      shown: () => known("experiment").expression,
      well: () => [
        ...known("notes").map(remark),
        ...(found?.words ? [changes(found)] : is_fresh ? [remark(INVITATION)] : []),
      ],
    },
  )

  mark = typing(place, field, {
    names: () => [
      ...known("parameters").map(({ label, meaning }) => named(label, meaning || "a number of E", label)),
      ...known("functions").map(([name, words]) => named(name, words, `${name}(`)),
    ],
    gallery: () =>
      known("surfaces")
        .filter(([key]) => key)
        .map(([key, title]) => ({ ...named(title, "a surface of the menu", title), key })),
    choose: (key) => ask("surface", { key }),
  })

  // The s of a sin that is being typed is no number of E yet.
  function is_begun() {
    const word = word_before(field.value, field.selectionEnd ?? 0)
    return (
      word.length === 1 &&
      !known("parameters").some(({ label }) => label === word) &&
      known("functions").some(([name]) => name.startsWith(word))
    )
  }

  /** @param {string} name @param {string} words @param {string} insert */
  function named(name, words, insert) {
    return { name, words, insert }
  }

  /** @param {Facts["met"]} met */
  function changes({ words, undo }) {
    const line = remark(`${words} `)
    if (undo) {
      const back = button("Undo", () => change(undo))
      back.title = "Take back what the page has changed"
      line.append(back)
    }
    return line
  }

  field.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? ""
    if (!text.trim().includes("\n")) return
    event.preventDefault()
    document.execCommand("insertText", false, as_one_line(text)) // the field's undo knows it
  })
  field.addEventListener("input", () => {
    is_typed = true
    if (!is_fresh) return
    is_fresh = false
    mark_done("type")
    if (field.ariaInvalid !== "true") show({ message: "" })
  })
  // Enter, or leaving the field, ends the typing: the server need not wait for a pause to choose the view.
  field.addEventListener("change", () => ask("entered", { number: latest() }))
  follow(["met", "notes"], (fact) => {
    found = fact
    if (field.ariaInvalid !== "true") show({ message: "" })
  })
  follow(["refused"], ({ text, ...why }) => {
    replace(text)
    show({ text, ...why })
  })
  follow(["asked"], ({ ask: what }) => {
    if (!CHOICES.includes(what)) return
    is_typed = false
    drop()
  })
  // The answer to a choice may arrive while a newer text is being checked: ignore it.
  follow(["expression"], (text) => {
    if (!is_typed || !is_waiting()) replace(text)
  })
  // Once everything is answered, an accepted text that is not E was overtaken by a late answer to an earlier
  // choice: show E instead.
  follow(["experiment"], ({ expression, settled }) => {
    if (settled && is_good() && expression !== sent()) replace(expression)
  })
  recover()
}

// Invites the visitor to type a function.
export function invite() {
  const field = /** @type {HTMLInputElement} */ (document.querySelector("#expression"))
  field.focus()
  field.select()
}
