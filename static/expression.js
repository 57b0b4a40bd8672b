// The field for E(w1, w2): the text is checked while it is typed, and what is wrong is marked below it.

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
  let underway = null
  let sent = model.value

  function check() {
    if (underway !== null || field.value === sent) return
    underway = sent = field.value
    model.send_msg({ text: underway })
  }

  // The verdict is about the text that was sent; if it has changed since, the newer text goes up now.
  function judge(data) {
    underway = null
    if (field.value === data.text) show(data)
    else check()
  }

  function show({ text, message, position }) {
    field.setAttribute("aria-invalid", String(Boolean(message)))
    if (!message) {
      verdict.replaceChildren()
      return
    }
    const words = document.createElement("p")
    words.textContent = message
    verdict.replaceChildren(...(position === null ? [] : [marked(text, position)]), words)
  }

  function replace() {
    if (model.value === sent && field.value === sent) return
    field.value = sent = model.value
    show({ message: "" })
  }

  field.addEventListener("input", check)
  field.addEventListener("change", check)
  model.on("msg:custom", judge)
  model.on("value", replace)
  if (model.message) show({ text: model.value, message: model.message, position: null })
  el.append(label, field, verdict)
}

// A line with the text around a position, the character itself in a mark; only ever text nodes.
function marked(text, position) {
  const characters = Array.from(text)
  const at = Array.from(text.slice(0, position)).length
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
