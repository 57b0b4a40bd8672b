// A figure for print: what the page shows, drawn anew at the size, with the letters and in the colours that it is to
// have, as an SVG that stands alone.

import { formula_lines } from "../draw/formula_boxes.js"
import { metadata } from "../draw/markup.js"
import { mathml } from "../draw/mathml.js"
import { export_svg } from "../figures/bokeh_internals.js"
import { displayed, exported, STAGE, TRACES } from "../figures/layers.js"
import { cover_of, enlarge, find, need_letters, paint_all, restyle, set } from "../figures/plots.js"
import { shape } from "../parts/svg.js"
import { known, renew, say, together } from "../store.js"
import { token_reader } from "../tokens.js"
import { caption, caption_text, PARTS, SIZE } from "./caption_elements.js"
import { elements_of, FONT, font_face, measure_in, set_element, short } from "./lettering.js"

/** @typedef {{ parts: string[], width: number, unit: "cm" | "px", letters: number, colours: string }} Choice */
/** @typedef {{ view: Plot, x: number, y: number, width: number, height: number }} Placed */

export const INCH = { cm: 2.54, px: 96 }
const POINTS = 72 // in an inch
export const LEAST = 220 // px: of less width, letters leave nothing for a figure
const FIGURE = 240 // px of width that a figure beside another one needs
const STAGE_SHARE = 1.4 // of the width that a figure of the traces has
const TRACE = { least: 84, most: 150, axis: 32 } // px of height, and what the axis of t adds to the lowest one
const HEADED = ["pairs", "pairs_other"] // the maps whose titles the page sets itself
const MARGIN = 12 // px beside the caption
const GAP = 6 // px above it
const FINE = 3 // pixels of a picture that is drawn as one, for each px
const LONG = /-?\d+\.\d{3,}/g // numbers that are longer than a picture needs

// The width in px of a figure whose letters have their own size.
/** @param {Choice} choice */
export function own_width({ width, unit, letters }) {
  return Math.round((width / INCH[unit]) * POINTS * (SIZE / letters))
}

// Which of the parts the page shows now.
export function offered() {
  return ["surface", "traces", ...PARTS].filter((part) => {
    if (part === "surface") return displayed(STAGE).length > 0
    return part !== "traces" || displayed(TRACES).length > 0
  })
}

// The figure's text, and its width and height in its unit. The page is not seen to change: no frame comes between.
/** @param {Choice} choice @param {string} link */
export async function figure(choice, link) {
  const face = await font_face()
  const root = document.documentElement
  const page = { theme: known("theme"), letters: known("letters") ?? 0, enlarged: known("enlarged") ?? 1 }
  const views = displayed([...STAGE, ...TRACES])
  const pages = new Map(views.map((view) => [view, { frame: { ...size_of(view.frame) }, ...size_of(view) }]))
  try {
    root.style.setProperty("--font", FONT)
    pose({ theme: choice.colours === "dark" ? "dark" : "light", letters: 0, enlarged: 1 }, true)
    const { parts, size, at } = await placed(choice, pages)
    return drawn(choice, { parts, size, at, face, link })
  } finally {
    root.style.removeProperty("--font")
    for (const view of views) restyle(view, "")
    set(ground(), { visible: true })
    pose(page, false)
    await paint_all()
  }
}

/** @param {{ theme: Theme, letters: number, enlarged: number }} look @param {boolean} posing */
function pose({ theme, letters, enlarged }, posing) {
  document.documentElement.dataset.theme = theme
  together(() => {
    say("posing", posing)
    say("theme", theme)
    need_letters(letters)
    enlarge(enlarged)
    renew(["theme"]) // for the font
  })
}

/** @param {{ bbox: BBox }} of */
function size_of({ bbox: { width, height } }) {
  return { width, height }
}

// Gives the figures their sizes, and returns their places, the whole size, and that of the caption.
/** @param {Choice} choice @param {Map<Plot, { frame: { width: number, height: number }, width: number, height: number }>} pages */
async function placed(choice, pages) {
  const width = own_width(choice)
  const stage = choice.parts.includes("surface") ? displayed(STAGE) : []
  const traces = choice.parts.includes("traces") ? displayed(TRACES) : []
  const are_beside = stage.length > 0 && traces.length > 0 && width >= FIGURE * (stage.length + 1)
  const share = STAGE_SHARE * stage.length
  const left = are_beside ? Math.round((width * share) / (share + 1)) : width
  const columns = left >= FIGURE * stage.length ? Math.max(stage.length, 1) : 1
  /** @type {Placed[]} */
  let parts = []
  let [top, words] = [0, 0]
  const below = () => caption(width - 2 * MARGIN, choice.parts).height
  const beside = () => caption(width - left - 2 * MARGIN, choice.parts).height
  let at = { x: MARGIN, y: 0, width: width - 2 * MARGIN }

  function place() {
    parts = []
    let y = 0
    stage.forEach((view, i) => {
      const each = left / columns
      const height = height_at(stage[0], each, pages) // of all: frames beside each other are in line
      parts.push({ view, x: (i % columns) * each, y, width: each, height })
      if (i % columns === columns - 1) y += height
    })
    const count = traces.length
    const rows = count * TRACE.least + TRACE.axis
    const has_room = are_beside && y >= rows + beside() + GAP
    words = has_room ? beside() : below()
    const room = are_beside ? (y - (has_room ? words + GAP : 0) - TRACE.axis) / count : (width * 0.6) / count
    const each = Math.max(TRACE.least, are_beside ? room : Math.min(room, TRACE.most))
    top = are_beside ? 0 : y
    traces.forEach((view, i) => {
      const height = each + (i === count - 1 ? TRACE.axis : 0)
      parts.push({ view, x: are_beside ? left : 0, y: top, width: are_beside ? width - left : width, height })
      top += height
    })
    const bottom = Math.max(top, y)
    at = has_room
      ? { x: left + MARGIN, y: top + GAP, width: width - left - 2 * MARGIN }
      : { x: MARGIN, y: bottom + GAP, width: width - 2 * MARGIN }
    return has_room ? Math.max(bottom, top + GAP + words) : bottom + (words ? words + 2 * GAP : 0)
  }

  let height = 0
  for (let turn = 0; turn < 3; turn++) {
    // The room for labels, and the samples of E, are known once they are drawn.
    height = Math.ceil(place())
    for (const { view, width, height } of parts)
      if (!cover_of(view)) restyle(view, `height:${height}px;left:0;position:fixed;top:0;width:${width}px`)
    await paint_all()
    if (choice.colours === "lines") leave_out_tones()
  }
  return { parts, size: { width, height }, at }
}

// Leaves the image of E out, or, where E is not defined everywhere, makes it paper on the hatching.
function leave_out_tones() {
  const { values } = known("samples")
  if (values.every(Number.isFinite)) {
    set(ground(), { visible: false })
    set("no_ground", { visible: false })
  } else find("tones").setv({ palette: find("tones").palette.map(() => token_reader()("page")) })
}

function ground() {
  return find("surface").renderers.find(
    (/** @type {Model} */ { data_source }) => data_source.name === "ground",
  )
}

// The height of a figure of the stage at which the surface's frame has the shape that it has on the page, or that of
// a map is a square.
/** @param {Plot} view @param {number} width @param {Map<Plot, any>} pages */
function height_at(view, width, pages) {
  const page = pages.get(view)
  if (cover_of(view)) return (width * page.height) / page.width
  const [outer, frame] = [size_of(view), size_of(view.frame)]
  const shape = view.model.name === "surface" ? page.frame.height / page.frame.width : 1
  return (width - outer.width + frame.width) * shape + outer.height - frame.height
}

/**
 * @param {Choice} choice
 * @param {{ parts: Placed[], size: { width: number, height: number }, at: { x: number, y: number, width: number },
 *   face: string, link: string }} made
 */
function drawn({ width, unit, parts: chosen }, { parts, size, at, face, link }) {
  const token = token_reader()
  const height = (width * size.height) / size.width
  const { title, lines } = caption_text()
  const words = shape(
    "g",
    { transform: `translate(${short(at.x)} ${short(at.y)})`, fill: token("text") },
    ...caption(at.width, chosen).elements,
  )
  const svg = shape(
    "svg",
    {
      width: `${short(width)}${unit}`,
      height: `${short(height)}${unit}`,
      color: token("text"),
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: "img",
      "font-family": FONT,
      "font-size": SIZE,
      "text-rendering": "geometricPrecision", // letters are as wide as they were measured
      "xml:space": "preserve",
    },
    shape("title", {}, title),
    shape("desc", {}, lines.join("\n")),
    shape("style", {}, face),
    shape("rect", { ...size, fill: token("page") }),
    ...parts.map((part) => element_of(part)),
    words,
  )
  const text = new XMLSerializer().serializeToString(svg).replace(">", () => `>${metadata(title, link)}`)
  return { text, width, height, unit }
}

/** @param {Placed} part */
function element_of({ view, x, y, width, height }) {
  const at = { x: short(x), y: short(y), width: short(width), height: short(height) }
  if (cover_of(view)) return shape("image", { ...at, href: exported(view, FINE).toDataURL() })
  const svg = export_svg(view)
  for (const [name, value] of Object.entries(at)) svg.setAttribute(name, value)
  // Bokeh writes each text twice, the second time for an outline that it does not have.
  const head = HEADED.indexOf(view.model.name)
  const lines = head < 0 ? [] : view.model.title.text.split("\n")
  for (const text of svg.querySelectorAll("text"))
    text.getAttribute("fill") === "none" || lines.includes(text.textContent)
      ? text.remove()
      : set_element(text)
  for (const path of svg.querySelectorAll("path[d]"))
    path.setAttribute(
      "d",
      String(path.getAttribute("d")).replace(LONG, (number) => short(Number(number))),
    )
  if (head >= 0) svg.append(...head_of(head, view.frame.bbox))
  return svg
}

// The title of a map of pairs, set as mathematics above the middle of its frame.
/** @param {number} map @param {BBox} frame */
function head_of(map, { left, width, top }) {
  const { tex, words, formula_tex } = known("pairs").maps[map].head
  const title = `${tex ? `${tex}\\text{, ` : "\\text{"}${words}}`
  const lines = [title, formula_tex].flatMap((each) =>
    formula_lines(mathml(each, { display: false }), SIZE, width, measure_in()),
  )
  let y = top - GAP
  return lines.toReversed().flatMap((line) => {
    const baseline = y - line.down
    y = baseline - line.up
    return elements_of(line, left + (width - line.width) / 2, baseline, { fill: token_reader()("text") })
  })
}
