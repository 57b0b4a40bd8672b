// The page for a projector: large, with the sentence of a lesson and only those controls that it moves. It steps
// through slides.js.

import { enlarge } from "../figures/plots.js"
import { load } from "../load.js"
import { on_panels, panel_of } from "../panel_registry.js"
import { report } from "../report.js"
import { ask, change } from "../requests.js"
import { is_free, is_plain, letter, list_keys, TYPED } from "../shortcuts.js"
import {
  can_turn,
  open_slide,
  own_title,
  place_in_slides,
  recall_slides,
  slide_at,
  slide_names,
  turn,
  when_refused,
  when_stepped,
} from "../slides.js"
import { follow, known } from "../store.js"
import { allow, button, find_in, make, status_line } from "./dom.js"
import { full_screen } from "./full_screen.js"
import { paragraph } from "./mathematics.js"

const FACTOR = 1.7 // by which figures are enlarged on the smallest projector
const SMALLEST = [1280, 720] // px; on a larger one all grows with it (--px in tokens.css)
const ARITHMETIC = "step" // the panel that the key A shows
const ROOM = "(min-width: 1101px)" // enough width for the projector form
/** @type {Record<string, number>} */
const PAGES = { PageDown: 1, PageUp: -1 }
/** @type {Record<string, number>} */
const ARROWS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** @typedef {ReturnType<typeof import("./lecture_pen.js").lecture_pen>} Pen */

/** @param {HTMLElement} place */
export function projector(place) {
  const root = document.documentElement
  const room = matchMedia(ROOM)
  const title = status_line()
  const gist = make("div", { className: "gist" }) // the sentence of the lesson
  const tries = make("div", { className: "tries" }) // what the lesson proposes
  const back = button("«", () => go(-1), "Previous (Page Up)")
  const forth = button("»", () => go(1), "Next (Page Down)")
  const turned = make("select", { ariaLabel: "Slide", title: "Go to a lesson, or to a link of yours" })
  const arithmetic = button("Arithmetic", show_arithmetic)
  const list = button("Links", open_list, "A list of links of your own to run through")
  const wide = button("", full_screen, "Full screen")
  const leave = button("Leave", toggle, "Leave the projector form (P)")
  const head = make("section", { className: "presented", ariaLabel: "Slide" }, make("h1", {}, title), gist)
  const bar = make(
    "nav",
    { className: "presenter", ariaLabel: "Slides" },
    back,
    turned,
    forth,
    tries,
    arithmetic,
    list,
    wide,
    leave,
  )
  /** @type {Pen | null} */
  let pen = null // comes with the first use of the form
  /** @type {PanelName | ""} */
  let own = "" // the side panel of the lesson
  /** @type {PanelName | "" | null} */
  let chosen = null // what the key A shows beside the surface in its place: a panel, or the traces alone
  const black = make("div", { className: "black", hidden: true })
  const spot = make("div", { className: "spot", hidden: true })
  find_in(document, ".page").append(head, bar)
  document.body.append(black, spot)
  place.append(button("Projector", toggle, "Projector: large, for the last row (P)"))
  turned.addEventListener("change", () => {
    leave_slide()
    open_slide(turned.selectedIndex)
    write()
    free_keys()
  })
  wide.classList.add("full-screen")
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
    const was = is_on()
    if (on) root.dataset.projector = "yes"
    else delete root.dataset.projector
    black.hidden = spot.hidden = true
    if (on) {
      with_pen(({ clear }) => clear())
      load("links").catch(report) // so that its dialog opens at once
    } else pen?.clear()
    fit()
    if (on !== was) open_panel(on)
    show_beside()
    if (on && document.activeElement?.closest("header")) leave.focus() // else a menu would take the keys
    write()
  }

  function fit() {
    const larger = Math.min(innerWidth / SMALLEST[0], innerHeight / SMALLEST[1])
    enlarge(is_on() ? FACTOR * Math.max(1, larger) : 1)
  }

  // Brings the pen, once, and then uses it.
  /** @param {(pen: Pen) => void} use */
  function with_pen(use) {
    load("pen")
      .then(({ lecture_pen }) => {
        if (!pen) {
          pen = lecture_pen()
          arithmetic.before(...pen.buttons)
          black.before(pen.layer)
        }
        use(pen)
      })
      .catch(report)
  }

  function open_list() {
    load("links")
      .then(({ open_links }) => open_links(() => show(true)))
      .catch(report)
  }

  function show_arithmetic() {
    if (arithmetic.getAttribute("aria-disabled") === "true") return
    if (root.dataset.beside !== ARITHMETIC) chosen = ARITHMETIC
    else chosen = own === ARITHMETIC ? "" : null
    show_beside()
  }

  // Opens the side panel of the lesson, or its words.
  /** @param {boolean} wanted */
  function open_panel(wanted) {
    if (own && wanted !== (known("experiment").panel === own)) change({ panel: wanted ? own : "lesson" })
  }

  function show_beside() {
    const { panel: open, tab } = known("experiment")
    const panel = chosen ?? (open === own || panel_of(open)?.is_projected?.() ? open : "")
    root.dataset.beside = panel
    arithmetic.setAttribute("aria-pressed", String(panel === ARITHMETIC))
    allow(arithmetic, panel_of(tab)?.no_step ?? "")
  }

  /** @param {number} by */
  function go(by) {
    leave_slide()
    turn(by)
    write()
  }

  function leave_slide() {
    black.hidden = true
    pen?.clear()
  }

  function write(notices = /** @type {string[]} */ ([])) {
    title.textContent = [place_in_slides() || document.title, ...notices].join("  ")
    const names = slide_names()
    turned.replaceChildren(...[...names, "…"].map((name) => new Option(name)))
    turned.lastElementChild?.toggleAttribute("hidden", true) // it is shown while no lesson is open
    turned.selectedIndex = slide_at() < 0 ? names.length : slide_at()
    if (!known("lesson")?.gist) gist.replaceChildren(...(own_title() ? [paragraph(own_title())] : []))
    head.toggleAttribute("data-untold", !gist.hasChildNodes())
    allow(back, can_turn(-1) ? "" : "There is nothing before")
    allow(forth, can_turn(1) ? "" : "There is nothing after")
  }

  /** @param {OpenLesson} lesson */
  function open({ gist: words, panel, tries: proposals = [] }) {
    gist.replaceChildren(...(words ? [paragraph(words)] : []))
    tries.replaceChildren(...proposals.map(([name], i) => button(name, () => propose(i))))
    own = panel ?? ""
    chosen = null
    if (is_on()) open_panel(true)
    show_beside()
    write()
  }

  /** @param {number} i */
  function propose(i) {
    ask("lesson", { try: i })
    if (own) change({ panel: own })
  }

  // Handles keys before all others: a presenter's remote sends keys that sliders would take.
  /** @param {KeyboardEvent} event */
  function key(event) {
    if (!is_on()) return
    const { ctrlKey, metaKey, shiftKey, target } = event
    const is_undo = (ctrlKey || metaKey) && !shiftKey && event.key.toLowerCase() === "z"
    if (is_undo && !(/** @type {Element} */ (target).matches?.(TYPED)) && pen?.take_back()) {
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    if (
      !is_plain(event) ||
      document.querySelector("dialog:modal") ||
      /** @type {Element} */ (target).matches?.("textarea")
    )
      return
    if (event.key === "Escape" && !black.hidden) black.hidden = true
    const by = PAGES[event.key] ?? (is_free() ? ARROWS[event.key] : undefined)
    if (!by) return
    event.preventDefault()
    event.stopImmediatePropagation()
    go(by)
  }

  // The keys are the presenter's: a control that the pointer has pressed, a box that Enter has ended and a dialog that
  // is closed leave the focus to the page. Who goes by Tab keeps it.
  let is_pointed = false
  function free_keys() {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)
    if (is_on() && is_pointed && !focused?.closest("dialog")) focused?.blur()
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
  letter(
    "d",
    "takes a pen that draws over the figures on the projector, and puts it away",
    when_on(() => with_pen(({ take }) => take())),
    has_room,
  )
  letter(
    "w",
    "wipes what the pen has drawn; Ctrl-Z takes its last stroke back",
    when_on(() => pen?.wipe()),
    has_room,
  )
  list_keys(
    "On the projector",
    [
      ["Page Down, Page Up", "go to the next and the previous lesson or link"],
      ["← → ↑ ↓", "do the same, while no control has the focus"],
    ],
    has_room,
  )
  addEventListener("keydown", key, true)
  addEventListener("keydown", ({ key, target }) => {
    if (key === "Tab") is_pointed = false
    else if (key === "Enter" && /** @type {Element} */ (target).matches?.(`${TYPED}:not(textarea)`))
      free_keys()
  })
  addEventListener("pointerdown", () => (is_pointed = true), true)
  addEventListener("click", ({ target }) => {
    if (/** @type {Element} */ (target).closest?.("button, [type=range], [type=checkbox]")) free_keys()
  })
  document.addEventListener("close", () => requestAnimationFrame(free_keys), true)
  addEventListener("pointermove", ({ clientX, clientY }) => {
    spot.hidden = !is_on()
    if (!spot.hidden) spot.style.translate = `${clientX}px ${clientY}px`
  })
  black.addEventListener("click", () => (black.hidden = true))
  when_refused(write)
  when_stepped(write)
  follow(["lesson"], open)
  follow(["experiment.panel", "experiment.tab", "model"], show_beside)
  on_panels(() => known("experiment") && show_beside()) // a panel that is open may come later
  let is_paused = false // a window that has become narrow gets the form back when it is wide again
  room.addEventListener("change", () => {
    if (room.matches && is_paused) show(true)
    is_paused = !room.matches && is_on()
    if (is_paused) show(false)
  })
  addEventListener("resize", fit)
  if (recall_slides()) show(true)
}
