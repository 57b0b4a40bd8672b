// The page for a projector: large, with only those controls that a lesson moves. It steps through slides.js.

import { enlarge } from "../figures/plots.js"
import { is_free, is_plain, letter, list_keys } from "../shortcuts.js"
import {
  can_turn,
  place_in_slides,
  recall_slides,
  slides_text,
  take_slides,
  turn,
  when_refused,
} from "../slides.js"
import { follow } from "../store.js"
import { allow, button, find_in, make, sheet, status_line } from "./dom.js"
import { full_screen } from "./lessons.js"

const FACTOR = 1.7 // by which figures are enlarged
const ROOM = "(min-width: 1101px)" // enough width for the projector form
/** @type {Record<string, string>} */
const NO_STEP = {
  pairs: "A pair of gradients has no step of a path",
  plane: "The two maps have the room of the arithmetic",
}
/** @type {Record<string, number>} */
const PAGES = { PageDown: 1, PageUp: -1 }
/** @type {Record<string, number>} */
const ARROWS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** @param {HTMLElement} place */
export function projector(place) {
  const root = document.documentElement
  const room = matchMedia(ROOM)
  const title = status_line()
  const back = button("‹", () => go(-1), "Previous (Page Up)")
  const forth = button("›", () => go(1), "Next (Page Down)")
  const arithmetic = button("Arithmetic", show_arithmetic)
  const list = button("Links", () => open_list(), "A list of links of your own to run through")
  const wide = button("Full screen", full_screen)
  const leave = button("Leave", toggle, "Leave the projector form (P)")
  const bar = make(
    "div",
    { className: "presenter" },
    back,
    forth,
    make("h1", {}, title),
    arithmetic,
    list,
    wide,
    leave,
  )
  const black = make("div", { className: "black", hidden: true })
  const spot = make("div", { className: "spot", hidden: true })
  const { dialog, open_list } = list_of_links(() => show(true))
  find_in(document, ".page").append(bar)
  document.body.append(black, spot, dialog)
  place.append(button("Projector", toggle, "Projector: large, for the last row (P)"))
  wide.hidden = !document.fullscreenEnabled

  function is_on() {
    return root.dataset.projector === "yes"
  }

  function toggle() {
    show(!is_on())
  }

  /** @param {boolean} wanted */
  function show(wanted) {
    const on = wanted && room.matches
    if (on) root.dataset.projector = "yes"
    else delete root.dataset.projector
    black.hidden = spot.hidden = true
    enlarge(on ? FACTOR : 1)
    write()
  }

  function show_arithmetic() {
    if (arithmetic.getAttribute("aria-disabled") === "true") return
    const on = root.dataset.arithmetic !== "yes"
    root.dataset.arithmetic = on ? "yes" : "no"
    arithmetic.setAttribute("aria-pressed", String(on))
  }

  /** @param {number} by */
  function go(by) {
    black.hidden = true
    turn(by)
    write()
  }

  function write(notices = /** @type {string[]} */ ([])) {
    title.textContent = [place_in_slides() || document.title, ...notices].join("  ")
    allow(back, can_turn(-1) ? "" : "There is nothing before")
    allow(forth, can_turn(1) ? "" : "There is nothing after")
  }

  // Marks the rows of the hyper-parameters that the lesson moves; all rows if it moves
  // none, or without a lesson.
  /** @param {OpenLesson} lesson @param {Facts["slider_rows"]} rows */
  function mark_rows({ moves = [] }, rows) {
    const wanted = new Set(moves)
    const is_own = (/** @type {Row["path"]} */ [group]) => group === "values"
    const some = rows.some(({ path }) => is_own(path) && wanted.has(String(path[1])))
    for (const { path, element } of rows)
      element.toggleAttribute("data-moved", is_own(path) && (!some || wanted.has(String(path[1]))))
  }

  // Handles keys before all others: a presenter's remote sends keys that sliders would take.
  /** @param {KeyboardEvent} event */
  function key(event) {
    if (
      !is_on() ||
      !is_plain(event) ||
      document.querySelector("dialog:modal") ||
      /** @type {Element} */ (event.target).matches?.("textarea")
    )
      return
    if (event.key === "Escape" && !black.hidden) black.hidden = true
    const by = PAGES[event.key] ?? (is_free() ? ARROWS[event.key] : undefined)
    if (!by) return
    event.preventDefault()
    event.stopImmediatePropagation()
    go(by)
  }

  const has_room = () => room.matches

  // Runs act() for a key in projector form only; elsewhere the key is not taken.
  /** @param {() => void} act */
  function when_on(act) {
    return () => {
      if (is_on()) act()
      return is_on()
    }
  }

  function turn_black() {
    black.hidden = !black.hidden
  }

  letter("p", "turns the form for a projector on and off", toggle, has_room)
  letter("b", "makes the projected screen black, and shows it again", when_on(turn_black), has_room)
  letter("a", "shows the arithmetic of the step on the projector", when_on(show_arithmetic), has_room)
  list_keys(
    "On the projector",
    [
      ["Page Down, Page Up", "go to the next and the previous lesson or link"],
      ["← → ↑ ↓", "do so while no control has the focus"],
    ],
    has_room,
  )
  addEventListener("keydown", key, true)
  addEventListener("pointermove", ({ clientX, clientY }) => {
    spot.hidden = !is_on()
    if (!spot.hidden) spot.style.translate = `${clientX}px ${clientY}px`
  })
  black.addEventListener("click", () => (black.hidden = true))
  when_refused(write)
  follow(["lesson"], () => write())
  follow(["lesson", "slider_rows"], mark_rows)
  follow(["experiment.tab"], (tab) => allow(arithmetic, NO_STEP[tab] ?? ""))
  room.addEventListener("change", () => is_on() && show(true))
  if (recall_slides()) show(true)
}

// The dialog for pasting a list of links. `done` is called once the list is taken.
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

  function open_list() {
    field.value = slides_text()
    message.textContent = ""
    dialog.showModal()
  }

  return { dialog, open_list }
}
