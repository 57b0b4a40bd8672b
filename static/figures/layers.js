// Which figures the page displays, and their pictures on canvases of their own, at any scale, for paper and recordings.

import { export_layer, layer_painters } from "./bokeh_internals.js"
import { cover_of, view_of } from "./plots.js"

/** @type {readonly FigureName[]} */
export const STAGE = ["surface", "plane", "pairs", "pairs_other"]
/** @type {readonly FigureName[]} */
export const TRACES = ["error", "m", "s"]

/** @param {readonly FigureName[]} names */
export function displayed(names) {
  return names.flatMap((name) => view_of(name) ?? []).filter((view) => view.is_displayed)
}

// Where each figure goes in a picture at the sizes of the page: the stage on the left, the traces in a column on its
// right.
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

// A figure's picture as Bokeh's export paints it, at `scale` times its size; or the
// picture that covers the figure.
/** @param {Plot} view @param {number} scale @returns {HTMLCanvasElement} */
export function exported(view, scale) {
  const draw = cover_of(view)
  if (draw) {
    const canvas = document.createElement("canvas")
    draw(canvas, scale)
    return canvas
  }
  return at_scale(scale, () => export_layer(view)).canvas
}

// Paints what stands still in a figure once, and what moves on demand. Returns { still, moving }: a canvas,
// and a function that paints and returns one. If Bokeh cannot paint the two apart, or if something covers the
// figure, everything is painted anew each time.
/**
 * @param {Plot} view @param {number} scale
 * @returns {{ still: HTMLCanvasElement | null, moving: () => HTMLCanvasElement }}
 */
export function painter(view, scale) {
  const paint = cover_of(view) ? null : layer_painters(view)
  if (!paint) return { still: null, moving: () => exported(view, scale) }
  const [still, moving] = [0, 1].map(() => at_scale(scale, () => export_layer(view)))
  return { still: paint.still(still), moving: () => paint.moving(moving) }
}

// Bokeh makes a new canvas at the screen's pixel ratio.
/** @template T @param {number} scale @param {() => T} act */
function at_scale(scale, act) {
  const own = Object.getOwnPropertyDescriptor(window, "devicePixelRatio")
  Object.defineProperty(window, "devicePixelRatio", { value: scale, configurable: true })
  try {
    return act()
  } finally {
    Object.defineProperty(window, "devicePixelRatio", /** @type {PropertyDescriptor} */ (own))
  }
}
