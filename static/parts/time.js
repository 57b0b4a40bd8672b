// The time cursor t: play, step, scrub and keys.
//
// All of it happens in the browser, from the columns of the drawn runs. When t rests, it is sent
// to the server for the address. The topic "cursor" holds the shown t; the arrows and the
// arithmetic of the step follow it.

import { pace_of, seconds_of, step_at } from "../draw/play.js"
import { colours_over_time } from "../draw/run_columns.js"
import { is_same } from "../equality.js"
import { when_drawn } from "../figures/plots.js"
import { is_done, mark_done } from "../hints_done.js"
import { short, view_digits } from "../numbers.js"
import { on_panels } from "../panel_registry.js"
import { before_asking, change } from "../requests.js"
import { is_free, is_plain, list_keys } from "../shortcuts.js"
import { follow, known, say } from "../store.js"
import { arrow_legend } from "./arrows.js"
import { allow, button, make } from "./dom.js"
import { guess_controls } from "./guess.js"
import { scrub } from "./traces.js"

/** @type {FigureName[]} */
const FIGURES = ["error", "m", "s"]
const OPENING = 1500 // ms in which the path draws itself
const TOUCHES = ["pointerdown", "keydown", "wheel"]
const NOTHING = 1e-5 // a share that is next to nothing
const REST = 250 // ms without a move, after which t is written into the address

/** @param {HTMLElement} place */
export function time(place) {
  let t = 0
  let last = 0
  /** @type {number | null} */
  let playing = null // the next animation frame while the path plays
  let labelled = "" // the play button's current name
  /** @type {number | null} */
  let rest = null
  /** @type {number | null} */
  let known_cursor = null // the experiment's cursor as last seen
  let opening = is_first_opening() // the path has yet to draw itself, or does so
  /** @type {{ run?: ShownRun, view?: Box, theme?: Theme }} */
  let coloured = {} // the run and view whose colours the slider shows

  const play = button("▶", toggle, "Play")
  play.classList.add("play")
  const slider = make("input", {
    type: "range",
    min: 0,
    step: 1,
    title: "Choose the step to look at; the colours are those of the path",
    ariaLabel: "Time",
  })
  slider.addEventListener("input", () => move(Number(slider.value)))
  // Each part stays on one line. Its words change in every frame.
  const where = make("output", { ariaLive: "off" }, make("span"), "   ", make("span"), "   ", make("span"))
  const back = button("‹", () => move(shown() - 1), "Step back")
  const forth = button("›", () => move(shown() + 1), "Step forward")
  back.tabIndex = forth.tabIndex = -1 // the arrow keys do the same on Play
  slider.dataset.runColour = ""
  const bar = make("div", { className: "bar" }, back, play, forth, slider, guess_controls())
  place.append(bar, make("div", { className: "readout" }, where, arrow_legend()))

  // A run shorter than t shows its last point. The cursor is kept for when the run is longer again.
  function shown() {
    return Math.min(t, last)
  }

  /** @param {number} to */
  function move(to) {
    stop()
    go(to)
  }

  /** @param {number} to */
  function go(to, is_played = false) {
    t = Math.min(Math.max(to, 0), last)
    draw(is_played)
    clearTimeout(rest)
    rest = setTimeout(() => {
      rest = null
      if (playing === null) tell()
    }, REST)
  }

  function tell() {
    known_cursor = t
    change({ cursor: t })
  }

  // Playing

  function toggle() {
    if (none()) return
    if (playing !== null) {
      stop()
      tell()
      return
    }
    play_from(shown() < last ? shown() : 0, 1000 * seconds_of(last))
  }

  // Plays the whole path in so many ms, or what of it follows a step.
  /** @param {number} from @param {number} duration */
  function play_from(from, duration) {
    const { view, frame } = known("shown_view")
    if (!frame) return
    const pace = pace_of(known("runs")[0].columns, view, frame)
    /** @type {number | null} */
    let begin = null
    const tick = (/** @type {number} */ now) => {
      begin ??= now
      const at = step_at(pace, pace[from] + (now - begin) / duration)
      playing = at < last ? requestAnimationFrame(tick) : null
      if (opening && playing === null) end_opening()
      else if (at !== t) go(at, true)
      label()
    }
    playing = requestAnimationFrame(tick)
    label()
  }

  // At a newcomer's first opening the path draws itself once, until anything is touched.
  function draw_itself() {
    if (!opening || none() || playing !== null || !known("shown_view")?.frame) return
    mark_done("opening")
    for (const kind of TOUCHES) window.addEventListener(kind, end_opening, { once: true, capture: true })
    play_from(0, OPENING)
  }

  function end_opening() {
    if (!opening) return
    opening = false
    take(known("experiment").cursor)
    draw()
  }

  function stop() {
    if (playing === null) return
    cancelAnimationFrame(playing)
    playing = null
    label()
    draw()
  }

  // Sets the experiment's cursor to the shown one, whether it rests or not.
  function commit() {
    if (rest === null && playing === null) return
    clearTimeout(rest)
    rest = null
    tell()
  }

  // Takes the cursor of another experiment, for instance after Back.
  /** @param {number} cursor */
  function take(cursor) {
    clearTimeout(rest)
    rest = null
    t = known_cursor = cursor
    stop()
  }

  function label() {
    const name = playing === null ? "Play" : "Pause"
    if (name === labelled) return
    labelled = name
    play.textContent = playing === null ? "▶" : "❚❚"
    play.ariaLabel = name
    allow(play, none(), `${name} (space)`)
  }

  // The reason why nothing can be played, or "".
  function none() {
    if (known("awaited")) return "Guess first, or press “Show it”"
    return last === 0 ? "The run has no step" : ""
  }

  // Showing the cursor

  // While the path plays, and at its last step, the bar waits for the figures, so that the whole page shows
  // one t. During a recording the recorder sets the cursor.
  function draw(is_played = playing !== null) {
    if (!known("runs") || known("recording")) return
    const at = opening && playing === null ? 0 : shown()
    const cursor = {
      t: at,
      playing: playing !== null && !opening,
      until: opening || known("veiled") ? at : Infinity,
    }
    if (!is_same(known("cursor"), cursor)) say("cursor", cursor)
    if (!is_played) write()
  }

  function write() {
    const { columns } = known("runs")[0]
    const at = known("cursor").t
    const awaited = known("awaited")
    const still = last === 0 ? none() : ""
    allow(slider, still)
    allow(play, none())
    allow(back, still || (at === 0 ? "t = 0 is the start" : ""))
    allow(forth, still || (at === last ? `t = ${last} is the last step` : ""))
    slider.max = String(last)
    slider.value = String(at)
    const error = readable(columns.error[at], Math.abs(columns.error[0]))
    const [w1, w2] = known("experiment").view.map((interval, k) => {
      const [low, high] = interval
      return readable([columns.w1, columns.w2][k][at], high - low, view_digits(interval))
    })
    const w = `(${w1}, ${w2})`
    const words = awaited ? [`t = ${at}`, "E = ?", "w = ?"] : [`t = ${at}`, `E = ${error}`, `w = ${w}`]
    words.forEach((each, i) => (where.children[i].textContent = each))
    if (!known("held")) show_colours()
  }

  // Four digits, or as many as the view needs, but one of what is next to nothing beside `size`. Tables and
  // tips have all digits.
  /** @param {number} value @param {number} size */
  function readable(value, size, digits = 4) {
    return short(value, Math.abs(value) < NOTHING * size ? 1 : Math.max(4, digits))
  }

  // The slider's track shows the path's colour at each t.
  function show_colours() {
    const [run] = known("runs")
    const { view, frame } = known("shown_view") ?? {}
    const theme = known("theme")
    if (!frame || !theme || (coloured.run === run && coloured.view === view && coloured.theme === theme))
      return
    coloured = { run, view, theme }
    const stops = colours_over_time(run, view, frame, known("contract").palettes.path_shades[theme])
    const gradient = stops.map(({ colour, share }) => `${colour} ${(100 * share).toFixed(2)}%`)
    slider.style.setProperty("--times", `linear-gradient(to right, ${gradient.join(", ")})`)
  }

  // Keys, while the focus is on nothing or in the bar

  /** @param {KeyboardEvent} event */
  function key(event) {
    const active = document.activeElement
    const on_bar = bar.contains(active) && active !== slider
    if (!is_plain(event) || !(is_free() || (on_bar && event.key !== " "))) return
    /** @type {Record<string, () => void>} */
    const acts = {
      " ": toggle,
      ArrowLeft: () => move(shown() - 1),
      ArrowRight: () => move(shown() + 1),
      Home: () => move(0),
      End: () => move(last),
    }
    const act = acts[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }

  const where_keys_act = "While no control has the focus"
  list_keys(where_keys_act, [
    ["Space", "plays the path, or pauses"],
    ["Home, End", "go to the start and to the last step"],
  ])
  // A projector uses these keys for its lessons.
  const has_arrows = () => document.documentElement.dataset.projector !== "yes"
  list_keys(where_keys_act, [["← →", "go back and forth by one step"]], has_arrows)
  window.addEventListener("keydown", key)
  before_asking(commit)
  follow(["drawn", "theme"], write)
  follow(["drawn"], draw_itself)
  follow(["recording"], (recording) => {
    if (recording && playing !== null) toggle()
    draw()
  })
  // After a guess, the path draws itself.
  follow(["revealed"], (count) => {
    if (count === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches) return
    opening = true
    draw()
  })
  // While a guess is awaited, the slider chooses the t that it is about.
  follow(
    ["experiment.cursor", "runs", "awaited", "experiment.steps", "veiled"],
    (cursor, [run], awaited, steps) => {
      last = awaited ? steps : run.columns.w1.length - 1
      if (cursor !== known_cursor) take(cursor)
      draw()
    },
  )
  label()
  const take_presses = (/** @type {FigureName} */ name) => when_drawn(name, (view) => scrub(view, name, move))
  FIGURES.forEach(take_presses)
  on_panels(({ figure, is_over_t }) => figure && is_over_t && take_presses(figure))
}

function is_first_opening() {
  const is_moving = !matchMedia("(prefers-reduced-motion: reduce)").matches
  const is_live = document.querySelector(".page:not(.saved)") !== null // a server's page, and no widget
  return is_moving && is_live && !location.search && !is_done("opening")
}
