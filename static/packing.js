// Arrays that Python has packed into one buffer (app/packing.py).

/** @type {Record<string, any>} */
const ARRAYS = { f8: Float64Array, f4: Float32Array, u2: Uint16Array, u1: Uint8Array }

// Puts the arrays back into a message, where {"array": [offset, type, ...shape]} stands for each.
// An array with two dimensions becomes {values, shape}. {"array": [number]} stands for a column
// that the page has already.
/** @param {any} part, @param {ArrayBuffer} buffer, @param {Float64Array[]} here, @returns {any} */
export function unpacked(part, buffer, here = []) {
  if (Array.isArray(part)) return part.map((each) => unpacked(each, buffer, here))
  if (part === null || typeof part !== "object") return part
  if (!Array.isArray(part.array)) {
    return Object.fromEntries(
      Object.entries(part).map(([name, each]) => [name, unpacked(each, buffer, here)]),
    )
  }
  const [offset, type, ...shape] = part.array
  if (type === undefined) {
    if (!(offset in here)) throw new Error("A column of the answer is not here.")
    return here[offset]
  }
  const size = (/** @type {number[]} */ lengths) => lengths.reduce((product, length) => product * length, 1)
  const values = new ARRAYS[type](buffer, offset, size(shape))
  return shape.length === 1 ? values : { values, shape }
}

const MODULUS = 65521 // of Adler-32
const BLOCK = 2048 // bytes whose sums stay small integers without the modulus
const CRCS = Int32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1
  return byte
})

// Identifies a column: the CRC-32 and the Adler-32 of its bytes (RFC 1950 and 1952), and their number.
/** @param {Float64Array} column */
export function fingerprint(column) {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
  let crc = -1
  let low = 1
  let high = 0
  for (let i = 0; i < bytes.length; ) {
    const end = Math.min(i + BLOCK, bytes.length)
    for (; i < end; i++) {
      crc = CRCS[(crc ^ bytes[i]) & 255] ^ (crc >>> 8)
      low += bytes[i]
      high += low
    }
    low %= MODULUS
    high %= MODULUS
  }
  return `${~crc >>> 0}-${high * 65536 + low}-${bytes.length}`
}
