// Paints scenes: the relief and all that is drawn on it.
//
// A scene has parts that stay while a slider moves:
//   camera, frame, size   the camera, and the canvas (camera.js)
//   by, letters           the factor for all sizes in pixels; the least size of letters, in pixels
//   view, range, ...      the box with the relief (relief_box.js)
//   colours               of the page, and of the relief (colouring.js)
//   image                 the basins, whose colours replace the relief's; or null (raster.js)
//   floor, labels         the map below, { images, lines }, and the words on the contour lines
// and the glyphs on it (figures/drawn_glyphs.js).

import { memoize } from "../memoize.js"
import { projection } from "./camera.js"
import { paint_glyphs } from "./glyphs.js"
import { paint_ground, words_on_lines } from "./ground.js"
import { raster } from "./raster.js"

// The scene with its projection, its raster with `fine` pixels per pixel, the words on contour lines, and a
// cache of pieces of lines.
/** @param {SceneParts} scene @param {number} fine @returns {StillScene} */
export function placed(scene, fine) {
  const at = projection(scene.camera, scene.frame, scene.size, scene.by)
  const layer = raster(scene.mesh, at, scene.size, fine, scene.colours, scene.levels, scene.image)
  const whole = { ...scene, projection: at, layer, rough: scene.mesh.rough, pieces: new WeakMap() }
  return { ...whole, words: words_on_lines(whole) }
}

// Paints what is on the relief.
/** @param {Context} context @param {Scene} scene */
export function paint_above(context, scene) {
  context.clearRect(0, 0, scene.size.width, scene.size.height)
  context.save()
  context.lineCap = context.lineJoin = "round"
  paint_glyphs(context, scene)
  context.restore()
}

// Returns draw(canvas, scene, fine), which paints a whole scene on a canvas, with `fine` pixels per pixel. It
// caches the unchanged part between calls, for instance during a recording.
export function new_picture() {
  /** @type {Scene | null} */
  let scene = null
  // cached by raster
  const still_part = memoize((/** @type {{ fine: number, raster: Raster }} */ { fine }) =>
    still_picture(/** @type {Scene} */ (scene), fine),
  )

  /** @type {(canvas: HTMLCanvasElement, now: Scene, fine: number) => void} */
  return (canvas, now, fine) => {
    scene = now
    const { ground, whole } = still_part({ fine, raster: now.layer })
    const above = blank(now.size, fine)
    paint_above(above.context, { ...whole, glyphs: now.glyphs })
    const { context } = blank(now.size, fine, canvas)
    context.fillStyle = now.colours.page
    context.fillRect(0, 0, now.size.width, now.size.height)
    for (const each of [ground, above.canvas]) context.drawImage(each, 0, 0, now.size.width, now.size.height)
  }
}

/** @param {SceneParts} scene @param {number} fine */
function still_picture(scene, fine) {
  const whole = placed(scene, fine)
  const { canvas, context } = blank(scene.size, fine)
  paint_ground(context, whole, document.createElement("canvas"))
  return { ground: canvas, whole }
}

/** @param {Size} size @param {number} fine */
function blank({ width, height }, fine, canvas = document.createElement("canvas")) {
  Object.assign(canvas, { width: width * fine, height: height * fine })
  const context = /** @type {Context} */ (canvas.getContext("2d"))
  context.scale(fine, fine)
  return { canvas, context }
}
