// Makes a PNG of an SVG, and prints an SVG on paper.

import { with_density } from "../draw/png_density.js"
import { make } from "../parts/dom.js"

const SVG = "image/svg+xml"

/** @param {string} text */
export function svg_file(text) {
  return new Blob([text], { type: SVG })
}

// Promises the image of an SVG, whose address is revoked by `release`.
/** @param {string} text */
export async function image_of(text) {
  const image = make("img", { src: URL.createObjectURL(svg_file(text)), alt: "" })
  await image.decode()
  return { image, release: () => URL.revokeObjectURL(image.src) }
}

// Promises an SVG as a PNG file of so many pixels. `density` is how many of them a metre of paper has; null
// if it has no size on paper.
/** @param {string} text @param {number} width @param {number} height @param {number | null} density */
export async function png_file(text, width, height, density) {
  const { image, release } = await image_of(text)
  const canvas = make("canvas", { width, height })
  const context = /** @type {Context} */ (canvas.getContext("2d"))
  context.drawImage(image, 0, 0, width, height)
  release()
  /** @type {Blob | null} */
  const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"))
  if (!png) throw new Error("The picture is too large.")
  if (density === null) return png
  return new Blob([with_density(new Uint8Array(await png.arrayBuffer()), density)], { type: png.type })
}

// Opens the browser's print window for an SVG alone, on a sheet of its size.
/** @param {string} text @param {string} width @param {string} height */
export async function print_alone(text, width, height) {
  const { image, release } = await image_of(text)
  const page = new CSSStyleSheet()
  page.replaceSync(`@page { margin: 0; size: ${width} ${height}; }`)
  image.style.width = width
  image.style.height = height
  const sheet = make("div", { className: "printed" }, image)
  document.body.append(sheet)
  document.adoptedStyleSheets.push(page)
  addEventListener("afterprint", end, { once: true })
  print()

  function end() {
    sheet.remove()
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== page)
    release()
  }
}
