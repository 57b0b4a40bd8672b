// The palette of an animated GIF, by median cut (Heckbert 1982).
//
// Pictures are arrays of red, green, blue and opacity, as a canvas gives them; opacity is ignored. Colours
// are distinguished by the upper 6 bits of each component.

/** @typedef {Uint8ClampedArray | Uint8Array} Pixels */
/** @typedef {{ parts: number[], count: number, weight: number }} Colour */

const [CELLS, BITS] = [1 << 18, 6]
const UNKNOWN = 0xffff

// The index of a colour's cell, out of CELLS.
/** @param {Pixels} pixels @param {number} i */
function cell(pixels, i) {
  return ((pixels[i] >> 2) << (2 * BITS)) | ((pixels[i + 1] >> 2) << BITS) | (pixels[i + 2] >> 2)
}

// At most `most` colours [red, green, blue] that represent some pictures. Rare colours count more than their
// pixels: a thin line matters as much as the page around it.
/** @param {Pixels[]} pictures @param {number} most @returns {Triple[]} */
export function palette(pictures, most) {
  const counts = new Uint32Array(CELLS)
  const sums = [0, 1, 2].map(() => new Float64Array(CELLS))
  for (const pixels of pictures) {
    for (let i = 0; i < pixels.length; i += 4) {
      const place = cell(pixels, i)
      counts[place] += 1
      for (let k = 0; k < 3; k++) sums[k][place] += pixels[i + k]
    }
  }
  /** @type {Colour[]} */
  const colours = []
  counts.forEach((count, place) => {
    if (count) colours.push({ parts: sums.map((sum) => sum[place] / count), count, weight: Math.sqrt(count) })
  })
  const boxes = [box(colours)]
  while (boxes.length < most) {
    const widest = boxes.reduce((most, each) => (each.size > most.size ? each : most))
    if (widest.size === 0) break
    boxes.splice(boxes.indexOf(widest), 1, ...halves(widest).map(box))
  }
  return boxes.map(({ colours }) => mean(colours))
}

// A box of colours: the component with the widest spread, and the box's priority for the next cut.
/** @param {Colour[]} colours */
function box(colours) {
  const spreads = [0, 1, 2].map((k) => {
    const values = colours.map(({ parts }) => parts[k])
    return (
      values.reduce((most, value) => Math.max(most, value), 0) -
      values.reduce((least, value) => Math.min(least, value), 255)
    )
  })
  const k = spreads.indexOf(Math.max(...spreads))
  return { colours, k, size: colours.length > 1 ? spreads[k] * Math.sqrt(weight(colours)) : 0 }
}

/** @param {ReturnType<typeof box>} box */
function halves({ colours, k }) {
  const sorted = colours.toSorted((one, other) => one.parts[k] - other.parts[k])
  const half = weight(sorted) / 2
  let at = 0
  for (let sum = 0; sum < half && at < sorted.length - 1; at++) sum += sorted[at].weight
  at = Math.max(at, 1)
  return [sorted.slice(0, at), sorted.slice(at)]
}

/** @param {Colour[]} colours */
function weight(colours) {
  return colours.reduce((sum, each) => sum + each.weight, 0)
}

/** @param {Colour[]} colours @returns {Triple} */
function mean(colours) {
  const count = colours.reduce((sum, each) => sum + each.count, 0)
  const part = (/** @type {number} */ k) =>
    Math.round(colours.reduce((sum, each) => sum + each.count * each.parts[k], 0) / count)
  return [part(0), part(1), part(2)]
}

// Returns a function that writes each pixel's nearest palette colour into an array of bytes.
/** @param {Triple[]} colours */
export function nearest(colours) {
  const known = new Uint16Array(CELLS).fill(UNKNOWN)
  return (/** @type {Pixels} */ pixels, /** @type {Uint8Array} */ found) => {
    for (let i = 0, at = 0; i < pixels.length; i += 4, at++) {
      const place = cell(pixels, i)
      if (known[place] === UNKNOWN)
        known[place] = nearest_one(colours, pixels[i], pixels[i + 1], pixels[i + 2])
      found[at] = known[place]
    }
  }
}

/** @param {Triple[]} colours @param {number} red @param {number} green @param {number} blue */
function nearest_one(colours, red, green, blue) {
  let [best, least] = [0, Infinity]
  colours.forEach(([r, g, b], k) => {
    const apart = (red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2
    if (apart < least) [best, least] = [k, apart]
  })
  return best
}
