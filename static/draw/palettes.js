// Palettes as they are sent (app/panels) -> lists of colours.

const NONE = "m".charCodeAt(0) // no difference

/** @param {Record<string, Record<string, any>>} palettes */
export function unpacked(palettes) {
  const lists = (/** @type {Record<string, any>} */ palette) =>
    mapped(palette, (each) => (typeof each === "string" ? colours(each) : each))
  return mapped(palettes, lists)
}

// The colours that a text encodes: the red, then the green, then the blue of all of them, each as its
// difference from that of the colour before. A letter is a difference from -12 (a) to 12 (y); two hexadecimal
// digits are any other.
/** @param {string} text */
function colours(text) {
  const differences = (text.match(/[a-y]|[0-9A-F]{2}/g) ?? []).map((each) =>
    each >= "a" ? each.charCodeAt(0) - NONE : Number.parseInt(each, 16),
  )
  const count = differences.length / 3
  const found = Array.from({ length: count }, () => "#")
  let channel = 0
  differences.forEach((each, i) => {
    channel = ((i % count ? channel : 0) + each + 256) % 256
    found[i % count] += channel.toString(16).padStart(2, "0")
  })
  return found
}

/** @param {Record<string, any>} record @param {(value: any) => any} make */
function mapped(record, make) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(value)]))
}
