// Tabs: show one of several parts of a section, the part whose data-tab is the open tab.

import { change } from "../requests.js"
import { follow, known } from "../store.js"
import { button, find_in, make } from "./dom.js"

// `setting` is the experiment's field, and `list_name` the contract's list of keys and titles. The section's
// data-shown is the open tab.
/** @param {HTMLElement} place @param {"tab" | "panel"} setting @param {"tabs" | "panels"} list_name */
export function tabs(place, setting, list_name) {
  const titles = known("contract")[list_name]
  const section = /** @type {HTMLElement} */ (place.closest("section"))
  const list = make("div", { className: "tabs" })
  list.setAttribute("role", "tablist")
  list.setAttribute("aria-label", section.getAttribute("aria-label") ?? "")
  const buttons = titles.map(new_tab)
  list.append(...buttons)

  /** @param {string[]} title */
  function new_tab([key, title]) {
    const tab = button(title, () => choose(key))
    const panel = panel_of(key)
    tab.id = `${setting}-${key}`
    panel.id ||= `${setting}-panel-${key}`
    tab.setAttribute("role", "tab")
    tab.setAttribute("aria-controls", panel.id)
    panel.setAttribute("role", "tabpanel")
    return tab
  }

  /** @param {string} key */
  function panel_of(key) {
    return find_in(section, `[data-tab~="${key}"]`)
  }

  /** @param {string} key */
  function choose(key) {
    change({ [setting]: key })
  }

  // The Tab key stops at the selected tab only; the arrow keys move between tabs.
  /** @param {string} key */
  function show(key) {
    if (section.dataset.shown === key) return
    section.dataset.shown = key
    titles.forEach(([each], i) => {
      buttons[i].setAttribute("aria-selected", String(each === key))
      buttons[i].tabIndex = each === key ? 0 : -1
    })
    for (const panel of new Set(titles.map(([each]) => panel_of(each))))
      panel.hidden = panel !== panel_of(key)
    panel_of(key).setAttribute("aria-labelledby", `${setting}-${key}`)
  }

  list.addEventListener("keydown", (event) => {
    const last = titles.length - 1
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement))
    /** @type {Record<string, number>} */
    const ways = { ArrowLeft: at > 0 ? at - 1 : last, ArrowRight: at < last ? at + 1 : 0, Home: 0, End: last }
    const to = ways[event.key]
    if (to === undefined || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    buttons[to].focus()
    choose(titles[to][0])
  })

  place.append(list)
  follow([`experiment.${setting}`], show)
}
