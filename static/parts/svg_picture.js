// The picture as SVG, made from Bokeh's own export of each figure.

import { escaped, metadata } from "../draw/markup.js"
import { export_svg } from "../figures/bokeh_internals.js"
import { exported } from "../figures/layers.js"
import { cover_of } from "../figures/plots.js"
import { composed, entries, SIZE, style } from "./composed.js"

// The figures as they stand, with their caption, and the link that shows them.
/** @param {string} link */
export function svg(link) {
  const { parts, size: whole, at, caption } = composed()
  const { words, swatches } = caption
  const { width, height } = whole
  const figures = parts.map(({ view, x, y }) => {
    const { width, height } = view.bbox
    if (cover_of(view))
      return `<image x="${x}" y="${y}" width="${width}" height="${height}" href="${exported(view, 2).toDataURL()}"/>`
    return export_svg(view).replace(/<svg /, `<svg x="${x}" y="${y}" `)
  })
  const fills = swatches.map(({ colours }, i) => {
    const stops = colours.map(
      (colour, k) => `<stop offset="${k / Math.max(colours.length - 1, 1)}" stop-color="${colour}"/>`,
    )
    return `<linearGradient id="run-${i}">${stops.join("")}</linearGradient>`
  })
  const marks = swatches.map(({ x, y, width, height, number, ink }, i) => {
    const written = `fill="${ink}" font-size="11" font-weight="600" text-anchor="middle"`
    const sign = `<text x="${x + width / 2}" y="${y + 11}" ${written}>${escaped(number)}</text>`
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="url(#run-${i})"/>${number ? sign : ""}`
  })
  const lines = words.map(
    ({ text, x, y }) => `<text x="${x}" y="${y}" xml:space="preserve">${escaped(text)}</text>`,
  )
  const size = `width="${width}" height="${height}"`
  const letters = `font-family="${escaped(style("fontFamily"))}" font-size="${SIZE}" fill="${style("color")}"`
  const captions = entries().map(({ tokens }) =>
    tokens
      .map((token) => ("text" in token ? token.text : token.number))
      .filter(Boolean)
      .join(" "),
  )
  return new Blob(
    [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}" role="img">`,
      `<title>${escaped(captions[0])}</title><desc>${escaped(captions.slice(1).join("\n"))}</desc>`,
      metadata(captions[0], link),
      `<defs>${fills.join("")}</defs><rect ${size} fill="${style("backgroundColor")}"/>${figures.join("")}`,
      `<g transform="translate(${at.x} ${at.y})" ${letters}>`,
      `${marks.join("")}${lines.join("")}</g></svg>`,
    ],
    { type: "image/svg+xml" },
  )
}
