// What the browser tests ask of the page or wait for (explorer_page.py). It runs before the page's own
// script.

// Finds a model by its name, whichever of Bokeh's documents it stands in.
window.model_of = (name) => {
  for (const document of window.Bokeh?.documents ?? []) {
    const found = document.get_model_by_name(name)
    if (found) return found
  }
  return null
}

// Resolves to whether something holds, and still does once the page has drawn. The page draws what it has
// heard in the next animation frame, before what has asked for the same frame later, and places the words of
// contour lines after it.
window.until = async (holds_so_far) => {
  const holds = () => !placing && holds_so_far()
  for (const end = performance.now() + SECONDS * 1000; performance.now() < end; ) {
    const before = holds()
    await new Promise(requestAnimationFrame)
    if (before && holds()) return true
  }
  return false
}

// Whether the arithmetic of a step is that of another run, which fades.
window.is_fading = () => document.querySelector(".step.late") !== null

// Calls act(fact) whenever a fact of the page's store changes from now on, in the page's own pass.
window.hear = (name, act) => {
  let begun = false
  module_store.follow([name], (fact) => begun && act(fact))
  begun = true
}

let placing = false
window.unanswered = true
// Whether the server has yet to answer its hello, a change, an ask or a text that was typed, or to end its
// search for what shows a typed function.
addEventListener("DOMContentLoaded", function watch() {
  if (typeof module_store === "undefined") {
    if (document.getElementById("packed")) requestAnimationFrame(watch) // a file unpacks it
    return // a page without the explorer, such as an apology
  }
  const { follow } = module_store
  let open = true
  let seeking = false
  const note = () => (window.unanswered = open || seeking)
  follow(["answered", "waiting"], (answered, waiting) => {
    open = !answered || waiting
    note()
  })
  follow(["met"], (met) => {
    seeking = met.seeking ?? false
    note()
  })
  follow(["lost"], (lost) => {
    if (lost) seeking = false
    note()
  })
  follow(["placing"], (is_placing) => (placing = is_placing))
  follow(["shown_view"], (shown) => (window.shown_view = shown))
})

// Whether each figure in sight has the size of its place and room for its labels, the traces line up, and the
// surface shows the view that it is to show.
window.is_still = () => {
  const views = new Map()
  for (const place of document.querySelectorAll("[data-figure]")) {
    if (!place.checkVisibility()) continue
    const model = model_of(place.dataset.figure)
    const view = model && Bokeh.index.find_one(model)
    if (!view) return false
    if (view.el.checkVisibility()) views.set(place.dataset.figure, view)
  }
  const fits = ({ el, bbox, computed_renderer_views }) => {
    const { width, height } = el.getBoundingClientRect()
    const axes = computed_renderer_views.filter(({ model }) => model.type.endsWith("Axis") && model.visible)
    return (
      Math.abs(width - bbox.width) < 1 &&
      Math.abs(height - bbox.height) < 1 &&
      !axes.some(({ layout }) => layout?.has_size_changed())
    )
  }
  if (![...views.values()].every(fits)) return false
  const traces = ["error", "m", "s"].map((name) => views.get(name)).filter(Boolean)
  if (new Set(traces.map(({ frame }) => frame.bbox.left)).size > 1) return false
  if (!views.has("surface")) return true
  const {
    model: { x_range, y_range },
    frame: { bbox },
  } = views.get("surface")
  const { view, frame } = window.shown_view ?? {}
  const ranges = [x_range, y_range].map(({ start, end }) => [start, end])
  return (
    frame?.width === bbox.width &&
    frame.height === bbox.height &&
    JSON.stringify(ranges) === JSON.stringify(view)
  )
}

// Whether the surface is sampled as finely as at rest: its first samples, and those while the view moves, are
// fewer.
window.is_fine = () => {
  const { data } = model_of("ground")
  const [image] = data.get?.("image") ?? data.image
  return image?.shape[0] * image?.shape[1] > 200 ** 2
}
