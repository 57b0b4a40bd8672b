// Light or dark: follows the system until the button is pressed.

import { keep, recall } from "../storage.js"
import { say } from "../store.js"
import { button } from "./dom.js"

const KEPT = "explorer-theme"

/** @param {HTMLElement} place */
export function theme(place) {
  const system = matchMedia("(prefers-color-scheme: dark)")
  const sign = button("", toggle)
  place.append(sign)
  let chosen = document.documentElement.dataset.theme ?? recall("local", KEPT) // a widget's link may set it

  /** @returns {Theme} */
  function current() {
    return (chosen ? chosen === "dark" : system.matches) ? "dark" : "light"
  }

  function apply() {
    const theme = current()
    document.documentElement.dataset.theme = theme
    const other = theme === "dark" ? "Light colours" : "Dark colours"
    sign.textContent = theme === "dark" ? "☀" : "☾"
    sign.ariaLabel = other
    sign.title = other
    say("theme", theme)
  }

  function toggle() {
    chosen = current() === "dark" ? "light" : "dark"
    keep("local", KEPT, chosen)
    apply()
  }

  system.addEventListener("change", apply)
  apply()
}
