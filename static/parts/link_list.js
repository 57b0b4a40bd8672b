// The dialog in which a lecturer pastes a list of links, for the projector to run through.

import { slides_text, take_slides } from "../slides.js"
import { button, make, sheet } from "./dom.js"

/** @type {(() => void) | null} */
let open = null

// Opens the dialog. `done` is called once a list is taken.
/** @param {() => void} done */
export function open_links(done) {
  open ??= list_of_links(done)
  open()
}

// Makes the dialog, and returns what opens it.
/** @param {() => void} done */
function list_of_links(done) {
  const field = make("textarea", { rows: 10, id: "links", spellcheck: false })
  const message = make("p", { className: "refusal" })
  message.setAttribute("role", "alert")
  const take = button("Run through them", () => {
    const bad = take_slides(field.value)
    message.textContent = bad.length
      ? `No ${bad.length === 1 ? "link" : "links"} to this page: ${bad.join(", ")}`
      : ""
    if (bad.length) return
    dialog.close()
    done()
  })
  const close = button("Close", () => dialog.close())
  const label = make("label", {
    htmlFor: field.id,
    textContent:
      "One in each line, as “Copy link” gives them. The page’s address keeps the list; none means the lessons.",
  })
  const dialog = sheet("Links to run through", "links-title", [label, field, message], [close, take])
  document.body.append(dialog)
  return () => {
    field.value = slides_text()
    message.textContent = ""
    dialog.showModal()
  }
}
