// Executes instructions: data that say how registers are computed from others. They never become code.
//
// A program has `operations`, the names of those that it uses; `registers`, their number; `constants`, which
// the first registers hold; and its code, in rows of whole numbers. An instruction is three to five of these:
// the index of its operation in `operations`, the register for the result, and the registers of the operands.

import {
  cbrt,
  ceil,
  floor,
  huber,
  hypot,
  logaddexp,
  maximum,
  minimum,
  mod,
  power,
  sigmoid,
  sign,
  softplus,
} from "./functions.js"

export const LONGEST = 20000 // instructions in a program
export const MOST_REGISTERS = 65536
const WIDTH = 5 // numbers in a checked instruction

// Every operation: its name, its number of operands, and its function. Those without a function are the cases
// of `execute`, whose numbers are the indices in this table. True is 1, false is 0.
/** @type {[name: string, operands: number, works?: (a: number, b: number) => number][]} */
const TABLE = [
  ["copy", 1], // a
  ["add", 2], // a + b
  ["sub", 2], // a − b
  ["mul", 2], // a · b
  ["div", 2], // a / b
  ["neg", 1], // −a
  ["abs", 1], // |a|
  ["sqrt", 1], // √a
  ["lt", 2], // a < b
  ["le", 2], // a ≤ b
  ["gt", 2], // a > b
  ["ge", 2], // a ≥ b
  ["eq", 2], // a = b
  ["ne", 2], // a ≠ b
  ["and", 2], // a ≠ 0 and b ≠ 0
  ["or", 2], // a ≠ 0 or b ≠ 0
  ["where", 3], // b where a ≠ 0, else c
  ["sign", 1, sign],
  ["maximum", 2, maximum],
  ["minimum", 2, minimum],
  ["pow", 2, power],
  ["exp", 1, Math.exp],
  ["log", 1, Math.log],
  ["log2", 1, Math.log2],
  ["log10", 1, Math.log10],
  ["sin", 1, Math.sin],
  ["cos", 1, Math.cos],
  ["tan", 1, Math.tan],
  ["asin", 1, Math.asin],
  ["acos", 1, Math.acos],
  ["atan", 1, Math.atan],
  ["atan2", 2, Math.atan2],
  ["sinh", 1, Math.sinh],
  ["cosh", 1, Math.cosh],
  ["tanh", 1, Math.tanh],
  ["asinh", 1, Math.asinh],
  ["acosh", 1, Math.acosh],
  ["atanh", 1, Math.atanh],
  ["cbrt", 1, cbrt],
  ["hypot", 2, hypot],
  ["floor", 1, floor],
  ["ceil", 1, ceil],
  ["mod", 2, mod],
  ["sigmoid", 1, sigmoid],
  ["softplus", 1, softplus],
  ["logaddexp", 2, logaddexp],
  ["huber", 2, huber],
]
const FUNCTIONS = TABLE.map(([, , works]) => works ?? (() => NaN)) // the others are cases of `execute`
const PLACES = new Map(TABLE.map(([name], place) => [name, place]))

// The names of all operations.
export const OPERATIONS = TABLE.map(([name]) => name)

// The registers of a program, with its constants in them. Throws an Error if they are invalid.
/** @param {Program} program */
export function registers_of({ registers, constants }) {
  if (!is_place(registers, MOST_REGISTERS + 1))
    throw new Error(`A program has at most ${MOST_REGISTERS} registers.`)
  if (!is_row(constants) || constants.length > registers)
    throw new Error("The constants do not fit in the registers.")
  if (!Array.from(constants).every((value) => typeof value === "number"))
    throw new Error("A constant is no number.")
  const made = new Float64Array(registers)
  made.set(constants)
  return made
}

// A program's code, checked and as `execute` takes it: five numbers per instruction, of which the first is
// the index of its operation in the table. Throws an Error if the code is invalid.
/** @param {number[]} code, @param {Program} program */
export function checked(code, { operations, registers, constants }) {
  if (!is_row(code) || !is_row(operations)) throw new Error("A program has rows of operations and of code.")
  const table_places = Array.from(operations, (name) => {
    const place = PLACES.get(name)
    if (place === undefined) throw new Error(`There is no operation "${name}".`)
    return place
  })
  const made = []
  for (let i = 0; i < code.length; ) {
    const at = `Instruction ${made.length / WIDTH}`
    if (made.length === WIDTH * LONGEST) throw new Error(`A program has at most ${LONGEST} instructions.`)
    if (!is_place(code[i], table_places.length)) throw new Error(`${at} has no operation ${code[i]}.`)
    const place = table_places[code[i]]
    const used = Array.from(code.slice(i + 1, i + 2 + TABLE[place][1]))
    if (used.length < 1 + TABLE[place][1]) throw new Error(`${at} is cut off.`)
    const bad = used.find((register) => !is_place(register, registers))
    if (bad !== undefined) throw new Error(`${at} has no register ${bad}.`)
    if (used[0] < constants.length) throw new Error(`${at} overwrites a constant.`)
    i += 1 + used.length
    while (used.length < WIDTH - 1) used.push(0) // padding, which is never read
    made.push(place, ...used)
  }
  return Int32Array.from(made)
}

// Checked code on other registers: `register` maps each old register to the new one.
/** @param {Int32Array} code, @param {(register: number) => number} register */
export function moved(code, register) {
  return code.map((number, i) => (i % WIDTH === 0 ? number : register(number)))
}

// Executes checked code on registers `r`.
/** @param {Int32Array} code, @param {Float64Array} r */
export function execute(code, r) {
  for (let i = 0; i < code.length; i += WIDTH) {
    const to = code[i + 1]
    const a = r[code[i + 2]]
    const b = r[code[i + 3]]
    switch (code[i]) {
      case 0:
        r[to] = a
        break
      case 1:
        r[to] = a + b
        break
      case 2:
        r[to] = a - b
        break
      case 3:
        r[to] = a * b
        break
      case 4:
        r[to] = a / b
        break
      case 5:
        r[to] = -a
        break
      case 6:
        r[to] = Math.abs(a)
        break
      case 7:
        r[to] = Math.sqrt(a)
        break
      case 8:
        r[to] = a < b ? 1 : 0
        break
      case 9:
        r[to] = a <= b ? 1 : 0
        break
      case 10:
        r[to] = a > b ? 1 : 0
        break
      case 11:
        r[to] = a >= b ? 1 : 0
        break
      case 12:
        r[to] = a === b ? 1 : 0
        break
      case 13:
        r[to] = a !== b ? 1 : 0
        break
      case 14:
        r[to] = a !== 0 && b !== 0 ? 1 : 0
        break
      case 15:
        r[to] = a !== 0 || b !== 0 ? 1 : 0
        break
      case 16:
        r[to] = a !== 0 ? b : r[code[i + 4]]
        break
      default:
        r[to] = FUNCTIONS[code[i]](a, b)
    }
  }
}

// Executes checked code on registers `r`, and returns the registers that depend on a number that became too
// large for floating-point numbers. What is infinite at a pole is not, unless the 0 there was too small for them.
/** @param {Int32Array} code, @param {Float64Array} r */
export function overflowing(code, r) {
  /** @type {Set<number>} */
  const large = new Set()
  /** @type {Set<number>} */
  const small = new Set()
  for (let i = 0; i < code.length; i += WIDTH) {
    const to = code[i + 1]
    const [name, operands] = TABLE[code[i]]
    const used = [...code.subarray(i + 2, i + 2 + operands)]
    const values = used.map((register) => r[register])
    execute(code.subarray(i, i + WIDTH), r)
    const is_small = used.some((register) => small.has(register))
    const grows = Math.abs(r[to]) === Infinity && values.every(Number.isFinite)
    const is_pole = !is_small && POLES[name]?.(values)
    if (used.some((register) => large.has(register)) || (grows && !is_pole)) large.add(to)
    if (r[to] === 0 && (is_small || (SHRINKING.includes(name) && !values.includes(0)))) small.add(to)
  }
  return large
}

const SHRINKING = ["mul", "div", "pow", "exp"] // operations whose result may be too small: 0 instead

// Operations that have poles: whether operands are at one.
/** @type {Record<string, (operands: number[]) => boolean>} */
const POLES = {
  div: ([, b]) => b === 0,
  pow: ([a]) => a === 0,
  log: () => true,
  log2: () => true,
  log10: () => true,
  atanh: () => true,
}

// Whether a value is an array or a typed array.
/** @param {unknown} value, @returns {value is any[]} */
function is_row(value) {
  return Array.isArray(value) || ArrayBuffer.isView(value)
}

// Whether a value is one of the whole numbers 0, 1, ... below a limit.
/** @param {unknown} value, @param {number} limit, @returns {value is number} */
function is_place(value, limit) {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < limit
}
