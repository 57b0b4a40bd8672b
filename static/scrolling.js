// Lets the Tab key reach areas that scroll, and no others, so that the arrow keys can scroll them.
//
// Which areas scroll depends on the page's size and content, so it is checked
// whenever both have come to rest.

import { follow } from "./store.js"

const AREAS = ":is(main, dialog) :is(div, section, p, ul, td)"
const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]:not([data-scrolls])"
const REST = 200 // ms without a change

export function scrolling() {
  /** @type {number} */
  let rest
  const look_soon = () => {
    clearTimeout(rest)
    rest = setTimeout(look, REST)
  }
  new MutationObserver(look_soon).observe(document.body, {
    childList: true,
    subtree: true,
    characterData: true,
  })
  new ResizeObserver(look_soon).observe(document.body)
  follow(["experiment.tab", "experiment.panel"], look_soon)
}

function look() {
  /** @type {NodeListOf<HTMLElement>} */
  const areas = document.querySelectorAll(AREAS)
  for (const area of areas) {
    const needs = scrolls(area) && !area.querySelector(FOCUSABLE)
    if (needs === "scrolls" in area.dataset) continue
    if (needs) {
      area.dataset.scrolls = "yes"
      area.tabIndex = 0
    } else if (area !== document.activeElement) {
      delete area.dataset.scrolls
      area.removeAttribute("tabindex")
    }
  }
}

/** @param {HTMLElement} area */
function scrolls(area) {
  const [down, along] = [area.scrollHeight > area.clientHeight, area.scrollWidth > area.clientWidth]
  if (!(down || along) || area.matches("[tabindex]:not([data-scrolls])")) return false
  const { overflowX, overflowY } = getComputedStyle(area)
  return (down && can_scroll(overflowY)) || (along && can_scroll(overflowX))
}

/** @param {string} overflow */
function can_scroll(overflow) {
  return overflow === "auto" || overflow === "scroll"
}
