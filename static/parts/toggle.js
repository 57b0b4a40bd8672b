// A checkbox for one yes-or-no setting of the experiment.

import { change, follow } from "../bus.js"
import { make } from "./dom.js"

/** @param {SettingName} setting */
export function toggle(place, name, tooltip, setting) {
  const box = make("input", { type: "checkbox" })
  box.addEventListener("change", () => change({ [setting]: box.checked }))
  place.append(make("label", { title: tooltip }, box, name))
  follow("experiment", (experiment) => (box.checked = experiment[setting]))
}
