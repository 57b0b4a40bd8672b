// The small "i" of a section: what it shows, and what the terms mean that say so. Its data-of names the tip;
// the name of a setting, "tab" or "panel", stands for that of the open part.

import { follow, known } from "../store.js"
import { button, make, meanings } from "./dom.js"
import { dropdown } from "./menu.js"
import { open_words, plain, terms_of } from "./words.js"

/** @param {HTMLElement} place */
export function about(place) {
  const of = String(place.dataset.of)
  const { parts, list } = dropdown("i", "What this shows, and what the words mean")
  const [press] = parts
  const name = place.closest("section")?.ariaLabel
  press.ariaLabel = `About: ${name}`
  place.append(...parts)
  const words = known("words")
  const more = button("All words", () => {
    list.hidePopover()
    open_words()
  })

  /** @param {string} tip @param {string[]} others terms of what stands there */
  function write(tip, others = []) {
    const named = [...new Set([...terms_of(tip), ...others])].map((term) => [term, words[term]])
    list.replaceChildren(make("p", { textContent: plain(tip) }), meanings(named), more)
  }

  const tips = known("tips")
  if (of === "tab" || of === "panel") follow([`experiment.${of}`], (key) => write(tips[key]))
  else if (of === "method")
    follow(["sliders"], (rows) =>
      write(
        tips[of],
        rows.flatMap(({ term }) => term ?? []),
      ),
    )
  else write(tips[of])
}
