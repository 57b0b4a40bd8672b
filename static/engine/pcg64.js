// Random bits that a seed repeats: those of NumPy's PCG64(seed), with a seed of whole numbers below 2**32.
//
// The seed is mixed by O'Neill's method ("Developing a seed_seq Alternative", 2015). The generator is
// PCG XSL RR 128/64 (O'Neill 2014).

const POOL = 4 // words of 32 bits into which a seed is mixed
const MIX = { start: 0x43b0d7e5, factor: 0x931e8875, one: 0xca01f9dd, other: 0x4973f715 }
const DRAW = { start: 0x8b51f9dd, factor: 0x58f38ded }

const LIMBS = 8 // of 16 bits, the lowest first, so that sums of 8 of their products are exact
const LIMB = 2 ** 16
const FACTOR = [0xf645, 0x9fcc, 0xdf64, 0x4385, 0x5da4, 0x1fc6, 0xed05, 0x2360] // of the generator
const ONE = [1, 0, 0, 0, 0, 0, 0, 0]

// Returns an object whose next() puts the next 64 bits of the stream of a seed of at most POOL numbers into its
// `low` and `high`, each a whole number of 32 bits with a sign.
/** @param {number[]} seed @returns {Bits} */
export function random_bits(seed) {
  return generator(mixed(seed))
}

// The eight words of 32 bits that a seed of at most POOL words is mixed into.
/** @param {number[]} seed */
function mixed(seed) {
  const mix = mixer(MIX)
  const pool = Array.from({ length: POOL }, (_, i) => mix(seed[i] ?? 0))
  for (let from = 0; from < POOL; from++) {
    for (let to = 0; to < POOL; to++) {
      if (from !== to) pool[to] = folded(Math.imul(MIX.one, pool[to]) - Math.imul(MIX.other, mix(pool[from])))
    }
  }
  const draw = mixer(DRAW)
  return Array.from({ length: 2 * POOL }, (_, i) => draw(pool[i % POOL]))
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

// The generator. Of the seed's eight words, the first four are the state and the last four choose the stream. Two
// words form a pair, the lower half first; two pairs form a number, the upper half first.
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
