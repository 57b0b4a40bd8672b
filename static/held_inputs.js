// Says whether a pointer or a key is held down, or a sweep is under way: meanwhile a control may be moving.

import { say } from "./store.js"

const down = new Set() // the codes of held keys, "pointer" and "sweep"

/** @param {string} what @param {boolean} is_down */
export function hold(what, is_down) {
  const before = down.size > 0
  if (is_down) down.add(what)
  else down.delete(what)
  if (down.size > 0 !== before) say("held", !before)
}

/** @param {string} what */
export function is_down(what) {
  return down.has(what)
}

export function held_inputs() {
  function release() {
    for (const what of [...down]) hold(what, false)
  }

  // On release, listeners after this one act first.
  /** @template E @param {(event: E) => void} act @returns {(event: E) => void} */
  const later = (act) => (event) => void setTimeout(() => act(event))
  addEventListener("pointerdown", () => hold("pointer", true), true)
  const lift = later(() => hold("pointer", false))
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, lift, true)
  addEventListener("keydown", ({ code }) => hold(code, true), true)
  // While Meta is held, some systems do not report the release of other keys.
  addEventListener(
    "keyup",
    later(({ key, code }) => (key === "Meta" ? release() : hold(code, false))),
    true,
  )
  addEventListener("blur", release)
}
