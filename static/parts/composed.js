// A picture of the page: the figures as they stand, and a caption, with the legends and the numbers.

import { caption_layout } from "../draw/caption.js"
import { exported } from "../figures/layers.js"
import { view_of } from "../figures/plots.js"
import { count, place_in_words, short } from "../numbers.js"
import { words_instead } from "../panel_registry.js"
import { known } from "../store.js"
import { make } from "./dom.js"

const STAGE = /** @type {const} */ (["surface", "plane", "pairs", "pairs_other"])
const TRACES = /** @type {const} */ (["error", "m", "s"])
const LEGENDS = ".basin-legend li, .plane-tones > *, .plane-legend > *" // the legends of the maps
export const MARGIN = 14 // px beside the caption
export const SIZE = 13 // px of the caption's letters

/** @typedef {ReturnType<typeof caption_layout>} Caption */

// What a picture consists of: the figures with their places, its size, and the caption with its place. The caption
// stands below the traces where it has room beside the surface, and else below all figures.
export function composed() {
  const { parts, width, height } = layout()
  const last = parts[parts.length - 1]
  const [x, y] = [last.x + MARGIN, last.y + last.view.bbox.height]
  const beside = caption_layout(entries(), width - x - MARGIN, measure)
  if (y + beside.height <= height) return { parts, size: { width, height }, at: { x, y }, caption: beside }
  const below = caption_layout(entries(), width - 2 * MARGIN, measure)
  const at = { x: MARGIN, y: height }
  return { parts, size: { width, height: height + below.height }, at, caption: below }
}

// Where each figure goes in the picture: the stage on the left, the traces in a column on its right.
export function layout() {
  /** @type {AtPlot[]} */
  const parts = []
  let [x, y] = [0, 0]
  for (const view of displayed(STAGE)) {
    parts.push({ view, x, y: 0 })
    x += view.bbox.width
  }
  for (const view of displayed(TRACES)) {
    parts.push({ view, x, y })
    y += view.bbox.height
  }
  /** @type {(at: "x" | "y", side: "width" | "height") => number} */
  const far = (at, side) => Math.max(...parts.map((part) => part[at] + part.view.bbox[side]))
  return { parts, width: far("x", "width"), height: far("y", "height") }
}

/** @param {readonly FigureName[]} names */
function displayed(names) {
  return names.flatMap((name) => view_of(name) ?? []).filter((view) => view.is_displayed)
}

// The figures as they stand, with their caption.
export function picture_canvas() {
  const { parts, size, at, caption } = composed()
  const { width, height } = size
  const scale = Math.max(2, window.devicePixelRatio)
  const canvas = make("canvas", { width: scale * width, height: scale * height })
  const context = /** @type {Context} */ (canvas.getContext("2d"))
  context.scale(scale, scale)
  context.fillStyle = style("backgroundColor")
  context.fillRect(0, 0, width, height)
  for (const { view, x, y } of parts)
    context.drawImage(exported(view, scale), x, y, view.bbox.width, view.bbox.height)
  context.translate(at.x, at.y)
  draw_caption(context, caption)
  return canvas
}

// Draws what `caption_layout` has placed.
/** @param {Context} context @param {Caption} caption */
export function draw_caption(context, { words, swatches }) {
  for (const { x, y, width, height, colours, number, ink } of swatches) {
    const fill = context.createLinearGradient(x, 0, x + width, 0)
    colours.forEach((colour, i) => fill.addColorStop(i / Math.max(colours.length - 1, 1), colour))
    context.fillStyle = fill
    context.fillRect(x, y, width, height)
    context.fillStyle = ink
    context.font = `600 11px ${style("fontFamily")}`
    context.textAlign = "center"
    context.fillText(number, x + width / 2, y + 11)
  }
  context.textAlign = "start"
  context.fillStyle = style("color")
  context.font = font()
  for (const { text, x, y } of words) context.fillText(text, x, y)
}

// The caption: the function, the starts, each run as it is shown, and the legend of the map; with the arrows
// of the step at the cursor if `step` is true.
export function entries({ step: has_step = true } = {}) {
  const { expression, start, steps, noise, seed, pins, view } = known("experiment")
  const from = `${count(steps)} ${steps === 1 ? "step" : "steps"} from w = ${place_in_words(start, view)}`
  const noisy = noise ? `, noise σ = ${short(noise)} of seed ${seed}` : ""
  /** @type {NodeListOf<HTMLElement>} */
  const marks = document.querySelectorAll(".legend .swatch")
  /** @type {CaptionEntry[]} */
  const runs = known("runs").map((run, i) => {
    return { tokens: [swatch_of(marks[i]), { text: `${run.title} ${run.values}: ${end_of(run)}` }] }
  })
  const shown = runs.filter((_, i) => i === 0 || pins[i - 1] > 0)
  const places = [...document.querySelectorAll(LEGENDS)].filter(
    (place) => place.checkVisibility() && place.textContent.trim(),
  )
  /** @type {CaptionEntry[]} */
  const map = places.map((place) => ({ tokens: tokens_of(place) }))
  if (shown.length) shown[0].begins = true
  if (map.length) map[0].begins = true
  /** @returns {CaptionEntry} */
  const words = (/** @type {string} */ text) => ({ tokens: [{ text }] })
  const where = { ...words(from + noisy), begins: true }
  const arrows = has_step ? shown_arrows() : []
  const step = arrows.length ? [words(`Arrows at t = ${known("cursor").t}: ${arrows.join(", ")}`)] : []
  const { heads } = known("traces") ?? {}
  const moments = [heads?.m, heads?.s].flatMap((head) =>
    head?.shown ? [`${head.symbol}: ${head.words}`] : [],
  )
  const untitled = displayed(STAGE).filter(({ model }) => model.title && !model.title.visible)
  const titles = untitled.map(({ model }, i) => ({
    ...words(`${["Left", "Right"][i]}: ${model.title.text}`),
    begins: true,
  }))
  const traces = moments.length ? [words(`${moments.join(", ")}; component 1 solid, component 2 dashed`)] : []
  return [words(`E(w₁, w₂) = ${expression}`), where, ...titles, ...step, ...traces, ...shown, ...map]
}

// The names of the visible arrows, with their scales.
export function shown_arrows() {
  if (words_instead(known("experiment").tab)) return []
  return [...document.querySelectorAll(".arrows span:not(.hidden-run, .short)")].map(
    (name) => name.textContent,
  )
}

/** @param {ShownRun} run */
function end_of({ ended, error, columns }) {
  return ended || `E = ${short(error, 5)} at t = ${columns.w1.length - 1}`
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
  const { backgroundImage, backgroundColor, borderTopColor, color: ink } = getComputedStyle(mark)
  const number = mark.textContent
  const width = mark.offsetWidth
  if (mark.matches(".line")) return { colours: [borderTopColor], width, height: 2, number, ink }
  return { colours: backgroundImage.match(/rgba?\([^)]*\)/g) ?? [backgroundColor], width, number, ink }
}

/** @param {"backgroundColor" | "color" | "fontFamily"} property */
export function style(property) {
  return getComputedStyle(document.body)[property]
}

export function font() {
  return `${SIZE}px ${style("fontFamily")}`
}

const ruler = /** @type {Context} */ (make("canvas").getContext("2d"))

/** @param {string} text */
export function measure(text) {
  ruler.font = font()
  return ruler.measureText(text).width
}
