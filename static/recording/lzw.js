// Compresses numbers from 0 to 255 as GIF does (LZW with codes of 9 to 12 bits, GIF89a, Appendix F).

const [CLEAR, END, FIRST] = [256, 257, 258]
const MOST = 4096 // codes

// Returns the bytes, filled with codes from the lowest bit on.
/** @param {ArrayLike<number>} values */
export function lzw(values) {
  /** @type {number[]} */
  const bytes = []
  // The code of a known sequence followed by one more number; 0 if there is none.
  const longer = new Uint16Array(256 * MOST)
  let next = FIRST
  let width = 9
  let [bits, held] = [0, 0]

  const put = (/** @type {number} */ code) => {
    bits |= code << held
    for (held += width; held >= 8; held -= 8) {
      bytes.push(bits & 255)
      bits >>>= 8
    }
  }

  put(CLEAR)
  let code = values[0]
  for (let i = 1; i < values.length; i++) {
    const way = 256 * code + values[i]
    if (longer[way]) {
      code = longer[way]
      continue
    }
    put(code)
    if (next < MOST) {
      longer[way] = next
      if (next === 1 << width) width += 1
      next += 1
    } else {
      put(CLEAR)
      longer.fill(0)
      next = FIRST
      width = 9
    }
    code = values[i]
  }
  put(code)
  // A decoder has made one more code by now, and may have moved to the next width.
  if (next === 1 << width && width < 12) width += 1
  put(END)
  if (held > 0) bytes.push(bits & 255)
  return new Uint8Array(bytes)
}
