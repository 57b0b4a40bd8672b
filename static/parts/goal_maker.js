// The dialog in which a visitor writes a goal for others: it becomes part of the link.

import { is_reached } from "../draw/goal.js"
import { count } from "../numbers.js"
import { change } from "../requests.js"
import { follow, known } from "../store.js"
import { button, make, sheet } from "./dom.js"

const QUANTITIES = [
  ["E", "E"],
  ["w1", "w1"],
  ["w2", "w2"],
  ["stopped", "the step at which it breaks off"],
]
const DONE = "The run that is shown reaches this already."
const SIDES = [
  ["<", "below"],
  [">", "above"],
]

/** @type {(() => void) | null} */
let open = null // shows the dialog, once it is made

export function set_goal() {
  open ??= goal_maker()
  open()
}

function goal_maker() {
  const quantity = menu("What", QUANTITIES)
  const side = menu("Side", SIDES)
  const number = box("Number", 0.001, { step: "any" })
  const { max_steps, most_tries } = known("contract").limits
  const within = box("Within steps", null, { min: 1, max: max_steps })
  const tries = box("Tries", null, { min: 1, max: most_tries })
  const by = make("fieldset", { className: "racers", ariaLabel: "What may be moved" })
  const message = make("p", { className: "refusal", role: "alert" })
  const dialog = sheet(
    "A goal for this link",
    "goal-title",
    [
      make("p", { textContent: "Whoever opens the link is to reach it. Set it, then copy the link." }),
      make("p", { className: "goal-form" }, "Bring ", quantity, " ", side, " ", number),
      make("p", { className: "goal-form" }, "within ", within, " steps, in ", tries, " tries"),
      make("p", { className: "quiet", textContent: "Left empty: at the last step, in any number of tries." }),
      make("p", { className: "goal-form", textContent: "Only these may be moved (none: all):" }),
      by,
      message,
    ],
    [button("Remove", remove), button("Close", () => dialog.close()), button("Set goal", set)],
  )
  document.body.append(dialog)

  function remove() {
    change({ goal: "" })
    dialog.close()
  }

  function set() {
    if (!Number.isFinite(number.valueAsNumber) || ![within, tries].every((each) => each.validity.valid)) {
      message.textContent = `Enter a number; steps are whole, from 1 to ${count(max_steps)}, and tries from 1 to ${most_tries}.`
      return
    }
    const chosen = [...by.querySelectorAll("input")]
      .filter(({ checked }) => checked)
      .map(({ value }) => value)
    const parts = [
      `${quantity.value}${side.value}${number.valueAsNumber}${within.value ? `@${within.value}` : ""}`,
      ...(chosen.length ? [`by=${chosen.join(",")}`] : []),
      ...(tries.value ? [`tries=${tries.value}`] : []),
    ]
    change({ goal: parts.join(";") })
    dialog.close()
  }

  function look() {
    const goal = {
      quantity: /** @type {Goal["quantity"]} */ (quantity.value),
      less: side.value === "<",
      number: number.valueAsNumber,
      within: within.value ? within.valueAsNumber : null,
    }
    message.textContent = !known("awaited") && is_reached(goal, known("runs")[0]) ? DONE : ""
  }
  dialog.addEventListener("input", look)

  follow(["sliders", "parameters"], (...rows) => {
    const choices = rows.flat().map(({ path: [, name], label }) => {
      const input = make("input", { type: "checkbox", value: String(name) })
      return make("label", {}, input, label)
    })
    by.replaceChildren(...choices)
  })

  return () => {
    const told = known("goal")
    if (told) {
      quantity.value = told.quantity
      side.value = told.less ? "<" : ">"
      number.value = String(told.number)
      within.value = String(told.within ?? "")
      tries.value = String(told.tries ?? "")
    }
    for (const input of by.querySelectorAll("input")) input.checked = Boolean(told?.by.includes(input.value))
    look()
    dialog.showModal()
  }
}

/** @param {string} name @param {string[][]} choices */
function menu(name, choices) {
  return make("select", { ariaLabel: name }, ...choices.map(([key, title]) => new Option(title, key)))
}

/** @param {string} name @param {number | null} value @param {Partial<Record<"min" | "max" | "step", number | string>>} limits */
function box(name, value, limits) {
  return make("input", { type: "number", value: value ?? "", ariaLabel: name, ...limits })
}
