// The pictures of a recording: the figures on the page, with the legend and the step in words below them.

import { exported, layout, painter } from "../figures/layers.js"
import { place_in_words, short } from "../numbers.js"
import { make } from "../parts/dom.js"
import { shape } from "../parts/svg.js"
import { caption, PARTS, SIZE, shown_arrows } from "../print/caption_elements.js"
import { image_of } from "../print/files.js"
import { font_face, measure_in } from "../print/lettering.js"
import { known } from "../store.js"
import { token_reader } from "../tokens.js"

const MOVING = ["surface", "error", "m", "s"] // figures with the cursor
const LINE = 22 // px for the step in words
const MARGIN = 14 // px beside the caption

// Pictures at `scale` times the figures' size on the page. Returns { canvas, draw }; draw() draws the page's
// current state. It throws if the figures change their sizes.
/** @param {number} scale */
export async function pictures(scale) {
  const face = await font_face()
  const { parts, width, height: top } = layout()
  const token = token_reader()
  const font = token("font")
  const colour = token("text")
  const words = caption(width - 2 * MARGIN, PARTS, { step: false, font })
  const size = { width: Math.round(scale * width), height: Math.round(scale * (top + LINE + words.height)) }
  const [canvas, still] = [make("canvas", size), make("canvas", size)]
  const sizes = (/** @type {AtPlot[]} */ parts) =>
    JSON.stringify(parts.map(({ view, x, y }) => [x, y, view.bbox.width, view.bbox.height]))
  const before = sizes(parts)

  const paper = scaled(still, scale)
  paper.fillStyle = token("page")
  paper.fillRect(0, 0, width, top + LINE + words.height)
  /** @type {(context: Context, image: HTMLCanvasElement, part: AtPlot) => void} */
  const place = (context, image, { view, x, y }) =>
    context.drawImage(image, x, y, view.bbox.width, view.bbox.height)
  const moving = parts.map((part) => {
    const { still, moving } = painted_parts(part.view, scale)
    if (still) place(paper, still, part)
    return { part, paint: moving }
  })
  const place_of = { width: width - 2 * MARGIN, height: words.height }
  const look = {
    "font-family": font,
    "font-size": SIZE,
    "xml:space": "preserve",
    fill: colour,
    color: colour,
  }
  const drawn = shape("svg", { ...place_of, ...look }, shape("style", {}, face), ...words.elements)
  const { image, release } = await image_of(new XMLSerializer().serializeToString(drawn))
  paper.drawImage(image, MARGIN, top + LINE, place_of.width, place_of.height)
  release()

  const context = scaled(canvas, scale)
  function draw() {
    if (sizes(layout().parts) !== before) throw new Error("The page has changed its size.")
    context.drawImage(still, 0, 0, canvas.width / scale, canvas.height / scale)
    for (const { part, paint } of moving) if (paint) place(context, paint(), part)
    context.fillStyle = colour
    context.font = `${SIZE}px ${font}`
    context.fillText(step_in_words(width - 2 * MARGIN, font), MARGIN, top + LINE - 7)
  }

  return { canvas, draw }
}

// A figure's standing and moving parts, as `painter` returns them.
/** @param {Plot} view @param {number} scale */
function painted_parts(view, scale) {
  const { name } = view.model
  const whole = () => exported(view, scale)
  if (!MOVING.includes(name)) return { still: whole(), moving: null }
  // Fans of pinned runs move only in recordings: elsewhere `painter` counts them as standing still.
  const has_fans = known("runs").some(({ fan }, i) => i > 0 && fan)
  return name === "surface" && has_fans ? { still: null, moving: whole } : painter(view, scale)
}

/** @param {HTMLCanvasElement} canvas @param {number} scale */
function scaled(canvas, scale) {
  const context = /** @type {Context} */ (canvas.getContext("2d", { willReadFrequently: true }))
  context.scale(scale, scale)
  return context
}

// The step at the cursor in words, with its arrows if there is room.
/** @param {number} width @param {string} font */
function step_in_words(width, font) {
  const { t } = known("cursor")
  const { columns } = known("runs")[0]
  const at = Math.min(t, columns.w1.length - 1)
  const w = place_in_words([columns.w1[at], columns.w2[at]], known("experiment").view)
  const words = `t = ${at}   E = ${short(columns.error[at], 5)}   w = ${w}`
  const arrows = shown_arrows()
  const all = arrows.length ? `${words}   Arrows: ${arrows.join(", ")}` : words
  return SIZE * measure_in(font)(all) <= width ? all : words
}
