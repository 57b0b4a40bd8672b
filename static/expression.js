// The field for E(w1, w2): the text is checked while it is typed, and what is wrong is marked below it.

const HALF_TYPED = "explorer:half-typed" // where a text outlives a reload that has not become the page's yet
const ENOUGH = 1000 // characters for the server to see that a text is too long

export function render({ model, el }) {
  const field = document.createElement("input")
  Object.assign(field, { type: "text", id: "expression", autocomplete: "off", spellcheck: false, value: model.value })
  for (const [name, value] of [
    ["autocapitalize", "off"],
    ["autocorrect", "off"],
    ["enterkeyhint", "done"],
    ["aria-describedby", "verdict"],
  ])
    field.setAttribute(name, value)
  const label = document.createElement("label")
  label.htmlFor = "expression"
  label.textContent = "Error function"
  const verdict = document.createElement("div")
  Object.assign(verdict, { id: "verdict", className: "verdict" })
  verdict.setAttribute("role", "status")
  let underway = false
  let number = 0
  let sent = model.value
  const kept = sessionStorage.getItem(HALF_TYPED)
  sessionStorage.removeItem(HALF_TYPED)

  function check() {
    if (field.value !== sent) sessionStorage.setItem(HALF_TYPED, field.value)
    if (underway || field.value === sent) return
    underway = true
    sent = field.value
    model.send_msg({ number: ++number, text: sent.slice(0, ENOUGH) })
  }

  // A verdict is about the text that was sent; if the field has changed since, the newer text goes up now.
  function receive(data) {
    if (data.invite) {
      field.focus()
      field.select()
    } else if (data.show !== undefined) {
      underway = false
      number += 1 // a verdict that is still on its way is about another text
      field.value = sent = data.show
      show({ message: "" })
    } else if (data.number === number) {
      underway = false
      if (field.value === sent) show({ text: sent, ...data })
      else check()
    }
  }

  function show({ text, message, position }) {
    field.setAttribute("aria-invalid", String(Boolean(message)))
    if (!message) {
      sessionStorage.removeItem(HALF_TYPED)
      verdict.replaceChildren()
      return
    }
    const words = document.createElement("p")
    words.textContent = message
    verdict.replaceChildren(...(position === null ? [] : [marked(text, position)]), words)
  }

  field.addEventListener("input", check)
  field.addEventListener("change", check)
  model.on("msg:custom", receive)
  el.append(label, field, verdict)
  if (kept !== null && performance.getEntriesByType("navigation")[0]?.type === "reload") {
    field.value = kept
    field.focus()
    check()
  }
}

// A line with the text around a character, which is marked; only ever text nodes. Positions count characters,
// where JavaScript's own indices count halves of some.
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
