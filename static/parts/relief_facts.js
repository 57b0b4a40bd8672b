// What the relief shows, of the facts that the page knows and of what the map has drawn: the parts of a scene
// (scene/scene.js).

import { known } from "../bus.js"
import { contour_lines } from "../draw/contours.js"
import { ground_scale, share_of } from "../draw/ground_columns.js"
import { is_inside } from "../draw/lines.js"
import { error_at, places } from "../engine/surface_samples.js"
import { find } from "../figures/plots.js"
import { memoize } from "../memoize.js"
import { height_range, most_of, top_of } from "../relief/heights.js"
import { interpolated, mesh_of, SIDE } from "../relief/mesh.js"
import { flat, shaded } from "../relief/raster.js"
import { height_words } from "../scene/ticks.js"
import { token_reader } from "../tokens.js"
import { make } from "./dom.js"

const DIM = 0.4 // of the shades' dark on a dark page
const TOKENS = /** @type {const} */ (["page", "line", "soft", "text", "halo"]) // colours of the page

// Returns { still, moving }: functions that return what stays while a slider moves, and what does not. Parts
// that have not changed are the same objects.
export function relief_facts() {
  const boxes = { moving: memoize(box_of), resting: memoize(box_of) }
  const scales = memoize(({ samples }) => ({ scale: ground_scale(samples), most: most_of(samples) }))
  const colours = memoize(colours_of)
  const image = memoize(image_of)
  const labels = memoize(({ data }) => rows_of(data))
  const pictures = [memoize(pictured), memoize(pictured)]

  const floor = memoize(({ ground, basins, contours, colours }) => {
    const kinds = [
      [ground, colours.flat.ground, 1],
      [basins, colours.flat.basins, 0],
    ]
    const images = kinds.flatMap(([data, palette, first], k) =>
      rows_of(data).map((row) => ({ ...row, canvas: pictures[k]({ image: row.image, palette, first }) })),
    )
    return { images, contours }
  })
  const contours = memoize(({ samples }) => contours_of(samples))

  // `sides` are those of the box, in pixels. At rest the mesh is finer.
  /** @param {number[]} sides, @param {boolean} is_fine */
  function still([wide, deep, tall], is_fine) {
    const pace = is_fine ? "resting" : "moving"
    const [ground, basins] = [find("ground").data, find("basins").data]
    const kind = known("experiment").height
    const samples = known("samples")
    const { scale, most } = scales({ samples })
    const top = top_of(scale, most, known("runs")[0].columns.error[0])
    const own = boxes[pace]({ samples, scale, kind, top, wide, deep, tall, side: SIDE[pace] })
    const palette = colours({ theme: known("theme") })
    return {
      box: own,
      colours: palette,
      image: image({ basins, view: own.view, colours: palette }),
      floor: floor({ ground, basins, contours: contours({ samples: known("samples") }), colours: palette }),
      labels: labels({ data: find("contour_labels").data }),
    }
  }

  return { still, moving }
}

// What moves with the sliders and with the time.
function moving() {
  const [active, ...pinned] = known("runs")
  const { pins } = known("experiment")
  const numbered = pinned.map((run, i) => ({ ...run, number: pins[i] })).filter(({ number }) => number > 0)
  const { t = 0, until = Infinity } = known("cursor") ?? {}
  return {
    runs: [active, ...numbered],
    minima: known("ground").minima,
    until,
    t: Math.min(t, active.columns.w1.length - 1),
    arrows: rows_of(find("arrows").data),
    names: rows_of(find("arrow_names").data),
    crosses: rows_of(find("curvature").data),
  }
}

// The map's contour lines without the gaps for words, which do not stand on the floor.
function contours_of(samples) {
  const { view, values, shape } = samples
  const scale = ground_scale(samples)
  const shares = Float64Array.from(values, (value) => share_of(value, scale))
  const levels = scale.levels.map(({ share }) => share)
  return contour_lines(places(view[0], shape[1]), places(view[1], shape[0]), shares, levels).map(
    ([w1, w2]) => ({ w1, w2 }),
  )
}

// The box with the relief in it, and what is said of it.
function box_of({ samples, scale, kind, top, wide, deep, tall, side }) {
  const { view } = samples
  const sides = [wide, deep, tall]
  const wanted = height_range(samples, scale, kind, top)
  const range = wanted ?? height_range(samples, scale, "linear", top)
  const { code } = known("ground") // a saved page may have none
  const error = code ? (w1, w2) => error_at(code, w1, w2) : interpolated(samples)
  const mesh = mesh_of(samples, scale, range, sides, code && error, side)
  const refused = wanted ? "" : "E is not above 0 here, so that its height is linear. "
  const levels = scale.levels.map(({ share }) => share)
  const known_minima = known("ground").minima.filter(([w1, w2]) => is_inside(w1, w2, view))
  const least = Math.min(scale.low, ...known_minima.map(([w1, w2]) => error(w1, w2)).filter(Number.isFinite))
  return {
    view,
    range,
    error,
    mesh,
    levels,
    words: refused + height_words(range, least, view, sides, mesh.open),
  }
}

function colours_of({ theme }) {
  const { palettes } = known("contract")
  const token = token_reader()
  const [ground, contours, basins] = ["tones", "contour_tones", "basin_tones"].map(
    (name) => palettes[name][theme],
  )
  const own = Object.fromEntries(TOKENS.map((name) => [name, token(name)]))
  const is_dark = theme === "dark"
  const depth = is_dark ? DIM : 1
  return {
    ...own,
    rim: is_dark && token("edge"),
    font: token("font") || "system-ui",
    path: palettes.path_shades[theme],
    pins: palettes.pin_shades[theme],
    shades: palettes.pin_shades.shades,
    curvature: palettes.curvature_tones[theme],
    ground,
    words: palettes.contour_word_tones[theme],
    contour: contours[Math.floor(contours.length / 2)],
    tones: shaded(ground, depth),
    lines: flat(contours),
    edge: flat([own.text])[0],
    basins: shaded(basins, depth),
    flat: { ground: flat(ground), basins: flat(basins) },
  }
}

// An image of numbers as a canvas, whose first colour has the number `first`.
function pictured({ image, palette, first }) {
  const [height, width] = image.shape
  const canvas = make("canvas", { width, height })
  const pixels = Uint32Array.from(image, (number) => (number < first ? 0 : (palette[number - first] ?? 0)))
  canvas
    .getContext("2d")
    .putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), 0, 0)
  return canvas
}

// The basins as colours of the relief, or null.
function image_of({ basins, view: [[left, right], [low, high]], colours }) {
  const [found] = rows_of(basins)
  if (!found) return null
  return {
    values: found.image,
    shape: found.image.shape,
    tones: colours.basins,
    left: (found.x - left) / (right - left),
    width: found.dw / (right - left),
    bottom: (found.y - low) / (high - low),
    height: found.dh / (high - low),
  }
}

// The rows of a source's data.
function rows_of(data) {
  const columns = data instanceof Map ? [...data] : Object.entries(data)
  return Array.from(columns[0]?.[1] ?? [], (_, i) =>
    Object.fromEntries(columns.map(([name, column]) => [name, column[i]])),
  )
}
