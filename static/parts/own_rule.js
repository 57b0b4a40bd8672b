// The rule as editable text if the method is the visitor's own; else a button that opens
// the method's rule as text.

import { ask } from "../requests.js"
import { follow, known } from "../store.js"
import { checked, remark } from "./checked.js"
import { allow, button, make } from "./dom.js"

const HALF_TYPED = "explorer:half-typed-rule"
const TOOLTIP =
  "A first line such as # AdaBelief names the rule. States called m and s are traced, or else the first two; m has an arrow, too"
const LINES = [4, 8] // the least and the most lines that the field shows at once

/** @param {HTMLElement} place */
export function own_rule(place) {
  let is_opening = false // the field is to have the focus once it is there
  const open = () => {
    is_opening = true
    ask("rule", { open: true })
  }
  const edit = button("✎", open, "Edit this rule")
  const field = make("textarea", { id: "update-rule", title: TOOLTIP })
  const examples = make("select", { title: "Replace the rule by a short one to begin with" })
  examples.ariaLabel = "Example rules"
  const typing = make("div", { className: "typing" })
  /** @type {string | null | undefined} */
  let last = null // the text of the last shown rule
  const { replace, show, sent, recover, is_good } = checked(
    typing,
    field,
    "Update rule",
    HALF_TYPED,
    "typed_rule",
    "rule_verdict",
    {
      verdict_id: "rule-verdict",
      shown,
      well: () =>
        [
          ...known("examples")
            .filter(({ text }) => text === field.value)
            .map(({ words }) => words),
          ...(known("typed_rules")[field.value]?.hints ?? []),
        ].map(remark),
    },
  )
  typing.prepend(examples)
  place.append(edit, typing)

  function shown() {
    return known("experiment").lineup[0].rule
  }

  examples.addEventListener("change", () => {
    ask("rule", { example: examples.value })
    examples.value = ""
  })
  follow(["examples"], (found) => {
    const options = found.map(({ key, title, words }) =>
      Object.assign(new Option(title, key), { title: words }),
    )
    examples.replaceChildren(Object.assign(new Option("Examples", ""), { hidden: true }), ...options)
  })
  follow(["typed_rules"], () => {
    if (is_good()) show({ message: "" })
  })
  follow(["rule"], ({ writable }) =>
    allow(edit, writable ? "" : "This rule is more than the language of rules can say"),
  )
  follow(["experiment"], ({ settled }) => {
    const text = shown()
    edit.hidden = text !== undefined
    typing.hidden = text === undefined
    place.closest(".settings")?.toggleAttribute("data-typed", text !== undefined)
    if (!settled || text === last) return
    last = text
    if (text !== undefined && text !== sent()) replace(text)
    field.rows = Math.min(Math.max((text ?? "").split("\n").length + 1, LINES[0]), LINES[1])
    if (is_opening && text !== undefined) {
      field.focus({ preventScroll: true })
      // What is above the field comes last: the surface may cover what is scrolled.
      for (const each of [field, examples]) each.scrollIntoView({ block: "nearest" })
    }
    is_opening = false
  })
  if (shown() !== undefined) recover()
}
