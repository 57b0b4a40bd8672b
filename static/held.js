// Says whether a pointer or a key is held down: while one is, a control may be moving.

import { say } from "./store.js"

export function held() {
  const down = new Set() // what is held: the codes of keys, and "pointer"

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

  // What listens after this has done its work when something is let go.
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
  // While Meta is held, some systems do not tell that other keys are let go.
  addEventListener(
    "keyup",
    later((/** @type {KeyboardEvent} */ { key, code }) => (key === "Meta" ? release() : change(code, false))),
    true,
  )
  addEventListener("blur", release)
}
