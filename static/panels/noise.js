// Noise in the gradients: its size, its seed, and how paths end that differ only in their noise.

import { short } from "../numbers.js"
import { add_panel } from "../panel_registry.js"
import { button, make, meanings, moving_line } from "../parts/dom.js"
import { number_rows } from "../parts/sliders.js"
import { change } from "../requests.js"
import { follow, known } from "../store.js"

const ROWS = [
  [
    "σ",
    "standard deviation of the normal random number that every step adds to each component of the gradient",
  ],
  ["Seed", "chooses the random numbers: the same seed gives the same noise, here and in exported scripts"],
  ["Paths", "how many paths are drawn, each with noise of its own; they show how much of the end is chance"],
]

add_panel({ key: "noise", fill: noise })

/** @param {HTMLElement} place */
function noise(place) {
  place.classList.add("columns")
  const rows = make("div")
  const { parts, write } = moving_line()
  let seed = 0
  const other = button("Another seed", () => {
    seed = seed < known("contract").limits.max_seed ? seed + 1 : 0
    change({ seed })
  })
  other.title = "Noise of the same size from other random numbers"
  place.append(rows, make("div", {}, ...parts, other), meanings(ROWS))
  number_rows(rows, "noise", "sliders")
  follow(["experiment", "runs"], (experiment, [{ fan }]) => {
    write(experiment.settled, summary(fan ?? null, experiment))
    other.hidden = experiment.noise === 0
    seed = experiment.seed
  })
}

/** @param {Fan | null} fan @param {SaidExperiment} experiment */
function summary(fan, { noise, fan: wanted }) {
  if (noise === 0)
    return "Without noise, every step sees the exact gradient. σ adds a normal random number to each component of it, at every step of every run; the basins and other maps stay without."
  if (fan === null) return "One path. “Paths” adds others with their own noise, for pinned runs too."
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
