// An SVG as pixels, and on paper.

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

// Promises an SVG as a PNG file of so many pixels.
/** @param {string} text @param {number} width @param {number} height @returns {Promise<Blob>} */
export async function png_file(text, width, height) {
  const { image, release } = await image_of(text)
  const canvas = make("canvas", { width, height })
  const context = /** @type {Context} */ (canvas.getContext("2d"))
  context.drawImage(image, 0, 0, width, height)
  release()
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("The picture is too large."))),
      "image/png",
    ),
  )
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
