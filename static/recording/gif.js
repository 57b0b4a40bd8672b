// Writes an animated GIF (GIF89a): one palette for all pictures, and of each picture only the
// rectangle that has changed.

import { joined } from "./bytes.js"
import { lzw } from "./lzw.js"
import { nearest } from "./palette.js"

/** @typedef {import("./palette.js").Pixels} Pixels */
/** @typedef {Record<"left" | "top" | "right" | "bottom", number>} Area */

const CLEAR = 255 // the transparent colour, for unchanged pixels; the palette has at most 255 colours
const BLOCK = 255 // most bytes in a block

// A writer of pictures of one size. add() takes a picture's pixels (red, green, blue, opacity) and its
// duration in hundredths of a second; done() returns the file as bytes. The animation repeats forever. The
// palette has at most 255 colours.
/** @param {{ width: number, height: number, palette: Triple[] }} picture */
export function gif({ width, height, palette }) {
  /** @type {ArrayLike<number>[]} */
  const parts = [head(width, height, palette)]
  const translate = nearest(palette)
  /** @type {Uint8Array | null} */
  let before = null // the last picture's colours
  /** @type {Uint8Array} */
  let here = new Uint8Array(width * height)
  /** @type {Uint8Array | null} */
  let control = null // the last picture's control block, which holds its duration
  let shown = 0

  /** @param {Pixels} pixels @param {number} hundredths */
  function add(pixels, hundredths) {
    translate(pixels, here)
    const box = before ? changed(before, here, width) : { left: 0, top: 0, right: width, bottom: height }
    if (box) {
      write_duration()
      control = Uint8Array.of(0x21, 0xf9, 4, 0b0000_0101, 0, 0, CLEAR, 0) // not disposed; transparent
      parts.push(control, placed(box), [8], ...blocks(lzw(cut(here, before, box, width))), [0])
      ;[before, here] = [here, before ?? new Uint8Array(width * height)]
      shown = 0
    }
    shown += hundredths
  }

  function write_duration() {
    control?.set(two_bytes(shown), 4)
  }

  function done() {
    write_duration()
    return joined([...parts, [0x3b]])
  }

  return { add, done }
}

/** @param {number} width @param {number} height @param {Triple[]} palette */
function head(width, height, palette) {
  const colours = new Uint8Array(3 * 256)
  palette.forEach((colour, k) => colours.set(colour, 3 * k))
  const repeat = [0x21, 0xff, 11, ...letters("NETSCAPE2.0"), 3, 1, 0, 0, 0]
  return joined([
    [...letters("GIF89a"), ...two_bytes(width), ...two_bytes(height), 0b1111_0111, 0, 0],
    colours,
    repeat,
  ])
}

// The rectangle in which two pictures differ, or null.
/** @param {Uint8Array} before @param {Uint8Array} here @param {number} width */
function changed(before, here, width) {
  const height = here.length / width
  const differs = (/** @type {number} */ y) => {
    for (let i = y * width; i < (y + 1) * width; i++) if (here[i] !== before[i]) return true
    return false
  }
  let [top, bottom] = [0, height]
  while (top < height && !differs(top)) top += 1
  if (top === height) return null
  while (!differs(bottom - 1)) bottom -= 1
  let [left, right] = [width, 0]
  for (let y = top; y < bottom; y++) {
    const row = y * width
    for (let x = 0; x < left; x++) if (here[row + x] !== before[row + x]) left = x
    for (let x = width - 1; x >= right; x--) if (here[row + x] !== before[row + x]) right = x + 1
  }
  return { left, top, right, bottom }
}

// The pixels of a rectangle, transparent where nothing has changed.
/** @param {Uint8Array} here @param {Uint8Array | null} before @param {Area} box @param {number} width */
function cut(here, before, { left, top, right, bottom }, width) {
  const found = new Uint8Array((right - left) * (bottom - top))
  let at = 0
  for (let y = top; y < bottom; y++) {
    for (let i = y * width + left; i < y * width + right; i++)
      found[at++] = before && here[i] === before[i] ? CLEAR : here[i]
  }
  return found
}

/** @param {Area} box */
function placed({ left, top, right, bottom }) {
  return [0x2c, ...[left, top, right - left, bottom - top].flatMap(two_bytes), 0]
}

/** @param {Uint8Array} bytes */
function blocks(bytes) {
  const found = []
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK)
    found.push([block.length], block)
  }
  return found
}

/** @param {number} number */
function two_bytes(number) {
  return [number & 255, number >> 8]
}

/** @param {string} words */
function letters(words) {
  return [...words].map((letter) => letter.charCodeAt(0))
}
