// The only module that uses private parts of BokehJS, and what each of them buys.
//
// In it stand the names that BokehJS does not document: its own modules, what a view does in order to paint, and names
// that begin with an underscore. app/session/bokeh_patches.py has those of Python's side. Where a figure lies and what
// it shows (a view's model, frame, bbox and is_displayed, and that it was repainted) is read elsewhere, too.
//
// tests/browser/test_drag.py fails when a release of Bokeh moves what makes a frame lean. Where a part is missing, Bokeh
// paints as it does by itself.

const UNUSED = ["selection_glyph", "nonselection_glyph", "muted_glyph", "decimated_glyph"]
const IDLE = Object.fromEntries(
  ["set_data", "set_visuals", "after_visuals", "after_lazy_visuals", "map_data"].map((act) => [
    act,
    () => {},
  ]),
)

// Modules that no script can import. They buy a websocket without a document of figures, figures that are the same for
// everybody, and images without a detour through text.

export function open_connection(url, token) {
  return Bokeh.require("client/connection").pull_session(url, token, "")
}

export function read_document(description) {
  return Bokeh.require("document").Document.from_json(description)
}

export function image_array(values, shape) {
  const { ndarray } = Bokeh.require("core/util/ndarray")
  const types = { Uint8Array: "uint8", Float64Array: "float64", Float32Array: "float32" }
  return ndarray(values, { dtype: types[values.constructor.name], shape })
}

// Sends a text over a session's websocket, with no model to carry it: it waits for nothing else.
export function send(document, kind, text) {
  const { MessageSentEvent } = Bokeh.require("document/events")
  document._trigger_on_change(new MessageSentEvent(document, kind, text))
}

// Bokeh's view of a figure's model, or null: the page draws in Bokeh's figures, and asks where they lie.
export function find_view(model) {
  return Bokeh.index.find_one(model)
}

// The element that gets the pointer's events on a figure: drags of our own, and keys.
export function element_of(view) {
  return view?.canvas_view?.events_el ?? view?.canvas_view?.el
}

// Makes a view that Bokeh has just made lean and clean.
export function adapt(view) {
  clip(view)
  wipe(view)
  lighten(view)
  view.invalidate_painters?.() // Bokeh has painted it once without all this
}

// Makes Bokeh clip at the frame what is on the overlay level, as it does on the other levels that show data.
function clip(view) {
  for (const part of view.computed_renderer_views) {
    if (part.model.level === "overlay") Object.defineProperty(part, "needs_clip", { value: true })
  }
}

// Makes Bokeh clear all of a canvas. It leaves half of the first row and column of pixels, into which a label may
// reach.
function wipe({ canvas_view }) {
  for (const layer of [canvas_view.primary, canvas_view.overlays]) {
    if (layer?.undo_transform)
      layer.clear = () =>
        layer.undo_transform((ctx) => ctx.clearRect(0, 0, layer.canvas.width, layer.canvas.height))
  }
}

// Spares Bokeh what no figure here needs in a frame: four more drawings of each glyph, for selections, for muted ones
// and for very many; a search for what is in the view, for which it makes models of ranges; and colours and widths that
// a style sheet might give. Without these doors a frame of a drag takes a quarter longer.
function lighten(view) {
  for (const { visuals } of [view, ...view.computed_renderer_views])
    for (const visual of visuals ?? []) visual._get_css_value = () => ""
  for (const part of view.computed_renderer_views) {
    if (part.glyph) part.glyph._mask_data = null
    for (const name of UNUSED) if (part[name]) Object.assign(part[name], IDLE)
  }
}

// Writes the ticks of an axis with words(ticks). Bokeh's own major_label_overrides removes views twice when they change
// (seen in 3.10).
export function write_ticks({ formatter }, words) {
  formatter.doFormat = words
}

// Does so, and lets filter(labels, bounds, distance) choose which have a label: no
// formatter or policy of Bokeh's writes numbers as the page does, or leaves out every second label.
export function label_ticks(axis, words, filter) {
  if (Object.hasOwn(axis.formatter, "doFormat")) return
  write_ticks(axis, words)
  axis.major_label_policy.filter = filter
  axis.formatter.change.emit()
}

// Painting at once. Bokeh would paint by itself, but one frame later and never within 17 ms of its last painting, so
// that every other frame of a drag would be lost. It is paused while what it paints changes, or it would measure all
// axes in a frame of its own.

export function pause(view) {
  view.pause?.()
}

export function resume(view) {
  view.unpause?.(true)
}

// Bokeh would lay the figure out anew whenever data change, for ranges that follow data. No figure has such ranges, so
// that is switched off.
export function paint_view(view) {
  if (view._range_manager?.invalidate_dataranges) view._range_manager.invalidate_dataranges = false
  view.paint?.()
}

// Lays a figure out and paints it; when labels change their length, Bokeh measures all of them. Returns whether it
// could.
export function lay_out(view) {
  view.repaint?.()
  return Boolean(view.repaint)
}

// The room, in px, that the labels of the axes on the left take: figures below each other get one edge.
export function room_on_the_left(view) {
  const axes = view.computed_renderer_views.filter(({ model }) => view.model.left.includes(model))
  return Math.max(...axes.map((axis) => axis.get_size().height)) // Bokeh calls it so on the left, too
}

// Bokeh's two layers, painted apart in an export: what stands still in a recording is painted once. Null if a release
// has no methods for them.
export function layer_painters(view) {
  if (!view._paint_primary || !view._paint_overlays || !view.force_paint) return null
  const paint = (layer, name) => {
    const context = layer.prepare()
    view.force_paint(() => view[name](context))
    layer.finish()
    return layer.canvas
  }
  return {
    still: (layer) => paint(layer, "_paint_primary"),
    moving: (layer) => paint(layer, "_paint_overlays"),
  }
}

// Paints a figure as Bokeh's tool that saves pictures does: on a new layer, or as the text of an SVG.

export function export_layer(view) {
  return view.export("png", true)
}

export function export_svg(view) {
  return view.export("svg", false).ctx.get_serialized_svg(true)
}
