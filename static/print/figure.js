// A figure for print: what the page shows, drawn anew in the chosen size, letters and colours, as an SVG that
// needs no other file.

import { formula_lines } from "../draw/formula_boxes.js"
import { metadata } from "../draw/markup.js"
import { mathml } from "../draw/mathml.js"
import { GAP, picture_layout } from "../draw/picture_layout.js"
import { export_svg } from "../figures/bokeh_internals.js"
import { displayed, exported, STAGE, TRACES } from "../figures/layers.js"
import { cover_of, enlarge, find, need_letters, paint_all, restyle, set } from "../figures/plots.js"
import { shape } from "../parts/svg.js"
import { known, renew, say, together } from "../store.js"
import { token_reader } from "../tokens.js"
import { caption, caption_text, PARTS, SIZE } from "./caption_elements.js"
import { elements_of, FONT, font_face, measure_in, rounded, set_element } from "./lettering.js"

/** @typedef {{ parts: string[], width: number, unit: "cm" | "px", shape: number, letters: number, colours: string }} Choice */
/** @typedef {{ view: Plot, x: number, y: number, width: number, height: number }} Placed */

export const INCH = { cm: 2.54, px: 96 }
const POINTS = 72 // in an inch
export const LEAST = 220 // px: of less width, letters leave nothing for a figure
const TURNS = 4 // paintings until all sizes fit, which two do unless labels change theirs
const HEADED = ["pairs", "pairs_other"] // the maps whose titles the page sets itself
const FINE = 3 // pixels of a picture that is drawn as one, for each px
const LONG = /-?\d+\.\d{3,}/g // numbers that are longer than a picture needs

// The width in px of a figure whose letters have their own size.
/** @param {Choice} choice */
export function own_width({ width, unit, letters }) {
  return Math.round((width / INCH[unit]) * POINTS * (SIZE / letters))
}

// Which of the parts the page shows now.
export function offered() {
  return PARTS.filter((part) => {
    if (part === "surface") return displayed(STAGE).length > 0
    return part !== "traces" || displayed(TRACES).length > 0
  })
}

// The figure as text, with its width and height in its unit. The page's own figures take these looks for a
// moment. Nobody sees that, because the browser shows no frame in between.
/** @param {Choice} choice @param {string} link */
export async function figure(choice, link) {
  const face = await font_face()
  const root = document.documentElement
  const page = { theme: known("theme"), letters: known("letters") ?? 0, enlarged: known("enlarged") ?? 1 }
  const views = displayed([...STAGE, ...TRACES])
  try {
    root.style.setProperty("--font", FONT)
    pose({ theme: choice.colours === "dark" ? "dark" : "light", letters: 0, enlarged: 1 }, true)
    const { parts, size, at } = await placed(choice)
    const elements = parts.map((part) => (cover_of(part.view) ? covered(part) : element_of(part, choice)))
    return drawn(choice, { elements, size, at, face, link })
  } finally {
    root.style.removeProperty("--font")
    for (const view of views) restyle(view, "")
    for (const model of [ground(), find("no_ground")]) set(model, { visible: true })
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

// Gives the figures their sizes, and returns their places, the whole size, and that of the caption.
/** @param {Choice} choice */
async function placed(choice) {
  const width = own_width(choice)
  const stage = choice.parts.includes("surface") ? displayed(STAGE) : []
  const traces = choice.parts.includes("traces") ? displayed(TRACES) : []
  const views = [...stage, ...traces]
  const count = { stage: stage.length, traces: traces.length }
  // The room for labels, and the samples of E, are known once they are drawn.
  for (let before = "", turn = 0; ; turn++) {
    const { figures, words, height } = picture_layout(
      width,
      count,
      (across) => height_at(stage[0], across, choice.shape),
      (across) => caption(across, choice.parts).height,
    )
    const sizes = figures.map(({ width, height }) => `height:${rounded(height)}px;width:${rounded(width)}px`)
    if (String(sizes) === before || turn === TURNS) {
      const parts = views.map((view, i) => ({ view, ...figures[i] }))
      return { parts, size: { width, height: Math.ceil(height) }, at: words }
    }
    before = String(sizes)
    for (const [i, view] of views.entries())
      restyle(view, `${sizes[i]};left:0;margin:0;min-height:0;position:fixed;top:0`)
    await paint_all()
    if (choice.colours !== "lines" || stage[0]?.model.name !== "surface") continue
    leave_out_tones()
    await paint_all()
  }
}

// Leaves out the image of E, for a figure in lines. If E is not defined everywhere, the image takes the
// colour of the page instead: it covers the hatching where E is defined.
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

// The height of a figure that is `across` wide. The frame of the surface is `shape` times as wide as high; a
// map's is a square.
/** @param {Plot} view @param {number} across @param {number} shape */
function height_at(view, across, shape) {
  const { width, height } = view.frame.bbox
  return (
    (across - view.bbox.width + width) / (view.model.name === "surface" ? shape : 1) +
    view.bbox.height -
    height
  )
}

/**
 * @param {Choice} choice
 * @param {{ elements: Element[], size: { width: number, height: number }, at: { x: number, y: number, width: number },
 *   face: string, link: string }} made
 */
function drawn({ width, unit, parts: chosen }, { elements, size, at, face, link }) {
  const token = token_reader()
  const height = (width * size.height) / size.width
  const { title, lines } = caption_text()
  const words = shape(
    "g",
    { transform: `translate(${rounded(at.x)} ${rounded(at.y)})`, fill: token("text") },
    ...caption(at.width, chosen).elements,
  )
  const svg = shape(
    "svg",
    {
      width: `${rounded(width)}${unit}`,
      height: `${rounded(height)}${unit}`,
      color: token("text"),
      viewBox: `0 0 ${size.width} ${size.height}`,
      preserveAspectRatio: "none", // rounding to whole pixels changes the ratio a little
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
    ...elements,
    words,
  )
  const text = new XMLSerializer().serializeToString(svg).replace(">", () => `>${metadata(title, link)}`)
  return { text, width, height, unit }
}

/** @param {import("../draw/picture_layout.js").Area} area */
function place_of({ x, y, width, height }) {
  return { x: rounded(x), y: rounded(y), width: rounded(width), height: rounded(height) }
}

// What covers a figure, as pixels.
/** @param {Placed} part */
function covered({ view, ...area }) {
  return shape("image", { ...place_of(area), href: exported(view, FINE).toDataURL() })
}

/** @param {Placed} part @param {Choice} choice */
function element_of({ view, ...area }, { colours }) {
  const svg = export_svg(view)
  for (const [name, value] of Object.entries(place_of(area))) svg.setAttribute(name, value)
  // Bokeh writes each text twice, the second time for an outline that it does not have.
  const head = HEADED.indexOf(view.model.name)
  const lines = head < 0 ? [] : view.model.title.text.split("\n")
  for (const text of svg.querySelectorAll("text"))
    text.getAttribute("fill") === "none" || lines.includes(text.textContent)
      ? text.remove()
      : set_element(text)
  if (colours === "lines")
    for (const name of svg.querySelectorAll('text[font-weight="bold"]')) name.before(halo_of(name))
  for (const path of svg.querySelectorAll("path[d]"))
    path.setAttribute(
      "d",
      String(path.getAttribute("d")).replace(LONG, (number) => rounded(Number(number))),
    )
  if (head >= 0) svg.append(...head_of(head, view.frame.bbox))
  return svg
}

// A halo in the colour of the page around the letters of a name, for a figure in lines.
/** @param {Element} name */
function halo_of(name) {
  const halo = /** @type {Element} */ (name.cloneNode(true))
  const look = {
    fill: "none",
    stroke: token_reader()("page"),
    "stroke-width": "4",
    "stroke-linejoin": "round",
  }
  for (const [attribute, value] of Object.entries(look)) halo.setAttribute(attribute, value)
  return halo
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
