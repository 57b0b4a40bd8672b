// Keeps the focus in the page: when the focused element is removed or hidden, the focus goes to what took its
// place. A control with the same name comes first, since lists are often written anew; else it is the
// nearest control at the same place.

const CONTROLS = "button, input, select, textarea, a[href], summary, [tabindex]"
const HIDING = ["hidden", "disabled", "inert"] // attributes that take the focus away
const TYPED = "textarea, input[type=text]"

export function keep_focus() {
  /** @type {HTMLElement | null} */
  let last = null // the focused element
  let name = ""
  /** @type {{ parent: Element, place: number }[]} */
  let chain = [] // its ancestors, the nearest first, and at which of their children it is
  let is_touched = false // the last press was a finger's

  const observer = new MutationObserver((records) => {
    if (last === null) return
    const is_removed = !last.isConnected
    const is_off = () => records.some(({ type, target }) => type === "attributes" && target.contains(last))
    if (is_removed || is_off()) look()
  })

  // Moves the focus if the focused element is gone and nothing else has the focus.
  function look() {
    if (last === null || is_usable(last)) return
    const { activeElement } = document
    if (activeElement !== null && activeElement !== document.body && activeElement !== last) return
    const next = last.closest("dialog:not([open])") ? null : successor() // a dialog gives the focus back itself
    forget()
    next?.focus()
  }

  function successor() {
    for (const { parent, place } of chain) {
      if (!parent.isConnected || !parent.checkVisibility()) continue
      const found = [.../** @type {NodeListOf<HTMLElement>} */ (parent.querySelectorAll(CONTROLS))].filter(
        // On a phone, the focus of a text field opens the keyboard.
        (each) => is_usable(each) && each.tabIndex >= 0 && !(is_touched && each.matches(TYPED)),
      )
      const namesake = found.find((each) => each.tagName === last?.tagName && name_of(each) === name)
      if (namesake) return namesake
      const child = parent.children[place]
      const after = found.find((each) => child && (child.contains(each) || follows(child, each)))
      if (after ?? found.length) return after ?? found.at(-1)
    }
    return null
  }

  // The focus was taken back, as by a press beside all controls.
  function leave() {
    if (document.activeElement !== last) forget()
  }

  function forget() {
    last = null
    observer.disconnect()
  }

  document.addEventListener("focusin", ({ target }) => {
    last = /** @type {HTMLElement} */ (target)
    name = name_of(last)
    chain = []
    for (let child = /** @type {Element} */ (last); child.parentElement; child = child.parentElement)
      chain.push({ parent: child.parentElement, place: [...child.parentElement.children].indexOf(child) })
    observer.disconnect()
    observer.observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: HIDING,
    })
  })
  document.addEventListener("focusout", ({ relatedTarget }) => {
    // Whether the element goes is known after this event: browsers send it before, after or not at all.
    if (relatedTarget === null) requestAnimationFrame(() => (last && is_usable(last) ? leave() : look()))
  })
  document.addEventListener("pointerdown", ({ pointerType }) => (is_touched = pointerType === "touch"), true)
  document.addEventListener("keydown", () => (is_touched = false), true)
}

/** @param {Element} element */
function is_usable(element) {
  return element.isConnected && !element.matches(":disabled, [inert] *") && element.checkVisibility()
}

/** @param {Element} element */
function name_of(element) {
  return element.ariaLabel ?? element.textContent ?? ""
}

/** @param {Element} one @param {Element} other */
function follows(one, other) {
  return Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING)
}
