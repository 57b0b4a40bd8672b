// Gives a PNG its size on paper: a chunk behind its header says how many pixels a metre has.

const HEADER = 33 // bytes of a PNG before its second chunk
const METRE = 1

// The bytes of a PNG with so many pixels in a metre.
/** @param {Uint8Array} png @param {number} density */
export function with_density(png, density) {
  const chunk = new Uint8Array(21)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, 9) // bytes of its data
  chunk.set(
    [..."pHYs"].map((letter) => letter.charCodeAt(0)),
    4,
  )
  view.setUint32(8, density) // across
  view.setUint32(12, density) // down
  chunk[16] = METRE
  view.setUint32(17, checksum(chunk.subarray(4, 17)))
  const bytes = new Uint8Array(png.length + chunk.length)
  bytes.set(png.subarray(0, HEADER))
  bytes.set(chunk, HEADER)
  bytes.set(png.subarray(HEADER), HEADER + chunk.length)
  return bytes
}

// CRC-32, as PNG wants it
/** @param {Uint8Array} bytes */
function checksum(bytes) {
  let rest = -1
  for (const byte of bytes) {
    rest ^= byte
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0)
  }
  return ~rest >>> 0
}
