// The only module that uses private parts of BokehJS, and what each is needed for.
//
// Private are names that BokehJS does not document: its modules, how a view paints, and names that begin with
// an underscore. app/session/bokeh_patches.py has those of Python's side. Other modules read only where a
// figure lies and what it shows (a view's model, frame, bbox and is_displayed, and its repainted signal).
//
// tests/browser/test_drag.py fails when a release of Bokeh moves what is changed here. Where a part is
// missing, Bokeh paints as it does by itself.

/** @typedef {(labels: any, bounds: any, distance: (i: number, j: number) => number) => any} LabelFilter */

const ON_CANVAS = ["GlyphRenderer", "LinearAxis", "LogAxis", "Grid", "Arrow", "BoxAnnotation", "Span"]
const ACTS = [
  "set_base",
  "set_data",
  "set_visuals",
  "after_visuals",
  "after_lazy_visuals",
  "map_data",
  "remove",
]
const IDLE = Object.fromEntries(ACTS.map((act) => [act, () => {}]))

// Modules that no script can import. They give figures that are the same for every visitor, and images that are not
// encoded as text.

/** @param {any} description */
export function read_document(description) {
  return Bokeh.require("document").Document.from_json(description)
}

/** @param {Uint8Array | Float64Array | Float32Array} values @param {number[]} shape */
export function image_array(values, shape) {
  const { ndarray } = Bokeh.require("core/util/ndarray")
  /** @type {Record<string, string>} */
  const types = { Uint8Array: "uint8", Float64Array: "float64", Float32Array: "float32" }
  return ndarray(values, { dtype: types[values.constructor.name], shape })
}

// Bokeh's view of a figure's model, or null. The page draws into this view and reads where it lies.
/** @param {Model} model @returns {Plot | null} */
export function find_view(model) {
  return Bokeh.index.find_one(model)
}

// The element that receives a figure's pointer events and keys.
/** @param {any} view @returns {HTMLElement} */
export function element_of(view) {
  return view?.canvas_view?.events_el ?? view?.canvas_view?.el
}

const begun = new WeakSet() // views that have been laid out
let is_lean = false // the changes below are made

// Changes how Bokeh builds and lays out figures, before it builds the first one.
export function lean_views() {
  if (is_lean) return
  is_lean = true
  const prototype_of = (/** @type {string} */ name) => Bokeh.Models.get(name).prototype.default_view.prototype
  hold_layouts(prototype_of("Figure"))
  leave_out_empty(prototype_of("Figure"))
  leave_out_glyphs(prototype_of("GlyphRenderer"))
  for (const name of ON_CANVAS) leave_out_styles(prototype_of(name))
}

// Lets Bokeh lay out no figure before lay_out_first(): by itself it lays out each one as soon as it has built it, and
// paints it, before there is anything to paint.
/** @param {any} prototype */
function hold_layouts(prototype) {
  for (const name of ["invalidate_layout", "compute_layout"]) {
    const act = prototype[name]
    if (!act) continue
    prototype[name] = /** @this {any} */ function () {
      if (begun.has(this)) act.call(this)
    }
  }
}

// Builds no views of what has no data: at the opening, most of what the surface can show. build_filled() builds them
// once they have.
/** @param {any} prototype */
function leave_out_empty(prototype) {
  const { _compute_renderers } = prototype
  if (!_compute_renderers) return
  prototype._compute_renderers = /** @this {any} */ function* () {
    for (const model of _compute_renderers.call(this))
      if (this.renderer_views.has(model) || !is_empty(model)) yield model
  }
}

/** @param {any} renderer */
function is_empty({ data_source }) {
  return data_source?.get_length() === 0
}

// Builds the views of what has data now, and had none before.
/** @param {any} view */
export async function build_filled(view) {
  const { renderers, center } = view.model
  if ([...renderers, ...center].every((each) => view.renderer_views.has(each) || is_empty(each))) return
  await view.build_renderer_views()
  clip(view)
  lighten(view)
}

// Builds one view of each glyph. Bokeh builds four more, for what is selected, muted or left out, which no figure
// here shows, and gives each of them all data. Nor does it search for what is in the view, which makes models of
// ranges. With that work, a frame of a drag takes a quarter longer.
/** @param {any} prototype */
function leave_out_glyphs(prototype) {
  const { build_glyph_view } = prototype
  if (!build_glyph_view) return
  prototype.build_glyph_view = async function (/** @type {any} */ glyph) {
    if (this.glyph) return Object.assign(Object.create(this.glyph), IDLE)
    const view = await build_glyph_view.call(this, glyph)
    view._mask_data = null
    return view
  }
}

// What is painted on the canvas has an element that shows nothing: it gets no style sheets.
/** @param {any} prototype */
function leave_out_styles(prototype) {
  if (!prototype._update_stylesheets) return
  prototype._update_stylesheets = function () {
    this.el.style.display = "none"
  }
}

// Gets a view that Bokeh has just built ready for its layout: applies the fixes below, and lets it be measured.
/** @param {any} view */
export function adapt(view) {
  clip(view)
  wipe(view)
  lighten(view)
  view.update_bbox() // for is_displayed
  for (const axis of left_axes(view)) axis.panel ??= { side: "left" } // for the width of its labels
}

// Lays out a view for the first time, and paints nothing.
/** @param {any} view */
export function lay_out_first(view) {
  begun.add(view)
  view.pause?.()
  view.invalidate_layout?.()
  view.unpause?.(true)
  if (!view.is_displayed) view.paint?.() // which only tells that a hidden figure is done
}

// Makes Bokeh clip the overlay level at the frame, as it clips the other levels that show data.
/** @param {any} view */
function clip(view) {
  for (const part of view.computed_renderer_views) {
    if (part.model.level === "overlay") Object.defineProperty(part, "needs_clip", { value: true })
  }
}

// Makes Bokeh clear a whole canvas. It leaves half of the first row and column of pixels,
// where a label may reach.
/** @param {any} view */
function wipe({ canvas_view }) {
  for (const layer of [canvas_view.primary, canvas_view.overlays]) {
    if (layer?.undo_transform)
      layer.clear = () =>
        layer.undo_transform((/** @type {Context} */ ctx) =>
          ctx.clearRect(0, 0, layer.canvas.width, layer.canvas.height),
        )
  }
}

// Looks no colours and widths up in style sheets, which takes long.
/** @param {any} view */
function lighten(view) {
  for (const { visuals } of [view, ...view.computed_renderer_views])
    for (const visual of visuals ?? []) visual._get_css_value = () => ""
}

// Writes the ticks of an axis with words(ticks). Bokeh's own major_label_overrides removes views twice when they
// change, as seen in 3.10.
/** @param {Model} axis @param {(at: number[]) => string[]} words */
export function write_ticks({ formatter }, words) {
  formatter.doFormat = words
}

// Writes the ticks likewise, and lets filter(labels, bounds, distance) choose which have a label. No
// formatter or policy of Bokeh's writes numbers as the page does, or leaves out every second label.
/** @param {Model} axis @param {(at: number[]) => string[]} words @param {LabelFilter} filter */
export function label_ticks(axis, words, filter) {
  if (Object.hasOwn(axis.formatter, "doFormat")) return
  write_ticks(axis, words)
  axis.major_label_policy.filter = filter
  axis.formatter.change.emit()
}

// The page paints at once. Bokeh alone paints one frame later and never within 17 ms of its last painting,
// which would drop every other frame of a drag. It is paused while its data change, or it would measure all
// axes in a frame of its own.

/** @param {any} view */
export function pause(view) {
  view.pause?.()
}

/** @param {any} view */
export function resume(view) {
  view.unpause?.(true)
}

// Bokeh lays the figure out anew whenever data change, because a range might follow data. No figure has such
// a range, so that is switched off.
/** @param {any} view */
export function paint_view(view) {
  if (view._range_manager?.invalidate_dataranges) view._range_manager.invalidate_dataranges = false
  view.paint?.()
}

// Measures all parts of a figure that has appeared. Bokeh takes the sizes that they had while it was hidden.
/** @param {any} view */
export function measure(view) {
  view.invalidate_layout?.()
}

// Lays a figure out and paints it, for instance after labels have changed their length.
// Returns whether Bokeh could.
/** @param {any} view */
export function lay_out(view) {
  view.repaint?.()
  return Boolean(view.repaint)
}

// The width, in px, of the labels of the left axes. It lets figures in a column share one left edge.
/** @param {any} view @returns {number} */
export function room_on_the_left(view) {
  return Math.max(...left_axes(view).map((axis) => axis.get_size().height)) // Bokeh's word for a left axis's width
}

/** @param {any} view @returns {any[]} */
function left_axes({ computed_renderer_views, model }) {
  return computed_renderer_views.filter((/** @type {any} */ view) => model.left.includes(view.model))
}

// Bokeh's two layers, painted separately, so that a recording paints what stands still only once. Null if a
// release lacks the methods.
/** @param {any} view */
export function layer_painters(view) {
  if (!view._paint_primary || !view._paint_overlays || !view.force_paint) return null
  /** @type {(layer: any, name: string) => HTMLCanvasElement} */
  const paint = (layer, name) => {
    const context = layer.prepare()
    view.force_paint(() => view[name](context))
    layer.finish()
    return layer.canvas
  }
  return {
    still: (/** @type {any} */ layer) => paint(layer, "_paint_primary"),
    moving: (/** @type {any} */ layer) => paint(layer, "_paint_overlays"),
  }
}

// Paints a figure as Bokeh's save tool does: on a new layer, or as an SVG.

/** @param {any} view */
export function export_layer(view) {
  return view.export("png", true)
}

/** @param {any} view @returns {SVGElement} */
export function export_svg(view) {
  return view.export("svg", false).ctx.get_svg()
}
