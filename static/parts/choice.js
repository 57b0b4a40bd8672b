// A labelled native select; the values of its options are keys, such as those of methods.

import { make } from "./dom.js"
import { follow, known } from "../talk.js"

// `options` is the topic of what there is to choose, and `what` the topic of what is chosen. `choose` gets the key that
// a visitor chooses. The key "" chooses nothing: it is for what has to be typed.
export function choice(place, name, options, what, choose) {
  const select = make("select")
  select.setAttribute("aria-label", name) // the label's own text would include all options
  select.addEventListener("change", () => {
    const key = select.value
    if (key === "") select.value = known(what)
    choose(key)
  })
  place.append(make("label", { className: "choice" }, make("span", { textContent: name }), select))
  follow(options, (pairs) => select.replaceChildren(...pairs.map(([key, title]) => new Option(title, key))))
  follow(what, (key) => (select.value = key))
}
