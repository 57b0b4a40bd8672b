// The colours of the relief and of what is around it, and images of numbers.

import { flat, shaded } from "./raster.js"

const DIM = 0.4 // of the shades' dark on a dark page
const TOKENS = /** @type {const} */ (["page", "line", "soft", "text", "halo"]) // colours of the page

// The colours of a theme. `token` reads those of the page, and the palettes are those of the figures.
export function colours_of(palettes, theme, token) {
  const [ground, contours, words, basins] = [
    palettes.tones,
    palettes.contour_tones,
    palettes.contour_word_tones,
    palettes.basin_tones,
  ].map((palette) => palette[theme])
  const is_dark = theme === "dark"
  const depth = is_dark ? DIM : 1
  return {
    ...Object.fromEntries(TOKENS.map((name) => [name, token(name)])),
    rim: is_dark && token("edge"),
    font: token("font") || "system-ui",
    ground,
    words,
    contour: contours[Math.floor(contours.length / 2)],
    tones: shaded(ground, depth),
    lines: flat(contours),
    edge: flat([token("text")])[0],
    basins: shaded(basins, depth),
    flat: { ground: flat(ground), basins: flat(basins) },
  }
}

// The rows of an image of numbers with canvases, for the floor. The first colour has the number `first`.
export function pictures({ rows, palette, first }) {
  return rows.map(({ image, ...place }) => {
    const [height, width] = image.shape
    const canvas = Object.assign(document.createElement("canvas"), { width, height })
    const pixels = Uint32Array.from(image, (number) => (number < first ? 0 : (palette[number - first] ?? 0)))
    const bytes = new Uint8ClampedArray(pixels.buffer)
    canvas.getContext("2d").putImageData(new ImageData(bytes, width, height), 0, 0)
    return { ...place, canvas }
  })
}

// The row of an image as colours of the relief (raster.js), or null if there is none.
export function laid_on({ row, view: [[left, right], [low, high]], tones }) {
  if (!row) return null
  return {
    values: row.image,
    shape: row.image.shape,
    tones,
    left: (row.x - left) / (right - left),
    width: row.dw / (right - left),
    bottom: (row.y - low) / (high - low),
    height: row.dh / (high - low),
  }
}
