// The colours of the relief and its surroundings, and images of numbers.

import { rows_of } from "../figures/drawn_glyphs.js"
import { flat, shaded } from "./raster.js"

const DIM = 0.4 // how dark shades are on a dark page
const TOKENS = /** @type {const} */ (["page", "line", "soft", "text", "halo"]) // the page's colours

// The colours of a theme. `token` reads the page's colours; the palettes are the figures'.
/**
 * @param {Contract["palettes"]} palettes @param {Theme} theme @param {(name: Token) => string} token
 * @returns {SceneColours}
 */
export function colours_of(palettes, theme, token) {
  const [ground, contours, words, basins] = [
    palettes.tones,
    palettes.contour_tones,
    palettes.contour_word_tones,
    palettes.basin_tones,
  ].map((palette) => palette?.[theme] ?? []) // a file has no basins
  const is_dark = theme === "dark"
  const depth = is_dark ? DIM : 1
  const tokens = /** @type {Record<(typeof TOKENS)[number], string>} */ (
    Object.fromEntries(TOKENS.map((name) => [name, token(name)]))
  )
  return {
    ...tokens,
    rim: is_dark && token("edge"),
    font: token("font") || "system-ui",
    ground,
    words,
    contour: contours[Math.floor(contours.length / 2)],
    tones: shaded(ground, depth),
    lines: flat(contours),
    edge: flat([token("text")])[0],
    basins: shaded(basins, depth),
    flat_basins: flat(basins),
    flat_ground: flat(ground),
  }
}

// What the map shows below its glyphs, from its sources' data: the basins' `image`, which colours the relief
// (raster.js), or null; the `floor`; and the contour lines' `labels`.
/** @param {{ ground: any, basins: any, labels: any, lines: Line[], view: Box, colours: SceneColours }} map */
export function ground_of({ ground, basins, labels, lines, view, colours }) {
  const [images, covers] = [ground, basins].map((data) => rows_of(data).map((row) => image_in(row, view)))
  const flat = [
    ...images.map((image) => ({ ...image, canvas: pictured(image, colours.flat_ground, 1) })),
    ...covers.map((image) => ({ ...image, canvas: pictured(image, colours.flat_basins, 0) })),
  ]
  const image = covers.length ? { ...covers[0], tones: colours.basins } : null
  return { colours, image, floor: { images: flat, lines }, labels: rows_of(labels) }
}

// An image of numbers, and its place in the view.
/** @param {Look} row @param {Box} view */
function image_in({ image: values, x, y, dw, dh }, [[left, right], [low, high]]) {
  const [wide, deep] = [right - left, high - low]
  const place = { left: (x - left) / wide, bottom: (y - low) / deep, width: dw / wide, height: dh / deep }
  return { values, shape: values.shape, ...place }
}

// An image as a canvas. `first` is the number of the first colour.
/** @param {Grid} image @param {Uint32Array} palette @param {number} first */
function pictured({ values, shape: [height, width] }, palette, first) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height })
  const pixels = Uint32Array.from(values, (number) => palette[number - first] ?? 0)
  const bytes = new Uint8ClampedArray(pixels.buffer)
  const context = /** @type {Context} */ (canvas.getContext("2d"))
  context.putImageData(new ImageData(bytes, width, height), 0, 0)
  return canvas
}
