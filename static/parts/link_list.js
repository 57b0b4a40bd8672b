// The dialog in which a visitor pastes the links that a projector runs through, each with a title or without one.

import { run_through, slide_links } from "../slides.js"
import { button, make, sheet } from "./dom.js"

const LABEL =
  "One in each line, as “Copy link” gives them, with a title before it or without one. The page’s address keeps the list; none means the lessons."

/** @typedef {import("../slides.js").Link} Link */

/** @type {((done: () => void) => void) | null} */
let open = null // shows the dialog, once it is made

// Opens the dialog; `done` is called once a list is taken.
/** @param {() => void} done */
export function open_links(done) {
  open ??= link_list()
  open(done)
}

function link_list() {
  let taken = () => {}
  const field = make("textarea", { rows: 10, id: "links", spellcheck: false })
  const message = make("p", { className: "refusal", role: "alert" })
  const take = button("Run through them", () => {
    const lines = field.value
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)
    const read = lines.map(link_of)
    const bad = lines.filter((_, i) => read[i] === null)
    message.textContent = bad.length
      ? `No ${bad.length === 1 ? "link" : "links"} to this page: ${bad.join(", ")}`
      : ""
    if (bad.length) return
    run_through(/** @type {Link[]} */ (read))
    dialog.close()
    taken()
  })
  const close = button("Close", () => dialog.close())
  const label = make("label", { htmlFor: field.id, textContent: LABEL })
  const dialog = sheet("Links to run through", "links-title", [label, field, message], [close, take])
  document.body.append(dialog)

  /** @param {() => void} done */
  return (done) => {
    taken = done
    const page = location.origin + location.pathname
    field.value = slide_links()
      .map(({ title, query }) => `${title} ${page}?${query}`.trim())
      .join("\n")
    message.textContent = ""
    dialog.showModal()
  }
}

// The link to this page in a line, and the title before it; null if it has none. A query alone also counts.
/** @param {string} line @returns {Link | null} */
function link_of(line) {
  const [, title = "", address] = line.match(/^(?:(.*?)\s+)?((?:https?:\/\/|[/?]).*)$/) ?? ["", "", line]
  try {
    const { origin, pathname, search } = new URL(address, location.href)
    const ours =
      origin === location.origin && pathname.replace(/\/$/, "") === location.pathname.replace(/\/$/, "")
    return ours && search.length > 1 ? { title, query: search.slice(1) } : null
  } catch {
    return null
  }
}
