// The caption of a picture: the function, what else a reader needs, and the legends.

import { caption_layout, GAP } from "../draw/caption.js"
import { formula_lines } from "../draw/formula_boxes.js"
import { as_equations, legend_lines, run_names } from "../draw/legend.js"
import { mathml } from "../draw/mathml.js"
import { visible_runs } from "../experiment.js"
import { count, place_in_words, short } from "../numbers.js"
import { words_instead } from "../panel_registry.js"
import { shape } from "../parts/svg.js"
import { known } from "../store.js"
import { elements_of, FONT, measure_in, set_words } from "./lettering.js"

export const PARTS = /** @type {const} */ (["surface", "traces", "equation", "words", "legend"]) // of a picture
export const SIZE = 12 // px of its letters
const LEGENDS = ".basin-legend li, .plane-tones > *, .plane-legend > *" // the legends of the maps
const LEADING = 8 // px between the lines of a formula
const WIDE = 110 // px of a swatch at most: on the page, that of a scale takes all the room there is
const RISE = 11 // px from the top of a swatch to the baseline of its number

// The caption of a picture with these parts, for a width in px: { height, elements }, which begin at its upper left
// corner; with the arrows of the step at the cursor if `step` is true.
/** @param {number} width @param {readonly string[]} parts */
export function caption(width, parts = PARTS, { step = true, font = FONT } = {}) {
  /** @type {Element[]} */
  const elements = []
  let height = 0
  if (parts.includes("equation"))
    for (const line of equation(width)) {
      const baseline = height + line.up + LEADING / 2
      elements.push(...elements_of(line, 0, baseline, { "font-family": FONT }))
      height = baseline + line.down + LEADING / 2
    }
  const set = (/** @type {string} */ text) => set_words(text, SIZE, font)
  const measure = (/** @type {string} */ text) => set(text).width
  const entries = [
    ...(parts.includes("words") ? words(step, parts) : []),
    ...(parts.includes("legend") ? legend(width, measure) : []),
  ]
  if (!entries.length) return { height, elements }
  const laid = caption_layout(entries, width, measure)
  elements.push(
    ...laid.swatches.flatMap((swatch, i) => swatch_elements(swatch, height, `run-${i}`, font)),
    ...laid.words.flatMap(({ text, x, y }) => elements_of(set(text), x, y + height)),
  )
  return { height: height + laid.height, elements }
}

// The caption as one text.
export function caption_text() {
  const lines = [...words(true, PARTS), ...legend(Infinity, () => 0)].map(({ tokens }) =>
    tokens
      .map((token) => ("text" in token ? token.text : token.number))
      .filter(Boolean)
      .join(" "),
  )
  return { title: `E(w₁, w₂) = ${known("experiment").expression}`, lines }
}

/** @param {number} width */
function equation(width) {
  const [tex] = known("formulas")
  return formula_lines(mathml(tex, { display: false }), SIZE * 1.1, width, measure_in())
}

/** @param {Swatch & { x: number, y: number, height: number }} swatch @param {number} top @param {string} id @param {string} font */
function swatch_elements({ x, y, width, height, colours, number, ink }, top, id, font) {
  const stops = colours.map((colour, k) =>
    shape("stop", { offset: k / Math.max(colours.length - 1, 1), "stop-color": colour }),
  )
  const sign = {
    x: x + width / 2,
    y: y + top + RISE,
    "text-anchor": "middle",
    "font-size": SIZE - 1,
    "font-family": font,
    fill: ink,
  }
  return [
    shape("linearGradient", { id }, ...stops),
    shape("rect", { x, y: y + top, width, height, fill: `url(#${id})` }),
    ...(number ? [shape("text", sign, number)] : []),
  ]
}

/** @param {boolean} has_step @param {readonly string[]} parts @returns {CaptionEntry[]} */
function words(has_step, parts) {
  const { start, steps, noise, seed, view } = known("experiment")
  const numbers = known("numbers")
  const values = known("parameters").map(({ path, label }) => `${label} = ${short(numbers[String(path[1])])}`)
  const from = `${count(steps)} ${steps === 1 ? "step" : "steps"} from w = ${place_in_words(start, view)}`
  const noisy = noise ? `, noise σ = ${short(noise)} of seed ${seed}` : ""
  const arrows = has_step && parts.includes("surface") ? shown_arrows() : []
  const { heads } = (parts.includes("traces") && known("traces")) || {}
  const moments = [heads?.m, heads?.s].flatMap((head) =>
    head?.shown ? [`${head.symbol}: ${head.words}`] : [],
  )
  const lines = [
    ...(values.length ? [values.join(", ")] : []),
    from + noisy,
    ...(arrows.length ? [`Arrows at t = ${known("cursor").t}: ${arrows.join(", ")}`] : []),
    ...(moments.length ? [`${moments.join(", ")}; component 1 solid, component 2 dashed`] : []),
  ]
  /** @type {(text: string, i: number) => CaptionEntry} */
  const entry = (text, i) => ({ tokens: [{ text }], begins: i === 0 })
  return [...lines.map((text) => entry(text, 0)), ...ends().map(entry)]
}

// How each run that is shown ends; none while that is to be guessed.
function ends() {
  if (known("awaited")) return []
  const runs = visible_runs()
  const names = runs.length > 1 ? run_names(runs).map((name) => `${as_equations(name)}: `) : [""]
  return runs.map(
    ({ ended, error, columns }, i) =>
      names[i] + (ended || `E = ${short(error, 5)} at t = ${columns.w1.length - 1}`),
  )
}

// A line for each run that is shown, and the legend of the map.
/** @param {number} width @param {(text: string) => number} measure @returns {CaptionEntry[]} */
function legend(width, measure) {
  const marks = document.querySelectorAll(".legend .entry:not(.hidden-run) .swatch")
  const swatches = [...marks].map((mark) => swatch_of(/** @type {HTMLElement} */ (mark)))
  const room = width - Math.max(...swatches.map((swatch) => swatch.width)) - GAP
  const lines = legend_lines(visible_runs(), (line) => measure(line) <= room)
  /** @type {CaptionEntry[]} */
  const shown = lines.map((text, i) => ({ tokens: [swatches[i], { text }] }))
  const places = [...document.querySelectorAll(LEGENDS)].filter(
    (place) => place.checkVisibility() && place.textContent.trim(),
  )
  /** @type {CaptionEntry[]} */
  const map = places.map((place) => ({ tokens: tokens_of(place) }))
  for (const group of [shown, map]) if (group.length) group[0].begins = true
  return [...shown, ...map]
}

// The names of the visible arrows, with their scales.
export function shown_arrows() {
  if (words_instead(known("experiment").tab)) return []
  return [...document.querySelectorAll(".arrows span:not(.hidden-run, .short)")].map(
    (name) => name.textContent,
  )
}

// The words and swatches of a legend entry, read from the page.
/** @param {Element} element @returns {CaptionEntry["tokens"]} */
function tokens_of(element) {
  return [...element.childNodes].flatMap((node) => {
    if (node instanceof Text) return node.data.trim() ? [{ text: node.data.trim() }] : []
    const part = /** @type {HTMLElement} */ (node)
    return part.matches(".swatch, .line") ? [swatch_of(part)] : tokens_of(part)
  })
}

/** @param {HTMLElement} mark @returns {Swatch} */
function swatch_of(mark) {
  const { backgroundImage, backgroundColor, borderTopColor, color: ink, width: wide } = getComputedStyle(mark)
  const number = mark.textContent
  const width = Math.min(mark.offsetWidth || Number.parseFloat(wide), WIDE)
  if (mark.matches(".line")) return { colours: [borderTopColor], width, height: 2, number, ink }
  return { colours: backgroundImage.match(/rgba?\([^)]*\)/g) ?? [backgroundColor], width, number, ink }
}
