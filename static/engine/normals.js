// Normal numbers that a seed repeats: those of NumPy's default_rng([seed, index]).standard_normal().
//
// The seed is mixed by O'Neill's method ("Developing a seed_seq Alternative", 2015). The generator is
// PCG XSL RR 128/64 (O'Neill 2014). A ziggurat of 256 layers turns its bits into normal numbers
// (Marsaglia & Tsang 2000).

const POOL = 4 // words of 32 bits into which a seed is mixed
const MIX = { start: 0x43b0d7e5, factor: 0x931e8875, one: 0xca01f9dd, other: 0x4973f715 }
const DRAW = { start: 0x8b51f9dd, factor: 0x58f38ded }

const LIMBS = 8 // of 16 bits, the lowest first, so that sums of 8 of their products are exact
const LIMB = 2 ** 16
const FACTOR = [0xf645, 0x9fcc, 0xdf64, 0x4385, 0x5da4, 0x1fc6, 0xed05, 0x2360] // of the generator
const ONE = [1, 0, 0, 0, 0, 0, 0, 0]

const LAYERS = 256
const EDGE = 3.6541528853610088 // where the tail begins
const AREA = 0.004928673233974655 // of each layer
const SHARE = 2 ** -52 // scales 52 bits to a position within a layer
const { ends, insides, heights } = layers()

// Returns a function that returns at least `count` numbers of path `index` in an array, always the same ones.
/** @param {number} seed, @param {number} index */
export function normal_numbers(seed, index) {
  const bits = generator(mixed([seed, index], 8))
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

// `count` words of 32 bits from a seed of at most POOL words.
/** @param {number[]} seed, @param {number} count */
function mixed(seed, count) {
  const mix = mixer(MIX)
  const pool = Array.from({ length: POOL }, (_, i) => mix(seed[i] ?? 0))
  for (let from = 0; from < POOL; from++) {
    for (let to = 0; to < POOL; to++) {
      if (from !== to) pool[to] = folded(Math.imul(MIX.one, pool[to]) - Math.imul(MIX.other, mix(pool[from])))
    }
  }
  const draw = mixer(DRAW)
  return Array.from({ length: count }, (_, i) => draw(pool[i % POOL]))
}

/** @param {{ start: number, factor: number }} constants */
function mixer({ start, factor }) {
  let hash = start
  return (/** @type {number} */ word) => {
    const changed = word ^ hash
    hash = Math.imul(hash, factor)
    return folded(Math.imul(changed, hash))
  }
}

/** @param {number} word */
function folded(word) {
  return word ^ (word >>> 16)
}

// Returns an object whose next() puts the next 64 bits of a stream into its `low` and `high`. Of the seed's
// eight words, the first four are the state and the last four choose the stream. Two words form a pair, the
// lower half first; two pairs form a number, the upper half first.
/** @param {number[]} seed */
function generator(seed) {
  const limbs = (/** @type {number} */ from) =>
    [2, 3, 0, 1].flatMap((i) => [seed[from + i] & 0xffff, seed[from + i] >>> 16])
  const stream = limbs(POOL).map((limb, k, all) => ((limb << 1) & 0xffff) | (k > 0 ? all[k - 1] >>> 15 : 1))
  let state = new Float64Array(LIMBS)
  let spare = new Float64Array(LIMBS)

  // state × factor + added, modulo 2^128.
  /** @param {number[]} factor, @param {number[]} added */
  function go(factor, added) {
    let carry = 0
    for (let k = 0; k < LIMBS; k++) {
      let sum = added[k] + carry
      for (let i = 0; i <= k; i++) sum += state[i] * factor[k - i]
      carry = Math.floor(sum / LIMB)
      spare[k] = sum - carry * LIMB
    }
    ;[state, spare] = [spare, state]
  }

  go(FACTOR, stream)
  go(ONE, limbs(0))
  go(FACTOR, stream)

  const bits = { low: 0, high: 0, next }
  function next() {
    go(FACTOR, stream)
    const word = (/** @type {number} */ k) => state[2 * k] | (state[2 * k + 1] << 16)
    const turn = state[LIMBS - 1] >>> 10
    const [low, high] =
      turn < 32 ? [word(0) ^ word(2), word(1) ^ word(3)] : [word(1) ^ word(3), word(0) ^ word(2)]
    const by = turn % 32
    bits.low = by ? (low >>> by) | (high << (32 - by)) : low
    bits.high = by ? (high >>> by) | (low << (32 - by)) : high
  }
  return bits
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
