// Starts a page, that of a server (page.js) or one without (site.js): says the first facts, connects what
// answers it, and fills the parts.

import { unpacked } from "./draw/palettes.js"
import { active_run } from "./experiment.js"
import { colours } from "./figures/colours.js"
import { letters } from "./figures/letters.js"
import { paired_maps } from "./figures/paired_maps.js"
import { painted, when_drawn } from "./figures/plots.js"
import { show } from "./figures/show.js"
import { stale } from "./figures/stale.js"
import { tick_labels } from "./figures/tick_labels.js"
import { keep_focus } from "./focus.js"
import { held_inputs } from "./held_inputs.js"
import { past } from "./history.js"
import { live } from "./live.js"
import { about } from "./parts/about.js"
import { announced } from "./parts/announce.js"
import { formulas } from "./parts/formulas.js"
import { goal } from "./parts/goal.js"
import { hover } from "./parts/hover.js"
import { keys } from "./parts/keys.js"
import { left_out_words } from "./parts/left_out.js"
import { legend } from "./parts/legend.js"
import { method } from "./parts/method.js"
import { panel_place } from "./parts/panel_place.js"
import { print_page } from "./parts/print_page.js"
import { rule } from "./parts/rule.js"
import { schedule } from "./parts/schedule.js"
import { sentence } from "./parts/sentence.js"
import { skip } from "./parts/skip.js"
import { number_rows } from "./parts/sliders.js"
import { status } from "./parts/status.js"
import { surface } from "./parts/surface.js"
import { tabs } from "./parts/tabs.js"
import { text_alternative } from "./parts/text_alternative.js"
import { theme } from "./parts/theme.js"
import { time } from "./parts/time.js"
import { trace_heads } from "./parts/trace_heads.js"
import { undo } from "./parts/undo.js"
import { view_menu } from "./parts/view_menu.js"
import { scrolling } from "./scrolling.js"
import { follow, say_all } from "./store.js"
import { touch } from "./touch.js"
import { whose } from "./widget.js"

// Fills each part that both pages have, by the data-part of its element (static/page.html).
/** @type {Record<string, (place: any) => void>} */
const PARTS = {
  about,
  alternative: text_alternative,
  announced,
  formulas,
  goal,
  hover,
  keys,
  legend,
  method,
  rule,
  schedule,
  sentence,
  skip,
  status,
  surface,
  theme,
  time,
  traces: trace_heads,
  undo,
  view_menu,
  left_out: left_out_words,
  sliders: (place) => number_rows(place, "sliders"),
  whose,
  parameters: (place) => number_rows(place, "parameters"),
  batch: (place) => number_rows(place, "batch_rows", "sliders"),
  start: (place) => number_rows(place, "boxes"),
  steps: (place) => number_rows(place, "steps_rows", "sliders"),
  panel: (place) => tabs(place, "panel", "panels"),
}

// Facts before anyone has said others.
const AT_FIRST = {
  held: false,
  lost: false,
  recording: false,
  placing: false,
  enlarged: 1,
  letters: 0,
  view_limit: "",
  trouble: null,
  told_runs: [],
  unfinished: [],
  notes: [],
  typed_rules: {},
  labels: [],
  arrow_lines: [],
  paths_named: true,
  painted: 0,
  pairs_sides: [Infinity, Infinity],
  aims: [],
  revealed: 0,
  reached: false,
  veiled: false,
}

// `own` fills the parts that only this page has, and connect(said) takes what answers it from what `page` says.
/** @param {Record<string, (place: any) => void>} own @param {(said: any) => void} connect @param {any} page */
export function start(own, connect, page) {
  const { places, constants, first, ...said } = page
  constants.contract.palettes = unpacked(constants.contract.palettes)
  say_all({ ...AT_FIRST, places, ...constants, ...first })
  held_inputs()
  active_run()
  live()
  connect(said)
  past()
  tick_labels()
  paired_maps()
  colours()
  stale()
  letters()
  show()
  /** @type {NodeListOf<HTMLElement>} */
  const places_of_parts = document.querySelectorAll("[data-part]")
  const fills = { ...PARTS, ...own }
  for (const place of places_of_parts) {
    const part = String(place.dataset.part)
    if (part in fills) fills[part](place)
    else panel_place(place, part)
  }
  scrolling()
  keep_focus()
  print_page()
  touch()
  say_when_live()
}

// Marks the page as painted once the surface is there, and as live once all visible figures are drawn with facts.
function say_when_live() {
  /** @type {Set<FigureName>} */
  const missing = new Set(["surface", "error", "m", "s"])
  const { dataset } = document.documentElement
  const mark = () => {
    dataset.live = "yes"
  }
  when_drawn("surface", async () => {
    await painted()
    dataset.painted = "yes"
  })
  for (const name of missing)
    when_drawn(name, () => {
      missing.delete(name)
      if (!missing.size) painted().then(() => follow(["drawn"], mark))
    })
}
