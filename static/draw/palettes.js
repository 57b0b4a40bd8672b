// Palettes as they are sent (app/panels) -> lists of colours.

/** @param {Record<string, Record<string, any>>} palettes */
export function unpacked(palettes) {
  const lists = (/** @type {Record<string, any>} */ palette) =>
    mapped(palette, (each) => (typeof each === "string" ? colours(each) : each))
  return mapped(palettes, lists)
}

// The colours of a text: six digits each, the differences of its channels from those of the colour before.
/** @param {string} text */
function colours(text) {
  const channels = [0, 0, 0]
  return (text.match(/.{6}/g) ?? []).map((digits) => {
    channels.forEach((channel, k) => {
      channels[k] = (channel + Number.parseInt(digits.slice(2 * k, 2 * k + 2), 16)) % 256
    })
    return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`
  })
}

/** @param {Record<string, any>} record @param {(value: any) => any} make */
function mapped(record, make) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(value)]))
}
