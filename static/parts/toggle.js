// A checkbox for a yes-or-no setting of the experiment.

import { change } from "../requests.js"
import { follow } from "../store.js"
import { make } from "./dom.js"

/**
 * @param {HTMLElement} place @param {string} name @param {string} tooltip @param {SettingOf<boolean>} setting
 */
export function toggle(place, name, tooltip, setting) {
  const box = make("input", { type: "checkbox" })
  box.addEventListener("change", () => change({ [setting]: box.checked }))
  place.append(make("label", { title: tooltip }, box, name))
  follow([`experiment.${setting}`], (on) => (box.checked = on))
}
