// Tabs: show one of several parts of a section, the part whose data-tab is the open tab. Parts of one group
// share a tab, and are told apart by a second row of tabs.

import { change } from "../requests.js"
import { is_plain } from "../shortcuts.js"
import { follow, known } from "../store.js"
import { allow, button, find_in, make } from "./dom.js"
import { plain } from "./words.js"

const GUESS_FIRST = "The map would tell where the run ends: guess first"
const NARROW = "(max-width: 890px), (max-width: 1100px) and (max-height: 560px)" // where the surface covers what has been scrolled (page.css)

/** @typedef {{ title: string, keys: string[] }} Tab its keys are those of the parts that it leads to */

// `setting` is the experiment's field, and `list_name` the contract's list of keys, titles and groups. The
// section's data-shown is the open part.
/** @param {HTMLElement} place @param {"tab" | "panel"} setting @param {"tabs" | "panels"} list_name */
export function tabs(place, setting, list_name) {
  const parts = known("contract")[list_name]
  const keys = parts.map(([key]) => key)
  const names = new Map(parts.map(([key, title]) => [key, title]))
  const tip_of = (/** @type {string} */ key) => plain(known("tips")[key])
  const section = /** @type {HTMLElement} */ (place.closest("section"))
  /** @type {string[]} */
  let recent = [] // the parts that were open, the newest first
  const groups = grouped(parts)
  const rows = [
    new_row(
      section.ariaLabel ?? "",
      groups.map(({ title, inner }) =>
        inner.length > 1 ? { title, keys: inner.flatMap(({ keys }) => keys) } : inner[0],
      ),
    ),
    ...groups.filter(({ inner }) => inner.length > 1).map(({ title, inner }) => new_row(title, inner)),
  ]
  rows.slice(1).forEach(({ list }) => list.classList.add("inner"))
  place.append(...rows.map(({ list }) => list))
  for (const key of keys) panel_of(key).role = "tabpanel"

  // A row of tabs: the Tab key stops at the selected one only, and the arrow keys move between them.
  /** @param {string} label @param {Tab[]} entries */
  function new_row(label, entries) {
    const list = make("div", { className: "tabs", role: "tablist", ariaLabel: label })
    const buttons = entries.map(new_tab)
    list.append(...buttons)
    list.addEventListener("keydown", (event) => {
      const last = entries.length - 1
      const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement))
      /** @type {Record<string, number>} */
      const ways = {
        ArrowLeft: at > 0 ? at - 1 : last,
        ArrowRight: at < last ? at + 1 : 0,
        Home: 0,
        End: last,
      }
      const to = ways[event.key]
      if (to === undefined || at < 0 || !is_plain(event)) return
      event.preventDefault()
      buttons[to].focus()
      choose(entries[to])
    })

    /** @param {string} shown */
    function show(shown) {
      list.hidden = !entries.some(({ keys }) => keys.includes(shown))
      entries.forEach(({ keys }, i) => {
        const is_selected = keys.includes(shown)
        buttons[i].ariaSelected = String(is_selected)
        buttons[i].tabIndex = is_selected ? 0 : -1
        if (is_selected) requestAnimationFrame(() => bring_to_middle(buttons[i]))
      })
    }

    // A row that is longer than its place scrolls sideways.
    /** @param {HTMLElement} tab */
    function bring_to_middle({ offsetLeft, offsetWidth }) {
      list.scrollLeft = offsetLeft - list.offsetLeft + (offsetWidth - list.clientWidth) / 2
    }

    return { list, show }
  }

  /** @param {Tab} entry */
  function new_tab(entry) {
    const { title, keys } = entry
    const tab = button(title, () => choose(entry))
    tab.title =
      keys.length > 1 ? keys.map((key) => `${names.get(key)}: ${tip_of(key)}`).join("\n") : tip_of(keys[0])
    for (const key of keys) panel_of(key).id ||= `${setting}-panel-${key}`
    if (keys.length === 1) tab.id = `${setting}-${keys[0]}`
    if (keys.every((key) => known("contract").telling.includes(key)))
      follow(["awaited"], (awaited) => allow(tab, awaited ? GUESS_FIRST : ""))
    tab.role = "tab"
    tab.setAttribute("aria-controls", keys.map((key) => panel_of(key).id).join(" "))
    return tab
  }

  /** @param {string} key */
  function panel_of(key) {
    return find_in(section, `[data-tab~="${key}"]`)
  }

  // A group opens the part of it that was open last.
  /** @param {Tab} tab */
  function choose({ keys }) {
    change({ [setting]: recent.find((key) => keys.includes(key)) ?? keys[0] })
    requestAnimationFrame(() => bring_in_sight(section))
  }

  /** @param {string} key */
  function show(key) {
    if (section.dataset.shown === key) return
    section.dataset.shown = key
    recent = [key, ...recent.filter((each) => each !== key)]
    for (const { show } of rows) show(key)
    for (const panel of new Set(keys.map(panel_of))) panel.hidden = panel !== panel_of(key)
    panel_of(key).setAttribute("aria-labelledby", `${setting}-${key}`)
  }

  follow([`experiment.${setting}`], show)
}

// On a page that scrolls, what was opened may be cut at the lower edge.
/** @param {Element} section */
export function bring_in_sight(section) {
  section.scrollIntoView({ block: matchMedia(NARROW).matches ? "start" : "nearest" })
}

// The groups in their order, each with the tabs of its parts.
/** @param {string[][]} parts */
function grouped(parts) {
  /** @type {{ title: string, inner: Tab[] }[]} */
  const groups = []
  for (const [key, title, of] of parts) {
    const group = groups.find(({ title }) => title === of) ?? { title: of, inner: [] }
    if (!groups.includes(group)) groups.push(group)
    group.inner.push({ title, keys: [key] })
  }
  return groups
}
