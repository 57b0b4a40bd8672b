// Figures painted on canvases of their own, at any scale, for pictures and recordings.

// A figure as Bokeh's own export paints it, on a canvas of `scale` times its size.
export function exported(view, scale) {
  return at_scale(scale, () => view.export("png", true)).canvas
}

// Paints what stands still in a figure once, and what moves as often as it is asked to. Returns { still, moving }: a
// canvas, and a function that paints one and returns it. Bokeh paints both in its export; if a release of Bokeh has no
// methods for one of them, all is painted anew each time.
export function painter(view, scale) {
  if (!view._paint_primary || !view._paint_overlays || !view.force_paint) return { still: null, moving: () => exported(view, scale) }
  const [still, moving] = [0, 1].map(() => at_scale(scale, () => view.export("png", true)))
  const paint = (layer, name) => {
    const context = layer.prepare()
    view.force_paint(() => view[name](context))
    layer.finish()
    return layer.canvas
  }
  return { still: paint(still, "_paint_primary"), moving: () => paint(moving, "_paint_overlays") }
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
