// Noise in the gradients: its size, its seed, and how paths end that differ only in their noise.

import { short } from "../numbers.js"
import { add_panel } from "../panel_registry.js"
import { button, empty, make, meanings, moving_line } from "../parts/dom.js"
import { number_rows } from "../parts/sliders.js"
import { change } from "../requests.js"
import { follow, known } from "../store.js"

const PATHS = 20 // at the press of a button, and what σ may be then
const [SMALL, LARGE] = [1e-100, 1e100]
const ROWS = [
  [
    "σ",
    "standard deviation of the normal random number that every step adds to each component of the gradient; maps stay without",
  ],
  [
    "Seed",
    "chooses the random numbers: the same seed gives the same noise and batches, in exported scripts, too",
  ],
  ["Paths", "how many paths are drawn, each with its own noise and batches: how much of the end is chance"],
]

add_panel({ key: "noise", fill: noise })

/** @param {HTMLElement} place */
function noise(place) {
  place.classList.add("columns")
  const rows = make("div")
  const { parts, write } = moving_line()
  const { element: without, show } = empty(
    "Without noise, every step sees the exact gradient. Noise adds a random number to it at every step, as the random choice of a batch does in training.",
    "Add noise",
    () => change({ noise: some_noise(), fan: PATHS }),
  )
  let seed = 0
  const other = button("Another seed", () => {
    seed = seed < known("contract").limits.max_seed ? seed + 1 : 0
    change({ seed })
  })
  other.title = "Noise and batches of the same size from other random numbers"
  place.append(rows, make("div", {}, without, ...parts, other), meanings(ROWS))
  number_rows(rows, "noise", "sliders")
  follow(["experiment", "runs"], (experiment, [{ fan }]) => {
    write(experiment.settled, summary(fan ?? null, experiment))
    show(!has_chance(experiment))
    other.hidden = !has_chance(experiment)
    seed = experiment.seed
  })
}

// A tenth of the first gradient, with one digit: the paths part, and still arrive.
function some_noise() {
  const { g1, g2 } = known("runs")[0].columns
  const tenth = Math.hypot(g1[0], g2[0]) / 10
  return tenth > SMALL && tenth < LARGE ? Number(tenth.toPrecision(1)) : 1
}

// Whether the seed changes the active run.
/** @param {SaidExperiment} experiment */
function has_chance({ noise, batch }) {
  return noise !== 0 || batch !== 0
}

/** @param {Fan | null} fan @param {SaidExperiment} experiment */
function summary(fan, experiment) {
  const { fan: wanted } = experiment
  if (!has_chance(experiment)) return ""
  if (fan === null)
    return "One path. “Paths” adds others with their own noise and order of batches, for pinned runs too."
  const { paths, ended, error } = fan
  const [low, middle, high] = (error ?? []).map((value) => short(value, 3))
  return [
    paths < wanted ? `${paths} paths: so many steps allow no more.` : `${paths} paths.`,
    error
      ? `Half of them end with an error up to ${middle}, a tenth up to ${low}, and nine tenths up to ${high}.`
      : "",
    ended ? `${ended} ended early.` : "",
  ].join(" ")
}
