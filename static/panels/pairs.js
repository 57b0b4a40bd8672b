// The maps over pairs of gradients: the wheel changes their reach, and the pointer asks for the steps.

import { pair_columns } from "../draw/pairs.js"
import { element_of } from "../figures/bokeh_internals.js"
import { find, put, set, value_at, view_at, view_of, when_drawn } from "../figures/plots.js"
import { short } from "../numbers.js"
import { add_panel, drawing } from "../panel_registry.js"
import { find_in, make, write_text } from "../parts/dom.js"
import { describe, take_keys } from "../parts/figure_keys.js"
import { set_formula } from "../parts/mathematics.js"
import { new_tip } from "../parts/tip.js"
import { ask, change } from "../requests.js"
import { follow, known, say } from "../store.js"

const NAMES = /** @type {const} */ (["pairs", "pairs_other"])
const FASTEST = 1.25 // most by which one turn of the wheel changes the reach
const STRIDE = 0.02 // share of the frame by which a key moves the pointer
const TITLES = { pairs: "Map of gradient pairs", pairs_other: "Second map of gradient pairs" }
const KEYS = [
  ["← → ↑ ↓", "move a pointer that reads the map"],
  ["+ −", "zoom"],
]
const REST = 40 // ms without a move before the steps at the pointer are asked for
// Px from the frame to the title; the figure's own title is farther from it (app/panels/pairs.py).
const APART = 9

add_panel({
  key: "pairs",
  fill: pairs,
  figure: "pairs",
  no_step: "A pair of gradients has no step of a path",
  drawings(letters) {
    when_drawn("pairs", (view) => {
      const measure = () => {
        const { width, height } = view.frame.bbox
        if (width > 0) say("pairs_sides", [width / known("enlarged"), height / known("enlarged")])
      }
      view.repainted.connect(measure)
      measure()
    })
    return [drawing(["pairs", "pairs_sides"], (fact, sides) => draw(fact, sides, letters()))]
  },
})

/** @param {Pairs} fact @param {Pair} sides @param {number} letters */
function draw(fact, sides, letters) {
  if (!find("pairs")) return
  const { sources, titles, low, high, reach } = pair_columns(fact, { sides, letters })
  put(sources)
  set("pairs_tones", { low, high })
  for (const name of /** @type {const} */ (["g1_range", "g2_range"])) set(name, { start: -reach, end: reach })
  titles.forEach((text, i) => set(/** @type {const} */ (["pairs_title", "pairs_other_title"])[i], { text }))
  set("pairs_other", { visible: titles.length > 1 })
}

/** @param {HTMLElement} place */
function pairs(place) {
  const look = new_tip(place, rows_at)
  let reach = NaN
  /** @type {number | undefined} */
  let timer
  /** @type {string | null} */
  let pending = null // the key to be asked for once the pointer rests
  /** @type {{ g: Pair, key: string }[]} */
  let asked = [] // unanswered requests
  const heads = NAMES.map((name) => new_head(find_in(place, `[data-figure="${name}"]`)))
  /** @type {{ key: string, maps: Facts["pair"]["maps"] } | null} */
  let answer = null // the newest answer

  /** @param {Place} event @returns {{ map: number, g: Pair } | null} */
  function over(event) {
    for (const [map, name] of NAMES.entries()) {
      const found = view_at(name, event)
      if (!found) continue
      const { x_scale, y_scale } = found.view.frame
      return { map, g: [value_at(x_scale, found.x), value_at(y_scale, found.y)] }
    }
    return null
  }

  // The steps at the pointer also depend on the active run, so the key includes it.
  /** @param {Place} event */
  function rows_at(event) {
    const at = over(event)
    const key = at && JSON.stringify([at.g, known("experiment").lineup[0]])
    if (at && answer && key === answer.key)
      return answer.maps[at.map].map(([name, value]) => [name, short(value)])
    if (key === pending) return null
    clearTimeout(timer)
    pending = key
    if (at && key && !asked.some((each) => each.key === key))
      timer = setTimeout(() => ask_for({ g: at.g, key }), REST)
    return null
  }

  /** @param {{ g: Pair, key: string }} request */
  function ask_for({ g, key }) {
    pending = null
    asked.push({ g, key })
    ask("pair", { g })
  }

  // Answers come in the order of the requests; requests lost with a connection are skipped.
  /** @param {Facts["pair"]} told */
  function learn({ g, maps }) {
    const k = asked.findIndex((each) => each.g[0] === g[0] && each.g[1] === g[1])
    if (k < 0) return
    answer = { key: asked[k].key, maps }
    asked = asked.slice(k + 1)
    look()
  }

  /** @param {WheelEvent} event */
  function wheel(event) {
    if (!over(event)) return
    event.preventDefault()
    zoom(Math.min(Math.max(Math.exp(event.deltaY / 400), 1 / FASTEST), FASTEST))
  }

  /** @param {number} factor */
  function zoom(factor) {
    reach = Number((reach * factor).toPrecision(3))
    change({ reach })
  }

  // The arrow keys move a pointer that begins in the middle of a map.
  /** @param {typeof NAMES[number]} name */
  function point(name) {
    /** @type {Pair} */
    let at = [0.5, 0.5] // in shares of the frame
    return (/** @type {Pair} */ ...step) => {
      const view = /** @type {Plot} */ (view_of(name))
      const { left, top, width, height } = view.frame.bbox
      at = at.map((share, k) => Math.min(Math.max(share + STRIDE * step[k], 0), 1))
      const box = element_of(view).getBoundingClientRect()
      const place = {
        clientX: box.left + left + at[0] * width,
        clientY: box.top + top + (1 - at[1]) * height,
      }
      document.dispatchEvent(new PointerEvent("pointermove", place))
    }
  }

  for (const [k, name] of NAMES.entries())
    when_drawn(name, (view) => {
      const zooms = { "+": () => zoom(1 / FASTEST), "=": () => zoom(1 / FASTEST), "-": () => zoom(FASTEST) }
      const keys = name === "pairs" ? KEYS : undefined
      const figure = take_keys(view, TITLES[name], { arrow: point(name), ...zooms }, keys, reading)
      figure.addEventListener("blur", () =>
        document.documentElement.dispatchEvent(new PointerEvent("pointerleave")),
      )
      describe(figure, ["pairs", "experiment.reach"], ({ maps }, reach) => about(maps[k], reach))
      const head = heads[k]
      view.repainted.connect(() => put_head(head, view))
      put_head(head, view)
    })

  place.addEventListener("wheel", wheel, { passive: false })
  follow(["experiment.reach"], (now) => (reach = now))
  follow(["pairs"], ({ meaning, maps }) => {
    write_text(/** @type {HTMLElement} */ (place.previousElementSibling), meaning)
    place.classList.toggle("two-maps", maps.length > 1)
    maps.forEach((map, k) => write_head(heads[k], map.head))
  })
  follow(["pair"], learn)
  follow(["lost"], (lost) => {
    if (lost) asked = []
  })
}

// What the map has at the pointer that keys move.
function reading() {
  const tips = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".tip"))
  const tip = [...tips].find((each) => each.checkVisibility())
  return [...(tip?.children ?? [])].map(({ textContent }) => textContent).join(" ")
}

// What a map shows, for those who do not see it.
/** @param {PairMap | undefined} map @param {number} reach */
function about(map, reach) {
  if (!map) return ""
  return `${map.title}, for gradients g₁ and g₂ from ${short(-reach)} to ${short(reach)}. Arrow keys read it.`
}

// A title as mathematics. It covers the figure's own title, which exports show.
/** @param {HTMLElement} figure */
function new_head(figure) {
  const [symbol, words, formula] = [make("span"), make("span"), make("span")]
  const head = make("div", { className: "pair-head" }, make("p", {}, symbol, words), make("p", {}, formula))
  figure.append(head)
  return { head, symbol, words, formula }
}

/** @typedef {ReturnType<typeof new_head>} Head */

/** @param {Head} head @param {PairMap["head"]} words */
function write_head({ symbol, words, formula }, { symbol: name, tex, words: method, formula_tex }) {
  symbol.hidden = !name
  if (tex) set_formula(symbol, tex)
  set_formula(formula, formula_tex)
  words.textContent = (name ? ", " : "") + method
}

// Places the title above the middle of the frame.
/** @param {Head} head @param {Plot} plot */
function put_head({ head }, { bbox, frame }) {
  const { left, width, top } = frame.bbox
  // Twice the distance by which the frame's middle is right of the figure's.
  const aside = 2 * left + width - bbox.width
  const style = {
    height: `${top - APART}px`,
    "padding-left": `${Math.max(aside, 0)}px`,
    "padding-right": `${Math.max(-aside, 0)}px`,
  }
  for (const [name, value] of Object.entries(style))
    if (head.style.getPropertyValue(name) !== value) head.style.setProperty(name, value)
}
