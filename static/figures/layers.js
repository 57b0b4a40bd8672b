// Figures painted on canvases of their own, at any scale, for pictures and recordings.

import { export_layer, layer_painters } from "./bokeh_internals.js"
import { cover_of } from "./plots.js"

// A figure as Bokeh's own export paints it, on a canvas of `scale` times its size; or what lies on it.
export function exported(view, scale) {
  const draw = cover_of(view)
  if (draw) {
    const canvas = document.createElement("canvas")
    draw(canvas, scale)
    return canvas
  }
  return at_scale(scale, () => export_layer(view)).canvas
}

// Paints what stands still in a figure once, and what moves as often as it is asked to. Returns { still,
// moving }: a canvas, and a function that paints one and returns it. Bokeh paints both in its export; if a
// release of Bokeh has no methods for one of them, or if something lies on the figure, all is painted anew
// each time.
export function painter(view, scale) {
  const paint = cover_of(view) ? null : layer_painters(view)
  if (!paint) return { still: null, moving: () => exported(view, scale) }
  const [still, moving] = [0, 1].map(() => at_scale(scale, () => export_layer(view)))
  return { still: paint.still(still), moving: () => paint.moving(moving) }
}

// Bokeh makes a new canvas as fine as the screen is.
function at_scale(scale, act) {
  const own = Object.getOwnPropertyDescriptor(window, "devicePixelRatio")
  Object.defineProperty(window, "devicePixelRatio", { value: scale, configurable: true })
  try {
    return act()
  } finally {
    Object.defineProperty(window, "devicePixelRatio", own)
  }
}
