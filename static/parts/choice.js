// A labelled native select whose options have the product's own keys as values.

import { make } from "./dom.js"
import { ask, follow } from "../talk.js"

// `options` is the topic of what there is to choose, and `what` the topic of what is chosen and what is asked for.
export function choice(place, name, options, what) {
  const select = make("select")
  select.setAttribute("aria-label", name) // the label around it has the words of all options in it too
  select.addEventListener("change", () => ask(what, { key: select.value }))
  place.append(make("label", { className: "choice" }, make("span", { textContent: name }), select))
  follow(options, (pairs) => select.replaceChildren(...pairs.map(([key, title]) => new Option(title, key))))
  follow(what, (key) => (select.value = key))
}
