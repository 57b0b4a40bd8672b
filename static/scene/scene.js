// What the relief shows, as it is painted.
//
// A scene has what stays while a slider moves:
//   camera, frame, size   where it is seen from, and the canvas (relief/camera.js)
//   by, letters           enlarges all that is measured in pixels; the least size of letters, in pixels
//   view, range, error    the box: the intervals of w₁ and w₂, the heights (relief/heights.js), and E of a place
//   mesh, levels          the relief (relief/mesh.js), and the shares of the colours that have a contour line
//   colours               of all that is painted
//   image                 the basins, whose colours it may have instead (relief/raster.js)
//   floor, labels         the map below, { images, contours }, and the words on the contour lines
// and what stands on it: runs, the active one first, minima, arrows, names, crosses, and the cursor t.

import { memoize } from "../memoize.js"
import { projection } from "../relief/camera.js"
import { raster } from "../relief/raster.js"
import { paint_ground } from "./ground.js"
import { paint_marks } from "./marks.js"
import { paint_runs } from "./run_paths.js"

// The scene with its projection and its raster of so many pixels for one.
export function placed(scene, fine) {
  const at = projection(scene.camera, scene.frame, scene.size, scene.by)
  const layer = raster(scene.mesh, at, scene.size, fine, scene.colours, scene.levels, scene.image)
  return { ...scene, projection: at, layer, rough: scene.mesh.rough }
}

// Paints what stands on the relief.
export function paint_above(context, scene) {
  context.clearRect(0, 0, scene.size.width, scene.size.height)
  context.save()
  context.lineCap = context.lineJoin = "round"
  const lines = paint_runs(context, scene)
  paint_marks(context, scene, lines)
  context.restore()
}

// Returns draw(canvas, scene, fine), which paints all of a scene on a canvas, with so many pixels for one. It
// keeps what does not change from one time to the next, as while a video is made.
export function new_picture() {
  let scene = null
  const still_part = memoize(({ fine }) => still_picture(scene, fine)) // of the scene with this raster

  return (canvas, now, fine) => {
    scene = now
    const { ground, layer } = still_part({ fine, raster: now.layer })
    const above = blank(now.size, fine)
    paint_above(above.context, { ...now, layer })
    const { context } = blank(now.size, fine, canvas)
    context.fillStyle = now.colours.page
    context.fillRect(0, 0, now.size.width, now.size.height)
    for (const each of [ground, above.canvas]) context.drawImage(each, 0, 0, now.size.width, now.size.height)
  }
}

function still_picture(scene, fine) {
  const whole = placed(scene, fine)
  const { canvas, context } = blank(scene.size, fine)
  paint_ground(context, whole, document.createElement("canvas"))
  return { ground: canvas, layer: whole.layer }
}

function blank({ width, height }, fine, canvas = document.createElement("canvas")) {
  Object.assign(canvas, { width: width * fine, height: height * fine })
  const context = canvas.getContext("2d")
  context.scale(fine, fine)
  return { canvas, context }
}
