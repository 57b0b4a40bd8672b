// Tabs: show one of several parts of the page, those with data-tab beside the tabs or around them.

import { button, make } from "./dom.js"
import { change, follow } from "./talk.js"

// `setting` is the field of the experiment; the section around the tabs has what is shown as its data-shown.
export function tabs(place, setting, titles) {
  const section = place.closest("section")
  const list = make("div", { className: "tabs" })
  list.setAttribute("role", "tablist")
  for (const [key, title] of titles) {
    const choose = () => {
      show(key)
      change({ [setting]: key })
    }
    const tab = button(title, choose)
    tab.setAttribute("role", "tab")
    list.append(tab)
  }

  function show(key) {
    titles.forEach(([each], i) => list.children[i].setAttribute("aria-selected", String(each === key)))
    section.dataset.shown = key
  }

  place.append(list)
  follow("frame", ({ settled, settings }) => settled && show(settings[setting]))
}
