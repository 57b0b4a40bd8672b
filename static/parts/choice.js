// A labelled native select. The values of its options are keys, for instance of methods.

import { is_plain } from "../shortcuts.js"
import { follow, known } from "../store.js"
import { make } from "./dom.js"

const PAUSE = 1000 // ms after which a letter begins another word
const REST = 400 // ms without a letter, after which what the letters lead to is chosen

// `options` is the topic of the options, [key, title, group]; groups appear in the order of their first
// option. `what` is the topic of the chosen key, and `choose` gets the key that a visitor chooses. Choosing
// the key "" does not select it: something has to be typed first. Returns the select.
/**
 * @param {HTMLElement} place @param {string} name @param {string} tip @param {TopicOf<Choice[]>} options
 * @param {TopicOf<string>} what @param {(key: string) => void} choose
 */
export function choice(place, name, tip, options, what, choose) {
  const select = make("select", { title: tip, ariaLabel: name }) // its label's text includes all options
  select.addEventListener("change", () => {
    const key = select.value
    if (key === "") select.value = known(what)
    choose(key)
  })
  choose_by_letters(select)
  place.append(make("label", { className: "choice" }, make("span", { textContent: name }), select))
  follow([options], (entries) => select.replaceChildren(...grouped(entries)))
  follow([what], (key) => (select.value = key))
  return select
}

// Letters lead to the option with that title, or else to the first one that begins so. Browsers stop at another
// one that begins so, such as AdamW, and choose one with every letter.
/** @param {HTMLSelectElement} select */
function choose_by_letters(select) {
  let word = ""
  let last = 0
  /** @type {number | undefined} */
  let rest

  function finish() {
    if (rest === undefined) return
    clearTimeout(rest)
    rest = undefined
    select.dispatchEvent(new Event("change", { bubbles: true }))
  }

  select.addEventListener("keydown", (event) => {
    const { key, timeStamp } = event
    if (key.length > 1 || !is_plain(event)) return finish()
    if (timeStamp - last > PAUSE) word = ""
    if (key === " " && !word) return
    last = timeStamp
    word += key.toLowerCase()
    const titles = [...select.options].map(({ text }) => text.toLowerCase())
    const exact = titles.indexOf(word)
    const found = exact >= 0 ? exact : titles.findIndex((title) => title.startsWith(word))
    if (found < 0) return
    event.preventDefault()
    clearTimeout(rest)
    select.selectedIndex = found
    rest = setTimeout(finish, REST)
  })
  select.addEventListener("blur", finish)
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
