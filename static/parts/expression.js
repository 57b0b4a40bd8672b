// The field for E(w1, w2): the text is checked while it is typed. Below it stands what is wrong with it, or else what
// the page has changed to show it.

import { button, make } from "./dom.js"
import { forget, keep, recall } from "../storage.js"
import { ask, change, follow, hear, known } from "../talk.js"

const HALF_TYPED = "explorer:half-typed" // where a text that is not accepted yet outlives a reload
const ENOUGH = 1000 // characters, enough for the server to see that a text is too long

export function expression(place) {
  const field = make("input", { type: "text", id: "expression", autocomplete: "off", spellcheck: false })
  for (const [name, value] of [
    ["autocapitalize", "off"],
    ["autocorrect", "off"],
    ["enterkeyhint", "done"],
    ["aria-describedby", "verdict"],
  ])
    field.setAttribute(name, value)
  const label = make("label", { htmlFor: "expression", textContent: "Error function" })
  const verdict = make("div", { id: "verdict", className: "verdict" })
  verdict.setAttribute("role", "status")
  place.append(label, field, verdict)
  let underway = false
  let number = 0
  let sent = null // the text that the server has, or is about to have
  let met = null // what the page has changed
  const kept = recall("session", HALF_TYPED)
  forget("session", HALF_TYPED)

  function check() {
    if (field.value !== sent) keep("session", HALF_TYPED, field.value)
    if (underway || field.value === sent) return
    underway = true
    sent = field.value
    ask("typed", { number: ++number, text: sent.slice(0, ENOUGH) })
  }

  // A verdict is about the text that was sent. If the field has changed since, the newer text goes up now.
  function judge(verdict) {
    if (verdict.number !== number) return
    underway = false
    if (field.value === sent) show({ text: sent, ...verdict })
    else check()
  }

  function show({ text, message, position }) {
    field.setAttribute("aria-invalid", String(Boolean(message)))
    if (!message) {
      forget("session", HALF_TYPED)
      verdict.replaceChildren(...(met?.words ? [changes(met)] : []))
      return
    }
    const words = make("p", { textContent: message })
    verdict.replaceChildren(...(position === null ? [] : [marked(text, position)]), words)
  }

  // Replaces what was typed with the text of the gallery, of a lesson or of a link.
  function replace(text) {
    underway = false
    number += 1 // a verdict that is still on its way is about another text
    field.value = sent = text
    show({ message: "" })
  }

  function changes({ words, undo }) {
    const line = make("p", { className: "met", textContent: `${words} ` })
    if (undo) {
      const back = button("Undo", () => change(undo))
      back.title = "Bring back what stood"
      line.append(back)
    }
    return line
  }

  follow("met", (found) => {
    met = found
    if (field.getAttribute("aria-invalid") !== "true") show({ message: "" })
  })
  field.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") replace(known("experiment").expression) // that of the surface that is shown
  })
  field.addEventListener("input", check)
  field.addEventListener("change", check)
  hear("verdict", judge)
  hear("refused", ({ text, ...why }) => {
    replace(text)
    show({ text, ...why })
  })
  follow("expression", replace)
  // At rest, a text without a mistake is that of E. An answer to an earlier choice may have replaced what was typed after it.
  follow("experiment", ({ expression, settled }) => {
    const is_good = field.value === sent && !underway && field.getAttribute("aria-invalid") !== "true"
    if (settled && is_good && expression !== sent) replace(expression)
  })
  hear("invite", () => {
    field.focus()
    field.select()
  })
  if (kept !== null && performance.getEntriesByType("navigation")[0]?.type === "reload") {
    field.value = kept
    field.focus()
    check()
  }
}

// A line with the text around a character, which is marked. It has only text nodes, so that no text is read as HTML.
// Positions count characters; JavaScript's own indices count some characters twice.
function marked(text, at) {
  const characters = Array.from(text)
  const from = Math.max(0, Math.min(at - 14, characters.length - 30))
  const line = document.createElement("code")
  const mark = document.createElement("mark")
  mark.textContent = characters[at] ?? " "
  line.append(
    (from > 0 ? "…" : "") + characters.slice(from, at).join(""),
    mark,
    characters.slice(at + 1, from + 32).join("") + (characters.length > from + 32 ? "…" : ""),
  )
  return line
}
