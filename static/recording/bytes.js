// Arrays of bytes: joins several into one, and grows one whose length is not known beforehand.

/** @param {ArrayLike<number>[]} parts */
export function joined(parts) {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

// A list of bytes: add() appends one, done() returns them all.
export function byte_list() {
  let bytes = new Uint8Array(1 << 16)
  let length = 0

  /** @param {number} byte */
  function add(byte) {
    if (length === bytes.length) {
      const more = new Uint8Array(2 * length)
      more.set(bytes)
      bytes = more
    }
    bytes[length++] = byte
  }

  return { add, done: () => bytes.subarray(0, length) }
}
