// Sharing: a link, every step as a table, the plots as a picture, the page as a file, the runs as a script.
//
// Pictures are made here, from Bokeh's own export of each figure, with the legend and a caption below. The
// table is written here, too, from the server's runs; all other text comes from the server
// (app/words/exports.py).

import { caption_layout } from "../draw/caption.js"
import { escaped, metadata } from "../draw/markup.js"
import { table } from "../draw/table.js"
import { export_svg } from "../figures/bokeh_internals.js"
import { exported } from "../figures/layers.js"
import { cover_of, view_of } from "../figures/plots.js"
import { load } from "../load.js"
import { count, place_in_words, short } from "../numbers.js"
import { words_instead } from "../panel_registry.js"
import { ask } from "../requests.js"
import { follow, known } from "../store.js"
import { brief, make, status_line } from "./dom.js"
import { goal_maker } from "./goal_maker.js"
import { address, link_copier, put_text } from "./link.js"
import { dropdown } from "./menu.js"

const STAGE = /** @type {const} */ (["surface", "plane", "pairs", "pairs_other"])
const TRACES = /** @type {const} */ (["error", "m", "s"])
const LEGENDS = ".basin-legend li, .plane-tones > *, .plane-legend > *" // the legends of the maps
export const MARGIN = 14 // px beside the caption
const SIZE = 13 // px of the caption's letters
const ITEMS = [
  ["table", "Table of every step (CSV)", "table"],
  ["png", "Picture (PNG)", "picture"],
  ["svg", "Picture (SVG)", "picture"],
  ["page", "Page for use without a server (HTML)", "text"],
  ["webm", "Video (WebM)", "recording"],
  ["gif", "Animated picture (GIF)", "recording"],
  ["numpy", "Copy code: NumPy", "code"],
  ["torch", "Copy code: PyTorch", "code"],
  ["notebook", "Notebook with the code (Jupyter)", "notebook"],
  ["embed", "Embed in a page", "embed"],
]

/** @typedef {ReturnType<typeof caption_layout>} Caption */

const LOST = "The connection is lost: it comes when that is back. Pictures come without it."
const LACKING = "The connection is lost, and this needs it. Pictures come without it."
const LOCAL = /^(localhost|127\.|\[::1\])/ // addresses that nobody else can open

/** @param {HTMLElement} place */
export function exports(place) {
  const { parts, item } = dropdown("Share", "A link, a file, a picture or the code of what is shown")
  const status = status_line()
  const say = brief(status)
  place.append(status, ...parts)
  /** @type {(() => void)[]} */
  const at_rest = [] // functions to call once the server has answered everything
  /** @type {Map<string, { resolve: (text: string) => void, reject: (why: Error) => void }[]>} */
  const texts = new Map() // key -> the promises of a requested text

  item("Copy link", link_copier(say))
  item("A goal for this link", goal_maker())
  for (const [key, title, kind] of ITEMS)
    item(title, () => take(key, kind).catch(() => say(known("lost") ? LACKING : "That did not work here")))

  /** @param {string} key @param {string} kind */
  async function take(key, kind) {
    if (kind === "picture") save(`trajectory.${key}`, await picture(key))
    else if (kind === "recording") await record(key)
    else if (kind === "code") await copy(text_of(key))
    else if (kind === "table") save("trajectory.csv", new Blob([await rested_table()], { type: "text/csv" }))
    else if (kind === "embed") await (await load("embed")).embed()
    else if (kind === "notebook")
      save("trajectory.ipynb", new Blob([await text_of(key)], { type: "application/x-ipynb+json" }))
    else save("trajectory.html", new Blob([await text_of(key)], { type: "text/html" }))
  }

  /** @param {string} key */
  async function record(key) {
    const { recorded } = await load("recording")
    const made = await recorded(key)
    if (made) save(`trajectory.${made.kind}`, made.blob)
  }

  /** @param {string} key @returns {Promise<string>} */
  function text_of(key) {
    return new Promise((resolve, reject) => {
      texts.set(key, [...(texts.get(key) ?? []), { resolve, reject }])
      ask("text", { key, base: LOCAL.test(location.hostname) ? "" : location.href.replace(/[?#].*/, "") })
    })
  }

  // The table once the server has answered everything, so that all runs are the server's.
  /** @returns {Promise<string>} */
  function rested_table() {
    return new Promise((resolve) => {
      at_rest.push(() => resolve(table(known("told_runs"), known("experiment").pins)))
      look(known("experiment").settled)
      if (at_rest.length && known("lost")) say(LOST)
    })
  }

  /** @param {boolean} settled */
  function look(settled) {
    if (settled) for (const act of at_rest.splice(0)) act()
  }

  follow(["experiment.settled"], look)
  follow(["text"], ({ key, text }) => {
    for (const { resolve } of texts.get(key) ?? []) resolve(text)
    texts.delete(key)
  })
  follow(["unfinished", "lost"], (unfinished, is_lost) => {
    if (is_lost && (at_rest.length || unfinished.some(({ ask }) => ask === "text"))) say(LOST)
  })
  follow(["given_up"], ({ ask, key }) => {
    if (ask !== "text") return
    for (const { reject } of texts.get(key) ?? []) reject(new Error("given up"))
    texts.delete(key)
  })

  /** @param {Promise<string>} promise */
  async function copy(promise) {
    try {
      await put_text(promise)
      const { pins } = known("experiment")
      const count = 1 + pins.filter((pin) => pin > 0).length
      say(count === 1 ? "Copied: the active run" : `Copied: the ${count} runs that are shown`)
    } catch {
      // copying is not available or not allowed
      save("trajectory.py", new Blob([await promise], { type: "text/x-python" }))
    }
  }

  /** @param {string} name @param {Blob} blob */
  function save(name, blob) {
    const link = make("a", { href: URL.createObjectURL(blob), download: name })
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
  }

  /** @param {string} kind */
  async function picture(kind) {
    if (kind === "png") return png()
    const link = await address().catch(() => location.href)
    return svg(composed(), link)
  }
}

// What a picture consists of: the figures with their places, its size, and the caption below them.
function composed() {
  const { parts, width, height: top } = layout()
  const caption = caption_layout(entries(), width - 2 * MARGIN, measure)
  return { parts, size: { width, height: top + caption.height }, top, caption }
}

/** @typedef {ReturnType<typeof composed>} Composed */

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

/** @returns {Promise<Blob>} */
function png() {
  return new Promise((resolve) => picture_canvas().toBlob(/** @type {BlobCallback} */ (resolve), "image/png"))
}

// The figures as they stand, with their caption.
export function picture_canvas() {
  const { parts, size, top, caption } = composed()
  const { width, height } = size
  const scale = Math.max(2, window.devicePixelRatio)
  const canvas = make("canvas", { width: scale * width, height: scale * height })
  const context = /** @type {Context} */ (canvas.getContext("2d"))
  context.scale(scale, scale)
  context.fillStyle = style("backgroundColor")
  context.fillRect(0, 0, width, height)
  for (const { view, x, y } of parts)
    context.drawImage(exported(view, scale), x, y, view.bbox.width, view.bbox.height)
  context.translate(MARGIN, top)
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

/** @param {Composed} picture @param {string} link */
function svg({ parts, size: whole, top, caption: { words, swatches } }, link) {
  const { width, height } = whole
  const figures = parts.map(({ view, x, y }) => {
    const { width, height } = view.bbox
    if (cover_of(view))
      return `<image x="${x}" y="${y}" width="${width}" height="${height}" href="${exported(view, 2).toDataURL()}"/>`
    return export_svg(view).replace(/<svg /, `<svg x="${x}" y="${y}" `)
  })
  const fills = swatches.map(({ colours }, i) => {
    const stops = colours.map(
      (colour, k) => `<stop offset="${k / Math.max(colours.length - 1, 1)}" stop-color="${colour}"/>`,
    )
    return `<linearGradient id="run-${i}">${stops.join("")}</linearGradient>`
  })
  const marks = swatches.map(({ x, y, width, height, number, ink }, i) => {
    const written = `fill="${ink}" font-size="11" font-weight="600" text-anchor="middle"`
    const sign = `<text x="${x + width / 2}" y="${y + 11}" ${written}>${escaped(number)}</text>`
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="url(#run-${i})"/>${number ? sign : ""}`
  })
  const lines = words.map(
    ({ text, x, y }) => `<text x="${x}" y="${y}" xml:space="preserve">${escaped(text)}</text>`,
  )
  const size = `width="${width}" height="${height}"`
  const letters = `font-family="${escaped(style("fontFamily"))}" font-size="${SIZE}" fill="${style("color")}"`
  const captions = entries().map(({ tokens }) =>
    tokens
      .map((token) => ("text" in token ? token.text : token.number))
      .filter(Boolean)
      .join(" "),
  )
  return new Blob(
    [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}" role="img">`,
      `<title>${escaped(captions[0])}</title><desc>${escaped(captions.slice(1).join("\n"))}</desc>`,
      metadata(captions[0], link),
      `<defs>${fills.join("")}</defs><rect ${size} fill="${style("backgroundColor")}"/>${figures.join("")}`,
      `<g transform="translate(${MARGIN} ${top})" ${letters}>`,
      `${marks.join("")}${lines.join("")}</g></svg>`,
    ],
    { type: "image/svg+xml" },
  )
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
  return [...document.querySelectorAll(".arrows span:not(.hidden-run)")].map((name) => name.textContent)
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
