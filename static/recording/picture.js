// The pictures of a recording: the figures on the page, with the legend and the step in words below them.

import { caption_layout } from "../draw/caption.js"
import { exported, painter } from "../figures/layers.js"
import { place_in_words, short } from "../numbers.js"
import {
  draw_caption,
  entries,
  font,
  layout,
  MARGIN,
  measure,
  shown_arrows,
  style,
} from "../parts/composed.js"
import { make } from "../parts/dom.js"
import { known } from "../store.js"

const MOVING = ["surface", "error", "m", "s"] // figures with the cursor
const LINE = 22 // px for the step in words

// Pictures at `scale` times the figures' size on the page. Returns { canvas, draw }; draw() draws the page's
// current state. It throws if the figures change their sizes.
/** @param {number} scale */
export function pictures(scale) {
  const { parts, width, height: top } = layout()
  const caption = caption_layout(entries({ step: false }), width - 2 * MARGIN, measure)
  const size = { width: Math.round(scale * width), height: Math.round(scale * (top + LINE + caption.height)) }
  const [canvas, still] = [make("canvas", size), make("canvas", size)]
  const sizes = (/** @type {AtPlot[]} */ parts) =>
    JSON.stringify(parts.map(({ view, x, y }) => [x, y, view.bbox.width, view.bbox.height]))
  const before = sizes(parts)

  const paper = scaled(still, scale)
  paper.fillStyle = style("backgroundColor")
  paper.fillRect(0, 0, width, top + LINE + caption.height)
  /** @type {(context: Context, image: HTMLCanvasElement, part: AtPlot) => void} */
  const place = (context, image, { view, x, y }) =>
    context.drawImage(image, x, y, view.bbox.width, view.bbox.height)
  const moving = parts.map((part) => {
    const { still, moving } = painted_parts(part.view, scale)
    if (still) place(paper, still, part)
    return { part, paint: moving }
  })
  paper.translate(MARGIN, top + LINE)
  draw_caption(paper, caption)

  const context = scaled(canvas, scale)
  function draw() {
    if (sizes(layout().parts) !== before) throw new Error("The page has changed its size.")
    context.drawImage(still, 0, 0, canvas.width / scale, canvas.height / scale)
    for (const { part, paint } of moving) if (paint) place(context, paint(), part)
    context.font = font()
    context.fillStyle = style("color")
    context.fillText(step_in_words(width - 2 * MARGIN), MARGIN, top + LINE - 7)
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
/** @param {number} width */
function step_in_words(width) {
  const { t } = known("cursor")
  const { columns } = known("runs")[0]
  const at = Math.min(t, columns.w1.length - 1)
  const w = place_in_words([columns.w1[at], columns.w2[at]], known("experiment").view)
  const words = `t = ${at}   E = ${short(columns.error[at], 5)}   w = ${w}`
  const arrows = shown_arrows()
  const all = arrows.length ? `${words}   Arrows: ${arrows.join(", ")}` : words
  return measure(all) <= width ? all : words
}
