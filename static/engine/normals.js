// Normal numbers that a seed repeats: those of NumPy's default_rng([seed, index]).standard_normal().
//
// A ziggurat of 256 layers turns random bits into normal numbers (Marsaglia & Tsang 2000).

import { random_bits } from "./pcg64.js"

const LAYERS = 256
const EDGE = 3.6541528853610088 // where the tail begins
const AREA = 0.004928673233974655 // of each layer
const SHARE = 2 ** -52 // scales 52 bits to a position within a layer
const { ends, insides, heights } = layers()

// Returns a function that returns at least `count` numbers of path `index` in an array, always the same ones.
/** @param {number} seed, @param {number} index */
export function normal_numbers(seed, index) {
  const bits = random_bits([seed, index])
  let numbers = new Float64Array(0)
  return (/** @type {number} */ count) => {
    if (count > numbers.length) {
      const more = new Float64Array(Math.max(count, 2 * numbers.length))
      more.set(numbers)
      for (let i = numbers.length; i < more.length; i++) more[i] = normal(bits)
      numbers = more
    }
    return numbers
  }
}

// A number in [0, 1).
/** @param {Bits} bits */
function uniform(bits) {
  bits.next()
  return ((bits.high >>> 0) * 2 ** 21 + (bits.low >>> 11)) * 2 ** -53
}

/** @param {Bits} bits */
function normal(bits) {
  for (;;) {
    bits.next()
    const { low, high } = bits
    const layer = low & (LAYERS - 1)
    const sign = low & 0x100 ? -1 : 1
    const share = ((high & 0x1fffffff) * 2 ** 23 + (low >>> 9)) * SHARE
    const x = share * ends[layer]
    if (share < insides[layer]) return sign * x
    if (layer === 0) return (low & 0x20000 ? -1 : 1) * tail(bits)
    if ((heights[layer - 1] - heights[layer]) * uniform(bits) + heights[layer] < Math.exp(-0.5 * x * x))
      return sign * x
  }
}

/** @param {Bits} bits */
function tail(bits) {
  for (;;) {
    const x = -Math.log1p(-uniform(bits)) / EDGE
    const y = -Math.log1p(-uniform(bits))
    if (2 * y > x * x) return EDGE + x
  }
}

// For each layer: its end; up to which share of its width it lies entirely below the curve exp(−x²/2); and
// the curve's height at its end. Layer 0 is the lowest and includes the tail.
function layers() {
  const [ends, insides, heights] = [0, 1, 2].map(() => new Float64Array(LAYERS))
  ends[LAYERS - 1] = EDGE
  for (let i = LAYERS - 1; i > 0; i--) {
    heights[i] = Math.exp(-0.5 * ends[i] * ends[i])
    if (i > 1) ends[i - 1] = Math.sqrt(-2 * Math.log(heights[i] + AREA / ends[i]))
    insides[i] = ends[i - 1] / ends[i]
  }
  ends[0] = AREA / heights[LAYERS - 1]
  insides[0] = EDGE / ends[0]
  heights[0] = 1
  return { ends, insides, heights }
}
