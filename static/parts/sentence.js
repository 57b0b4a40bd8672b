// The sentence of what happened: how the active run ended and why, always in sight below the figure.

import { ends_words, names_of } from "../draw/ends_words.js"
import { asking_words, curve_words, place_verdict, place_words } from "../draw/guess_words.js"
import { path_words } from "../draw/path_words.js"
import { visible_runs } from "../experiment.js"
import { sentence_of, words_instead } from "../panel_registry.js"
import { follow, known } from "../store.js"
import { is_widget } from "../widget.js"
import { make, moving_line } from "./dom.js"

const WHOLE = /(\S+ [=≈] \S*[^\s,.;:]|\S*\([^()]*\))/

/** @param {HTMLElement} place */
export function sentence(place) {
  const { parts, write } = moving_line()
  place.append(...parts)

  function tell() {
    const { settled, tab } = known("experiment")
    const words = words_instead(tab) ? [""] : told(tab)
    place.toggleAttribute("data-compares", words.length > 1)
    write(settled, ...unbroken(words.join(" ")))
  }

  follow(["drawn", "shown_ground", "experiment.settled", "awaited", "aims", "cursor", "veiled"], tell)
  document.addEventListener("focusin", () => known("awaited") && tell())
}

// What the active run did, and how the visible pinned ones end beside it.
function path_sentences() {
  const { view } = known("experiment")
  const minima = known("shown_ground")?.minima ?? []
  const runs = visible_runs()
  const name = runs.length > 1 ? names_of(runs)[0] : undefined
  return [path_words(runs[0], minima, view, name), ends_words(runs, minima, view)].filter(Boolean)
}

// A text whose equations and points are never broken into lines: "α = 0.9", "(−1.036, 0)", "1/(1 − α)".
/** @param {string} text */
export function unbroken(text) {
  return text
    .split(WHOLE)
    .map((piece, i) => (i % 2 ? make("span", { className: "whole", textContent: piece }) : piece))
}

// What is to be guessed, how far off a guess was, or what happened. After a guess, nothing is told before the run
// has drawn itself.
/** @param {TabName} tab @returns {string[]} */
function told(tab) {
  const { guess, guessed } = known("experiment")
  const { t = 0, until = Infinity } = known("cursor") ?? {}
  if (known("awaited")) {
    const is_tap = matchMedia("(pointer: coarse)").matches
    const is_room = document.documentElement.dataset.projector === "yes"
    const by_keys = document.querySelector("[data-figure]:focus-visible") !== null
    const asked = { kind: guess, t, is_tap, is_room, is_begun: known("aims").length > 0, by_keys }
    return [is_widget ? (known("lesson").question ?? "") : "", asking_words(asked)].filter(Boolean)
  }
  if (known("veiled")) return ["How does it go on? Answer the lesson’s question, and the whole run is shown."]
  if (guessed.length && until !== Infinity) return [""]
  const off = off_words()
  return off ? [off] : (sentence_of(tab, known("runs")[0]) ?? path_sentences())
}

// How far off the guess was; "" if none was made.
function off_words() {
  const { guess, guessed } = known("experiment")
  const [run] = known("runs")
  if (guess === "place") return place_words(run, guessed, seen_view())
  return guess === "curve" ? curve_words(run, guessed) : ""
}

// How good the guess of a place was; "" if none was made.
export function guess_verdict() {
  const { guess, guessed } = known("experiment")
  return guess === "place" ? place_verdict(known("runs")[0], guessed, seen_view()).verdict : ""
}

function seen_view() {
  return known("shown_view")?.view ?? known("experiment").view
}
