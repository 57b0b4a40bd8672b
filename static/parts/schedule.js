// The active run's schedule: its menu, its sliders, and a small curve of η(t) with the cursor in it.

import { HEIGHT, WIDTH } from "../draw/box.js"
import { schedule_line, schedule_place } from "../draw/schedule_line.js"
import { change } from "../requests.js"
import { follow, known } from "../store.js"
import { choice } from "./choice.js"
import { allow, make } from "./dom.js"
import { fold } from "./fold.js"
import { number_rows } from "./sliders.js"
import { move_line, shape, stretched_drawing } from "./svg.js"

/** @param {HTMLElement} place */
export function schedule(place) {
  const head = make("div", { className: "with-course" })
  const curve = stretched_drawing(WIDTH, HEIGHT)
  const line = shape("path")
  const here = shape("line", { y1: 0, y2: HEIGHT, class: "here" })
  const box = make(
    "div",
    { className: "course", hidden: true, title: "η over the steps of the run; its full size is at the top" },
    curve,
  )
  const rows = make("div")
  curve.append(line, here)
  const tip = "How η changes over the run"
  const select = choice(head, "Schedule", tip, "schedule_names", "schedule_name", choose)
  head.append(box)
  const folded = fold("Schedule", "How η changes in the course of the run", head, rows)
  place.append(folded.element)
  number_rows(rows, "schedule_sliders", "sliders")
  /** @type {Float64Array | null} */
  let drawn = null // the factors of the drawn line
  let shown = "" // the open lesson

  // Parameters that both schedules have, such as the warm-up, keep their values.
  /** @param {string} key */
  function choose(key) {
    const { defaults } = known("schedules")[key]
    const before = known("experiment").schedule
    const kept = Object.keys(defaults)
      .filter((name) => name in before)
      .map((name) => [name, before[name]])
    change({ schedule: { key, ...defaults, ...Object.fromEntries(kept) } })
  }

  /** @param {ShownRun[]} runs @param {Facts["cursor"]} cursor */
  function draw([run], { t }) {
    const factor = run.columns.factor ?? null
    if (factor !== drawn) line.setAttribute("d", factor ? schedule_line(factor, run.of.steps) : "")
    drawn = factor
    box.hidden = !factor
    head.toggleAttribute("data-drawn", Boolean(factor))
    if (!factor) return
    move_line(here, schedule_place(t, run.of.steps))
  }

  follow(["schedule_name", "rule", "lesson"], (key, rule, { key: lesson = "", moves = [] }) => {
    const why = rule.unscheduled
    allow(select, why && `No schedule applies: ${why}`, known("schedules")[key].words)
    rows.hidden = why !== ""
    const { defaults } = known("schedules")[key]
    const title = known("schedule_names").find(([each]) => each === key)?.[1] ?? key
    const { key: _, ...values } = known("experiment").schedule
    const others = Object.keys(defaults).filter((name) => values[name] !== defaults[name])
    const is_used = key !== "constant" || others.length > 0
    // A lesson that leaves it alone needs no more than its name. Its words may still be on their way.
    const is_wanted = lesson === known("experiment").lesson && (!lesson || moves.includes("schedule.key"))
    folded.show(title.toLowerCase(), is_used && is_wanted, lesson !== shown)
    shown = lesson
  })
  follow(["runs", "cursor"], draw)
  follow(["lesson"], ({ moves = [] }) => {
    const own = moves.filter((path) => path.startsWith("schedule."))
    head.toggleAttribute("data-moved", own.includes("schedule.key"))
    place.toggleAttribute(
      "data-moves",
      own.some((path) => path !== "schedule.key"),
    )
  })
}
