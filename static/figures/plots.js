// The figures' models and Bokeh's views of them, by the names that app/figures/ gives them.

import { to_pixel } from "../numbers.js"
import { find_in } from "../parts/dom.js"
import { report } from "../report.js"
import { load_anew } from "../requests.js"
import { known, say } from "../store.js"
import { show_figures } from "./bokeh.js"
import {
  adapt,
  build_filled,
  element_of,
  find_view,
  image_array,
  lay_out,
  lay_out_first,
  measure,
  paint_view,
  pause,
  resume,
  room_on_the_left,
} from "./bokeh_internals.js"

/** @type {FigureName[]} */
const STACK = ["error", "m", "s"] // figures in a column
const LEFT = 56 // px from these figures' edges to their frames, unless labels need more
const ROOM = 8 // px; frames move in steps of this size
const SIDEWAYS = 6 // px that a finger moves before it drags
const BESIDE = 24 // px beside the frame where a finger may begin
const MOST = 12 // paintings that follow from each other
const TURNS = 20 // turns of the promise queue: enough for Bokeh to take over its sources' new data

// Sizes in pixels: properties of models, and columns of sources.
const SIZES = [
  "line_width",
  "size",
  "text_font_size",
  "axis_line_width",
  "major_tick_line_width",
  "major_tick_in",
  "major_tick_out",
  "major_label_text_font_size",
  "axis_label_text_font_size",
  "major_label_standoff",
  "axis_label_standoff",
  "min_border_left",
  "min_border_right",
  "min_border_top",
  "min_border_bottom",
]
const LETTERS = ["text_font_size", "major_label_text_font_size", "axis_label_text_font_size"]
const COLUMNS = ["width", "halo", "size", "shift", "drop"]

/**
 * @typedef {object} Cover what is shown in a figure's place
 * @property {(canvas: HTMLCanvasElement, pixels: number) => void} draw draws its picture on any canvas, at so many
 *   pixels per pixel of the page
 * @property {(event: PointerEvent) => Pair | null} weights_under
 */

/** @type {Map<string, Model>} */
const models = new Map() // by name, of all figures made so far
/** @type {Map<FigureName, Plot>} */
const views = new Map() // Bokeh's view, by the figure's name; not the experiment's view
const parts = new WeakMap() // view -> the models of its figure
/** @type {Map<DocumentName, Model>} */
const documents = new Map() // Bokeh's document by tab, or null while it loads
const sizes = new WeakMap() // model -> its original sizes
let factor = 1 // by which all sizes are enlarged
let least = 0 // the least size of letters, in px
let painting = false // a painting is scheduled
let due = false // something has changed since the last painting
let drawing = false // a painting is under way
let missed = 0 // see misses()
// What covers a figure, by the figure's name. A covered figure is not painted.
/** @type {Map<string, Cover>} */
const covers = new Map()
/** @type {Set<Plot>} */
const layouts = new Set() // views of figures whose axes or ranges have changed since they were painted
/** @type {Set<Plot>} */
const hidden = new Set() // views of figures that were hidden at the last painting
/** @type {(() => void)[]} */
let work = [] // functions to call before the next painting
/** @type {[name: FigureName, act: (view: Plot) => void][]} */
let waiting = [] // pairs [figure, function to call once it is laid out]
/** @type {(() => void)[]} */
let seen = [] // functions to call after the next painting

// Makes a tab's figures, once, from the picture that has them.
/** @param {DocumentName} tab @param {string} picture */
export function make_figures(tab, picture) {
  if (documents.has(tab)) return
  documents.set(tab, null)
  const fill = (/** @type {any} */ document) => {
    const made = [...document.all_models]
    documents.set(tab, document)
    for (const model of made) if (model.name) models.set(model.name, model)
    enlarge_models(made)
    say("figures", tab)
  }
  show_figures(tab, picture, fill).then(
    () => begin(documents.get(tab)),
    (problem) => {
      documents.delete(tab)
      report(`The figures cannot be shown: ${problem}`)
      load_anew()
    },
  )
}

// Lays out the figures of a document, once their common edge is known.
/** @param {Model} document */
function begin({ all_roots }) {
  /** @type {Plot[]} */
  const made = all_roots.map(find_view).filter(Boolean) // a source has none
  for (const view of made) {
    adapt(view)
    views.set(view.model.name, view)
    layouts.add(view)
  }
  line_up()
  for (const view of made) {
    layouts.delete(view)
    lay_out_first(view)
    // Bokeh makes axis labels at a time of its own, and then paints by itself.
    if (STACK.includes(view.model.name)) view.repainted.connect(() => drawing || check_edge())
  }
  look()
  paint()
}

// Whether the page has a place for a figure. A widget has none for panels.
/** @param {FigureName} name */
export function has_place(name) {
  return document.querySelector(`[data-figure="${name}"]`) !== null
}

export function all_models() {
  return [...documents.keys()].flatMap(models_of)
}

// The models of a tab's figures; none until they are made.
/** @param {DocumentName} tab @returns {Model[]} */
export function models_of(tab) {
  return [...(documents.get(tab)?.all_models ?? [])]
}

// Enlarges all sizes in pixels for a projector: lines, markers, type and the room for labels.
/** @param {number} by */
export function enlarge(by) {
  if (by === factor) return
  factor = by
  enlarge_all()
  say("enlarged", factor)
}

// Sets the least size of letters.
/** @param {number} pixels */
export function need_letters(pixels) {
  if (pixels === least) return
  least = pixels
  enlarge_all()
  say("letters", least)
}

function enlarge_all() {
  enlarge_models(all_models())
  for (const view of views.values()) layouts.add(view)
}

/** @param {Model[]} some */
function enlarge_models(some) {
  for (const model of some) {
    if (!sizes.has(model)) {
      if (factor === 1 && least === 0) continue
      sizes.set(
        model,
        SIZES.filter((name) => name in model.properties).map((name) => [name, model[name]]),
      )
    }
    const changed = sizes
      .get(model)
      .map((/** @type {[string, any]} */ [name, size]) => [
        name,
        enlarged(size, LETTERS.includes(name) ? least : 0),
      ])
      .filter((/** @type {[string, any]} */ [, size]) => size !== null)
    if (changed.length) model.setv(Object.fromEntries(changed))
  }
}

// Enlarges a number, a text such as 11px, or either in {value}. Null for a column's
// name: `put` enlarges columns.
/** @param {any} size @returns {any} */
function enlarged(size, low = 0) {
  // Bokeh's integer properties take only whole numbers.
  if (typeof size === "number") return Number.isInteger(size) ? Math.round(size * factor) : size * factor
  if (typeof size === "string")
    return size.replace(/^[\d.]+(?=px$)/, (number) => String(Math.max(Number(number) * factor, low)))
  const value = size?.value === undefined ? null : enlarged(size.value, low)
  return value === null ? null : { ...size, value }
}

// The model with a name, or null while there is none.
/** @param {ModelName} name @returns {Model} */
export function find(name) {
  if (!models.has(name)) missed += 1
  return models.get(name) ?? null
}

// How often a model was looked for, or was to be changed, before its figure was made.
export function misses() {
  return missed
}

// Changes a model; one that is not made yet is skipped.
/** @param {ModelName | object} name @param {Record<string, any>} properties */
export function set(name, properties) {
  const target = typeof name === "string" ? find(name) : name
  if (target === null) return
  if (Object.keys(properties).every((key) => target[key] === properties[key])) return
  target.setv(properties)
  for (const view of views.values()) if (parts_of(view).has(target)) layouts.add(view)
}

// The models of a figure, which stay the same; cached because a search takes long.
/** @param {Plot} view */
function parts_of(view) {
  if (!parts.has(view)) parts.set(view, view.model.references())
  return parts.get(view)
}

// Puts columns into sources, by their names. If a column cannot be drawn, it throws and changes nothing. A
// column is an array of numbers, words, lines (arrays) or images ({values, shape}). Sources of figures that
// are not made yet are skipped.
/** @param {Partial<Sources>} sources */
export function put(sources) {
  for (const [name, columns] of Object.entries(sources)) check(name, columns)
  for (const [name, columns] of Object.entries(sources)) {
    const source = find(/** @type {keyof Sources} */ (name))
    const now = Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, sized(key, column)]))
    if (source === null || is_same(source.data, now)) continue
    source.data = Object.fromEntries(Object.entries(now).map(([key, column]) => [key, drawable(column)]))
  }
}

// Whether the columns are unchanged; long ones always count as changed. Putting the same data again would
// make Bokeh process everything that it draws with them.
/** @param {any} before @param {Record<string, any>} columns */
function is_same(before, columns) {
  const few = 3
  /** @type {(one: any[], other: any[]) => boolean} */
  const same = (one, other) =>
    one.length <= few && one.length === other.length && one.every((each, i) => each === other[i])
  return Object.entries(columns).every(([key, column]) =>
    same(column, before instanceof Map ? before.get(key) : (before[key] ?? [NaN])),
  )
}

/** @param {string} name @param {Record<string, any>} columns */
function check(name, columns) {
  const wanted = known("contract").sources[/** @type {keyof Sources} */ (name)]
  if (!wanted) throw new Error(`There is no source “${name}”.`)
  const missing = wanted.filter((column) => !(column in columns))
  if (missing.length) throw new Error(`The source “${name}” lacks ${missing.join(", ")}.`)
  const lengths = new Set(Object.values(columns).map((column) => column.length))
  if (lengths.size > 1)
    throw new Error(`The columns of “${name}” have several lengths: ${[...lengths].join(", ")}.`)
}

/** @param {any} column */
function drawable(column) {
  if (!column[0]?.shape) return column
  return column.map((/** @type {Grid} */ { values, shape }) => image_array(values, shape))
}

/** @param {string} key @param {any} column */
function sized(key, column) {
  return factor === 1 || !COLUMNS.includes(key)
    ? column
    : Array.from(column, (/** @type {number} */ size) => size * factor)
}

// Bokeh's view of a figure, or null until it is laid out.
/** @param {FigureName} name */
export function view_of(name) {
  return views.get(name) ?? null
}

/** @param {FigureName} name @param {Place} event @returns {AtPlot | null} */
export function view_at(name, { clientX, clientY }) {
  const view = view_of(name)
  if (!view?.is_displayed) return null
  const [x, y] = within(view, { clientX, clientY })
  const { left, right, top, bottom } = view.frame.bbox
  return x >= left && x <= right && y >= top && y <= bottom ? { view, x, y } : null
}

// The weights under the pointer on the surface, or on what covers it; null outside.
/** @param {PointerEvent} event @returns {Pair | null} */
export function weights_under(event) {
  const over = covers.get("surface")
  if (over) return over.weights_under(event)
  const at = view_at("surface", event)
  return at && [value_at(at.view.frame.x_scale, at.x), value_at(at.view.frame.y_scale, at.y)]
}

// Covers a figure. A covered figure is painted only when it has to be laid out. If there is no cover,
// uncovers it and paints it again.
/** @param {FigureName} name @param {Cover | null} over */
export function cover(name, over) {
  if (over) return void covers.set(name, over)
  covers.delete(name)
  const view = views.get(name)
  if (view) layouts.add(view)
  paint()
}

// What draws the picture that covers a figure, by Bokeh's view; undefined if none does.
/** @param {Plot} view */
export function cover_of(view) {
  return covers.get(view.model.name)?.draw
}

// Where a pointer is within a figure, in the figure's pixels.
/** @param {Plot} view @param {Place} pointer @returns {Pair} */
export function within(view, { clientX, clientY }) {
  const box = element_of(view).getBoundingClientRect()
  return [clientX - box.left, clientY - box.top]
}

// The value at a pixel, rounded to what pixels can tell apart.
/** @param {Scale} scale @param {number} at */
export function value_at(scale, at) {
  const value = scale.invert(at)
  return to_pixel(value, Math.abs(scale.invert(at + 1) - value))
}

// Calls act(x, y), in pixels, for a press within a figure's frame and for every move until release. The pixels
// are clamped to the frame, and done() is called at the release. A finger must tap or move sideways, since moving
// up or down scrolls the page, and may begin a little beside the frame.
/** @param {Plot} view @param {(x: number, y: number) => void} act */
export function on_drag(view, act, done = () => {}) {
  const element = element_of(view)
  element.style.touchAction = "pan-y"
  element.addEventListener("pointerdown", (event) => {
    const { left, right, top, bottom } = view.frame.bbox
    const [x, y] = within(view, event)
    let moving = event.pointerType !== "touch"
    const beside = moving ? 0 : BESIDE
    if (event.button !== 0 || x < left - beside || x > right + beside || y < top || y > bottom) return
    const go = (/** @type {Place} */ moved) => {
      const [x, y] = within(view, moved)
      act(Math.min(Math.max(x, left), right), Math.min(Math.max(y, top), bottom))
    }
    const follow = (/** @type {Place} */ moved) => {
      moving ||= Math.abs(moved.clientX - event.clientX) > SIDEWAYS
      if (moving) go(moved)
    }
    const end = (/** @type {PointerEvent} */ last) => {
      if (!moving && last.type === "pointerup") go(last)
      window.removeEventListener("pointermove", follow)
      window.removeEventListener("pointerup", end)
      window.removeEventListener("pointercancel", end)
      done()
    }
    window.addEventListener("pointermove", follow)
    window.addEventListener("pointerup", end)
    window.addEventListener("pointercancel", end)
    if (moving) go(event)
  })
}

// Calls act(view) as soon as a figure is laid out.
/** @param {FigureName} name @param {(view: Plot) => void} act */
export function when_drawn(name, act) {
  waiting.push([name, act])
  look()
}

function look() {
  const ready = waiting.filter(([name]) => view_of(name))
  waiting = waiting.filter((each) => !ready.includes(each))
  for (const [name, act] of ready) act(/** @type {Plot} */ (view_of(name)))
}

// Calls act() in the next animation frame, and paints all changes in the same frame.
/** @param {(() => void) | null} act */
export function paint(act = null) {
  if (act && !work.includes(act)) work.push(act)
  due = true
  if (painting) return
  painting = true
  requestAnimationFrame(() => {
    painting = false
    paint_now()
  })
}

// Paints all changes without a frame: printing waits for promises, but for no frame.
export async function paint_now() {
  due = false
  const todo = work
  work = []
  const shown = [...views.values()].filter((view) => view.is_displayed)
  for (const view of views.values()) if (!view.is_displayed) hidden.add(view)
  for (const view of shown) pause(view)
  for (const act of todo) act()
  line_up()
  await Promise.all(shown.map(build_filled))
  for (let turn = 0; turn < TURNS; turn++) await null
  for (const view of shown) resume(view)
  drawing = true
  const are_laid_out = shown.some((view) => layouts.has(view))
  for (const view of shown) if (!cover_of(view) || layouts.has(view)) paint_one(view)
  drawing = false
  if (are_laid_out) check_edge()
  if ([...layouts].some((view) => view.is_displayed)) paint() // of figures that have appeared meanwhile
  const then = seen
  seen = []
  for (const act of then) act()
}

// Paints likewise until nothing more follows from it.
export async function paint_all() {
  for (let count = 0; count === 0 || (due && count < MOST); count++) await paint_now()
}

// Gives a displayed figure another size and place in the next painting, or with "" those of the page.
/** @param {Plot} view @param {string} style */
export function restyle(view, style) {
  find_in(document, `[data-figure="${view.model.name}"]`).style.cssText = style
  measure(view)
  layouts.add(view)
}

// Resolves once the next painting is done.
/** @returns {Promise<void>} */
export function painted() {
  return new Promise((resolve) => {
    seen.push(resolve)
    paint()
  })
}

// Gives the frames in the column one left edge, with just enough room for their widest labels.
function line_up() {
  const stack = stacked()
  if (stack.some((view) => layouts.has(view)))
    for (const { model } of stack) set(model, { min_border_left: left_border(stack) })
}

// Lines them up in the next painting if the edge has to move: a layout may have changed their
// height and so their labels.
function check_edge() {
  const stack = stacked()
  const border = left_border(stack)
  if (stack.every(({ model }) => model.min_border_left === border)) return
  for (const view of stack) layouts.add(view)
  paint()
}

function stacked() {
  return STACK.flatMap((name) => views.get(name) ?? []).filter((view) => view.is_displayed)
}

/** @param {Plot[]} stack */
function left_border(stack) {
  const widest = Math.max(...stack.map(room_on_the_left))
  return Math.max(LEFT * factor, ROOM * Math.ceil(widest / ROOM))
}

// Changes made by the painting itself are painted the next time.
/** @param {Plot} view */
function paint_one(view) {
  if (hidden.delete(view)) measure(view)
  if (!layouts.delete(view) || !lay_out(view)) paint_view(view)
}
