// A labelled native select. The values of its options are keys, for instance of methods.

import { follow, known } from "../store.js"
import { make } from "./dom.js"

// `options` is the topic of the options, [key, title, group]; groups appear in the order of their first
// option. `what` is the topic of the chosen key, and `choose` gets the key that a visitor chooses. Choosing
// the key "" does not select it: something has to be typed first.
/**
 * @param {HTMLElement} place @param {string} name @param {string} tip @param {TopicOf<Choice[]>} options
 * @param {TopicOf<string>} what @param {(key: string) => void} choose
 */
export function choice(place, name, tip, options, what, choose) {
  const select = make("select", { title: tip })
  select.setAttribute("aria-label", name) // the label's own text would include all options
  select.addEventListener("change", () => {
    const key = select.value
    if (key === "") select.value = known(what)
    choose(key)
  })
  place.append(make("label", { className: "choice" }, make("span", { textContent: name }), select))
  follow([options], (entries) => select.replaceChildren(...grouped(entries)))
  follow([what], (key) => (select.value = key))
}

/** @param {Choice[]} entries */
function grouped(entries) {
  /** @type {Map<string, HTMLOptGroupElement>} */
  const groups = new Map()
  const found = []
  for (const [key, title, label = ""] of entries) {
    const option = new Option(title, key)
    if (!label) found.push(option)
    else {
      const group = groups.get(label) ?? make("optgroup", { label })
      if (!groups.has(label)) found.push(group)
      groups.set(label, group)
      group.append(option)
    }
  }
  return found
}
