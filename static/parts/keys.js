// The dialog that lists the keys, and the switch for one-character keys.

import { let_letters_act, letter, letters_act, list_keys, listed_keys, TYPED } from "../shortcuts.js"
import { button, make, sheet } from "./dom.js"
import { open_words } from "./words.js"

const CONTROLS = [
  ["Tab", "goes to the next control, figure or area that scrolls; Shift-Tab goes back"],
  ["← → ↑ ↓", "move a slider by a tick, and choose a tab"],
  ["Page Up, Page Down", "move a slider by ten ticks; Home and End go to its ends"],
  ["Enter", "takes a number"],
  ["Esc", "puts back a number, or a text with a mistake, and closes a menu, a dialog or a notice"],
]

/** @param {HTMLElement} place */
export function keys(place) {
  const box = make("input", { type: "checkbox", checked: letters_act() })
  box.addEventListener("change", () => let_letters_act(box.checked))
  const list = make("div", { className: "key-list" })
  const letters = make("label", {}, box, " Keys of one character act")
  const dialog = sheet(
    "Keys",
    "keys-title",
    [letters, list],
    [button("What the words mean", go_to_words), button("Close", () => dialog.close())],
  )
  place.append(button("?", open, "Keys"))
  document.body.append(dialog) // not in the header, which a projector page hides

  function open() {
    list.replaceChildren(
      ...listed_keys().flatMap(([where, rows]) => [make("h3", { textContent: where }), table(rows)]),
    )
    box.checked = letters_act()
    dialog.showModal()
  }

  function go_to_words() {
    dialog.close()
    open_words()
  }

  letter("?", "opens this list", open)
  list_keys("Controls", CONTROLS)
  addEventListener("keydown", close_notice)
}

/** @param {string[][]} rows */
function table(rows) {
  return make(
    "dl",
    {},
    ...rows.flatMap(([keys, words]) => [
      make("dt", {}, make("kbd", { textContent: keys })),
      make("dd", { textContent: words }),
    ]),
  )
}

// Escape closes a notice. The browser does so for menus and modal dialogs, but a notice is not modal. In a
// text field the key belongs to the field.
/** @param {KeyboardEvent} event */
function close_notice({ key, target, defaultPrevented }) {
  /** @type {HTMLDialogElement | null} */
  const notice = document.querySelector("dialog.notices[open]")
  const open = document.querySelector("dialog:modal, :popover-open")
  if (key === "Escape" && !defaultPrevented && !open && !(/** @type {Element} */ (target).matches?.(TYPED)))
    notice?.close()
}
