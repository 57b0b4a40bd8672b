// Short ways to make DOM elements.

import { is_plain } from "../shortcuts.js"

const BRIEF = 2000 // ms for which brief() shows its words, at least
const READING = 70 // ms for a character
const REST = 1000 // ms without a change before a moving line is read out

/**
 * @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Properties<HTMLElementTagNameMap[T]>} properties
 * @param {...(string | Node)} children
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  Object.assign(element, properties)
  element.append(...children)
  return element
}

// A button with a sign on it. `name`, for the tooltip and for screen readers, may say more.
/** @param {string} sign @param {(event: MouseEvent) => any} act */
export function button(sign, act, name = "") {
  const element = make("button", { type: "button", textContent: sign, title: name })
  if (name) element.ariaLabel = name
  element.addEventListener("click", (event) => element.ariaDisabled === "true" || act(event))
  return element
}

/** @typedef {HTMLButtonElement | HTMLInputElement | HTMLSelectElement} Control */
/** @type {WeakMap<Control, string>} */
const tooltips = new WeakMap() // of disabled controls, to restore when they are enabled again

// Enables a control, or disables it and gives the reason in its tooltip, which is also its description
// for screen readers. A disabled button keeps the focus. `tooltip` is for the enabled control; by
// default its current one.
/** @param {Control} control */
export function allow(control, reason = "", tooltip = tooltips.get(control) ?? control.title) {
  if (reason) tooltips.set(control, tooltip)
  else tooltips.delete(control)
  const title = reason || tooltip
  if (control.title !== title) control.title = title
  const is_off = String(reason !== "")
  if (control.tagName !== "BUTTON") control.disabled = reason !== ""
  else if (control.ariaDisabled !== is_off) control.ariaDisabled = is_off
}

// A modal dialog with a title, and buttons at its end.
/**
 * @param {string} title @param {string} id @param {(string | Node)[]} parts @param {(string | Node)[]} ends
 */
export function sheet(title, id, parts, ends) {
  const dialog = make(
    "dialog",
    { className: "sheet" },
    make("h2", { textContent: title, id }),
    ...parts,
    make("div", { className: "sheet-end" }, ...ends),
  )
  dialog.setAttribute("aria-labelledby", id)
  return dialog
}

// Makes buttons, and what opens folds, a group with one stop of the Tab key; the arrow keys move between those in sight.
/** @param {HTMLElement} place @param {string} name */
export function one_stop(place, name) {
  place.role = "group"
  place.ariaLabel = name
  const buttons = /** @type {HTMLElement[]} */ ([...place.querySelectorAll("button, summary")])
  const stop_at = (/** @type {EventTarget | null} */ at) => {
    for (const each of buttons) each.tabIndex = each === at ? 0 : -1
  }
  stop_at(buttons[0])
  place.addEventListener("focusin", ({ target }) => stop_at(target))
  place.addEventListener("keydown", (event) => {
    const seen = buttons.filter((each) => each.checkVisibility())
    const at = seen.indexOf(/** @type {HTMLElement} */ (event.target))
    const ways = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }
    const by = /** @type {Record<string, number>} */ (ways)[event.key]
    if (!by || at < 0 || !is_plain(event)) return
    event.preventDefault()
    seen[(at + by + seen.length) % seen.length].focus()
  })
}

// Writes a text into an element, unless it is there already: what has changed is laid out and read out again.
/** @param {Node} element @param {string} text */
export function write_text(element, text) {
  if (element.textContent !== text) element.textContent = text
}

// A line that says what has happened; screen readers read it out.
/** @param {"span" | "p"} tag */
export function status_line(tag = "span") {
  return make(tag, { role: "status" })
}

// Returns a function that shows words in such a line as long as it takes to read them.
/** @param {HTMLElement} line */
export function brief(line) {
  /** @type {number} */
  let timeout
  return (/** @type {string} */ words) => {
    clearTimeout(timeout)
    line.textContent = words
    timeout = setTimeout(() => (line.textContent = ""), Math.max(BRIEF, READING * words.length))
  }
}

// What an empty panel is for, and a button that fills it.
/** @param {string} words @param {string} sign @param {() => void} act */
export function empty(words, sign, act) {
  const press = button(sign, act)
  const element = make("p", { className: "empty" }, words, press)

  // Shows both, or hides them. A reason why nothing can fill the panel disables the button.
  function show(/** @type {boolean} */ is_empty, reason = "") {
    element.hidden = !is_empty
    allow(press, reason)
  }

  return { element, show }
}

// A line whose words change with every frame of a drag. Screen readers get a second, invisible line, which
// changes only when the server has answered everything, and once nothing has changed for a while: every prefix of
// what is typed would be read out.
export function moving_line() {
  const seen = make("p")
  const heard = make("span", { className: "heard", role: "status" })
  /** @type {number | undefined} */
  let rest

  // Shows a line made of texts and elements.
  /** @param {boolean} settled @param {...(string | Node)} pieces */
  function write(settled, ...pieces) {
    const line = make("p", {}, ...pieces)
    if (!line.isEqualNode(seen)) seen.replaceChildren(...line.childNodes)
    clearTimeout(rest)
    if (settled) rest = setTimeout(() => write_text(heard, seen.textContent), REST)
  }

  return { parts: [seen, heard], write }
}

// Gives a list one child per entry, and writes each entry into its child.
/**
 * @template T @template {Element} C @param {HTMLElement} list @param {T[]} entries
 * @param {(i: number) => C} new_child @param {(child: C, entry: T, i: number) => void} write
 */
export function fill(list, entries, new_child, write) {
  while (list.children.length > entries.length) list.lastChild?.remove()
  const child = (/** @type {number} */ i) =>
    /** @type {C} */ (list.children[i]) ?? list.appendChild(new_child(i))
  entries.forEach((entry, i) => write(child(i), entry, i))
}

// The element within a place that a selector finds.
/** @param {ParentNode} place @param {string} selector */
export function find_in(place, selector) {
  return /** @type {HTMLElement} */ (place.querySelector(selector))
}

// The head of a table, from pairs [name, meaning]. A column without a name has no header cell.
/** @param {string[][]} heads */
export function head_row(heads) {
  return make(
    "tr",
    {},
    ...heads.map(([name, meaning]) => make(name ? "th" : "td", { textContent: name, title: meaning })),
  )
}

// The meanings of a table's columns, pairs [name, meaning], as a list below it.
/** @param {string[][]} heads */
export function meanings(heads) {
  const pairs = heads.filter(([name]) => name)
  return make(
    "dl",
    { className: "meanings" },
    ...pairs.flatMap(([name, meaning]) => [
      make("dt", { textContent: name }),
      make("dd", { textContent: meaning }),
    ]),
  )
}

// Labels each cell of a row with the name of its column, for narrow pages where the row folds. The cell at
// `first` heads the folded row.
/** @param {HTMLTableCellElement[]} cells @param {string[]} heads @param {number} first */
export function head_cells(cells, heads, first) {
  cells.forEach((cell, i) => {
    if (i === first) cell.classList.add("name")
    else if (heads[i]) cell.dataset.head = heads[i]
  })
}
