// Arrays that Python has packed into one buffer (app/packing.py).

/** @type {Record<string, any>} */
const ARRAYS = { f8: Float64Array, f4: Float32Array, u2: Uint16Array, u1: Uint8Array }

// Puts the arrays back into what was said, where {"array": [offset, type, ...shape]} stands for each. An array with two
// dimensions becomes {values, shape}.
/** @param {any} part, @param {ArrayBuffer} buffer, @returns {any} */
export function unpacked(part, buffer) {
  if (Array.isArray(part)) return part.map((each) => unpacked(each, buffer))
  if (part === null || typeof part !== "object") return part
  if (!Array.isArray(part.array)) {
    return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, unpacked(each, buffer)]))
  }
  const [offset, type, ...shape] = part.array
  const size = (/** @type {number[]} */ lengths) => lengths.reduce((product, length) => product * length, 1)
  const values = new ARRAYS[type](buffer, offset, size(shape))
  return shape.length === 1 ? values : { values, shape }
}
