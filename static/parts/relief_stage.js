// The surface in three dimensions: what is shown of the facts, and what the pointer, fingers and keys do to it. A script of its
// own, loaded by the switch (relief.js), begins with this module.
//
// The map goes on below, so that both always show the same: the samples of E, the arrows and the floor are the map's. Its
// painting waits.

import { ground_scale } from "../draw/ground.js"
import { run_until } from "../draw/run.js"
import { error_at } from "../engine/ground.js"
import { element_of, cover, find, paint, view_of } from "../figures/plots.js"
import { tell_keys } from "../keys.js"
import { short } from "../numbers.js"
import { ABOVE, between, pixel_of, place_of, sides_of, turned } from "../relief/camera.js"
import { height_of, height_range, height_words } from "../relief/heights.js"
import { interpolated, mesh_of } from "../relief/mesh.js"
import { paint_ground, paint_lines, paint_scene, placed } from "../relief/paint.js"
import { flat, seen_at, shaded } from "../relief/raster.js"
import { change, follow, hear, known } from "../talk.js"
import { make } from "./dom.js"
import { STANDING } from "./relief.js"
import { new_tip } from "./tip.js"

const LIFT = 650 // ms in which the map turns up
const REST = 180 // ms after the last turn before the camera is settled and drawn finely
const REACH = { mouse: 16, touch: 28 } // px around the marker where a press takes hold of it
const STILL = 4 // px that a click may move
const ZOOM = 0.0015 // of a pixel of the wheel
const NEAR = 9 // px from a point of the path within which the pointer means it
const MOST_FINE = 6e6 // pixels of the finest raster
const TURNS = { ",": [-15, 0], ".": [15, 0], PageUp: [0, 15], PageDown: [0, -15] } // pixels of a drag
const KEYS = [
  [", .", "turn the surface in three dimensions"],
  ["Page Up, Page Down", "tilt it"],
  ["Home", "goes back to the standing view"],
]

// Its style comes with this script.
const STYLE = `
.relief { background: var(--page); inset: 0; position: absolute; touch-action: pan-y; user-select: none; z-index: 1; }
.relief canvas { height: 100%; inset: 0; position: absolute; width: 100%; }
.relief-words { align-items: center; color: var(--soft); display: flex; flex-wrap: wrap; font-size: var(--size-mark); gap: 0 var(--s3);
  left: var(--s2); line-height: 1.3; position: absolute; right: var(--s2); top: 0; }
.relief-words > * { background: color-mix(in srgb, var(--page) 80%, transparent); }
:root[data-projector="yes"] .relief-words :is(label, button) { display: none; }
.relief-words button { border: 0; color: var(--accent); padding: 0 var(--s1); }
`

// Fills the place of the map. `by_hand` says whether it is turned up, or was so in the link.
export function stage(place, by_hand) {
  const [ground, lines] = [make("canvas"), make("canvas")]
  const spare = make("canvas")
  const words = make("span")
  const box = make("input", { type: "checkbox" })
  const above = make("button", { type: "button", textContent: "From above", title: "Look from above: the map’s positions" })
  const log = make("label", { title: "Show log E as height" }, box, "log height")
  const head = make("div", { className: "relief-words" }, words, log, above)
  const element = make("div", { className: "relief", hidden: true }, ground, lines, head)
  place.append(element)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  document.adoptedStyleSheets.push(sheet)

  let camera = null // the one that is shown
  let target = [] // that of the experiment
  let moving = null // the animation frame of a movement
  let leaving = false // whether it goes back to the map
  let resting = null // the timer after a turn
  let scene = null // what is shown, with its projection and raster
  let mesh_facts = {} // what the mesh was made of
  let mesh = null
  let looks = { theme: null }
  let samples = null
  let size = null
  let scene_frame = null // where the map's frame is
  let fine = true // whether the raster has settled
  let stale = true // whether the ground must be painted again
  let before_click = null // the start before the last click

  // Facts

  // Where the map's frame is within the place.
  function frame() {
    const view = view_of("surface")
    if (!view) return null
    const outer = element.getBoundingClientRect()
    const inner = element_of(view).getBoundingClientRect()
    const { left, top, width, height } = view.frame.bbox
    return { left: left + inner.left - outer.left, top: top + inner.top - outer.top, width, height }
  }

  function make_mesh() {
    const { height: kind } = known("experiment")
    const { view } = samples
    const sides = sides_of(scene_frame)
    const facts = { samples, kind, shape: sides.join() }
    if (Object.keys(facts).every((name) => facts[name] === mesh_facts[name])) return
    mesh_facts = facts
    const scale = ground_scale(samples)
    const range = height_range(samples, scale, kind) ?? height_range(samples, scale, "linear")
    const { code } = known("ground") // a saved page may have none
    const error = code ? (w1, w2) => error_at(code, w1, w2) : interpolated(samples)
    mesh = { range, view, error, levels: scale.levels, mesh: mesh_of(samples, scale, range, sides, code && error) }
    const refused = kind === "log" && range.kind !== kind ? "E is not above 0 here, so that its height is linear. " : ""
    const text = refused + height_words(range, view, sides, mesh.mesh.open)
    if (words.textContent !== text) words.textContent = text
    box.checked = kind === "log"
    stale = true
  }

  function make_looks() {
    const theme = known("theme")
    if (looks.theme === theme) return
    const { palettes, path, pins } = known("contract")
    const style = getComputedStyle(document.documentElement)
    const token = (name) => style.getPropertyValue(`--${name}`).trim()
    const tones = palettes.tones[theme]
    const [page, line, soft, text, halo] = ["page", "line", "soft", "text", "halo"].map(token)
    const contours = palettes.contour_tones[theme]
    looks = {
      theme, page, line, soft, text, halo, path, pins: pins.colours, shades: pins.shades, font: token("font") || "system-ui",
      tones: shaded(tones), lines: flat(contours), contour: contours[Math.floor(contours.length / 2)], edge: flat([text])[0],
      flat_tones: flat(tones), flat_basins: flat(palettes.basin_tones[theme]), basins: shaded(palettes.basin_tones[theme]),
    }
    stale = true
  }

  // The rows of a source of the map.
  function rows(source) {
    const data = source?.data ?? {}
    const columns = data instanceof Map ? [...data] : Object.entries(data)
    return Array.from(columns[0]?.[1] ?? [], (_, i) => Object.fromEntries(columns.map(([name, column]) => [name, column[i]])))
  }

  // The images of the map as canvases; they are kept while they are the same.
  const kept = new Map()
  let made = 0

  function floor_images() {
    const sources = [[find("ground"), looks.flat_tones, 1], [find("basins"), looks.flat_basins, 0]]
    return sources.flatMap(([source, colours, first]) =>
      rows(source).map(({ image, x, y, dw, dh }) => {
        const old = kept.get(source)
        const is_same = old?.image === image && old.colours === colours
        const found = is_same ? old : { image, colours, canvas: pictured(image, colours, first), number: (made += 1) }
        kept.set(source, found)
        return { canvas: found.canvas, number: found.number, x, y, dw, dh }
      }),
    )
  }

  function pictured(image, colours, first) {
    const [height, width] = image.shape
    const canvas = make("canvas", { width, height })
    const pixels = Uint32Array.from(image, (code) => (code < first ? 0 : colours[code - first] ?? 0))
    canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), 0, 0)
    return canvas
  }

  function basins({ view }) {
    const [found] = rows(find("basins"))
    if (!found) return null
    const [[left, right], [low, high]] = view
    return {
      values: found.image, shape: found.image.shape, tones: looks.basins,
      left: (found.x - left) / (right - left), width: found.dw / (right - left),
      bottom: (found.y - low) / (high - low), height: found.dh / (high - low),
    }
  }

  // Painting

  function draw() {
    if (camera === null || !known("runs") || !known("theme")) return
    if (element.offsetWidth < 1) return // another tab is shown
    scene_frame = frame()
    samples = known("samples")
    if (!scene_frame || !samples) return
    make_looks()
    make_mesh()
    fit()
    const facts = {
      camera, frame: scene_frame, size, by: known("enlarged") ?? 1, ...mesh, colours: looks, image: basins(mesh),
      floor: { images: floor_images(), contours: rows(find("contour_lines")) },
    }
    const signs = JSON.stringify([camera, scene_frame, size, facts.by, facts.floor.images.map(({ number }) => number)])
    if (stale || scene?.signs !== signs) {
      const factor = fine ? Math.min(Math.max(2, devicePixelRatio), Math.sqrt(MOST_FINE / (size.width * size.height))) : 1
      scene = { ...placed(facts, factor), signs }
      paint_ground(ground.getContext("2d"), scene, spare)
      stale = false
    }
    const [active, ...pinned] = known("runs")
    const { pins } = known("experiment")
    const shown_pins = pinned.map((run, i) => ({ ...run, number: pins[i] })).filter(({ number }) => number > 0)
    const { minima } = known("ground")
    const { t = 0, until = Infinity } = known("cursor") ?? {}
    scene = {
      ...scene, error: mesh.error, minima, arrows: rows(find("arrows")), names: rows(find("arrow_names")),
      runs: [active, ...shown_pins].map((run) => run_until(run, until)),
      t: Math.min(t, active.columns.w1.length - 1),
    }
    paint_lines(lines.getContext("2d"), scene)
    element.dataset.settled = fine && moving === null ? "yes" : "no"
  }

  function fit() {
    const { width, height } = element.getBoundingClientRect()
    const ratio = devicePixelRatio
    const now = { width, height, head: head.offsetHeight, ratio }
    if (JSON.stringify(size) === JSON.stringify(now)) return
    size = now
    for (const canvas of [ground, lines]) {
      canvas.width = Math.round(width * ratio)
      canvas.height = Math.round(height * ratio)
      canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0)
    }
    stale = true
  }

  // The camera

  function learn({ camera: wanted, height }) {
    const changed = JSON.stringify(wanted) !== JSON.stringify(target)
    target = wanted
    if (height !== mesh_facts.kind) paint(draw)
    if (!changed) return
    if (!wanted.length) {
      if (camera !== null) lift(ABOVE, hide)
      leaving = camera !== null
      return
    }
    if (leaving) return lift(wanted)
    if (camera === null) {
      show_at(by_hand ? ABOVE : wanted)
      if (by_hand) lift(wanted)
      else turn_to(wanted)
      by_hand = true
      return
    }
    if (moving === null && resting === null && JSON.stringify(camera) !== JSON.stringify(wanted)) turn_to(wanted)
  }

  function show_at(first) {
    camera = first
    element.hidden = false
    cover("surface", (canvas, fine) => scene && paint_scene(canvas, scene, fine))
  }

  function hide() {
    camera = scene = null
    leaving = false
    element.hidden = true
    cover("surface", null)
  }

  // Turns from the camera that is shown to another one, and then calls done(). A press or a key ends the movement.
  function lift(to, done = () => {}) {
    stop()
    leaving = false
    const from = camera
    const at_once = matchMedia("(prefers-reduced-motion: reduce)").matches
    let begin = null
    const step = (now) => {
      begin ??= now
      const share = at_once ? 1 : Math.min((now - begin) / LIFT, 1)
      turn_to(share < 1 ? between(from, to, share) : to)
      moving = share < 1 ? requestAnimationFrame(step) : null
      if (share === 1) done()
    }
    moving = requestAnimationFrame(step)
    skip = () => {
      stop()
      turn_to(to)
      done()
    }
  }

  let skip = () => {}

  function stop() {
    if (moving !== null) cancelAnimationFrame(moving)
    moving = null
  }

  function turn_to(now) {
    camera = now
    element.dataset.camera = now.join()
    element.dataset.settled = "no"
    fine = false
    clearTimeout(resting)
    resting = setTimeout(settle, REST)
    paint(draw)
  }

  function settle() {
    resting = null
    if (camera === null) return
    if (moving !== null) return void (resting = setTimeout(settle, REST))
    fine = stale = true
    paint(draw)
    if (target.length && JSON.stringify(camera) !== JSON.stringify(target)) {
      target = camera
      change({ camera })
    }
  }

  // The pointer

  function at({ clientX, clientY }) {
    const { left, top } = element.getBoundingClientRect()
    return { x: clientX - left, y: clientY - top }
  }

  // The weights of what is seen at a pixel, with as many digits as pixels tell apart; null if nothing is.
  function weights_at({ x, y }) {
    const seen = scene && seen_at(scene.layer, x, y)
    if (!seen) return null
    const [u, v] = place_of(scene.projection, seen)
    return [u, v].map((share, k) => {
      const [low, high] = scene.view[k]
      const digits = Math.ceil(-Math.log10((high - low) / [scene.frame.width, scene.frame.height][k]))
      return Number((low + share * (high - low)).toFixed(Math.min(Math.max(digits, 0), 15)))
    })
  }

  function pixel([w1, w2], error) {
    const { view, range, projection } = scene
    const shares = [w1, w2].map((w, k) => (w - view[k][0]) / (view[k][1] - view[k][0]))
    return pixel_of(projection, [...shares, height_of(error, range)])
  }

  function near_marker({ x, y }, reach) {
    if (!scene) return false
    const { start } = known("experiment")
    const [at_x, at_y] = pixel(start, scene.error(...start))
    return Math.hypot(x - at_x, y - at_y) <= reach
  }

  function set_start(place) {
    const start = weights_at(place)
    if (start) change({ start })
  }

  let still = null // the last press, if nothing has moved
  let pressed = null // { x, y, camera, held } where the pointer went down

  function down(event) {
    if (moving !== null) skip()
    if (event.button !== 0 || event.target.closest(".relief-words")) return
    const place = at(event)
    const is_touch = event.pointerType === "touch"
    const held = event.isPrimary && near_marker(place, is_touch ? REACH.touch : REACH.mouse)
    pressed = event.isPrimary ? { ...place, camera, held, is_touch } : null // of two fingers, none taps
  }

  function move(event) {
    if (!pressed) {
      element.style.cursor = near_marker(at(event), REACH.mouse) ? "grab" : ""
      return
    }
    const { x, y } = at(event)
    if (!pressed.moved && Math.hypot(x - pressed.x, y - pressed.y) <= STILL) return
    pressed.moved = true
    if (pressed.held) set_start({ x, y })
    else if (!pressed.is_touch) turn_to(turned(pressed.camera, x - pressed.x, y - pressed.y))
  }

  // A slow tap is no click.
  function up(event) {
    still = pressed && !pressed.moved ? pressed : null
    pressed = null
    if (still?.is_touch && event.type === "pointerup") press(event)
  }

  // The second click of a double click takes back what the first one did, and the camera goes to the standing view.
  function click(event) {
    if (still === null || event.target.closest(".relief-words")) return
    if (event.detail === 2) {
      change({ start: before_click })
      lift(STANDING)
    } else if (!still.is_touch) press(event)
  }

  function press(event) {
    before_click = known("experiment").start
    if (!still.held) set_start(at(event))
  }

  function zoom(factor, about) {
    for (const [k, range] of [find("surface").x_range, find("surface").y_range].entries()) {
      const { start, end } = range
      const middle = about ? about[k] : (start + end) / 2
      range.setv({ start: middle + factor * (start - middle), end: middle + factor * (end - middle) })
    }
  }

  function wheel(event) {
    event.preventDefault()
    zoom(Math.exp(Math.min(Math.max(event.deltaY, -200), 200) * ZOOM), weights_at(at(event)))
  }

  let pinch = null // what two fingers hold: the camera, and their places

  function touch(event) {
    const { touches } = event
    const is_drag = touches.length === 1 && near_marker(at(touches[0]), REACH.touch)
    if (is_drag || touches.length > 1) event.preventDefault() // the page does not scroll
    pinch = touches.length === 2 ? { camera, ...fingers(touches) } : null
    if (pinch) pressed = null
  }

  function spread(event) {
    if (event.touches.length !== 2 || !pinch) return
    event.preventDefault()
    const now = fingers(event.touches)
    turn_to(turned(pinch.camera, now.x - pinch.x, now.y - pinch.y))
    if (Math.abs(Math.log(now.apart / pinch.last)) < 0.02) return
    zoom(pinch.last / now.apart, weights_at(now))
    pinch.last = now.apart
  }

  function fingers(touches) {
    const [one, other] = [...touches].map(at)
    const apart = Math.max(Math.hypot(one.x - other.x, one.y - other.y), 1)
    return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, apart, last: apart }
  }

  function key(event) {
    if (camera === null || event.ctrlKey || event.metaKey || event.altKey) return
    if (moving !== null) skip()
    const way = TURNS[event.key]
    if (!way && event.key !== "Home") return
    event.preventDefault()
    event.stopPropagation()
    if (way) turn_to(turned(camera, ...way))
    else lift(STANDING)
  }

  // What is under the pointer: a step of the path, or a place of the surface.
  function told(event) {
    if (!scene || event.target !== lines) return null
    const { x, y } = at(event)
    const { w1, w2, error } = known("runs")[0].columns
    let [best, least] = [null, NEAR]
    for (let t = 0; t < w1.length; t++) {
      const [at_x, at_y] = pixel([w1[t], w2[t]], error[t])
      const away = Math.hypot(at_x - x, at_y - y)
      if (away < least) [best, least] = [t, away]
    }
    const found = best === null ? weights_at({ x, y }) : [w1[best], w2[best]]
    if (!found) return null
    const e = best === null ? scene.error(...found) : error[best]
    const of_step = best === null ? [] : [["t", String(best)]]
    return [...of_step, ["w₁", short(found[0], 6)], ["w₂", short(found[1], 6)], ["E", short(e, 5)]]
  }

  element.addEventListener("pointerdown", down)
  window.addEventListener("pointermove", move)
  for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, up)
  element.addEventListener("click", click)
  element.addEventListener("wheel", wheel, { passive: false })
  element.addEventListener("touchstart", touch, { passive: false })
  element.addEventListener("touchmove", spread, { passive: false })
  place.addEventListener("keydown", key)
  box.addEventListener("change", () => change({ height: box.checked ? "log" : "linear" }))
  above.addEventListener("click", () => lift(ABOVE))
  tell_keys("While “Surface with the path” has the focus", KEYS)
  new_tip(document.querySelector('[data-part="hover"]'), told)
  hear("drawn", draw)
  hear("theme", () => paint(draw))
  new ResizeObserver(() => paint(draw)).observe(element)
  follow("experiment", learn)
}
