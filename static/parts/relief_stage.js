// The surface in three dimensions, in place of the map: combines the scene, the camera (relief_camera.js),
// and the pointer, touch and keys (relief_hand.js). This module is the entry of a script of its own, which
// the switch loads (relief.js).
//
// The map continues below, so that both always show the same: the samples of E and all that is drawn are the
// map's. Only its painting is suspended.

import { element_of } from "../figures/bokeh_internals.js"
import { drawn_glyphs } from "../figures/drawn_glyphs.js"
import { cover, find, view_of } from "../figures/plots.js"
import { memoize } from "../memoize.js"
import { sides_of } from "../relief/camera.js"
import { colours_of, ground_of } from "../relief/colouring.js"
import { paint_ground } from "../relief/ground.js"
import { top_of } from "../relief/heights.js"
import { SIDE } from "../relief/mesh.js"
import { opening_camera } from "../relief/opening_camera.js"
import { pixel_at, weights_at } from "../relief/places.js"
import { box_of } from "../relief/relief_box.js"
import { new_picture, paint_above, placed } from "../relief/scene.js"
import { change } from "../requests.js"
import { follow, known } from "../store.js"
import { token_reader } from "../tokens.js"
import { announce } from "./announce.js"
import { find_in, make, write_text } from "./dom.js"
import { on_surface } from "./hover.js"
import { new_camera } from "./relief_camera.js"
import { take_hand } from "./relief_hand.js"
import { new_tip } from "./tip.js"

const FINE = 2 // the raster's pixels per pixel of the page, at least, at rest
const MOST_FINE = 6e6 // most pixels of the raster at rest

// The script brings its own style.
const STYLE = `
.relief { background: var(--page); inset: 0; position: absolute; touch-action: pan-y; user-select: none; z-index: 1; }
.relief canvas { height: 100%; inset: 0; position: absolute; width: 100%; }
.relief-words { align-items: center; color: var(--soft); display: flex; flex-wrap: wrap; font-size: var(--size-small);
  gap: 0 var(--s3); left: 0; line-height: 1.3; position: absolute; right: 0; top: var(--s1); }
.relief-words > * { background: color-mix(in srgb, var(--page) 80%, transparent); }
:root[data-projector="yes"] .relief-words :is(label, button) { display: none; }
.relief-words button { border: 0; color: var(--accent); padding: 0 var(--s1); }
`

// Fills the map's place. `by_hand` says whether the visitor, not a link, has switched the relief on.
/** @param {HTMLElement} place @param {boolean} by_hand */
export function stage(place, by_hand) {
  const [ground, above, spare] = [make("canvas"), make("canvas"), make("canvas")]
  const { head, words, log, from_above } = make_head()
  const element = make("div", { className: "relief", hidden: true }, ground, above, head)
  place.append(element)
  add_style()

  const picture = new_picture()
  /** @type {import("../figures/plots.js").Cover} */
  const over = { draw: (canvas, fine) => void (scene && picture(canvas, scene, fine)), weights_under }
  const fit = memoize(fit_to)
  const paint_still = memoize(paint_still_part)
  const boxes = { moving: memoize(box_of), resting: memoize(box_of) }
  const colours = memoize((/** @type {{ theme: Theme, posing: boolean }} */ { theme }) =>
    colours_of(known("contract").palettes, theme, token_reader()),
  )
  const map_below = memoize(ground_of)
  /** @type {Scene | null} */
  let scene = null // the current scene
  let is_fine = true // the raster is the fine one, for rest
  let is_said = false // it has been said that the surface is there
  /** @type {number | null} */
  let frame = null // the animation frame that draws it

  const camera = new_camera(show, settled, by_hand)
  const shown = { place, element, words: head, camera, scene: () => scene }
  const { at, look_from_above } = take_hand({ ...shown, home: standing })

  // Shows the relief from a moved camera; null hides it.
  /** @param {Camera | null} now */
  function show(now) {
    if ((now === null) !== element.hidden) cover("surface", now && over)
    element.hidden = now === null
    if (now === null) {
      scene = null
      is_said = false
      return
    }
    element.dataset.camera = now.join()
    element.dataset.settled = "no"
    is_fine = false
    draw_soon()
  }

  function settled() {
    is_fine = true
    draw_soon()
  }

  // Bokeh has nothing to paint when the camera moves.
  function draw_soon() {
    frame ??= requestAnimationFrame(draw)
  }

  function draw() {
    cancelAnimationFrame(frame)
    frame = null
    const map = map_frame()
    const now = camera.now()
    if (!now || element.offsetWidth === 0 || !map || !known("runs") || !known("theme") || !known("samples"))
      return
    const box = box_at(is_fine ? "resting" : "moving", sides_of(map))
    show_head(box.description)
    const { width, height } = element.getBoundingClientRect()
    const above_it = known("posing") ? 0 : head.offsetHeight // a picture has no head
    const size = fit({ width, height, head: above_it, ratio: devicePixelRatio })
    const still = paint_still({
      is_fine,
      camera: now,
      ...map,
      size,
      by: known("enlarged") ?? 1,
      letters: known("letters"),
      box,
      ...map_below({
        ground: find("ground").data,
        basins: find("basins").data,
        labels: find("contour_labels").data,
        lines: known("samples").lines,
        view: box.view,
        colours: colours({ theme: known("theme"), posing: known("posing") }),
      }),
    })
    scene = { ...still, glyphs: drawn_glyphs(find("surface")) }
    paint_above(/** @type {Context} */ (above.getContext("2d")), scene)
    const is_settled = is_fine && !camera.moves()
    element.dataset.settled = is_settled ? "yes" : "no"
    if (is_settled && !is_said) announce("The surface in 3-D is ready.")
    is_said ||= is_settled
  }

  // At rest the mesh is finer.
  /** @param {"moving" | "resting"} pace, @param {number[]} sides */
  function box_at(pace, [wide, deep, tall]) {
    const { height: kind } = known("experiment")
    const samples = known("samples")
    const top = top_of(samples.scale, known("runs")[0].columns.error[0])
    return boxes[pace]({ samples, kind, top, wide, deep, tall, side: SIDE[pace] })
  }

  /** @param {{ is_fine: boolean, box: SceneBox } & MapFrame & Omit<SceneParts, "frame" | keyof SceneBox>} still */
  function paint_still_part({ is_fine, left, top, width, height, box, ...rest }) {
    const frame = { left, top, width, height }
    const most = Math.sqrt(MOST_FINE / (rest.size.width * rest.size.height))
    const fine = is_fine ? Math.min(Math.max(FINE, devicePixelRatio), most) : 1
    const still = placed({ ...box, ...rest, frame }, fine)
    paint_ground(/** @type {Context} */ (ground.getContext("2d")), still, spare)
    return still
  }

  // The map's frame within the place; null before it is drawn.
  function map_frame() {
    const view = view_of("surface")
    if (!view) return null
    const outer = element.getBoundingClientRect()
    const inner = element_of(view).getBoundingClientRect()
    const { left, top, width, height } = view.frame.bbox
    return { left: left + inner.left - outer.left, top: top + inner.top - outer.top, width, height }
  }

  // Gives the canvases the screen's resolution.
  /** @param {{ width: number, height: number, head: number, ratio: number }} size */
  function fit_to({ width, height, head, ratio }) {
    for (const canvas of [ground, above]) {
      canvas.width = Math.round(width * ratio)
      canvas.height = Math.round(height * ratio)
      const context = /** @type {Context} */ (canvas.getContext("2d"))
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
    }
    return { width, height, head }
  }

  /** @param {string} text */
  function show_head(text) {
    write_text(words, text)
    log.checked = known("experiment").height === "log"
  }

  /** @param {PointerEvent} event */
  function weights_under(event) {
    return scene && event.target === above ? weights_at(scene, at(event)) : null
  }

  // The rows for the tip under the pointer.
  /** @param {PointerEvent} event */
  function rows_at(event) {
    const now = scene
    if (!now || event.target !== above) return null
    const { x, y } = at(event)
    return on_surface(x, y, {
      pixel_of: (w1, w2, error) => pixel_at(now, [w1, w2], error),
      weights_at: () => weights_under(event),
      error_of: now.error,
    })
  }

  log.addEventListener("change", () => change({ height: log.checked ? "log" : "linear" }))
  from_above.addEventListener("click", look_from_above)
  new_tip(find_in(document, '[data-part="hover"]'), rows_at)
  follow(["drawn"], draw)
  follow(["theme", "experiment.height"], draw_soon)
  new ResizeObserver(draw_soon).observe(element)
}

// The camera when the surface is opened.
export function standing() {
  const { frame } = /** @type {Plot} */ (view_of("surface"))
  const sides = sides_of(frame.bbox)
  const { height: kind } = known("experiment")
  return opening_camera({ samples: known("samples"), kind, path: known("runs")[0].columns, sides })
}

function make_head() {
  const words = make("span")
  const log = make("input", { type: "checkbox" })
  const from_above = make("button", {
    type: "button",
    textContent: "From above",
    title: "Look from above: the map’s positions",
  })
  const label = make("label", { title: "Show log E as height" }, log, "log height")
  const head = make("div", { className: "relief-words" }, words, label, from_above)
  return { head, words, log, from_above }
}

function add_style() {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  document.adoptedStyleSheets.push(sheet)
}
