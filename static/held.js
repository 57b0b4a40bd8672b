// Says whether a pointer or a key is held down: meanwhile a control may be moving.

import { say } from "./store.js"

export function held() {
  const down = new Set() // the codes of held keys, and "pointer"

  /** @param {string} what @param {boolean} is_down */
  function change(what, is_down) {
    const before = down.size > 0
    if (is_down) down.add(what)
    else down.delete(what)
    if (down.size > 0 !== before) say("held", !before)
  }

  function release() {
    for (const what of [...down]) change(what, false)
  }

  // On release, listeners after this one act first.
  /** @template E @param {(event: E) => void} act @returns {(event: E) => void} */
  const later = (act) => (event) => void setTimeout(() => act(event))
  addEventListener("pointerdown", () => change("pointer", true), true)
  addEventListener(
    "pointerup",
    later(() => change("pointer", false)),
    true,
  )
  addEventListener(
    "pointercancel",
    later(() => change("pointer", false)),
    true,
  )
  addEventListener("keydown", ({ code }) => change(code, true), true)
  // While Meta is held, some systems do not report the release of other keys.
  addEventListener(
    "keyup",
    later((/** @type {KeyboardEvent} */ { key, code }) => (key === "Meta" ? release() : change(code, false))),
    true,
  )
  addEventListener("blur", release)
}
