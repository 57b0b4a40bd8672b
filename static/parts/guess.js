// Guess first: the run stays hidden (live.js) until a visitor has guessed where it goes, or lets it be shown.

import { is_awaited } from "../experiment.js"
import { change } from "../requests.js"
import { letter } from "../shortcuts.js"
import { follow, known, say } from "../store.js"
import { is_widget } from "../widget.js"
import { button, make } from "./dom.js"

const KINDS = [
  ["place", "Place"],
  ["curve", "Curve"],
]

export function guess_controls() {
  const first = button("Guess", () => set(known("experiment").guess === "off" ? kind.value : "off"))
  first.append(make("span", { className: "where-room", textContent: " first" }))
  first.setAttribute("aria-label", "Guess first")
  first.title = "Hide the run, guess where it goes, then see (G)"
  const kinds = KINDS.map(([key, title]) => new Option(title, key))
  const kind = make("select", { title: "What is guessed", ariaLabel: "Guess" }, ...kinds)
  kind.addEventListener("change", () => set(kind.value))
  const show = button("Show it", reveal)
  show.title = "Show the run without a guess (G)"
  const controls = make("div", { className: "guess", hidden: is_widget }, first, kind, show)
  follow(["experiment.guess", "awaited"], (guess, awaited) => {
    first.ariaPressed = String(guess !== "off")
    kind.hidden = guess === "off"
    show.hidden = !awaited
    if (guess !== "off") kind.value = guess
    document.documentElement.dataset.awaited = awaited ? "yes" : "no"
  })
  // In a widget they are there only where its link asks.
  follow(["experiment.guess", "experiment.goal"], (guess, goal) => {
    if (guess !== "off" || goal) controls.hidden = false
  })
  let was_shown = false
  follow(["awaited", "experiment.guess"], (awaited, guess) => {
    if (awaited) go_to(guess === "curve" ? "error" : "surface", was_shown)
    was_shown = true
  })
  follow(["experiment.guessed"], (guessed) => {
    document.documentElement.dataset.guessed = guessed.length > 1 ? "yes" : "no"
    if (guessed.length > 1) document.querySelector(".sentence")?.scrollIntoView({ block: "nearest" })
  })
  follow(["lesson"], ({ asks }) => {
    if (asks) kind.value = asks
  })
  // Marks of another run, or of a guess that is made, would only confuse.
  follow(["experiment.expression", "experiment.lesson", "experiment.guess", "awaited"], () => {
    if (known("aims").length) say("aims", [])
  })
  letter("g", "hides the run for a guess, and shows it", () =>
    known("awaited") ? reveal() : set(kind.value),
  )
  return controls
}

// Brings the figure that takes the guess in sight. It takes the focus that the button of a lesson's question had.
/** @param {FigureName} name @param {boolean} may_focus */
function go_to(name, may_focus) {
  const figure = /** @type {HTMLElement | null} */ (document.querySelector(`[data-figure="${name}"]`))
  figure?.scrollIntoView({ block: "nearest" })
  const { activeElement } = document
  const is_free = activeElement === document.body || activeElement?.closest(".question")
  if (may_focus && is_free) figure?.focus({ preventScroll: true })
}

// Hides the run for a guess of another kind, or ends guessing.
/** @param {string} guess */
function set(guess) {
  const at_end = guess === "off" ? {} : { cursor: known("experiment").steps }
  change({ guess: /** @type {SaidExperiment["guess"]} */ (guess), guessed: [], ...at_end })
}

// Shows the run, with the places that were marked until then; a curve that is not drawn to its end is no guess.
function reveal() {
  answer(known("experiment").guess === "place" ? known("aims").flat() : [])
}

// Makes the guess, and lets the run draw itself.
/** @param {number[]} numbers */
export function answer(numbers) {
  const { steps, guess } = known("experiment")
  change({ guessed: [guess === "place" ? known("cursor").t : steps, ...numbers] })
  say("revealed", known("revealed") + 1)
}

// Whether a guess of this kind is awaited now.
/** @param {"place" | "curve"} kind */
export function awaits(kind) {
  const experiment = known("experiment")
  return is_awaited(experiment) && experiment.guess === kind
}

// Takes a place as a guess. On a projector several are marked before the run is shown.
/** @param {Pair} place */
export function guess_at(place) {
  const { most_places } = known("contract").limits
  if (document.documentElement.dataset.projector === "yes")
    say("aims", [...known("aims"), place].slice(-most_places))
  else answer(place)
}

// Moves the mark of a guess that is made with keys.
/** @param {(place: number[]) => number[]} moved */
export function move_aim(moved) {
  const [before = known("experiment").start] = known("aims").slice(-1)
  say("aims", [...known("aims").slice(0, -1), /** @type {Pair} */ (moved(before))])
}
