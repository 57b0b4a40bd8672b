// The page: what is first to be shown, who shows it where, and the wire to the server.

import { basins } from "./basins.js"
import { choice } from "./choice.js"
import { connection } from "./connection.js"
import { curvature } from "./curvature.js"
import { expression } from "./expression.js"
import { exports } from "./export.js"
import { formulas } from "./formulas.js"
import { hover } from "./hover.js"
import { legend } from "./legend.js"
import { lesson } from "./lesson.js"
import { lessons } from "./lessons.js"
import { link } from "./link.js"
import { method } from "./method.js"
import { pairs } from "./pairs.js"
import { noise } from "./noise.js"
import { plane } from "./plane.js"
import { race } from "./race.js"
import { runs } from "./runs.js"
import { number_rows } from "./sliders.js"
import { status } from "./status.js"
import { step } from "./step.js"
import { surface } from "./surface.js"
import { tabs } from "./tabs.js"
import { when_drawn } from "./plots.js"
import { say } from "./talk.js"
import { theme } from "./theme.js"
import { time } from "./time.js"
import { toggle } from "./toggle.js"
import { wire } from "./wire.js"

const STAGES = [
  ["path", "Path"],
  ["basins", "Basins"],
  ["plane", "Hyper-parameters"],
  ["pairs", "Gradient pairs"],
]
const DETAILS = [
  ["step", "Step"],
  ["runs", "Runs"],
  ["curvature", "Curvature"],
  ["race", "Race"],
  ["noise", "Noise"],
  ["lesson", "Lesson"],
]

// Each part by the name in the data-part of the element that it fills (static/page.html).
const PARTS = {
  basins,
  curvature,
  expression,
  exports,
  formulas,
  hover,
  legend,
  lesson,
  lessons,
  link,
  method,
  noise,
  pairs,
  plane,
  race,
  runs,
  status,
  step,
  surface,
  theme,
  time,
  gallery: (place) => choice(place, "Surface", "surfaces", "surface"),
  sliders: (place) => number_rows(place, "sliders"),
  start: (place) => number_rows(place, "boxes"),
  log_error: (place) => toggle(place, "log scale", "Show the error on a logarithmic axis", "log_error"),
  tab: (place) => tabs(place, "tab", STAGES),
  panel: (place) => tabs(place, "panel", DETAILS),
}

connection()
wire()
const first = JSON.parse(document.getElementById("said").textContent)
for (const [topic, detail] of Object.entries(first)) say(topic, detail)
for (const place of document.querySelectorAll("[data-part]")) PARTS[place.dataset.part](place)
live()

// Says so when the page answers to everything: its parts have asked for the same figures before.
function live() {
  const missing = new Set(["surface", "error", "m", "s"])
  for (const name of missing)
    when_drawn(name, () => {
      missing.delete(name)
      if (!missing.size) document.documentElement.dataset.live = "yes"
    })
}
