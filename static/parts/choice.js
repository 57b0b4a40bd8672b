// A labelled native select whose options have the product's own keys as values.

import { make } from "./dom.js"
import { follow } from "../talk.js"

// `options` is the topic of what there is to choose, `what` the topic of what is chosen, and `choose` is given the key
// of what a visitor chooses.
export function choice(place, name, options, what, choose) {
  const select = make("select")
  select.setAttribute("aria-label", name) // the label around it has the words of all options in it too
  select.addEventListener("change", () => choose(select.value))
  place.append(make("label", { className: "choice" }, make("span", { textContent: name }), select))
  follow(options, (pairs) => select.replaceChildren(...pairs.map(([key, title]) => new Option(title, key))))
  follow(what, (key) => (select.value = key))
}
