// A text field that is checked while the visitor types. What is wrong with the text stands below it.

import { ask } from "../requests.js"
import { forget, is_reloaded, keep, recall } from "../storage.js"
import { follow } from "../store.js"
import { make, write_text } from "./dom.js"

const REST = 1000 // ms without typing before a verdict is read out: every prefix has one
const BEGUN = 700 // ms without typing before a text is sent that ends in the first letter of a name
const ENOUGH = 1000 // characters, enough for the server to see that a text is too long

// Fills a place with a label, a field and a verdict.
//
// `field` is an input or a text area with an id, `name` its label. `kept_as` is the storage key of a
// text that is not accepted yet, so that it outlives a reload. `typed` is the ask that sends a text
// to the server, `answer` the topic of its verdict. `shown` returns the text in use, `well` the
// elements below an accepted text, and `most` is how many characters are sent. `is_begun` tells whether a name
// in the field has only just begun.
//
// Returns functions. replace(text) puts another text in the field, show(verdict) shows a verdict, recover()
// restores the text from before a reload, drop() keeps the text in the field from being sent. sent(): the
// last submitted text. is_good(): it was accepted and has not changed since. is_waiting(): its verdict is
// pending. latest(): the number of the text in the field.
/**
 * @param {HTMLElement} place @param {HTMLInputElement | HTMLTextAreaElement} field @param {string} name
 * @param {StorageKey} kept_as @param {Ask} typed @param {TopicOf<Verdict>} answer
 * @param {{
 *   shown: () => string | undefined, well: () => HTMLElement[], verdict_id: string, most?: number,
 *   mark?: (place: number | null) => void, is_begun?: () => boolean
 * }} others
 */
export function checked(
  place,
  field,
  name,
  kept_as,
  typed,
  answer,
  { shown, well, verdict_id, most = ENOUGH, mark = () => {}, is_begun = () => false },
) {
  Object.assign(field, { autocapitalize: "off", autocomplete: "off", spellcheck: false })
  field.setAttribute("autocorrect", "off")
  field.setAttribute("aria-describedby", verdict_id)
  const verdict = make("div", { id: verdict_id, className: "verdict" })
  const heard = make("p", { className: "heard", role: "status" })
  place.append(make("label", { htmlFor: field.id, textContent: name }), field, verdict, heard)
  let underway = false
  let number = 0
  let sent = ""
  /** @type {number} */
  let rest
  /** @type {number} */
  let pause
  const kept = recall("session", kept_as)
  forget("session", kept_as)

  function check() {
    if (field.value !== sent) keep("session", kept_as, field.value)
    if (underway || field.value === sent) return
    underway = true
    sent = field.value
    ask(typed, { number: ++number, text: sent.slice(0, most) })
  }

  function check_typed() {
    clearTimeout(pause)
    if (is_begun()) pause = setTimeout(check, BEGUN)
    else check()
  }

  // A verdict is about the text that was sent. If the field has changed since, send the newer text.
  /** @param {Verdict} verdict */
  function judge(verdict) {
    if (verdict.number !== number) return
    underway = false
    if (field.value === sent) show({ text: sent, ...verdict })
    else check_typed()
  }

  /** @param {{ text?: string, message?: string, position?: number | null }} found */
  function show({ text = "", message, position = null }) {
    read_out_at_rest()
    const was_good = field.ariaInvalid !== "true"
    field.ariaInvalid = String(Boolean(message))
    mark(message ? position : null)
    if (!message) {
      forget("session", kept_as)
      verdict.replaceChildren(...well())
      return
    }
    const words = make("p", { textContent: message })
    verdict.replaceChildren(...(position === null ? [] : [marked(text, position)]), words)
    // On a page that scrolls, the message may be out of sight.
    if (was_good && document.activeElement === field) verdict.scrollIntoView({ block: "nearest" })
  }

  function read_out_at_rest() {
    clearTimeout(rest)
    rest = setTimeout(() => write_text(heard, words_of(verdict)), REST)
  }

  // Replaces the typed text, for instance by a function chosen from a menu.
  /** @param {string} text */
  function replace(text) {
    underway = false
    number += 1 // ignore the pending verdict: it is about another text
    field.value = sent = text
    show({ message: "" })
  }

  // Keeps the text in the field from being sent: the visitor has chosen something else, and what is wrong
  // with the text matters no more.
  function drop() {
    underway = false
    number += 1
    sent = field.value
    field.ariaInvalid = "false"
  }

  function is_good() {
    return field.value === sent && !underway && field.ariaInvalid !== "true"
  }

  field.addEventListener("keydown", (event) => {
    if (/** @type {KeyboardEvent} */ (event).key === "Escape") replace(shown() ?? "")
  })
  field.addEventListener("input", check_typed)
  field.addEventListener("input", read_out_at_rest)
  field.addEventListener("change", check)
  follow([answer], judge)
  follow(["given_up"], (asked) => {
    if (asked.ask !== typed || asked.number !== number) return
    underway = false
    check()
  })

  function recover() {
    if (kept === null || !is_reloaded()) return
    field.value = kept
    field.focus()
    check()
  }

  // The number of the text that is in the field, once it has been sent.
  function latest() {
    return field.value === sent ? number : number + 1
  }

  return { replace, show, recover, drop, sent: () => sent, is_good, is_waiting: () => underway, latest }
}

// A line below a text that is accepted.
/** @param {string} words */
export function remark(words) {
  return make("p", { className: "remark", textContent: words })
}

/** @param {HTMLElement} verdict */
function words_of(verdict) {
  return [...verdict.querySelectorAll("p")].map(({ textContent }) => textContent).join(" ")
}

// The line that contains a character, with that character marked. Only text nodes, so that no text is read as
// HTML. Positions count characters; JavaScript's own indices count some characters twice.
/** @param {string} text @param {number} at */
function marked(text, at) {
  const before = Array.from(text).slice(0, at).join("").split("\n").at(-1) ?? ""
  const line = Array.from(before + (Array.from(text).slice(at).join("").split("\n")[0] ?? ""))
  const place = Array.from(before).length
  const from = Math.max(0, Math.min(place - 14, line.length - 30))
  const mark = make("mark", { textContent: line[place] ?? " " })
  return make(
    "code",
    {},
    (from > 0 ? "…" : "") + line.slice(from, place).join(""),
    mark,
    line.slice(place + 1, from + 32).join("") + (line.length > from + 32 ? "…" : ""),
  )
}
